"""The journal of a service that anybody may call: by run, cleared, and without anybody's secret."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from samplegen.mock.redaction import Redaction, is_secret
from tests.mock.making import CHAT_BODY, CHAT_PATH, MODELS_PATH, RESPONSES_PATH
from tests.mock.serving import Served, served

SECRET = "0pen-sesame-4711"
BEARER = {"Authorization": f"Bearer {SECRET}"}
HARMLESS = {
    "idempotency-key": "stainless-retry-1",
    "x-ms-client-request-id": "abc-def",
    "x-stainless-lang": "any",
    "x-keyword": "one",
    "user-agent": "Program/1.0",
}


def test_the_journal_of_a_run_and_what_is_left_when_it_is_forgotten() -> None:
    with served() as service:
        for run in ("one", "two", ""):
            named = {"x-samplegen-run": run} if run else {}
            service.ask("GET", MODELS_PATH, headers=named)
        assert [len(service.journal(run)) for run in ("one", "two", "", "no")] == [1, 1, 1, 0]
        assert service.forget("one") == 204
        assert [one["headers"].get("x-samplegen-run") for one in service.journal()] == ["two", None]
        assert service.forget() == 204
        assert service.journal() == []


def test_a_name_of_any_letters() -> None:
    with served() as service:
        service.ask("GET", MODELS_PATH, headers={"x-samplegen-run": "a b&c=d"})
        assert len(service.journal("a b&c=d")) == 1


def test_pages_know_their_methods() -> None:
    with served() as service:
        assert service.ask("POST", "/_samplegen/journal", {}).status == 404
        assert service.ask("DELETE", "/_samplegen/verdict").status == 404
        assert service.ask("GET", "/_samplegen/health").data == b"ok\n"


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        (CHAT_PATH, CHAT_BODY, BEARER),
        (CHAT_PATH, CHAT_BODY, {"Authorization": SECRET}),
        (CHAT_PATH, CHAT_BODY, {"api-key": SECRET}),
        (CHAT_PATH, CHAT_BODY, {"X-API-Key": SECRET}),
        (CHAT_PATH, CHAT_BODY, {"Ocp-Apim-Subscription-Key": SECRET}),
        (CHAT_PATH, CHAT_BODY, {"x-functions-key": SECRET}),
        (CHAT_PATH, CHAT_BODY, {"X-Auth-Token": SECRET}),
        (CHAT_PATH, CHAT_BODY, {"cookie": f"session={SECRET}"}),
        (CHAT_PATH, CHAT_BODY, {"x-client-secret": SECRET}),
        (CHAT_PATH, CHAT_BODY, {**BEARER, "user-agent": f"Program {SECRET}"}),
        (CHAT_PATH, {**CHAT_BODY, "user": f"it is {SECRET}"}, BEARER),
        (CHAT_PATH, {**CHAT_BODY, "metadata": {SECRET: "x"}}, BEARER),
        (f"{CHAT_PATH}/{SECRET}", None, BEARER),
        *((f"{CHAT_PATH}?{name}={quote(SECRET)}", CHAT_BODY, {})
          for name in ("api-key", "api_key", "apikey", "subscription-key", "key", "code", "sig",
                       "access_token", "client_secret", "password")),
        (f"{CHAT_PATH}?{SECRET}=1", CHAT_BODY, BEARER),
        (RESPONSES_PATH, {"tools": [{"type": "mcp", "authorization": SECRET}]}, {}),
        (RESPONSES_PATH, {"tools": [{"headers": {"X-Api-Key": SECRET}}]}, {}),
        (CHAT_PATH, f"no JSON but {SECRET}", BEARER),
        (CHAT_PATH, CHAT_BODY, {**BEARER, "x-samplegen-reply": f'{{"{SECRET}": 1}}'}),
        (CHAT_PATH, CHAT_BODY, {**BEARER, "x-samplegen-run": SECRET}),
    ],
    ids=str,
)  # fmt: skip
def test_no_secret_is_kept_wherever_it_stands(
    tmp_path: Path, known: bool, path: str, body: Any, headers: dict[str, str]
) -> None:
    file = tmp_path / "journal.jsonl"
    with served(api_keys=(SECRET,) if known else (), journal=file) as service:
        _send(service, path, body, {**HARMLESS, **headers})
        pages = [service.ask("GET", f"/_samplegen/{page}").data for page in ("journal", "verdict")]
        (kept,) = service.journal()
    for text in (*pages, file.read_bytes()):
        assert SECRET.encode() not in text
    harmless = {name: value for name, value in HARMLESS.items() if name not in headers}
    assert kept["headers"].items() >= harmless.items()
    assert kept["path"].startswith(path.partition("?")[0].partition("/0pen")[0])


def _send(service: Served, path: str, body: Any, headers: dict[str, str]) -> None:
    netloc = service.api.removeprefix("http://").partition("/")[0]
    connection = http.client.HTTPConnection(netloc, timeout=20)
    data = None if body is None else json.dumps(body)
    connection.request("POST", path, data, {"Content-Type": "application/json", **headers})
    connection.getresponse().read()
    connection.close()


@pytest.mark.parametrize(
    "name",
    ["idempotency-key", "max_tokens", "keyword", "x-request-id", "model", "api-version", "design",
     "tokenizer", "x-ms-client-request-id", "openai-organization", "monkey", "encoding"],
)  # fmt: skip
def test_a_name_that_only_sounds_like_a_secret(name: str) -> None:
    assert not is_secret(name)


def test_a_key_that_is_short_hides_no_other_text() -> None:
    hide = Redaction({}).of({"api-key": "a"}, {"key": "test"})
    assert hide.text("a test of banana") == "a test of banana"


def test_bodies_that_specs_foresee_stay_as_they_are() -> None:
    body = {"tools": [{"authorization": "a", "token": "b"}]}
    assert Redaction({}).json(body) == body
    assert Redaction({}, strangers=True).json(body) == {
        "tools": [{"authorization": "[authorization]", "token": "b"}]
    }
