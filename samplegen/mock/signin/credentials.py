"""What credential a request carries, and whether it opens the door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samplegen.mock.signin.identity import ROLELESS
from samplegen.model import Json

UNKNOWN = "unknown"

PARTS = 3
"""Parts of a JWT in its compact form (RFC 7515, 7.1)."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request carried to sign in.

    Args:
        auth: as in :class:`samplegen.model.Exchange`.
        name: variable that the key came from, or audience of the token; joined with ``+``.
        fits: True where the service lets the request in.
        roleless: object id of an identity that is known but has no role; empty for any other.
    """

    auth: str = "none"
    name: str = ""
    fits: bool = False
    roleless: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """Who is let in.

    Args:
        keys: name of a variable to the key that it holds.
        verify: a token to its claims; None for one that was not issued here or is out of its time.
        audiences: the audiences that the service is meant by.
        any_key: True where a key that is not in ``keys`` opens as well.
    """

    keys: Mapping[str, str]
    verify: Callable[[str], Mapping[str, Json] | None]
    audiences: frozenset[str]
    any_key: bool = False

    def read(self, headers: Mapping[str, str]) -> Credential:
        """The credential in request headers (by lower-case name); both, where both are there."""
        found = [*self._api_key(headers), *self._bearer(headers)]
        if len(found) <= 1:
            return found[0] if found else Credential()
        return Credential(
            "+".join(one.auth for one in found),
            "+".join(one.name for one in found),
            any(one.fits for one in found),
            "".join(one.roleless for one in found),
        )

    def _api_key(self, headers: Mapping[str, str]) -> list[Credential]:
        return [self._key("api-key", headers["api-key"])] if headers.get("api-key") else []

    def _bearer(self, headers: Mapping[str, str]) -> list[Credential]:
        value = bearer(headers)
        if not value:
            return []
        claims = self.verify(value)
        if claims is None and not is_token(value):
            return [self._key("bearer-key", value)]
        return [self._token(claims or {})]

    def _token(self, claims: Mapping[str, Json]) -> Credential:
        audience = claims.get("aud", UNKNOWN)
        known = audience in self.audiences
        roleless = known and claims["appid"] == ROLELESS
        fits = known and not roleless
        return Credential("bearer-token", audience, fits, claims["oid"] if roleless else "")

    def _key(self, auth: str, value: str) -> Credential:
        for variable, key in self.keys.items():
            if key == value:
                return Credential(auth, variable, fits=True)
        return Credential(auth, UNKNOWN, self.any_key)


def bearer(headers: Mapping[str, str]) -> str:
    """What the Authorization header carries: the part after ``Bearer``, or all of it."""
    whole = headers.get("authorization", "").strip()
    scheme, _, value = whole.partition(" ")
    return value.strip() if scheme.lower() == "bearer" else whole


def is_token(value: str) -> bool:
    """True for what has the form of a JWT: three parts, the first a JSON object in base64."""
    return value.startswith("eyJ") and len(value.split(".")) == PARTS
