from __future__ import annotations

import json
import time
from dataclasses import asdict

import jwt
import pytest

from samplegen.mock.journal import Journal
from samplegen.mock.redaction import Redaction
from samplegen.mock.signin.credentials import Credential, Door
from samplegen.mock.signin.identity import Issuer, audience_of, granted, refusal
from tests.mock.making import AUDIENCE, DECOY, HOST, KEY, KEYS, arrived


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="module")
def door(issuer: Issuer) -> Door:
    return Door(KEYS, issuer.verify, frozenset({AUDIENCE}))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, Credential("none", "", fits=False)),
        ({"authorization": ""}, Credential("none", "", fits=False)),
        ({"authorization": "Bearer "}, Credential("none", "", fits=False)),
        ({"api-key": KEY}, Credential("api-key", "AZURE_OPENAI_API_KEY", fits=True)),
        (
            {"authorization": f"Bearer {KEY}"},
            Credential("bearer-key", "AZURE_OPENAI_API_KEY", fits=True),
        ),
        (
            {"authorization": f"bearer {DECOY}"},
            Credential("bearer-key", "OPENAI_API_KEY", fits=True),
        ),
        ({"authorization": KEY}, Credential("bearer-key", "AZURE_OPENAI_API_KEY", fits=True)),
        ({"authorization": "Bearer nope"}, Credential("bearer-key", "unknown", fits=False)),
        ({"api-key": "nope"}, Credential("api-key", "unknown", fits=False)),
        (
            {"authorization": "Bearer eyJhbGciOiJub25lIn0.e30."},
            Credential("bearer-token", "unknown", fits=False),
        ),
        (
            {"api-key": KEY, "authorization": f"Bearer {DECOY}"},
            Credential("api-key+bearer-key", "AZURE_OPENAI_API_KEY+OPENAI_API_KEY", fits=True),
        ),
    ],
)
def test_what_a_request_carries(door: Door, headers: dict[str, str], expected: Credential) -> None:
    assert door.read(headers) == expected


def test_tokens_are_told_by_their_audience(door: Door, issuer: Issuer) -> None:
    now = int(time.time())
    for resource, fits in (
        (AUDIENCE, True),
        (AUDIENCE + "/", True),
        ("https://management.azure.com", False),
    ):
        token = issuer.issue(resource, now)
        expected = Credential("bearer-token", resource.rstrip("/"), fits)
        assert door.read({"authorization": f"Bearer {token}"}) == expected
        both = door.read({"authorization": f"Bearer {token}", "api-key": KEY})
        assert both.auth == "api-key+bearer-token"


def test_an_expired_or_foreign_token_does_not_fit(door: Door, issuer: Issuer) -> None:
    for token in (issuer.issue(AUDIENCE, 0), Issuer().issue(AUDIENCE, int(time.time()))):
        assert door.read({"authorization": f"Bearer {token}"}) == Credential(
            "bearer-token", "unknown"
        )


def test_any_key_fits_where_any_will_do(issuer: Issuer) -> None:
    door = Door({}, issuer.verify, frozenset(), any_key=True)
    assert door.read({"api-key": "x"}).fits
    assert not door.read({}).fits
    assert not door.read({"authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}).fits


def test_a_token_says_what_tokens_say(issuer: Issuer) -> None:
    token = issuer.issue("https://ai.azure.com/", 1_764_000_000)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert jwt.get_unverified_header(token)["alg"] == "RS256"
    assert claims["aud"] == AUDIENCE
    assert claims["iss"].startswith("https://sts.windows.net/")
    assert claims["exp"] - claims["iat"] == 86400
    assert issuer.issue(AUDIENCE, 1_764_000_000) != token


def test_the_answer_of_the_identity_endpoint() -> None:
    body = granted("t", AUDIENCE, 100)
    assert body["expires_on"] == "86500"
    assert (body["access_token"], body["token_type"], body["resource"]) == ("t", "Bearer", AUDIENCE)


@pytest.mark.parametrize(
    ("header", "query", "status"),
    [
        ("s", {"resource": "r"}, ""),
        ("t", {"resource": "r"}, "401"),
        ("", {"resource": "r"}, "401"),
        ("s", {}, "400"),
    ],
)
def test_who_gets_a_token(header: str, query: dict[str, str], status: str) -> None:
    assert refusal({"x-identity-header": header}, query, "s")[:3] == status
    assert refusal({"x-identity-header": "any"}, {"resource": "r"}, "") == ""


def test_scope_and_resource_name_one_audience() -> None:
    for name in ("https://ai.azure.com/.default", "https://ai.azure.com/", "https://ai.azure.com"):
        assert audience_of(name) == AUDIENCE


def test_the_journal_holds_no_secret(issuer: Issuer, door: Door) -> None:
    token = issuer.issue(AUDIENCE, int(time.time()))
    journal = Journal(Redaction({KEY: "AZURE_OPENAI_API_KEY", "s3cret": "IDENTITY_HEADER"}))
    sent = arrived(
        f"/x/{KEY}",
        {"a": [f"my {KEY}", {KEY: token}], "b": 1},
        query={"api-key": KEY},
        headers={
            "host": HOST, "authorization": f"Bearer {token}", "api-key": KEY, "cookie": "c00kie",
            "x-identity-header": "s3cret", "proxy-authorization": "Basic c00kie", "x-other": f"k={KEY}",
        },
    )  # fmt: skip
    journal.arrive(sent, door.read(sent.headers)).finish(200)
    (kept,) = journal.exchanges()
    text = json.dumps(asdict(kept))
    for secret in (KEY, token, "s3cret", "c00kie", "eyJ"):
        assert secret not in text
    assert kept.headers["authorization"] == "Bearer [token]"
    assert kept.headers["api-key"] == "[AZURE_OPENAI_API_KEY]"
    assert kept.query == {"api-key": "[AZURE_OPENAI_API_KEY]"}
    assert kept.body["a"][0] == "my [AZURE_OPENAI_API_KEY]"


def test_an_unknown_key_is_no_less_a_secret(door: Door) -> None:
    journal = Journal(Redaction({}))
    sent = arrived(headers={"authorization": "Bearer mine-alone", "api-key": "mine-too"})
    journal.arrive(sent, door.read(sent.headers))
    assert "mine" not in json.dumps(asdict(journal.exchanges()[0]))


def test_a_request_that_is_not_answered_yet_is_there_and_not_complete() -> None:
    journal = Journal(Redaction({}))
    journal.arrive(arrived(), Credential())
    (kept,) = journal.exchanges()
    assert (kept.status, kept.complete) == (0, False)
