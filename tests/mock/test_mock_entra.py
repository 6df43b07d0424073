"""The sign-in service: who gets a token, in which words another is refused, and its documents."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import jwt
import pytest

from samplegen.mock import Mock, Run
from samplegen.mock.signin.entra import HOSTS, meant
from samplegen.mock.signin.grant import (
    ASSERTION_TYPE,
    EXCHANGE,
    Asked,
    directory,
    refusal,
    resource,
)
from samplegen.mock.signin.identity import ROLELESS, TENANT
from samplegen.mock.values import Arrived
from samplegen.model import Reply, Scenario
from tests.mock.entra import APP, BY_SECRET, LOGIN, MINE, SCOPE, TOKEN, ask
from tests.mock.making import AUDIENCE, CHAT, call, once

Begin = Callable[[Scenario], Run]

HELLO = once(CHAT, Reply("text", "Hello."))
NOW = 1_764_000_000


# --- who gets a token -------------------------------------------------------------------------


@pytest.mark.parametrize("host", sorted(HOSTS))
def test_a_secret_buys_a_token_that_opens_the_door(mock: Mock, begin: Begin, host: str) -> None:
    run = begin(HELLO)
    got = ask(mock, run, {**BY_SECRET, "client_secret": run.identity_secret}, host=host)
    assert got.status == 200
    assert got.headers["cache-control"] == "no-store, no-cache"
    assert {name: got.json[name] for name in ("token_type", "expires_in", "ext_expires_in")} == {
        "token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599,
    }  # fmt: skip
    assert call(mock, run, key=got.json["access_token"]).status == 200


def test_a_token_is_checked_by_the_documents_that_lead_to_its_key(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    form = {**BY_SECRET, "client_secret": run.identity_secret}
    token = ask(mock, run, form).json["access_token"]
    said = ask(mock, run, path=f"/{MINE}/.well-known/openid-configuration").json
    where = said["jwks_uri"].removeprefix(f"https://{LOGIN}")
    keys = jwt.PyJWKSet.from_dict(ask(mock, run, path=where).json)
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, ["RS256"], audience=AUDIENCE, issuer=said["issuer"])
    assert (claims["appid"], claims["tid"], claims["appidacr"]) == (APP, MINE, "1")
    assert claims["exp"] - claims["iat"] == 3599


def test_a_federated_token_buys_one_too(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    got = ask(mock, run, by_assertion(run.identity_secret))
    said = jwt.decode(got.json["access_token"], options={"verify_signature": False})
    assert (said["appid"], said["appidacr"]) == (APP, "2")


def test_an_application_without_a_role_gets_a_token_and_no_answer(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    form = {**BY_SECRET, "client_id": ROLELESS.upper(), "client_secret": run.identity_secret}
    got = call(mock, run, key=ask(mock, run, form).json["access_token"])
    assert (got.status, got.json["error"]["code"]) == (401, "PermissionDenied")


def test_the_client_may_say_who_it_is_by_basic_authentication(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    form = {"grant_type": "client_credentials", "scope": SCOPE}
    pair = f"{APP}:{quote(run.identity_secret)}"
    basic = f"Basic {base64.b64encode(pair.encode()).decode()}"
    assert ask(mock, run, form, Authorization=basic).status == 200
    for wrong in ("Basic %%%", "Basic", f"Basic {base64.b64encode(b'no').decode()}"):
        assert ask(mock, run, form, Authorization=wrong).status in (400, 401)


@pytest.mark.parametrize(
    ("scope", "meaning"),
    [
        (SCOPE, AUDIENCE),
        (f"openid profile offline_access {SCOPE}", AUDIENCE),
        (f"{SCOPE} openid", AUDIENCE),
        ("https://cognitiveservices.azure.com//.default", "https://cognitiveservices.azure.com/"),
        (AUDIENCE, ""),
        ("openid", ""),
        ("", ""),
    ],
)
def test_what_a_scope_means(scope: str, meaning: str) -> None:
    assert resource(scope) == meaning


@pytest.mark.parametrize(
    ("tenant", "known"),
    [(MINE, MINE), (MINE.upper(), MINE), ("contoso.onmicrosoft.com", TENANT), ("contoso", ""), ("", "")],
)  # fmt: skip
def test_which_directory_a_tenant_is(tenant: str, known: str) -> None:
    assert directory(tenant) == known


# --- who gets none ----------------------------------------------------------------------------


def by_assertion(assertion: str) -> dict[str, str]:
    return {
        "grant_type": "client_credentials", "client_id": APP, "scope": SCOPE,
        "client_assertion": assertion, "client_assertion_type": ASSERTION_TYPE,
    }  # fmt: skip


def federated(**changed: Any) -> dict[str, str]:
    said = {"iss": "https://i", "aud": EXCHANGE, "nbf": NOW - 60, "exp": NOW + 60, **changed}
    return by_assertion(jwt.encode(said, "k" * 32, "HS256"))


def refused(form: Mapping[str, str], secret: str = "", tenant: str = MINE) -> tuple[int, str, int]:
    why = refusal(Asked(tenant, form, secret, NOW))
    return (why.code, why.error, why.status) if why else (0, "", 200)


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in BY_SECRET.items() if key != name}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({}, (900144, "invalid_request", 400)),
        ({**BY_SECRET, "grant_type": "password"}, (70003, "unsupported_grant_type", 400)),
        (without("client_id"), (900144, "invalid_request", 400)),
        ({**BY_SECRET, "client_id": "my-app"}, (700016, "unauthorized_client", 400)),
        (without("scope"), (90014, "invalid_request", 400)),
        ({**BY_SECRET, "scope": AUDIENCE}, (1002012, "invalid_scope", 400)),
        (without("client_secret"), (7000218, "invalid_client", 401)),
        ({**BY_SECRET, "client_secret": "another"}, (7000215, "invalid_client", 401)),
        ({**by_assertion("s3cret"), "client_assertion_type": "?"}, (900144, "invalid_request", 400)),
        (by_assertion("another"), (50027, "invalid_request", 400)),
        (federated(), (700211, "invalid_client", 401)),
        (BY_SECRET, (0, "", 200)),
        (by_assertion("s3cret"), (0, "", 200)),
    ],
)  # fmt: skip
def test_why_there_is_no_token(form: dict[str, str], expected: tuple[int, str, int]) -> None:
    assert refused(form, "s3cret") == expected


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (BY_SECRET, 0),
        ({**BY_SECRET, "client_secret": "id/of~a.value"}, 0),
        ({**BY_SECRET, "client_secret": APP}, 7000215),
        (by_assertion("any text"), 0),
        (federated(), 0),
        (federated(aud=["x", EXCHANGE]), 0),
        (federated(aud="https://login.microsoftonline.com/x/v2.0", iss=APP), 0),
        (federated(aud="api://other"), 700212),
        (federated(aud=None), 700212),
        (federated(exp=NOW), 700024),
        (federated(nbf=NOW + 1), 700024),
        (federated(exp=1e300), 700024),
        (federated(exp="soon"), 700024),
    ],
)
def test_anything_will_do_but_what_entra_can_tell_is_wrong(form: dict[str, str], code: int) -> None:
    assert refused(form)[0] == code


@pytest.mark.parametrize(
    ("tenant", "code"),
    [("common", 50059), ("organizations", 50059), ("mine", 900023), ("contoso.com", 0)],
)
def test_a_tenant_must_be_named(tenant: str, code: int) -> None:
    assert refused(BY_SECRET, tenant=tenant)[0] == code


def test_a_refusal_says_what_entra_says(mock: Mock, begin: Begin) -> None:
    got = ask(mock, begin(HELLO), BY_SECRET, **{"client-request-id": MINE})
    body = got.json
    assert (got.status, got.headers["client-request-id"]) == (401, MINE)
    assert body["error_description"] == (
        "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request "
        f"is the client secret value, not the client secret ID, for a secret added to app '{APP}'. "
        f"Trace ID: {body['trace_id']} Correlation ID: {MINE} Timestamp: {body['timestamp']}"
    )
    assert body["error_uri"] == "https://login.microsoftonline.com/error?code=7000215"
    assert (body["error"], body["error_codes"]) == ("invalid_client", [7000215])
    assert time.strptime(body["timestamp"], "%Y-%m-%d %H:%M:%SZ")


def test_what_is_no_form_says_nothing(mock: Mock, begin: Begin) -> None:
    got = ask(mock, begin(HELLO), BY_SECRET, **{"Content-Type": "application/json"})
    assert got.json["error_codes"] == [900144]


# --- documents --------------------------------------------------------------------------------


@pytest.mark.parametrize("tenant", [MINE, "common"])
def test_the_keys_stand_where_a_tenant_has_them(mock: Mock, begin: Begin, tenant: str) -> None:
    run = begin(HELLO)
    keys = ask(mock, run, path=f"/{tenant}/discovery/v2.0/keys").json
    assert keys == ask(mock, run, path=f"/{tenant}/discovery/keys").json
    assert len(keys["keys"]) == 1


@pytest.mark.parametrize(
    ("tenant", "named"), [(MINE, MINE), ("contoso.com", TENANT), ("common", "{tenantid}")]
)
def test_the_configuration(mock: Mock, begin: Begin, tenant: str, named: str) -> None:
    said = ask(mock, begin(HELLO), path=f"/{tenant}/v2.0/.well-known/openid-configuration").json
    start = f"https://{LOGIN}/{named.replace('{tenantid}', 'common')}"
    assert said["token_endpoint"] == f"{start}/oauth2/v2.0/token"
    assert said["jwks_uri"] == f"{start}/discovery/v2.0/keys"
    assert said["issuer"] == f"https://{LOGIN}/{named}/v2.0"


def test_the_instance(mock: Mock, begin: Begin) -> None:
    run, path = begin(HELLO), "/common/discovery/instance?api-version=1.1&authorization_endpoint="
    asked = f"https://{LOGIN}/{MINE}/oauth2/v2.0/authorize"
    said = ask(mock, run, path=path + quote(asked, safe="")).json
    where = f"https://{LOGIN}/{MINE}/v2.0/.well-known/openid-configuration"
    assert said["tenant_discovery_endpoint"] == where
    assert set(said["metadata"][0]["aliases"]) == HOSTS
    wrong = ask(mock, run, path=path + "https%3A%2F%2Felsewhere.example%2Fx")
    assert (wrong.status, wrong.json["error"]) == (400, "invalid_instance")


def test_a_tenant_that_is_none(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    for path in ("v2.0/.well-known/openid-configuration", "discovery/v2.0/keys"):
        got = ask(mock, run, path=f"/mine/{path}")
        assert (got.status, got.json["error"], got.json["error_codes"]) == (
            400, "invalid_tenant", [90002],
        )  # fmt: skip


def test_there_is_nothing_else(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    assert ask(mock, run, path="/").status == 404
    assert ask(mock, run, path=TOKEN).status == 404
    assert ask(mock, run, BY_SECRET, f"/{MINE}/oauth2/token").status == 404


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [("POST", TOKEN, True), ("POST", CHAT.path, False), ("GET", "/openai/v1/models", False)],
)
def test_what_is_meant_on_a_port_for_all(method: str, path: str, *, expected: bool) -> None:
    assert meant(Arrived(method, "127.0.0.1", path)) is expected
    assert meant(Arrived(method, LOGIN, path))
