"""Tokens: what they say, who can check them, and which of them open the door."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from samplegen.mock import Mock, Run
from samplegen.mock.reply.errors import data_action
from samplegen.mock.signin.identity import (
    CLIENT,
    MANAGED,
    ROLELESS,
    TENANT,
    Issuer,
    Principal,
    claims,
)
from samplegen.model import Json, Reply, Request, Scenario
from tests.mock.making import AUDIENCE, CHAT, DECOY, Got, call, once, send

Begin = Callable[[Scenario], Run]

HELLO = once(CHAT, Reply("text", "Hello."))
WRONG_TOKEN = (
    b'{"statusCode":401,"message":"Unauthorized. Access token is missing, invalid, audience is '
    b'incorrect (https://cognitiveservices.azure.com), or have expired."}'
)
WRONG_KEY = (
    b'{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API '
    b"endpoint. Make sure to provide a valid key for an active subscription and use a correct "
    b'regional API endpoint for your resource."}}'
)


@pytest.fixture(scope="module")
def issuer(mock: Mock) -> Issuer:
    return mock._issuer


def signed(issuer: Issuer, changed: Mapping[str, Json], without: str = "") -> str:
    """A token of this issuer that says something else than its tokens do."""
    said = {**claims(AUDIENCE, int(time.time()), 1), **changed}
    said.pop(without, None)
    return jwt.encode(said, issuer._key.result(), "RS256")


# --- what a token says ------------------------------------------------------------------------


@pytest.mark.parametrize("audience", [AUDIENCE, "https://cognitiveservices.azure.com"])
def test_anybody_can_check_a_token_with_the_keys_that_are_served(
    issuer: Issuer, audience: str
) -> None:
    token = issuer.issue(f"{audience}/.default", int(time.time()))
    key = jwt.PyJWKSet.from_dict(issuer.keys())[jwt.get_unverified_header(token)["kid"]]
    said = jwt.decode(token, key, ["RS256"], audience=audience, issuer=MANAGED.issuer)
    assert said["tid"] == TENANT
    assert said["appid"] == CLIENT


def test_only_the_public_part_of_the_key_is_served(issuer: Issuer) -> None:
    (key,) = issuer.keys()["keys"]
    assert set(key) == {"kty", "use", "kid", "n", "e"}


def test_keys_of_two_services_have_two_names() -> None:
    first, second = (Issuer().keys()["keys"][0]["kid"] for _ in range(2))
    assert first != second


def test_an_identity_has_another_id_in_each_directory() -> None:
    one, other = Principal(), Principal(tenant=ROLELESS)
    assert len({one.object_id, other.object_id, one.client}) == 3
    assert one.object_id == MANAGED.object_id


# --- which tokens open the door ---------------------------------------------------------------


def test_a_token_for_either_audience_opens_the_door(
    mock: Mock, begin: Begin, issuer: Issuer
) -> None:
    for audience in (AUDIENCE, "https://cognitiveservices.azure.com/"):
        token = issuer.issue(audience, int(time.time()))
        assert call(mock, begin(HELLO), key=token).status == 200


def bad_tokens(issuer: Issuer) -> dict[str, str]:
    now, stranger = int(time.time()), rsa.generate_private_key(65537, 2048)
    said, kid = claims(AUDIENCE, now, 1), issuer.keys()["keys"][0]["kid"]
    return {
        "expired": issuer.issue(AUDIENCE, now - 2 * 86400),
        "not valid yet": issuer.issue(AUDIENCE, now + 3600),
        "wrong audience": issuer.issue("https://management.azure.com/.default", now),
        "foreign issuer": signed(issuer, {"iss": "https://sts.windows.net/elsewhere/"}),
        "issuer of version 2": signed(
            issuer, {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0"}
        ),
        "no expiry": signed(issuer, {}, without="exp"),
        "no tenant": signed(issuer, {}, without="tid"),
        "foreign key": jwt.encode(said, stranger, "RS256", headers={"kid": kid}),
        "no signature": jwt.encode(said, "", "none"),
        "signed with a word": jwt.encode(said, kid.ljust(64), "HS256", headers={"kid": kid}),
        "cut": issuer.issue(AUDIENCE, now)[:-20],
    }


def test_any_other_token_is_refused_in_the_words_for_tokens(
    mock: Mock, begin: Begin, issuer: Issuer
) -> None:
    run = begin(HELLO)
    for what, token in bad_tokens(issuer).items():
        got = call(mock, run, key=token)
        assert (got.status, got.data) == (401, WRONG_TOKEN), what
    assert all("eyJ" not in str(kept) for kept in run.close())


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nope"}, {"api-key": "nope"}])
def test_a_key_is_refused_in_the_words_for_keys(
    mock: Mock, begin: Begin, headers: dict[str, str]
) -> None:
    got = call(mock, begin(HELLO), headers=headers)
    assert (got.status, got.reason, got.data) == (401, "PermissionDenied", WRONG_KEY)


# --- who has a role ---------------------------------------------------------------------------


def test_an_identity_without_a_role_is_told_what_it_lacks(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    token = managed(run, ROLELESS).json["access_token"]
    got = call(mock, run, key=token)
    assert (got.status, got.reason) == (401, "PermissionDenied")
    principal = jwt.decode(token, options={"verify_signature": False})["oid"]
    action = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"
    assert got.json["error"] == {
        "code": "PermissionDenied",
        "message": f"The principal `{principal}` lacks the required data action `{action}` to "
        "perform `POST /openai/v1/chat/completions` operation.",
    }
    assert run.close()[-1].credential == AUDIENCE


def test_a_key_beside_such_a_token_opens_the_door(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    token = managed(run, ROLELESS).json["access_token"]
    assert (
        call(mock, run, headers={"Authorization": f"Bearer {token}", "api-key": DECOY}).status
        == 200
    )


def test_a_managed_identity_is_the_one_that_was_asked_for(begin: Begin) -> None:
    run = begin(HELLO)
    for client in (CLIENT, "66666666-7777-4888-9999-aaaaaaaaaaaa"):
        got = managed(run, client)
        said = jwt.decode(got.json["access_token"], options={"verify_signature": False})
        assert (got.json["client_id"], said["appid"]) == (client, client)


def managed(run: Run, client: str) -> Got:
    path = f"/msi/token?api-version=2019-08-01&resource={AUDIENCE}&client_id={client}"
    connection = http.client.HTTPConnection("127.0.0.1", run.identity_port, timeout=20)
    headers = {"X-IDENTITY-HEADER": run.identity_secret}
    got = send(connection, Request("GET", path), headers=headers)
    connection.close()
    return got


@pytest.mark.parametrize(
    ("method", "path", "action"),
    [
        ("POST", "/openai/v1/chat/completions", "deployments/chat/completions/action"),
        ("POST", "/openai/v1/embeddings", "deployments/embeddings/action"),
        ("POST", "/openai/v1/responses", "responses/write"),
        ("GET", "/openai/v1/responses/resp_1/input_items", "responses/read"),
        ("DELETE", "/openai/v1/files/file-1", "files/delete"),
        ("GET", "/openai/v1/models", "models/read"),
    ],
)
def test_the_right_that_a_request_needs(method: str, path: str, action: str) -> None:
    assert data_action(method, path) == action


def test_a_token_that_is_no_json_is_no_error_of_ours(issuer: Issuer) -> None:
    values: list[Any] = ["eyJ", "eyJ.eyJ.x", "eyJhbGciOiJSUzI1NiJ9.W10.AA", "eyJ\xff.a.b"]
    for value in values:
        assert issuer.verify(value) is None
