"""A token request as Entra takes it, and why it is refused; pure.

The grant is client credentials (https://learn.microsoft.com/entra/identity-platform/
v2-oauth2-client-creds-grant-flow): by a secret, by a federated token or by a certificate.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import parse_qsl, unquote_plus

from samplegen.mock.signin import aadsts
from samplegen.mock.signin.aadsts import Refusal
from samplegen.mock.signin.identity import TENANT, Principal
from samplegen.mock.values import Arrived
from samplegen.model import Json

EXCHANGE = "api://AzureADTokenExchange"
"""Audience of a federated token that is exchanged for one of Entra."""

LIFETIME = 3599
"""Seconds that a token of an application is good for."""

FORM = "application/x-www-form-urlencoded"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DEFAULT = "/.default"
SHARED = frozenset({"common", "organizations", "consumers"})
"""Names that stand in a path in place of a tenant, where any tenant is meant."""

LATEST = 253402300799
"""The last second of the year 9999."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A token request.

    Args:
        tenant: what stands for the tenant in its path.
        form: what it says, with the client of HTTP Basic authentication among it.
        secret: what the client must know; empty where anything will do.
        now: seconds since 1970.
    """

    tenant: str
    form: Mapping[str, str]
    secret: str
    now: int

    def get(self, name: str) -> str:
        """A parameter; empty where it is not there."""
        return self.form.get(name, "")

    @property
    def resource(self) -> str:
        """What the token is for, as its scope names it."""
        return resource(self.get("scope"))

    @property
    def principal(self) -> Principal:
        """Whom the token is for."""
        proof = "1" if self.get("client_secret") else "2"
        return Principal(directory(self.tenant), self.get("client_id").lower(), proof, LIFETIME)


def form(sent: Arrived) -> dict[str, str]:
    """The parameters of a token request; none where it is not sent as a form."""
    pairs = parse_qsl(sent.body) if is_form(sent) and isinstance(sent.body, str) else []
    return {**_basic(sent.headers.get("authorization", "")), **dict(pairs)}


def is_form(sent: Arrived) -> bool:
    """True where the body is a form by its content type."""
    return sent.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM


def resource(scope: str) -> str:
    """The resource that a scope names with ``/.default``; empty where there is none.

    Some SDKs put ``openid profile offline_access`` before it.
    """
    named = (word for word in scope.split() if word.endswith(DEFAULT))
    return next(named, "").removesuffix(DEFAULT)


def directory(tenant: str) -> str:
    """The id of a tenant: any id is one, a domain name is ours; empty for what is neither."""
    if is_id(tenant):
        return tenant.lower()
    return TENANT if "." in tenant else ""


def is_id(value: str) -> bool:
    """True for a UUID in its usual form."""
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def refusal(asked: Asked) -> Refusal | None:
    """The first reason to refuse a token; None for a request that is good."""
    return next((why for check in _CHECKS if (why := check(asked)) is not None), None)


def _basic(authorization: str) -> dict[str, str]:
    """Client id and secret as HTTP Basic authentication has them (RFC 6749, 2.3.1)."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": unquote_plus(client), "client_secret": unquote_plus(secret)}


# --- reasons ----------------------------------------------------------------------------------


def _tenant(asked: Asked) -> Refusal | None:
    if asked.tenant in SHARED:
        return aadsts.NO_TENANT
    return None if directory(asked.tenant) else aadsts.WRONG_TENANT.about(tenant=asked.tenant)


def _grant(asked: Asked) -> Refusal | None:
    grant = asked.get("grant_type")
    if not grant:
        return aadsts.MISSING.about(name="grant_type")
    return None if grant == "client_credentials" else aadsts.WRONG_GRANT.about(grant=grant)


def _client(asked: Asked) -> Refusal | None:
    client = asked.get("client_id")
    if not client:
        return aadsts.MISSING.about(name="client_id")
    if is_id(client):
        return None
    return aadsts.NO_APPLICATION.about(client=client, tenant=asked.tenant)


def _scope(asked: Asked) -> Refusal | None:
    scope = asked.get("scope")
    if not scope:
        return aadsts.NO_SCOPE
    return None if asked.resource else aadsts.WRONG_SCOPE.about(scope=scope)


def _proof(asked: Asked) -> Refusal | None:
    if asked.get("client_secret"):
        return _secret(asked)
    return _assertion(asked) if asked.get("client_assertion") else aadsts.NO_PROOF


def _secret(asked: Asked) -> Refusal | None:
    """Where anything will do, the id of a secret will not: people send it by mistake."""
    given = asked.get("client_secret")
    if _fits(given, asked.secret) and not is_id(given):
        return None
    return aadsts.WRONG_SECRET.about(client=asked.get("client_id"))


def _assertion(asked: Asked) -> Refusal | None:
    """A text must be known, or any will do; a JWT must say the right things besides."""
    if asked.get("client_assertion_type") != ASSERTION_TYPE:
        return aadsts.MISSING.about(name="client_assertion_type")
    given = asked.get("client_assertion")
    claims, fits = _claims(given), _fits(given, asked.secret)
    if claims is None:
        return None if fits else aadsts.NOT_A_JWT
    return _time(claims, asked.now) or _parties(claims, asked.get("client_id"), fits=fits)


def _time(claims: Mapping[str, Json], now: int) -> Refusal | None:
    start, end = (_seconds(claims.get(name)) for name in ("nbf", "exp"))
    if start <= now < end:
        return None
    return aadsts.OUT_OF_TIME.about(now=_told(now), start=_told(start), end=_told(end))


def _parties(claims: Mapping[str, Json], client: str, *, fits: bool) -> Refusal | None:
    issuer, audience = claims.get("iss"), claims.get("aud")
    if not fits:
        return aadsts.WRONG_ISSUER.about(value=str(issuer))
    federated = EXCHANGE in (audience if isinstance(audience, list) else [audience])
    certified = issuer == client  # the client made it itself, and signed it with its certificate
    return None if federated or certified else aadsts.WRONG_AUDIENCE.about(value=str(audience))


def _fits(given: str, secret: str) -> bool:
    return not secret or hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


def _claims(assertion: str) -> Mapping[str, Json] | None:
    """What a JWT says; None for what is none. Its issuer is not ours: any signature will do."""
    import jwt

    try:
        return jwt.decode(assertion, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return None


def _seconds(value: Json) -> int:
    return int(value) if isinstance(value, (int, float)) and 0 <= value <= LATEST else 0


def _told(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%dT%H:%M:%S}.0000000Z"


_CHECKS: tuple[Callable[[Asked], Refusal | None], ...] = (_tenant, _grant, _client, _scope, _proof)
