"""Managed identity as App Service has it: a token for whoever knows the secret of the run.

Request and answer as measured with five SDKs against api-version 2019-08-01; the answer's fields
are those of https://learn.microsoft.com/azure/app-service/overview-managed-identity.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING, Any

from samplegen.model import Json

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

TENANT = "a3f4c7d2-5b1e-4a86-9c0d-7e2f81b6d935"
CLIENT = "1c9e6b70-42d8-4f3a-8b57-d06a9f1e2c84"
ISSUER = f"https://sts.windows.net/{TENANT}/"
AUDIENCES = frozenset({"https://ai.azure.com", "https://cognitiveservices.azure.com"})
"""What the service takes for itself: today's audience and the one before it."""

LIFETIME = 86400
"""Seconds that a token of a managed identity is good for."""

SECRET_HEADER = "x-identity-header"  # noqa: S105 - the name of a header


def audience_of(resource: str) -> str:
    """The audience that a resource or a scope stands for: no ``/.default``, no slash at the end."""
    return resource.removesuffix(".default").rstrip("/")


def claims(resource: str, now: int, number: int) -> dict[str, Json]:
    """The claims of a token for ``resource``, issued at ``now`` (seconds since 1970)."""
    return {
        "aud": audience_of(resource),
        "iss": ISSUER,
        "iat": now,
        "nbf": now,
        "exp": now + LIFETIME,
        "appid": CLIENT,
        "appidacr": "2",
        "idtyp": "app",
        "oid": CLIENT,
        "sub": CLIENT,
        "tid": TENANT,
        "uti": f"{number:022d}",
        "ver": "1.0",
    }


def granted(token: str, resource: str, now: int) -> dict[str, str]:
    """The body that hands out a token; the time of expiry is a string, as App Service sends it."""
    return {
        "access_token": token,
        "expires_on": str(now + LIFETIME),
        "resource": resource,
        "token_type": "Bearer",
        "client_id": CLIENT,
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


class Issuer:
    """Signs tokens (RS256) and knows its own again. The key is made in the background."""

    def __init__(self) -> None:
        self._key: Future[RSAPrivateKey] = Future()
        self._number = 0
        Thread(target=self._make_key, name="samplegen-mock-key", daemon=True).start()

    def issue(self, resource: str, now: int) -> str:
        """A new token for ``resource``, good from ``now`` (seconds since 1970) for a day."""
        import jwt

        self._number += 1
        payload = claims(resource, now, self._number)
        return jwt.encode(payload, self._key.result(), "RS256", headers={"kid": "samplegen"})

    def audience(self, token: str) -> str | None:
        """The audience of a token of this issuer; None for any other and for an expired one."""
        import jwt

        if not token.startswith("eyJ"):
            return None
        public: Any = self._key.result().public_key()
        try:
            known = jwt.decode(
                token, public, ["RS256"], options={"verify_aud": False}, issuer=ISSUER
            )
        except jwt.InvalidTokenError:
            return None
        return str(known["aud"])

    def _make_key(self) -> None:
        import jwt  # noqa: F401 - so that the first token need not wait for it
        from cryptography.hazmat.primitives.asymmetric import rsa

        try:
            self._key.set_result(rsa.generate_private_key(65537, 2048))
        except Exception as problem:  # noqa: BLE001 - handed to whoever asks for the key
            self._key.set_exception(problem)
