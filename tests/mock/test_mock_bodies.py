"""Bodies and stream events against the types of the official package, to the letter."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest
from openai.types import CreateEmbeddingResponse, Model
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.responses import Response, ResponseStreamEvent

from samplegen.mock.reply.respond import KINDS, answer
from samplegen.mock.values import Answer, Arrived
from samplegen.model import Fault, Reply
from tests.mock.making import (
    CHAT_BODY,
    EMBEDDINGS_PATH,
    MODELS_PATH,
    NOON,
    arrived,
    body,
    chat,
    events,
    responses,
    validate,
)

TOOL = {"name": "search", "description": "Searches.", "input_schema": {"type": "object"}}
CALL = {"server_label": "learn", "name": "search", "arguments": '{"query":"x"}'}
EVERYTHING = [
    {"type": "mcp_list_tools", "server_label": "learn", "tools": [TOOL]},
    {"type": "mcp_list_tools", "server_label": "gone", "error": "It is not there."},
    {"type": "reasoning", "summary": [{"type": "summary_text", "text": "I think."}]},
    {"type": "reasoning"},
    {"type": "mcp_call", **CALL, "output": "Found."},
    {
        "type": "mcp_call",
        **CALL,
        "error": {"type": "http_error", "code": 424, "message": "It broke."},
    },
    {"type": "mcp_approval_request", **CALL},
    {"type": "function_call", "name": "f", "arguments": '{"a": 1, "b": 2}'},
    {"type": "message", "text": "Found it."},
    {"type": "message", "text": "And more."},
]


def told(made: Answer) -> list[Any]:
    return events(b"".join(part.data for part in made.parts))


def test_a_chat_completion_is_valid() -> None:
    made = body(answer(Reply("text", "Hello."), chat(), NOON))
    validate(ChatCompletion, made)
    assert made["choices"][0]["message"]["content"] == "Hello."
    assert made["prompt_filter_results"][0]["content_filter_results"]["jailbreak"]


def test_members_are_merged_deeply() -> None:
    members = {"usage": {"completion_tokens_details": {"reasoning_tokens": 64}}}
    made = body(answer(Reply("text", "Hello.", members=members), chat(), NOON))
    validate(ChatCompletion, made)
    details = made["usage"]["completion_tokens_details"]
    assert (details["reasoning_tokens"], details["audio_tokens"]) == (64, 0)


def test_deltas_and_output_make_one_text_without_a_stream() -> None:
    for reply in (
        Reply("deltas", ["Hel", "lo."]),
        Reply("output", [{"type": "message", "text": "Hello."}]),
    ):
        assert body(answer(reply, chat(), NOON))["choices"][0]["message"]["content"] == "Hello."


@pytest.mark.parametrize("usage", [True, False])
@pytest.mark.parametrize(
    "reply", [Reply("text", "Hello there, all."), Reply("deltas", ["He", "llo"])]
)
def test_every_chunk_of_a_chat_stream_is_valid(*, usage: bool, reply: Reply) -> None:
    sent = chat(stream=True, **({"stream_options": {"include_usage": True}} if usage else {}))
    first, *chunks, done = told(answer(reply, sent, NOON))
    assert (first["choices"], first["id"], first["object"]) == ([], "", "")
    assert done == "[DONE]"
    for chunk in chunks:
        validate(ChatCompletionChunk, chunk)
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": "", "refusal": None}
    last = chunks[-2] if usage else chunks[-1]
    assert last["choices"][0]["finish_reason"] == "stop"
    assert [chunk.get("usage", "none") is None for chunk in chunks[:-1]] == [usage] * (
        len(chunks) - 1
    )
    if usage:
        assert (chunks[-1]["choices"], chunks[-1]["usage"]["prompt_tokens"] > 0) == ([], True)


def test_the_pieces_of_a_chat_stream_are_those_of_the_reply() -> None:
    pieces = ["Each", " word “looks”", "\n", "and 👀"]
    made = answer(Reply("deltas", pieces), chat(stream=True), NOON)
    deltas = [event["choices"][0]["delta"].get("content") for event in told(made)[2:-2]]
    assert deltas == pieces
    assert sum(part.text for part in made.parts) == len(pieces)


@pytest.mark.parametrize("text", ["", " ", "one", " a  b\n", "\n\n", "a b", "“x” 👀 \ud800"])
def test_a_text_is_told_whole_in_pieces(text: str) -> None:
    made = told(answer(Reply("text", text), chat(stream=True), NOON))
    assert "".join(event["choices"][0]["delta"].get("content", "") for event in made[1:-1]) == text


def test_a_response_is_valid_and_thinks_before_it_speaks() -> None:
    asked = {
        "instructions": "Be brief.", "reasoning": {"effort": "low"}, "metadata": {"a": "b"},
        "tools": [{"type": "mcp", "server_label": "l", "server_url": "https://l", "require_approval": "never"}],
    }  # fmt: skip
    made = body(answer(Reply("text", "Hello."), responses(**asked), NOON))
    validate(Response, made)
    assert [item["type"] for item in made["output"]] == ["reasoning", "message"]
    assert made["reasoning"]["effort"] == "low"
    assert made["instructions"] == "Be brief."
    assert made["tools"][0]["server_label"] == "l"


def test_a_response_with_every_kind_of_item_is_valid() -> None:
    made = body(answer(Reply("output", EVERYTHING, members={"id": "resp_1"}), responses(), NOON))
    validate(Response, made)
    assert made["id"] == "resp_1"
    prefixes = [item["id"].split("_")[0] for item in made["output"]]
    assert prefixes == ["mcpl", "mcpl", "rs", "rs", "mcp", "mcp", "mcpr", "fc", "msg", "msg"]
    assert len({item["id"] for item in made["output"]}) == len(EVERYTHING)


@pytest.mark.parametrize(
    "reply",
    [Reply("text", "Hello there."), Reply("deltas", ["He", "llo"]), Reply("output", EVERYTHING)],
    ids=lambda reply: reply.kind,
)
def test_every_event_of_a_responses_stream_is_valid(reply: Reply) -> None:
    made = told(answer(reply, responses(stream=True), NOON))
    for event in made:
        validate(ResponseStreamEvent, event)
    assert [event["sequence_number"] for event in made] == list(range(len(made)))
    validate(Response, made[-1]["response"])
    whole = body(answer(reply, responses(), NOON))
    assert made[-1]["response"] == whole


def test_the_order_of_a_responses_stream_is_the_recorded_one() -> None:
    made = told(answer(Reply("deltas", ["He", "llo"]), responses(stream=True), NOON))
    assert [event["type"].removeprefix("response.") for event in made if "summary_text.delta" not in event["type"]] == [
        "created", "in_progress",
        "output_item.added",
        "reasoning_summary_part.added", "reasoning_summary_text.done", "reasoning_summary_part.done",
        "output_item.done",
        "output_item.added", "content_part.added", "output_text.delta", "output_text.delta",
        "output_text.done", "content_part.done", "output_item.done",
        "completed",
    ]  # fmt: skip
    assert sum("summary_text.delta" in event["type"] for event in made) > 1


def test_the_order_of_an_mcp_stream_is_the_recorded_one() -> None:
    output = [EVERYTHING[0], EVERYTHING[4], EVERYTHING[8]]
    made = told(answer(Reply("output", output), responses(stream=True), NOON))
    assert [event["type"].removeprefix("response.") for event in made][2:12] == [
        "output_item.added", "mcp_list_tools.in_progress", "mcp_list_tools.completed", "output_item.done",
        "output_item.added", "mcp_call.in_progress", "mcp_call_arguments.delta",
        "mcp_call_arguments.done", "mcp_call.completed", "output_item.done",
    ]  # fmt: skip


def test_a_response_that_failed_ends_its_stream_so() -> None:
    members = {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    made = told(answer(Reply("text", "He", members=members), responses(stream=True), NOON))
    assert made[-1]["type"] == "response.incomplete"
    validate(ResponseStreamEvent, made[-1])


def test_embeddings_as_numbers_and_in_base64_are_the_same() -> None:
    reply = Reply("vectors", {"dimensions": 40, "starts": [[0.5, -0.25], [0.125]]})
    sent = {"model": "text-embedding-3-small", "input": ["a", "b"]}
    plain = body(answer(reply, arrived(EMBEDDINGS_PATH, sent), NOON))
    packed = body(
        answer(reply, arrived(EMBEDDINGS_PATH, {**sent, "encoding_format": "base64"}), NOON)
    )
    validate(CreateEmbeddingResponse, plain)
    for number, (one, other) in enumerate(zip(plain["data"], packed["data"], strict=True)):
        numbers = struct.unpack("<40f", base64.b64decode(other["embedding"]))
        assert one["embedding"] == pytest.approx(numbers)
        assert (one["index"], other["index"]) == (number, number)
    assert plain["data"][0]["embedding"][:2] == [0.5, -0.25]
    assert len(plain["data"][0]["embedding"]) == 40


def test_models_are_valid() -> None:
    made = body(answer(Reply("models", ["a", "b"]), arrived(MODELS_PATH, method="GET"), NOON))
    for model in made["data"]:
        validate(Model, model)
    assert (made["object"], [model["id"] for model in made["data"]]) == ("list", ["a", "b"])


def test_bodies_and_events_are_sent_as_they_stand() -> None:
    assert body(answer(Reply("body", {"a": 1}, status=207), chat(), NOON)) == {"a": 1}
    stand = [
        "[DONE]",
        {"type": "error", "message": "x"},
        {"choices": [{"delta": {"content": "x"}}]},
    ]
    made = answer(Reply("events", stand), chat(), NOON)
    assert told(made) == stand
    assert b"event: error\n" in made.parts[1].data
    assert [part.text for part in made.parts] == [False, False, True]


def test_equal_runs_get_equal_answers_and_requests_of_a_run_different_ids() -> None:
    first = answer(Reply("text", "x"), responses(), NOON)
    assert first == answer(Reply("text", "x"), responses(), NOON)
    second = answer(Reply("text", "x"), responses(), type(NOON)(2, NOON.now))
    assert body(first)["id"] != body(second)["id"]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_the_headers_are_azures() -> None:
    sent = arrived(body=CHAT_BODY, headers={"x-ms-client-request-id": "mine"})
    made = answer(
        Reply("text", "x", headers={"X-Request-Id": "given", "x-ms-region": ""}), sent, NOON
    )
    assert made.headers["x-request-id"] == "given"
    assert made.headers["apim-request-id"] not in {"", "given"}
    assert made.headers["x-ms-client-request-id"] == "mine"
    assert int(made.headers["x-ratelimit-remaining-requests"]) > 0
    assert "x-ms-region" not in made.headers


@pytest.mark.parametrize(("after", "texts"), [(0, 0), (1, 1), (2, 2), (3, 3), (9, 3)])
@pytest.mark.parametrize(
    "sent", [chat(stream=True), responses(stream=True)], ids=["chat", "responses"]
)
def test_a_fault_comes_after_that_many_pieces_of_text(
    after: int, texts: int, sent: Arrived
) -> None:
    reply = Reply("deltas", ["a", "b", "c"], fault=Fault.CUT, after=after)
    made = answer(reply, sent, NOON)
    arriving = made.parts[: made.upto]
    assert sum(part.text for part in arriving) == texts
    assert len(arriving) < len(made.parts)


def test_a_body_in_one_piece_is_cut_in_the_middle() -> None:
    made = answer(Reply("text", "Hello.", fault=Fault.CUT), chat(), NOON)
    assert (len(made.parts), made.upto) == (2, 1)


def test_a_fault_alone_or_a_reset_sends_nothing() -> None:
    assert answer(Reply("none", fault=Fault.STALLED), chat(), NOON).upto is None
    assert answer(Reply("text", "Hello.", fault=Fault.RESET), chat(), NOON).upto is None


def test_every_kind_of_reply_of_the_model_is_known() -> None:
    named = (Reply.__doc__ or "").split("kind:")[1].split("members:")[0]
    assert {kind for kind in KINDS if f"``{kind}``" in named} == KINDS
    assert len(KINDS) == 10
