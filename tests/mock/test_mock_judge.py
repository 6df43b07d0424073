"""The verdict on clients: good ones and bad ones, on the wire and as values."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import openai
import pytest

from samplegen.mock.judging.attempts import SOON, calls
from samplegen.mock.judging.judge import MOST, findings, verdict
from samplegen.mock.reply.wishes import HEADER
from samplegen.model import Exchange, Request
from tests.mock.making import (
    CHAT,
    CHAT_BODY,
    CHAT_PATH,
    RESPONSES,
    RESPONSES_BODY,
    RESPONSES_PATH,
    exchange,
)
from tests.mock.serving import Served

ASKED: Any = CHAT_BODY
SECOND: Any = {"role": "user", "content": "And?"}


# --- clients on the wire ----------------------------------------------------------------------


def insist(service: Served, wish: Any, times: int, body: Any = ASKED) -> None:
    """A client that asks again and again, at once and whatever is answered."""
    for _ in range(times):
        with contextlib.suppress(Exception):
            service.ask("POST", CHAT_PATH, body, {HEADER: json.dumps(wish)})


def test_a_client_that_does_not_wait(service: Served) -> None:
    insist(service, [{"error": "RateLimited", "retry_after": 30}, 200], 2)
    (found,) = service.findings()
    assert (found["name"], found["exchanges"]) == ("retry_after_ignored", [1, 2])
    assert found["figures"]["asked"] == 30
    assert found["figures"]["waited"] < 30
    assert "asked to wait 30 s (retry-after: 30)" in found["sentence"]


@pytest.mark.parametrize("retry_after", ["20s", "20000ms", {"date": 20}], ids=str)
def test_a_client_that_does_not_wait_whatever_the_form(service: Served, retry_after: Any) -> None:
    insist(service, [{"error": 503, "retry_after": retry_after}, 200], 2)
    assert service.names() == ["retry_after_ignored"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_client_that_repeats_what_does_not_get_better(service: Served, status: int) -> None:
    insist(service, status, 2)
    (found,) = service.findings()
    assert (found["name"], found["figures"]) == ("retried_non_retryable", {"status": status})
    assert found["sentence"].endswith(f"was answered {status}: a {status} stays one.")


def test_a_client_that_comes_although_it_must_not(service: Served) -> None:
    forbidden = {"error": "RateLimited", "headers": {"x-should-retry": "false"}}
    insist(service, [forbidden, 200], 2)
    (found,) = service.findings()
    assert found["name"] == "retried_non_retryable"
    assert found["sentence"].endswith("was answered 429: x-should-retry forbade it.")


def test_a_client_without_a_pause_and_without_an_end(service: Served) -> None:
    insist(service, 500, MOST + 1)
    assert service.names() == ["gave_up", "no_backoff", "retry_storm"]
    storm = service.findings()[2]
    assert storm["figures"]["attempts"] == len(storm["exchanges"]) == MOST + 1


def test_a_client_that_gives_up(service: Served) -> None:
    with pytest.raises(openai.RateLimitError):
        service.client(429, max_retries=0).chat.completions.create(**ASKED)
    (found,) = service.findings()
    assert (found["name"], found["figures"]) == ("gave_up", {"attempts": 1, "status": 429})
    assert found["sentence"] == (
        "Exchange 1 was answered 429; after 1 attempt the request was not sent again."
    )


def test_a_client_that_goes_on_from_half_an_answer(service: Served) -> None:
    cut = {HEADER: '{"fault": "cut", "after": 2}'}
    streaming = {**CHAT_BODY, "stream": True}
    with contextlib.suppress(Exception):
        service.ask("POST", CHAT_PATH, streaming, cut)
    half = {"role": "assistant", "content": "You said:"}
    more = {**streaming, "messages": [*CHAT_BODY["messages"], half, SECOND]}
    service.ask("POST", CHAT_PATH, more)
    (found,) = service.findings()
    assert (found["name"], found["exchanges"]) == ("truncated_stream_accepted", [1, 2])


def test_a_client_that_goes_on_from_half_a_response(service: Served) -> None:
    cut = {HEADER: '{"fault": "cut", "after": 1}'}
    with contextlib.suppress(Exception):
        service.ask("POST", RESPONSES_PATH, {**RESPONSES_BODY, "stream": True}, cut)
    (first,) = service.journal()
    assert first["reply_id"].startswith("resp_")
    more = {"model": "gpt-5-mini", "input": "And?", "previous_response_id": first["reply_id"]}
    assert service.ask("POST", RESPONSES_PATH, more).status == 200
    assert service.names() == ["truncated_stream_accepted"]


def test_the_official_client_does_nothing_wrong(service: Served) -> None:
    soon = {"error": "RateLimited", "retry_after": "30ms"}
    client = service.client([soon, 503, {"fault": "reset"}, 200], max_retries=3)
    client.chat.completions.create(**ASKED)
    with pytest.raises(openai.NotFoundError):
        service.client(404).chat.completions.create(**ASKED)
    assert service.findings() == []
    told = service.ask("GET", "/_samplegen/verdict").json
    assert (told["exchanges"], told["calls"]) == (5, 2)


def test_the_verdict_on_a_run(service: Served) -> None:
    for run in ("good", "bad"):
        named = {"x-samplegen-run": run}
        for _ in range(2 if run == "bad" else 1):
            service.ask("POST", CHAT_PATH, CHAT_BODY, {**named, HEADER: "400"})
    assert service.names("good") == []
    assert service.names("bad") == ["retried_non_retryable"]
    assert service.findings()[0]["exchanges"] == [2, 3]
    assert service.findings("bad")[0]["exchanges"] == [1, 2]


# --- journals as values -----------------------------------------------------------------------


def at(time: float, status: int = 429, request: Request = CHAT, **more: Any) -> Exchange:
    return exchange(request, **{"at": time, "seconds": 0.01, "status": status, **more})


def found_in(*exchanges: Exchange) -> list[str]:
    return [one.name for one in findings(exchanges)]


def test_a_client_that_waits_as_long_as_was_asked() -> None:
    for told, wait in (
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "500", "retry-after": "9"}, 0.5),
        (
            {
                "retry-after": "Wed, 25 Nov 2026 14:00:05 GMT",
                "date": "Wed, 25 Nov 2026 14:00:00 GMT",
            },
            4.1,
        ),
        ({"retry-after": "0"}, 0.0),
    ):
        first = at(0, told=told)
        assert found_in(first, at(0.01 + wait, 200)) == []
        if wait:
            assert found_in(first, at(0.01 + wait / 2, 200)) == ["retry_after_ignored"]


@pytest.mark.parametrize("told", ["soon", "nan", "inf", "-1", "Wed, 99 Nov", ""])
def test_what_is_no_time_to_wait_asks_for_none(told: str) -> None:
    assert found_in(at(0, told={"retry-after": told}), at(0.6, 200)) == []
    assert found_in(at(0, told={"retry-after": told}), at(0.02, 200)) == ["no_backoff"]


def test_one_call_is_not_another() -> None:
    other = at(0.02, 200, Request("POST", CHAT_PATH, body={"model": "other"}))
    assert found_in(at(0, 400), other) == []
    assert found_in(at(0, 400), at(0.02, 200, headers={"x-samplegen-run": "b"})) == []
    assert found_in(at(0, 400), at(0.02 + SOON, 200)) == []
    assert found_in(at(0, 200), at(0.02, 200)) == []
    same = at(0.6, 200, body={**CHAT_BODY, "temperature": None})
    assert found_in(at(0, 400), same) == ["retried_non_retryable"]


def test_equal_calls_at_the_same_time_are_two() -> None:
    overlapping = [at(0, seconds=0.5), at(0.1, seconds=0.5)]
    answered = [at(1.2, 200), at(1.3, 200)]
    assert [len(call) for call in calls(overlapping)] == [1, 1]
    assert [len(call) for call in calls([*overlapping, *answered])] == [2, 2]
    assert found_in(*overlapping, *answered) == []
    under_way = at(0, 0, seconds=0.0, complete=False)
    assert [len(call) for call in calls([under_way, at(0.1, 200)])] == [1, 1]
    assert found_in(under_way) == []


def test_a_new_token_is_a_reason_to_come_again_after_a_401() -> None:
    token = exchange(Request("GET", "/msi/token"), host="identity", at=0.2)
    assert found_in(at(0, 401), token, at(0.6, 200)) == []
    assert found_in(at(0, 403), token, at(0.6, 200)) == ["retried_non_retryable"]


def test_a_400_that_may_be_repeated() -> None:
    assert found_in(at(0, 400, told={"x-should-retry": "true"}), at(0.6, 200)) == []


def test_a_broken_connection_may_be_tried_again_at_once_and_without_end_is_a_storm() -> None:
    reset: dict[str, Any] = {"status": 0, "fault": "reset"}
    assert found_in(at(0, **reset), at(0.011, 200)) == []
    many = [at(n / 50, **reset) for n in range(MOST)]
    assert found_in(*many, at(MOST / 50, 200)) == ["retry_storm"]
    assert [one.name for one in findings(many, most=3)] == ["gave_up", "retry_storm"]


def test_a_client_that_left_may_come_again() -> None:
    left = at(0, 200, complete=False)
    assert found_in(left, at(0.5, 200)) == []
    assert found_in(left) == []
    assert found_in(at(0, 0, complete=False)) == ["gave_up"]


STREAMED = {**CHAT_BODY, "stream": True}
CUT = at(0, 200, body=STREAMED, fault="cut")
ON = {
    **STREAMED,
    "messages": [*CHAT_BODY["messages"], {"role": "assistant", "content": "H"}, SECOND],
}
RESPONSE: dict[str, Any] = {**RESPONSES_BODY, "stream": True}
CUT_RESPONSE = at(0, 200, RESPONSES, body=RESPONSE, fault="stalled", reply_id="resp_1")


@pytest.mark.parametrize("fault", ["cut", "stalled", "malformed", "failed"])
def test_half_an_answer_that_is_taken_for_one(fault: str) -> None:
    broken = at(0, 200, body=STREAMED, fault=fault)
    assert found_in(broken, at(1, 200, body=ON)) == ["truncated_stream_accepted"]
    assert found_in(broken) == []
    assert found_in(broken, at(1, 200, body=STREAMED), at(2, 200, body=ON)) == []


def test_what_is_no_half_answer() -> None:
    for before, after in (
        (at(0, 200, body=STREAMED), ON),
        (at(0, 200, fault="cut"), ON),
        (CUT, {**STREAMED, "messages": [SECOND]}),
        (CUT, {**STREAMED, "messages": [*CHAT_BODY["messages"], SECOND]}),
        (CUT, "text"),
    ):
        assert found_in(before, at(1, 200, body=after)) == []
    assert found_in(CUT, at(1, 200, body=ON, headers={"x-samplegen-run": "b"})) == []


def test_half_a_response_that_is_gone_on_from() -> None:
    said = {"role": "assistant", "content": "H"}
    asked = {"role": "user", "content": RESPONSES_BODY["input"]}
    for more in (
        {"previous_response_id": "resp_1", "input": "And?"},
        {"input": [asked, said, SECOND]},
    ):
        later = at(1, 200, RESPONSES, body={**RESPONSE, **more})
        assert found_in(CUT_RESPONSE, later) == ["truncated_stream_accepted"]
    other = at(1, 200, RESPONSES, body={**RESPONSE, "previous_response_id": "resp_0"})
    assert found_in(CUT_RESPONSE, other) == []


def test_a_verdict_is_json_with_sentences() -> None:
    told = json.loads(
        json.dumps(verdict([at(0, 404), at(1, 404), at(9, 200, Request("GET", "/x"))]))
    )
    assert (told["exchanges"], told["calls"]) == (3, 1)
    (found,) = told["findings"]
    assert set(found) == {"name", "sentence", "exchanges", "figures"}
    assert found["sentence"] == (
        "Exchange 2 repeats exchange 1, which was answered 404: a 404 stays one."
    )


def test_no_requests_no_findings() -> None:
    assert verdict([]) == {"exchanges": 0, "calls": 0, "findings": []}
