"""Tokens, and managed identity as App Service has it: one for whoever knows the secret of the run.

Request and answer as measured with five SDKs against api-version 2019-08-01; the answer's fields
are those of https://learn.microsoft.com/azure/app-service/overview-managed-identity.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

from samplegen.mock.values import dumps
from samplegen.model import Json

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

TENANT = "a3f4c7d2-5b1e-4a86-9c0d-7e2f81b6d935"
CLIENT = "1c9e6b70-42d8-4f3a-8b57-d06a9f1e2c84"
ROLELESS = "0f5b3a91-7c64-4e2d-9a18-b3d2e6c47f05"
"""Client id of the one identity that gets tokens and has no role on the resource."""

AUDIENCES = frozenset({"https://ai.azure.com", "https://cognitiveservices.azure.com"})
"""What the service takes for itself: today's audience and the one before it."""

LIFETIME = 86400
"""Seconds that a token of a managed identity is good for."""

SECRET_HEADER = "x-identity-header"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom a token is for.

    Args:
        tenant: id of the directory.
        client: client id of the application or of the managed identity.
        proof: how it proved to be that: ``1`` by a secret, ``2`` by an assertion or a certificate.
        lifetime: seconds that its tokens are good for.
    """

    tenant: str = TENANT
    client: str = CLIENT
    proof: str = "2"
    lifetime: int = LIFETIME

    @property
    def issuer(self) -> str:
        """The issuer of its tokens; those for Azure's services are of version 1.0."""
        return f"https://sts.windows.net/{self.tenant}/"

    @property
    def object_id(self) -> str:
        """Its id in the directory, another one than the client id: roles are given to this."""
        return str(uuid.uuid5(uuid.UUID(self.tenant), self.client))


MANAGED = Principal()
"""The identity that the machine has where a program names none."""


def audience_of(resource: str) -> str:
    """The audience that a resource or a scope stands for: no ``/.default``, no slash at the end."""
    return resource.removesuffix(".default").rstrip("/")


def claims(resource: str, now: int, number: int, principal: Principal = MANAGED) -> dict[str, Json]:
    """The claims of a token for ``resource``, issued at ``now`` (seconds since 1970)."""
    return {
        "aud": audience_of(resource),
        "iss": principal.issuer,
        "iat": now,
        "nbf": now,
        "exp": now + principal.lifetime,
        "appid": principal.client,
        "appidacr": principal.proof,
        "idp": principal.issuer,
        "idtyp": "app",
        "oid": principal.object_id,
        "sub": principal.object_id,
        "tid": principal.tenant,
        "uti": f"{number:022d}",
        "ver": "1.0",
    }


def granted(token: str, resource: str, now: int, principal: Principal = MANAGED) -> dict[str, str]:
    """The body that hands out a token; the time of expiry is a string, as App Service sends it."""
    return {
        "access_token": token,
        "expires_on": str(now + principal.lifetime),
        "resource": resource,
        "token_type": "Bearer",
        "client_id": principal.client,
    }


def refusal(headers: Mapping[str, str], query: Mapping[str, str], secret: str) -> str:
    """Why a token request is refused; empty for one that is good.

    The secret is wrong (answered 401 by App Service) or the resource is missing (400).

    Args:
        secret: what must be sent; empty where anything will do.
    """
    given = headers.get(SECRET_HEADER, "")
    if not given or not hmac.compare_digest(given.encode(), (secret or given).encode()):
        return "401 The X-IDENTITY-HEADER header is missing or wrong."
    return "" if query.get("resource") else "400 The resource parameter is missing."


_CHECKED: Any = {"verify_aud": False, "require": ["appid", "aud", "exp", "iss", "oid", "tid"]}


class Issuer:
    """Signs tokens (RS256) and knows its own again. The key is made in the background."""

    def __init__(self) -> None:
        self._key: Future[RSAPrivateKey] = Future()
        self._number = 0
        Thread(target=self._make_key, name="samplegen-mock-key", daemon=True).start()

    def issue(self, resource: str, now: int, principal: Principal = MANAGED) -> str:
        """A new token for ``resource``, good from ``now`` (seconds since 1970) for its lifetime."""
        import jwt

        self._number += 1
        payload = claims(resource, now, self._number, principal)
        return jwt.encode(
            payload, self._key.result(), "RS256", headers={"kid": self._public["kid"]}
        )

    def verify(self, token: str) -> Mapping[str, Json] | None:
        """The claims of a token of this issuer; None for any other, and outside of its time."""
        import jwt

        if not token.startswith("eyJ"):
            return None
        public: Any = self._key.result().public_key()
        try:
            known = jwt.decode(token, public, ["RS256"], options=_CHECKED)
        except jwt.InvalidTokenError:
            return None
        return known if known["iss"] == Principal(known["tid"]).issuer else None

    def keys(self) -> dict[str, Json]:
        """The key that tokens can be checked with, as a JSON Web Key Set (RFC 7517)."""
        return {"keys": [self._public]}

    @functools.cached_property
    def _public(self) -> dict[str, Json]:
        from jwt.algorithms import RSAAlgorithm

        made = RSAAlgorithm.to_jwk(self._key.result().public_key(), as_dict=True)
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": _thumbprint(made),
            "n": made["n"],
            "e": made["e"],
        }

    def _make_key(self) -> None:
        import jwt  # noqa: F401 - so that the first token need not wait for it
        from cryptography.hazmat.primitives.asymmetric import rsa

        try:
            self._key.set_result(rsa.generate_private_key(65537, 2048))
        except Exception as problem:  # noqa: BLE001 - handed to whoever asks for the key
            self._key.set_exception(problem)


def _thumbprint(key: Mapping[str, Json]) -> str:
    """Names a key by what it is (RFC 7638), so that keys of two runs are never taken for one."""
    needed = dumps({name: key[name] for name in ("e", "kty", "n")})
    return base64.urlsafe_b64encode(hashlib.sha256(needed).digest()).decode().rstrip("=")
