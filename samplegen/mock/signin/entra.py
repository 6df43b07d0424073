"""Microsoft Entra ID as far as programs need it to sign in without a person.

Token endpoint, signing keys and discovery documents stand where a tenant has them, under the
names of the sign-in service and on the port of the emulated one. What the SDKs of five languages
ask for was measured: the token always; before it the instance, the configuration, both or neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import urlsplit

from samplegen.mock.reply import headers
from samplegen.mock.signin import aadsts, grant
from samplegen.mock.signin.aadsts import Refusal
from samplegen.mock.signin.identity import Issuer
from samplegen.mock.values import Answer, Arrived, Moment, Part, dumps
from samplegen.model import Json

LOGIN = "login.microsoftonline.com"
HOSTS = frozenset({LOGIN, "login.microsoft.com", "login.windows.net", "sts.windows.net"})
"""Names of the sign-in service, lower case."""

JSON = "application/json; charset=utf-8"
TOKEN = "oauth2/v2.0/token"  # noqa: S105 - a path, not a secret
PATH = re.compile(r"/(?P<tenant>[^/]+)/(?P<rest>.+)")


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the sign-in service.

    Args:
        tenant: what stands for the tenant in its path.
        secret: what a client must know to get a token; empty where anything will do.
    """

    sent: Arrived
    tenant: str
    secret: str
    issuer: Issuer
    moment: Moment

    @property
    def base(self) -> str:
        """What addresses in documents begin with: where they were asked for, whatever the name."""
        host = self.sent.host
        if host in HOSTS:
            return f"https://{LOGIN}"
        return f"{self.sent.scheme}://{self.sent.headers.get('host', host)}"

    @property
    def correlation(self) -> str:
        """The id that the client gave its request, in a header or in the query; ours otherwise."""
        given = {**self.sent.query, **self.sent.headers}.get("client-request-id", "")
        return given if grant.is_id(given) else self.moment.uuid("client-request-id")

    @property
    def tenant_id(self) -> str:
        """The id of the tenant, the shared name that stands for any, or nothing."""
        return self.tenant if self.tenant in grant.SHARED else grant.directory(self.tenant)


def meant(sent: Arrived) -> bool:
    """True for a request that the sign-in service answers, under whatever name it is asked."""
    return sent.host in HOSTS or _find(sent.method, sent.path) is not None


def asks_for_token(method: str, path: str) -> bool:
    """True for a request to the token endpoint of any tenant, false for a document."""
    found = _find(method, path)
    return found is not None and found[1] is _token


def answer(sent: Arrived, secret: str, issuer: Issuer, moment: Moment) -> Answer:
    """The answer to a request that is meant for the sign-in service.

    Args:
        secret: what a client must know to get a token; empty where anything will do.
    """
    found = _find(sent.method, sent.path)
    if found is None:
        return Answer(404, headers.plain(moment.now))
    tenant, make = found
    call = Call(sent, tenant, secret, issuer, moment)
    made = make(call)
    status, body = (made.status, _refused(made, call)) if isinstance(made, Refusal) else (200, made)
    return Answer(status, _headers(call), (Part(dumps(body)),))


def _find(method: str, path: str) -> tuple[str, Callable[[Call], Json | Refusal]] | None:
    found = PATH.fullmatch(path)
    make = _PLACES.get((method, found["rest"])) if found else None
    return (found["tenant"], make) if found and make else None


def _headers(call: Call) -> dict[str, str]:
    told = {
        "cache-control": "no-store, no-cache",
        "x-ms-request-id": call.moment.uuid("x-ms-request-id"),
        "client-request-id": call.correlation,
    }
    return headers.over(headers.plain(call.moment.now, JSON), told)


def _refused(refusal: Refusal, call: Call) -> Json:
    time = datetime.fromtimestamp(call.moment.now, timezone.utc)
    return refusal.body(f"{time:%Y-%m-%d %H:%M:%SZ}", call.correlation, call.moment)


# --- what stands where ------------------------------------------------------------------------


def _token(call: Call) -> Json | Refusal:
    asked = grant.Asked(call.tenant, grant.form(call.sent), call.secret, call.moment.now)
    refused = grant.refusal(asked)
    if refused is not None:
        return refused
    token = call.issuer.issue(asked.resource, call.moment.now, asked.principal)
    return {
        "token_type": "Bearer",
        "expires_in": grant.LIFETIME,
        "ext_expires_in": grant.LIFETIME,
        "access_token": token,
    }


def _keys(call: Call) -> Json | Refusal:
    return call.issuer.keys() if call.tenant_id else _unknown(call)


def _configuration(call: Call) -> Json | Refusal:
    """The document of version 2.0; tokens for Azure's services are of 1.0 all the same."""
    return _described(
        call, "oauth2/v2.0", "discovery/v2.0/keys", f"https://{LOGIN}/{{tenant}}/v2.0"
    )


def _configuration_1(call: Call) -> Json | Refusal:
    return _described(call, "oauth2", "discovery/keys", "https://sts.windows.net/{tenant}/")


def _described(call: Call, protocol: str, keys: str, issuer: str) -> Json | Refusal:
    """The members of a real tenant's document that say what MSAL and validators look for."""
    tenant = call.tenant_id
    if not tenant:
        return _unknown(call)
    start = f"{call.base}/{tenant}"
    return {
        "token_endpoint": f"{start}/{TOKEN}",
        "token_endpoint_auth_methods_supported": [
            "client_secret_post", "private_key_jwt", "client_secret_basic",
        ],
        "jwks_uri": f"{start}/{keys}",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": issuer.format(tenant="{tenantid}" if tenant in grant.SHARED else tenant),
        "authorization_endpoint": f"{start}/{protocol}/authorize",
        "tenant_region_scope": None,
        "cloud_instance_name": "microsoftonline.com",
    }  # fmt: skip


def _instance(call: Call) -> Json | Refusal:
    """Which names the sign-in service has, and where the tenant's configuration stands."""
    address = urlsplit(call.sent.query.get("authorization_endpoint", ""))
    if address.hostname not in HOSTS:
        return aadsts.WRONG_INSTANCE
    tenant = address.path.strip("/").partition("/")[0]
    known: Mapping[str, Json] = {
        "preferred_network": LOGIN,
        "preferred_cache": "login.windows.net",
        "aliases": [LOGIN, "login.windows.net", "login.microsoft.com", "sts.windows.net"],
    }
    where = f"{call.base}/{tenant}/v2.0/.well-known/openid-configuration"
    return {"tenant_discovery_endpoint": where, "api-version": "1.1", "metadata": [known]}


def _unknown(call: Call) -> Refusal:
    return aadsts.UNKNOWN_TENANT.about(tenant=call.tenant)


_PLACES: Mapping[tuple[str, str], Callable[[Call], Json | Refusal]] = {
    ("POST", TOKEN): _token,
    ("GET", "discovery/v2.0/keys"): _keys,
    ("GET", "discovery/keys"): _keys,
    ("GET", "v2.0/.well-known/openid-configuration"): _configuration,
    ("GET", ".well-known/openid-configuration"): _configuration_1,
    ("GET", "discovery/instance"): _instance,
}
"""Method and path below a tenant to what makes the answer."""
