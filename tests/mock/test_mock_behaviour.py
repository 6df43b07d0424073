"""Behaviour on request, as the official client meets it: by a header, and by scenario files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openai
import pytest

from samplegen import spec
from samplegen.mock.reply.wishes import HEADER
from tests.mock.making import CHAT_BODY, CHAT_PATH, MODELS_PATH
from tests.mock.serving import Served, served

ASKED: Any = {
    "model": "gpt-5-mini",
    "messages": [{"role": "user", "content": "One two three four"}],
}
INPUT: Any = {"model": "gpt-5-mini", "input": "One two three four"}
SAID = "You said: One two three four"
SOON = {"error": "RateLimited", "retry_after": "1ms"}
NEVER = 3600


def said(client: openai.OpenAI) -> str | None:
    content: str | None = client.chat.completions.create(**ASKED).choices[0].message.content
    return content


def streamed(client: openai.OpenAI) -> list[str]:
    """The pieces of a streamed answer, as a program takes them that knows Azure's chunks."""
    chunks = client.chat.completions.create(**ASKED, stream=True)
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    return [delta.content for delta in deltas if delta and delta.content]


# --- sequences --------------------------------------------------------------------------------


def test_a_list_is_given_in_turn_and_then_the_service_answers_of_itself(service: Served) -> None:
    client = service.client([SOON, 503, 200], max_retries=2)
    assert said(client) == SAID
    assert said(client) == SAID
    assert [one["status"] for one in service.journal()] == [429, 503, 200, 200]
    assert service.findings() == []


def test_one_reply_is_given_always(service: Served) -> None:
    client = service.client(SOON, max_retries=2)
    for _ in range(2):
        with pytest.raises(openai.RateLimitError):
            said(client)
    assert [one["status"] for one in service.journal()] == [429] * 6


def test_runs_go_through_a_list_by_themselves_and_forgetting_begins_it_anew(
    service: Served,
) -> None:
    def status(run: str) -> int:
        named = {HEADER: "[404, 200]", "x-samplegen-run": run}
        return service.ask("GET", MODELS_PATH, headers=named).status

    assert [status("one"), status("two"), status("one"), status("two")] == [404, 404, 200, 200]
    assert service.forget("one") == 204
    assert [status("one"), status("two")] == [404, 200]
    assert [len(service.journal(run)) for run in ("one", "two", "no", None)] == [1, 3, 0, 4]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (403, openai.PermissionDeniedError),
        (404, openai.NotFoundError),
        (409, openai.ConflictError),
        (418, openai.APIStatusError),
        (422, openai.UnprocessableEntityError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (529, openai.InternalServerError),
    ],
)
def test_any_status(service: Served, status: int, error: type[openai.APIStatusError]) -> None:
    with pytest.raises(error) as raised:
        said(service.client(status, max_retries=0))
    assert raised.value.status_code == status
    assert raised.value.response.json()


# --- coming again -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "header"),
    [
        ({"retry_after": 0.05}, ("retry-after", "0.05")),
        ({"retry_after": "50ms"}, ("retry-after-ms", "50")),
        ({"headers": {"Retry-After-Ms": "50", "Retry-After": "9"}}, ("retry-after-ms", "50")),
        ({"retry_after": {"date": 1}}, ("retry-after", "GMT")),
    ],
)
def test_every_way_to_say_when_to_come_again(
    service: Served, wish: Any, header: tuple[str, str]
) -> None:
    assert said(service.client([{"error": "RateLimited", **wish}, 200], max_retries=1)) == SAID
    first, second = service.journal()
    assert header[1] in first["told"][header[0]]
    assert (first["status"], second["status"], second["told"]) == (429, 200, {})
    assert service.findings() == []


def test_a_date_counts_from_the_date_of_the_answer(service: Served) -> None:
    from email.utils import parsedate_to_datetime

    got = service.ask("POST", CHAT_PATH, CHAT_BODY, {HEADER: '{"retry_after": {"date": 90}}'})
    dates = [parsedate_to_datetime(got.headers[name]) for name in ("date", "retry-after")]
    assert (dates[1] - dates[0]).total_seconds() == 90
    assert got.status == 200


def test_whether_to_come_again_at_all(service: Served) -> None:
    stop, go = ({"headers": {"x-should-retry": told}} for told in ("false", "true"))
    with pytest.raises(openai.RateLimitError):
        said(service.client([{"error": "RateLimited", **stop}, 200], max_retries=2))
    assert len(service.journal()) == 1
    again = {"error": "InvalidRequest", "retry_after": "1ms", "headers": go["headers"]}
    assert said(service.client([again, 200], max_retries=1)) == SAID


def test_rate_limit_headers(service: Served) -> None:
    wish = {"headers": {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "30s"}}
    got = service.client(wish).chat.completions.with_raw_response.create(**ASKED)
    assert got.headers["x-ratelimit-remaining-requests"] == "0"
    assert got.headers["x-ratelimit-reset-requests"] == "30s"
    assert got.headers["x-ratelimit-limit-requests"] == "10000"


# --- the content filter -----------------------------------------------------------------------


def test_a_prompt_that_is_refused(service: Served) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        said(service.client({"error": "ContentFiltered"}))
    assert raised.value.code == "content_filter"
    inner: Any = raised.value.body
    assert inner["innererror"]["code"] == "ResponsibleAIPolicyViolation"


def test_a_completion_that_is_stopped(service: Served) -> None:
    client = service.client({"filter": "completion", "after": 3})
    choice = client.chat.completions.create(**ASKED).choices[0]
    assert (choice.finish_reason, choice.message.content) == ("content_filter", "You said: One")
    assert streamed(client) == ["You", " said:", " One"]
    with (
        pytest.raises(openai.ContentFilterFinishReasonError),
        client.chat.completions.stream(**ASKED) as stream,
    ):
        stream.get_final_completion()
    response = client.responses.create(**INPUT)
    assert (response.status, response.output_text) == ("incomplete", "You said: One")
    assert response.incomplete_details
    assert response.incomplete_details.reason == "content_filter"


def test_verdicts_that_come_in_chunks_of_their_own(service: Served) -> None:
    client = service.client({"filter": "asynchronous"})
    chunks = list(client.chat.completions.create(**ASKED, stream=True))
    verdicts = [
        chunk.choices[0] for chunk in chunks if chunk.choices and not chunk.choices[0].delta
    ]
    assert len(verdicts) > 1
    assert all(one.content_filter_offsets for one in verdicts)
    assert "".join(streamed(client)) == SAID
    with client.chat.completions.stream(**ASKED) as stream:
        assert stream.get_final_completion().choices[0].message.content == SAID


# --- time -------------------------------------------------------------------------------------


def test_an_answer_that_comes_too_late(service: Served) -> None:
    with pytest.raises(openai.APITimeoutError):
        said(service.client({"latency": NEVER}, max_retries=0, timeout=0.2))
    (kept,) = service.journal()
    assert (kept["status"], kept["complete"]) == (0, False)


def test_an_answer_that_comes_late(service: Served) -> None:
    assert said(service.client({"latency": "50ms"})) == SAID
    assert streamed(service.client({"latency": {"first": 0.02, "between": "5ms"}}))
    whole, parts = service.journal()
    assert whole["seconds"] >= 0.05
    assert parts["seconds"] >= 0.02 + 5 * 0.005


def test_a_pause_between_pieces_ends_with_the_client(service: Served) -> None:
    client = service.client({"latency": {"between": NEVER}})
    stream = client.chat.completions.create(**ASKED, stream=True)
    first = next(chunk for chunk in stream if chunk.choices and chunk.choices[0].delta.content)
    assert first.choices[0].delta.content == "You"
    stream.close()
    client.close()


def test_a_service_that_ends_waits_for_nobody() -> None:
    with served() as service:
        client = service.client({"latency": {"between": NEVER}})
        stream = client.chat.completions.create(**ASKED, stream=True)
        next(iter(stream))
    client.close()


# --- faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"fault": "cut", "after": 2}, openai.APIConnectionError),
        ({"fault": "cut"}, openai.APIConnectionError),
        ({"fault": "reset"}, openai.APIConnectionError),
        ({"fault": "stalled", "after": 2}, openai.APITimeoutError),
        ({"fault": "stalled"}, openai.APITimeoutError),
        ({"fault": "malformed", "after": 2}, json.JSONDecodeError),
        ({"fault": "failed", "after": 2}, openai.APIError),
    ],
    ids=str,
)
def test_every_fault_of_a_stream(service: Served, wish: Any, error: type[Exception]) -> None:
    client = service.client(wish, max_retries=0, timeout=0.5)
    with pytest.raises(error):
        list(client.chat.completions.create(**ASKED, stream=True))
    with pytest.raises(error):
        list(client.responses.create(**INPUT, stream=True))
    assert [one["fault"] for one in service.journal()] == [wish["fault"]] * 2


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"fault": "failed"}, openai.InternalServerError),
        ({"fault": "malformed"}, json.JSONDecodeError),
        ({"fault": "cut", "after": 0}, openai.APIConnectionError),
    ],
    ids=str,
)
def test_every_fault_of_a_body(service: Served, wish: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        said(service.client(wish, max_retries=0))


def test_a_fault_leaves_the_service_well(service: Served) -> None:
    client = service.client([{"fault": "reset"}, {"fault": "cut"}, 200], max_retries=2)
    assert said(client) == SAID


# --- what the service answers of itself, changed ----------------------------------------------


def test_members_and_status_are_laid_over_its_own_answer(service: Served) -> None:
    got = service.client({"members": {"model": "other"}, "status": 201})
    raw = got.chat.completions.with_raw_response.create(**ASKED)
    assert (raw.status_code, raw.parse().model) == (201, "other")
    assert raw.parse().choices[0].message.content == SAID


def test_headers_and_faults_are_laid_over_its_own_refusal(service: Served) -> None:
    wish = {HEADER: '{"headers": {"x-region": "north"}}'}
    got = service.ask("GET", "/openai/v1/nothing", headers=wish)
    assert (got.status, got.headers["x-region"]) == (404, "north")


def test_a_text_of_another_script(service: Served) -> None:
    got = service.ask("POST", CHAT_PATH, CHAT_BODY, {HEADER: '{"text": "Olá 👀"}'.encode()})  # type: ignore[dict-item]
    assert got.json["choices"][0]["message"]["content"] == "Olá 👀"
    assert said(service.client({"text": "Olá 👀"})) == "Olá 👀"


def test_an_answer_of_another_kind_than_the_path(service: Served) -> None:
    got = service.ask("GET", MODELS_PATH, headers={HEADER: '{"body": {"a": 1}}'})
    assert got.json == {"a": 1}
    assert service.ask("POST", "/openai/v1/files", {}, {HEADER: '{"text": "a"}'}).status == 200


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("429,", "this is no JSON (Extra data: line 1 column 4 (char 3))"),
        ('{"eror": "RateLimited"}', "a reply has no key eror; did you mean error?"),
        ('[200, {"error": "RateLimit"}]', 'reply 2: there is no error "RateLimit"; did you mean'),
        ('{"fault": "refused"}', 'fault is "refused"; did you mean reset?'),
    ],
)
def test_a_wish_that_cannot_be_meant_is_refused(service: Served, wish: str, words: str) -> None:
    got = service.ask("POST", CHAT_PATH, CHAT_BODY, {HEADER: wish})
    error = got.json["error"]
    assert (got.status, error["param"], error["code"]) == (400, HEADER, "invalid_value")
    assert words in error["message"]


def test_who_may_not_enter_has_no_wish_either() -> None:
    with served(api_keys=("right",)) as service:
        wish = {"Authorization": "Bearer wrong", HEADER: "200"}
        assert service.ask("POST", CHAT_PATH, CHAT_BODY, wish).status == 401


# --- scenario files ---------------------------------------------------------------------------

SCENARIO = """\
interactions:
  - request: &request {method: POST, path: /openai/v1/responses, body: {input: One two three four}}
    reply: {error: RateLimited, retry_after: 1ms}
    times: 2
  - request: *request
    reply: {text: Three times lucky.}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    file = tmp_path / "lucky.yaml"
    file.write_text(SCENARIO)
    return file


def test_a_scenario_is_told_again_and_again_in_each_run(scenario: Path) -> None:
    with served(scenarios=spec.load_scenarios([scenario])) as service:
        clients = [service.client(run=run, max_retries=2) for run in ("one", "two", "one")]
        texts = [client.responses.create(**INPUT).output_text for client in clients]
        assert texts == ["Three times lucky."] * 3
        assert [one["status"] for one in service.journal("one")] == [429, 429, 200] * 2
        assert said(clients[0]) == SAID
        assert service.client({"text": "Mine."}).responses.create(**INPUT).output_text == "Mine."


def test_the_command_reads_scenarios_and_says_where_one_is_wrong(scenario: Path) -> None:
    scenario.write_text(SCENARIO.replace("RateLimited", "RateLimit"))
    command = [sys.executable, "-m", "samplegen", "mock", "--no-tls", "--port", "0", "--scenario"]
    done = subprocess.run([*command, scenario], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert (
        f'{scenario}:3:20: there is no error "RateLimit"; did you mean RateLimited?' in done.stderr
    )
