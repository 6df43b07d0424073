"""What filters, faults and statuses make of answers: valid to the letter where the service is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.responses import Response, ResponseStreamEvent

from samplegen.errors import SpecError
from samplegen.mock.api.service import Api
from samplegen.mock.reply import errors, headers
from samplegen.mock.reply.respond import answer
from samplegen.mock.values import Arrived
from samplegen.model import Fault, Filter, Latency, Reply
from samplegen.spec import read_wish
from tests.mock.making import (
    CHAT_PATH,
    NOON,
    arrived,
    body,
    chat,
    events,
    responses,
    validate,
)

PIECES = ["Each", " word", " looks", " at the others."]
STOPPED = Reply("deltas", PIECES, filter=Filter.COMPLETION, after=2)


def told(reply: Reply, sent: Arrived) -> list[Any]:
    return events(b"".join(part.data for part in answer(reply, sent, NOON).parts))


# --- the filter -------------------------------------------------------------------------------


def test_a_stopped_completion_is_valid() -> None:
    made = body(answer(STOPPED, chat(n=2), NOON))
    validate(ChatCompletion, made)
    assert len(made["choices"]) == 2
    for choice in made["choices"]:
        assert (choice["finish_reason"], choice["message"]["content"]) == (
            "content_filter",
            "Each word",
        )
        assert [one for one in choice["content_filter_results"].values() if one["filtered"]]


def test_a_stopped_chat_stream_is_valid_and_says_why_at_its_end() -> None:
    _, *chunks, done = told(STOPPED, chat(stream=True))
    for chunk in chunks:
        validate(ChatCompletionChunk, chunk)
    deltas = [chunk["choices"][0]["delta"].get("content") for chunk in chunks]
    assert deltas == ["", "Each", " word", None]
    assert chunks[-1]["choices"][0]["finish_reason"] == "content_filter"
    assert chunks[-1]["choices"][0]["content_filter_results"]["violence"]["filtered"]
    assert done == "[DONE]"


@pytest.mark.parametrize(
    "reply",
    [
        STOPPED,
        Reply("text", "Each word", filter=Filter.COMPLETION, after=2),
        Reply("output", [{"type": "message", "text": "Each word"}], filter=Filter.COMPLETION),
    ],
    ids=lambda reply: reply.kind,
)
def test_a_stopped_response_is_valid_and_ends_as_incomplete(reply: Reply) -> None:
    made = body(answer(reply, responses(), NOON))
    validate(Response, made)
    assert (made["status"], made["incomplete_details"]) == (
        "incomplete",
        {"reason": "content_filter"},
    )
    assert (made["output"][-1]["status"], made["completed_at"]) == ("incomplete", None)
    assert made["output"][-1]["content"][0]["text"] == "Each word"
    assert [one["blocked"] for one in made["content_filters"]] == [False, True]
    *_, last = stream = told(reply, responses(stream=True))
    for event in stream:
        validate(ResponseStreamEvent, event)
    assert (last["type"], last["response"]["status"]) == ("response.incomplete", "incomplete")


def test_members_are_laid_over_what_the_filter_says() -> None:
    stopped = Reply("text", "a", filter=Filter.COMPLETION, members={"model": "m"})
    assert body(answer(stopped, chat(), NOON))["model"] == "m"


def test_verdicts_come_in_chunks_without_delta_and_cover_the_whole_text() -> None:
    late = Reply("deltas", PIECES, filter=Filter.ASYNCHRONOUS)
    chunks = [one for one in told(late, chat(stream=True)) if one != "[DONE]" and one["choices"]]
    verdicts = [chunk["choices"][0] for chunk in chunks if "delta" not in chunk["choices"][0]]
    others = [chunk for chunk in chunks if "delta" in chunk["choices"][0]]
    for chunk in others:
        validate(ChatCompletionChunk, chunk)
        assert chunk["choices"][0]["content_filter_results"] == {}
    assert [one["choices"][0]["delta"].get("content") for one in others] == ["", *PIECES, None]
    offsets = [one["content_filter_offsets"] for one in verdicts]
    asked = len("What is an API?")
    assert [one["start_offset"] for one in offsets] == [asked] * 2
    ends = [asked + len("".join(PIECES[:3])), asked + len("".join(PIECES))]
    assert (
        [one["end_offset"] for one in offsets] == [one["check_offset"] for one in offsets] == ends
    )
    assert "delta" not in chunks[-1]["choices"][0]


def test_verdicts_of_each_choice_are_about_its_own_text() -> None:
    late = Reply("deltas", PIECES, filter=Filter.ASYNCHRONOUS)
    chunks = told(late, chat(stream=True, n=2))
    choices = [one["choices"][0] for one in chunks if one != "[DONE]" and one["choices"]]
    ends = {
        one["index"]: one["content_filter_offsets"]["end_offset"]
        for one in choices
        if "delta" not in one
    }
    assert ends[0] == ends[1]


@pytest.mark.parametrize("sent", [chat(), responses(), responses(stream=True)])
def test_verdicts_of_their_own_are_a_matter_of_chat_streams(sent: Arrived) -> None:
    late = Reply("text", "a b", filter=Filter.ASYNCHRONOUS)
    assert answer(late, sent, NOON).parts == answer(Reply("text", "a b"), sent, NOON).parts


# --- faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", [chat(stream=True), responses(stream=True)])
@pytest.mark.parametrize("after", [0, 1, 3, 4])
def test_one_event_loses_its_half_and_the_others_stay(sent: Arrived, after: int) -> None:
    whole = answer(Reply("deltas", PIECES), sent, NOON)
    made = answer(Reply("deltas", PIECES, fault=Fault.MALFORMED, after=after), sent, NOON)
    (place,) = (n for n, one in enumerate(whole.parts) if made.parts[n] != one)
    assert sum(part.text for part in made.parts[:place]) == after
    with pytest.raises(json.JSONDecodeError):
        events(made.parts[place].data)
    assert made.parts[place].data.endswith(b"\n\n")
    assert len(made.parts) == len(whole.parts)


def test_the_last_event_is_broken_where_there_are_fewer() -> None:
    made = answer(Reply("events", ["[1]"], fault=Fault.MALFORMED, after=9), chat(stream=True), NOON)
    assert made.parts[0].data == b"data: [1\n\n"
    nothing = answer(Reply("events", [], fault=Fault.MALFORMED), chat(stream=True), NOON)
    assert nothing.parts == ()


def test_a_body_loses_its_half() -> None:
    whole = answer(Reply("text", "a"), chat(), NOON).parts[0].data
    (half,) = answer(Reply("text", "a", fault=Fault.MALFORMED), chat(), NOON).parts
    assert whole.startswith(half.data)
    assert len(half.data) == len(whole) // 2


def test_a_service_that_gives_up_says_so_and_nothing_more() -> None:
    failed = Reply("deltas", PIECES, fault=Fault.FAILED, after=2)
    *chunks, last = told(failed, chat(stream=True))
    assert [one["choices"][0]["delta"]["content"] for one in chunks[1:]] == ["", *PIECES[:2]]
    assert last["error"]["type"] == "server_error"
    *before, last = told(failed, responses(stream=True))
    assert [one["sequence_number"] for one in (*before, last)] == [*range(len(before) + 1)]
    assert (last["type"], last["error"]["code"]) == ("error", "server_error")
    assert before[-1]["delta"] == PIECES[1]


def test_without_a_stream_it_is_an_error_as_any() -> None:
    made = answer(Reply("text", "a", fault=Fault.FAILED, latency=Latency(1.0)), chat(), NOON)
    assert (made.status, made.latency) == (500, Latency(1.0))
    assert body(made)["error"]["type"] == "server_error"


# --- anything that may be wished ---------------------------------------------------------------

ANSWERS = st.sampled_from(
    [
        {},
        {"text": "a b"},
        {"text": ""},
        {"deltas": ["a", " ", "\ud800"]},
        {
            "output": [
                {"type": "reasoning"},
                {"type": "message", "text": "a"},
                {"type": "function_call"},
            ]
        },
        {"output": []},
        {"vectors": {"dimensions": 3, "starts": [[1], []]}},
        {"models": ["m"]},
        {"error": "ContentFiltered"},
        {"error": 418},
        {"body": None},
        {"body": [1]},
        {"events": []},
        {"events": ["[DONE]", {"type": "x"}, {}]},
    ]
)
BESIDE = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from([200, 201, 204, 304, 404, 429, 599]),
        "headers": st.sampled_from([{"a": "b"}, {"Date": ""}, {"content-type": "text/plain"}]),
        "retry_after": st.sampled_from([0, 1.5, "1ms", {"date": -5}]),
        "members": st.sampled_from([{"id": None}, {"model": {"a": 1}}, {"usage": {"x": []}}]),
        "filter": st.sampled_from(["completion", "asynchronous"]),
        "latency": st.sampled_from([0, {"first": 1}, {"between": "1ms"}]),
        "fault": st.sampled_from(["cut", "stalled", "reset", "malformed", "failed"]),
        "after": st.integers(0, 3),
    },
)
ASKED = [
    chat(),
    chat(stream=True, n=2, stream_options={"include_usage": True}, logprobs=True),
    responses(),
    responses(stream=True, background=True),
    arrived("/openai/v1/embeddings", {"model": "m", "input": ["a"]}),
    arrived("/openai/v1/models", method="GET"),
    arrived("/openai/v1/responses/resp_none", method="GET"),
    arrived("/openai/v1/nothing", "no JSON"),
    arrived(CHAT_PATH, {"messages": 5, "stream": True}),
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(ANSWERS, BESIDE, st.sampled_from(ASKED))
def test_what_can_be_read_can_be_answered(said: Any, beside: Any, sent: Arrived) -> None:
    try:
        reply = read_wish(json.dumps({**said, **beside}), errors.NAMES)
    except SpecError:
        assume(False)
    assert isinstance(reply, Reply)
    made = Api().answer(sent, NOON, reply)
    assert made.fault is reply.fault
    headers.head(made, chunked=made.streamed, keep=True)


# --- statuses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status", [400, 401, 402, 403, 404, 408, 409, 418, 422, 429, 500, 501, 502, 503, 504, 529]
)
def test_every_status_has_an_error_that_sdks_can_read(status: int) -> None:
    made = answer(Reply("error", status), chat(), NOON)
    assert made.status == status
    assert body(made)["error"]["message"]


def test_a_status_that_has_a_name_is_told_in_the_words_of_the_name() -> None:
    for name in errors.NAMES:
        failed = errors.named(name, chat(), NOON)
        same = errors.of_status(failed.status, chat(), NOON)
        assert (same.status, set(same.body)) == (failed.status, set(failed.body))
