"""A certificate authority that lives as long as the service, and certificates for any name."""

from __future__ import annotations

import contextlib
import ssl
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import trustme

PASSWORD = "samplegen"  # noqa: S105 - Java wants one; the store holds a public certificate only
ALIASES = ("*.openai.azure.com", "localhost", "127.0.0.1")
"""Names that every certificate is good for, beside the one that was asked for."""


READABLE = 0o644
"""Mode of the files: they hold no secret, and programs of other users read them."""

NAMES = 1000
"""Number of names that get a certificate of their own; nobody shall fill the memory with names."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What a program needs to believe the service; the paths are those that the program sees.

    Args:
        ca_pem: the certificate of the authority.
        ca_p12: the same as a Java trust store (PKCS #12).
        ca_password: the password of that store.
    """

    ca_pem: PurePath
    ca_p12: PurePath
    ca_password: str


class Authority:
    """Issues a certificate for each name that a client asks for by SNI, once."""

    def __init__(self) -> None:
        import trustme

        self._authority = trustme.CA(organization_name="samplegen")
        self._contexts: dict[str, ssl.SSLContext] = {}

    def context(self, name: str = "") -> ssl.SSLContext:
        """Server-side TLS with a certificate for ``name``; other names are served as asked for."""
        known = self._contexts.get(name)
        if known is None:
            known = self._contexts[name] = _context(self._authority, name)
            known.sni_callback = self._on_sni
        return known

    def write(self, directory: Path) -> Trust:
        """Write ``ca.pem`` and ``ca.p12`` into an existing directory, for everybody to read.

        Raises:
            OSError: a file cannot be written.
        """
        certificate = self._authority.cert_pem.bytes()
        ca_pem, ca_p12 = directory / "ca.pem", directory / "ca.p12"
        ca_pem.write_bytes(certificate)
        ca_p12.write_bytes(java_trust_store(certificate, PASSWORD))
        for path in (ca_pem, ca_p12):
            path.chmod(READABLE)
        return Trust(ca_pem, ca_p12, PASSWORD)

    def _on_sni(self, sslobj: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if not name or len(self._contexts) >= NAMES:
            return
        with contextlib.suppress(ValueError):  # not a name: the certificate at hand has to do
            sslobj.context = self.context(name.lower())


def java_trust_store(ca_pem: bytes, password: str) -> bytes:
    """A PKCS #12 trust store that holds one certificate, as ``keytool -importcert`` makes it."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    certificate = pkcs12.PKCS12Certificate(x509.load_pem_x509_certificate(ca_pem), b"samplegen")
    encryption = BestAvailableEncryption(password.encode())
    return pkcs12.serialize_java_truststore([certificate], encryption)


def _context(authority: trustme.CA, name: str) -> ssl.SSLContext:
    names = dict.fromkeys((*([name] if name else []), *ALIASES))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*names).configure_cert(context)
    return context
