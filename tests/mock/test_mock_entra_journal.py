"""What the journal keeps of a sign-in, and what verify makes of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

import pytest

from samplegen.mock import Mock, Run, differences
from samplegen.model import Exchange, Reply, Scenario
from tests.mock.entra import BY_SECRET, LOGIN, MINE, TOKEN, ask
from tests.mock.making import (
    API_KEY,
    AUDIENCE,
    CHAT,
    ENTRA,
    HOST,
    SERVICE,
    call,
    exchange,
    once,
    tunnel,
    with_token,
)

Begin = Callable[[Scenario], Run]

HELLO = once(CHAT, Reply("text", "Hello."))


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", ""])
def test_the_journal_tells_the_form_and_no_secret(mock: Mock, begin: Begin, kind: str) -> None:
    run = begin(HELLO)
    hidden = {"client_secret": "s/3+c=r&t", "client_assertion": "eyJ.a b", "password": "pa ss"}
    ask(mock, run, {**BY_SECRET, **hidden}, **{"Content-Type": kind})
    (kept,) = run.close()
    assert (kept.host, kept.path, kept.status) == (LOGIN, TOKEN, 401 if "form" in kind else 400)
    assert kept.body == {
        **BY_SECRET, "client_secret": "[client_secret]",
        "client_assertion": "[client_assertion]", "password": "[password]",
    }  # fmt: skip
    for secret in hidden.values():
        assert secret not in json.dumps(asdict(kept))
        assert quote(secret, safe="") not in json.dumps(asdict(kept))


def test_nor_in_a_query_in_json_or_in_a_header(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    connection = tunnel(mock, run, LOGIN)
    basic = {"Authorization": f"Basic {base64.b64encode(b'x:hunter2').decode()}"}
    body = json.dumps({"client_secret": "hunter2"})
    connection.request("POST", f"{TOKEN}?client_secret=hunter2", body, basic)
    connection.getresponse().read()
    connection.close()
    (kept,) = run.close()
    assert kept.body == kept.query == {"client_secret": "[client_secret]"}
    assert "hunter2" not in json.dumps(asdict(kept))
    assert base64.b64encode(b"x:hunter2").decode() not in json.dumps(asdict(kept))


def sign_in(**changed: Any) -> Exchange:
    known: dict[str, Any] = {
        "method": "POST", "host": LOGIN, "path": TOKEN, "headers": {"host": LOGIN},
        "body": {**BY_SECRET, "client_secret": "[client_secret]"}, "auth": "none", "credential": "",
    }  # fmt: skip
    return exchange(**{**known, **changed})


READ = sign_in(method="GET", path=f"/{MINE}/v2.0/.well-known/openid-configuration", body=None)


def test_a_sample_that_signs_in_for_the_right_audience_is_as_it_should_be() -> None:
    for before in (
        [sign_in()],
        [READ, sign_in()],
        [READ, READ, sign_in(host="login.microsoft.com")],
    ):
        assert differences(HELLO, SERVICE, ENTRA, [*before, with_token()]) == ()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"body": {"scope": "https://graph.microsoft.com/.default"}},
         'scope: expected "https://ai.azure.com/.default", sent "https://graph.microsoft.com/.default"'),
        ({"body": {"scope": AUDIENCE}},
         'scope: expected "https://ai.azure.com/.default", sent "https://ai.azure.com"'),
        ({"body": None}, 'scope: expected "https://ai.azure.com/.default", sent ""'),
        ({"status": 401}, "refused with status 401: the client or its credential is wrong"),
        ({"path": f"/{MINE}/oauth2/token", "status": 404},
         f"expected POST /{{tenant}}/oauth2/v2.0/token, sent POST /{MINE}/oauth2/token"),
    ],
)  # fmt: skip
def test_a_wrong_sign_in_is_told(changed: dict[str, Any], sentence: str) -> None:
    sent = [READ, sign_in(**changed), with_token()]
    assert differences(HELLO, SERVICE, ENTRA, sent) == (f"token request 1: {sentence}",)


def test_a_sample_with_a_key_has_no_business_there() -> None:
    for sent in (READ, sign_in()):
        assert differences(HELLO, SERVICE, API_KEY, [sent, exchange()]) == (
            "token request 1: expected none, since API key needs no token",
        )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"auth": "bearer-token", "credential": AUDIENCE},
         f"{LOGIN}: a token for {AUDIENCE} was sent to this host, which is not the endpoint"),
        ({"method": "CONNECT", "path": f"{LOGIN}:80", "status": 502},
         f"{LOGIN}: expected no connection but to {HOST}:443, asked for {LOGIN}:80"),
        ({"path": f"http://{LOGIN}/", "status": 502},
         f"{LOGIN}: expected no connection but to {HOST}:443, sent POST http://{LOGIN}/ without TLS"),
    ],
)  # fmt: skip
def test_a_stranger_stays_a_stranger(changed: dict[str, Any], sentence: str) -> None:
    sent = [sign_in(), sign_in(**changed), with_token()]
    assert differences(HELLO, SERVICE, ENTRA, sent) == (sentence,)


def test_a_key_that_is_sent_there_is_kept_as_a_leak(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    call(mock, run)
    call(mock, run, host=LOGIN)
    told = differences(HELLO, SERVICE, API_KEY, run.close())
    leak = "the key from AZURE_OPENAI_API_KEY was sent to this host, which is not the endpoint"
    assert f"{LOGIN}: {leak}" in told
