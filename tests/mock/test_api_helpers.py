"""The helpers of the official client, iterated to their end: what they gather is what is kept."""

from __future__ import annotations

from collections import Counter
from typing import Any

import openai
import pytest
from openai import OpenAI

from tests.mock.api_asked import (
    BACKGROUND,
    CHAT,
    INPUT,
    MCP,
    PIECES,
    SAID,
    WEATHER,
    Book,
    Weather,
    of,
)
from tests.mock.serving import Served

# --- chat completions -------------------------------------------------------------------------


def test_a_chat_stream_gathers_the_completion_that_is_kept(client: OpenAI) -> None:
    asked = {**CHAT, "n": 2, "logprobs": True, "store": True}
    with client.chat.completions.stream(**asked, stream_options={"include_usage": True}) as stream:
        events, final = list(stream), stream.get_final_completion()
    deltas = [event.delta for event in of(events, "content.delta") if event.delta]
    assert deltas == PIECES * 2
    assert [event.content for event in of(events, "content.done")] == [SAID, SAID]
    for choice in final.choices:
        assert choice.logprobs
        assert [one.token for one in choice.logprobs.content or ()] == PIECES
    kept = client.chat.completions.retrieve(final.id)
    assert [(one.index, one.finish_reason, one.message.content) for one in final.choices] == [
        (one.index, one.finish_reason, one.message.content) for one in kept.choices
    ]
    assert final.usage == kept.usage


def test_a_chat_stream_grows_a_value_of_the_type_asked_for(client: OpenAI) -> None:
    with client.chat.completions.stream(**CHAT, response_format=Book) as stream:
        events, final = list(stream), stream.get_final_completion()
    grown = [event.parsed for event in of(events, "content.delta") if event.parsed]
    assert grown[0].keys() < grown[-1].keys() == Book.model_fields.keys()
    (done,) = of(events, "content.done")
    assert done.parsed == final.choices[0].message.parsed
    parsed = client.chat.completions.parse(**CHAT, response_format=Book).choices[0].message.parsed
    assert isinstance(parsed, Book)
    assert parsed == done.parsed


def test_a_chat_stream_calls_a_function_and_then_answers(client: OpenAI) -> None:
    with client.chat.completions.stream(**CHAT, tools=[WEATHER]) as stream:
        events, final = list(stream), stream.get_final_completion()
    (choice,) = final.choices
    (call,) = choice.message.tool_calls or []
    assert choice.finish_reason == "tool_calls"
    assert isinstance(call.function.parsed_arguments, Weather)
    pieces = of(events, "tool_calls.function.arguments.delta")
    assert len([one for one in pieces if one.arguments_delta]) > 5
    assert "".join(one.arguments_delta for one in pieces) == call.function.arguments
    (done,) = of(events, "tool_calls.function.arguments.done")
    assert (done.name, done.parsed_arguments) == ("Weather", call.function.parsed_arguments)
    answered = [
        *CHAT["messages"],
        {"role": "assistant", "tool_calls": [{"id": call.id, "type": "function", "function": {
            "name": call.function.name, "arguments": call.function.arguments}}]},
        {"role": "tool", "tool_call_id": call.id, "content": "Sunny."},
    ]  # fmt: skip
    asked = {**CHAT, "messages": answered, "tools": [WEATHER]}
    with client.chat.completions.stream(**asked) as stream:
        assert stream.get_final_completion().choices[0].message.content == SAID
    (parsed,) = client.chat.completions.parse(**CHAT, tools=[WEATHER]).choices
    assert [one.function.parsed_arguments for one in parsed.message.tool_calls or ()] == [
        done.parsed_arguments
    ]


# --- responses --------------------------------------------------------------------------------


def streamed(client: OpenAI, **asked: Any) -> tuple[list[Any], Any]:
    """All events of a stream, and the response that they end with."""
    with client.responses.stream(**asked) as stream:
        return list(stream), stream.get_final_response()


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"background": True},
        {"tools": [WEATHER]},
        {"tools": [{**MCP, "require_approval": "never"}]},
        {"tools": [MCP]},
        {"text_format": Book},
    ],
    ids=["text", "background", "function", "mcp", "approval", "parsed"],
)
def test_a_stream_gathers_the_response_that_is_kept(client: OpenAI, more: Any) -> None:
    events, final = streamed(client, **INPUT, **more)
    assert [event.sequence_number for event in events] == [*range(len(events))]
    assert events[-1].type == "response.completed"
    kept = client.responses.retrieve(final.id)
    assert [item.to_dict() for item in kept.output] == [
        item.item.to_dict() for item in of(events, "response.output_item.done")
    ]
    assert final.output_text == kept.output_text
    for item in kept.output:
        assert told(item.id, events) == said(item)


def told(name: str | None, events: list[Any]) -> str:
    """What the deltas of an item say, one after the other."""
    own = [event for event in events if getattr(event, "item_id", None) == name]
    return "".join(event.delta for event in own if event.type.endswith(".delta"))


def said(item: Any) -> str:
    """The same of an item in one piece."""
    if item.type in ("function_call", "mcp_call"):
        return str(item.arguments)
    parts = {"message": "content", "reasoning": "summary"}.get(item.type)
    return "".join(part.text for part in getattr(item, parts)) if parts else ""


def test_snapshots_grow_by_every_delta(client: OpenAI) -> None:
    events, final = streamed(client, **INPUT)
    snapshots = [event.snapshot for event in of(events, "response.output_text.delta")]
    assert snapshots == ["".join(PIECES[: end + 1]) for end in range(len(PIECES))]
    assert final.output_text == SAID
    called, _ = streamed(client, **INPUT, tools=[WEATHER])
    grown = [event.snapshot for event in of(called, "response.function_call_arguments.delta")]
    assert grown == sorted(grown, key=len)
    assert len(set(grown)) == len(grown) > 5


def test_a_response_holds_a_value_of_the_type_asked_for(client: OpenAI) -> None:
    events, final = streamed(client, **INPUT, text_format=Book)
    (done,) = of(events, "response.output_text.done")
    assert isinstance(done.parsed, Book)
    assert final.output_parsed == done.parsed
    assert client.responses.parse(**INPUT, text_format=Book).output_parsed == done.parsed


def test_a_response_calls_a_function_and_then_answers(client: OpenAI) -> None:
    _, final = streamed(client, **INPUT, tools=[WEATHER])
    (call,) = final.output
    assert isinstance(call.parsed_arguments, Weather)
    result: Any = {"type": "function_call_output", "call_id": call.call_id, "output": "Sunny."}
    asked = {**INPUT, "input": [result], "previous_response_id": final.id}
    _, answered = streamed(client, **asked, tools=[WEATHER])
    assert [item.type for item in answered.output] == ["reasoning", "message"]


def test_a_call_that_waits_for_approval_is_made_once_it_has_got_it(client: OpenAI) -> None:
    events, asked = streamed(client, **INPUT, tools=[MCP])
    assert [item.type for item in asked.output] == ["mcp_list_tools", "mcp_approval_request"]
    assert not of(events, "response.mcp_call.completed")
    approval: Any = {
        "type": "mcp_approval_response",
        "approval_request_id": asked.output[1].id,
        "approve": True,
    }
    again = {**INPUT, "input": [approval], "previous_response_id": asked.id, "tools": [MCP]}
    events, made = streamed(client, **again)
    assert [item.type for item in made.output] == ["mcp_call", "message"]
    assert made.output[0].approval_request_id == asked.output[1].id
    assert Counter(event.type for event in events)["response.mcp_call.completed"] == 1


@pytest.mark.parametrize("seen", [1, 4, 20])
def test_a_stream_that_was_left_goes_on_where_it_was(client: OpenAI, seen: int) -> None:
    with client.responses.stream(**BACKGROUND) as stream:
        begun = [next(stream) for _ in range(seen)]
    last, name = begun[-1].sequence_number, begun[0].response.id  # type: ignore[union-attr]
    rest, final = streamed(client, response_id=name, starting_after=last)
    assert rest[0].sequence_number == last + 1
    assert (rest[-1].type, final.output_text) == ("response.completed", SAID)
    whole = list(client.responses.retrieve(name, stream=True))
    raw = list(client.responses.retrieve(name, stream=True, starting_after=last))
    assert [event.type for event in whole] == [event.type for event in (*begun, *rest)]
    assert [bare(event) for event in raw] == [bare(event) for event in whole[seen:]]


def bare(event: Any) -> Any:
    """An event without the padding that hides how long its text is."""
    return event.to_dict() | {"obfuscation": ""}


def test_a_stream_that_broke_goes_on_where_it_was(service: Served, client: OpenAI) -> None:
    seen: list[Any] = []
    broken = service.client({"fault": "cut", "after": 3}, max_retries=0)
    with (
        pytest.raises(openai.APIConnectionError),
        broken.responses.stream(**BACKGROUND) as stream,
    ):
        seen.extend(stream)
    name, last = seen[0].response.id, seen[-1].sequence_number
    rest, final = streamed(client, response_id=name, starting_after=last)
    deltas = [event.delta for event in of([*seen, *rest], "response.output_text.delta")]
    assert deltas == PIECES
    assert final.output_text == SAID


def test_a_response_in_the_background_is_polled_to_its_end(client: OpenAI) -> None:
    response = client.responses.create(**BACKGROUND)
    statuses = [response.status]
    while response.status in ("queued", "in_progress"):
        response = client.responses.retrieve(response.id)
        statuses.append(response.status)
    assert (statuses, response.output_text) == (["queued", "in_progress", "completed"], SAID)
    events, _ = streamed(client, response_id=client.responses.create(**BACKGROUND).id)
    assert events[-1].type == "response.completed"
