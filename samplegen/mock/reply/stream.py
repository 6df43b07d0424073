"""Server-sent events, in the orders that were recorded.

The orders are those of the recordings in openai-dotnet (``tests/SessionRecords``): Responses events
are numbered and end without ``[DONE]``; chat streams of Azure begin with a chunk without choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from samplegen.mock.reply.bodies import PROMPT_FILTER, SAFE, logprobs
from samplegen.mock.reply.items import Item, text_part
from samplegen.mock.values import Arrived, Moment, Part, dumps
from samplegen.model import Json

DONE = Part(b"data: [DONE]\n\n")

FILTER = "content_filter_results"

FIRST_CHUNK: Json = {
    "choices": [],
    "created": 0,
    "id": "",
    "model": "",
    "object": "",
    "prompt_filter_results": PROMPT_FILTER,
}
"""Azure's first chunk; a program that takes ``choices[0]`` of every chunk breaks on it."""


def split(text: str) -> tuple[str, ...]:
    """``text`` in pieces as a model writes it: word by word, each with the space before it."""
    return tuple(re.findall(r"\s*\S+(?:\s+$)?", text)) or (text,)


def fragments(arguments: str) -> tuple[str, ...]:
    """The arguments of a function as a model writes them: words, and what stands between them."""
    return tuple(re.findall(r"\w+|\W+", arguments)) or (arguments,)


def frame(data: Json, event: str = "", *, text: bool = False) -> Part:
    """One server-sent event."""
    head = f"event: {event}\n".encode() if event else b""
    return Part(head + b"data: " + dumps(data) + b"\n\n", text)


FIRST_PART = frame(FIRST_CHUNK)


# --- chat completions -------------------------------------------------------------------------


def chat(
    sent: Arrived, body: Mapping[str, Json], pieces: Sequence[str], moment: Moment
) -> Iterator[Part]:
    """The stream that tells a chat completion.

    Args:
        body: the completion as it would be sent in one piece.
        pieces: the text of its answer, in the pieces that the chunks carry.
    """
    usage = bool((sent.member("stream_options") or {}).get("include_usage"))
    base = {**_chunk_base(body), **({"usage": None} if usage else {})}
    opened, padding = dumps(base)[:-1], moment.digest("obfuscation")
    yield FIRST_PART
    for choice in body["choices"]:
        for delta in _deltas(choice["message"]):
            yield _chunk(opened, choice, delta, padding)
        texts = () if choice["message"].get("tool_calls") else pieces
        yield from _texts(opened, choice, texts, padding)
        yield _chunk(opened, choice, {}, padding, ended=True)
    if usage:
        yield frame({**base, "choices": [], "usage": body["usage"], "obfuscation": ""})
    yield DONE


def _chunk_base(body: Mapping[str, Json]) -> dict[str, Json]:
    kept = ("id", "created", "model", "system_fingerprint")
    base = {name: body[name] for name in kept if name in body}
    return {**base, "object": "chat.completion.chunk"}


def _deltas(message: Mapping[str, Json]) -> Iterator[dict[str, Json]]:
    """The deltas that make a message, but for its text."""
    calls = message.get("tool_calls") or ()
    content = None if calls else ""
    yield {"role": "assistant", "content": content, "refusal": None}
    for place, call in enumerate(calls):
        begun = {**call, "function": {**call["function"], "arguments": ""}}
        yield {"tool_calls": [{"index": place, **begun}]}
        for piece in fragments(call["function"]["arguments"]):
            yield {"tool_calls": [{"index": place, "function": {"arguments": piece}}]}


def _texts(
    opened: bytes, choice: Mapping[str, Json], pieces: Sequence[str], padding: str
) -> Iterator[Part]:
    """The chunks that carry the text; without logprobs they are cast in one mould."""
    if choice["logprobs"]:
        for piece in pieces:
            yield _chunk(opened, choice, {"content": piece}, padding, text=True)
        return
    cast = _chunk(opened, choice, {"content": ""}, "", text=True).data
    head, middle, tail = cast.rsplit(b'""', 2)
    for number, piece in enumerate(pieces):
        start = number % 50
        blur = padding[start : start + 4 + number % 8]
        told = b"".join((head, dumps(piece), middle, b'"', blur.encode(), b'"', tail))
        yield Part(told, text=True)


def _chunk(
    opened: bytes,
    choice: Mapping[str, Json],
    delta: Mapping[str, Json],
    padding: str,
    *,
    ended: bool = False,
    text: bool = False,
) -> Part:
    """One chunk; ``opened`` is the JSON of what all have in common, without its last brace."""
    stopped = ended and choice["finish_reason"] == "content_filter"
    told = {
        "index": choice["index"],
        "delta": delta,
        "logprobs": logprobs(delta["content"]) if text and choice["logprobs"] else None,
        "finish_reason": choice["finish_reason"] if ended else None,
        FILTER: SAFE if text else choice[FILTER] if stopped else {},
    }
    end = b'"obfuscation":"%b"}' % padding[:8].encode()
    return Part(b'data: %b,"choices":[%b],%b\n\n' % (opened, dumps(told), end), text)


# --- responses --------------------------------------------------------------------------------


def responses(body: Mapping[str, Json], pieces: Sequence[str], moment: Moment) -> Iterator[Part]:
    """The numbered events that tell a response.

    Args:
        body: the response as it would be sent in one piece.
        pieces: text of its first message, in pieces; other messages are told word by word.
    """
    for number, event in enumerate(_events(body, pieces)):
        kind = event["type"]
        text = kind == "response.output_text.delta"
        if text:
            event["obfuscation"] = moment.digest("obfuscation", number)[: 4 + number % 8]
        yield frame({**event, "sequence_number": number}, kind, text=text)


def _events(body: Mapping[str, Json], pieces: Sequence[str]) -> Iterator[dict[str, Json]]:
    begun = {**body, "status": "in_progress", "completed_at": None, "output": [], "usage": None}
    queued = {**begun, "status": "queued"} if body.get("background") else None
    yield {"type": "response.created", "response": queued or begun}
    if queued:
        yield {"type": "response.queued", "response": queued}
    yield {"type": "response.in_progress", "response": begun}
    left: Sequence[str] | None = pieces or None
    for number, item in enumerate(body["output"]):
        yield _on_item("added", number, _begun(item))
        yield from _item(item, number, left)
        yield _on_item("done", number, item)
        left = None if item["type"] == "message" else left
    yield {"type": f"response.{body['status']}", "response": body}


def _on_item(what: str, number: int, item: Item) -> dict[str, Json]:
    return {"type": f"response.output_item.{what}", "output_index": number, "item": item}


def _begun(item: Item) -> Item:
    """The item as it stands when it is announced: nothing in it yet."""
    empty: Json = {"content": [], "summary": [], "tools": [], "arguments": "", "output": None}
    begun = {name: empty.get(name, value) for name, value in item.items()}
    if item["type"] == "mcp_approval_request":
        return item
    return {**begun, "status": "in_progress"} if "status" in item else begun


def _item(item: Item, number: int, pieces: Sequence[str] | None) -> Iterator[dict[str, Json]]:
    at = {"item_id": item["id"], "output_index": number}
    match item["type"]:
        case "message":
            yield from _message(item, at, pieces)
        case "reasoning":
            yield from _reasoning(item, at)
        case "mcp_list_tools":
            yield from _steps("mcp_list_tools", at, "in_progress", _ending(item))
        case "mcp_call":
            yield from _steps("mcp_call", at, "in_progress")
            yield from _arguments("mcp_call_arguments", at, [item["arguments"]])
            yield from _steps("mcp_call", at, _ending(item))
        case "function_call":
            yield from _arguments("function_call_arguments", at, fragments(item["arguments"]))


def _ending(item: Item) -> str:
    return "failed" if item.get("error") is not None else "completed"


def _steps(name: str, at: Mapping[str, Json], *steps: str) -> Iterator[dict[str, Json]]:
    for step in steps:
        yield {"type": f"response.{name}.{step}", **at}


def _arguments(
    name: str, at: Mapping[str, Json], pieces: Sequence[str]
) -> Iterator[dict[str, Json]]:
    for piece in pieces:
        yield {"type": f"response.{name}.delta", **at, "delta": piece}
    yield {"type": f"response.{name}.done", **at, "arguments": "".join(pieces)}


def _message(
    item: Item, at: Mapping[str, Json], pieces: Sequence[str] | None
) -> Iterator[dict[str, Json]]:
    for number, part in enumerate(item["content"]):
        here = {**at, "content_index": number}
        texts = pieces if pieces and number == 0 else split(part["text"])
        yield {"type": "response.content_part.added", **here, "part": text_part("")}
        for text in texts:
            yield {"type": "response.output_text.delta", **here, "delta": text, "logprobs": []}
        done = {"text": part["text"], "logprobs": []}
        yield {"type": "response.output_text.done", **here, **done}
        yield {"type": "response.content_part.done", **here, "part": part}


def _reasoning(item: Item, at: Mapping[str, Json]) -> Iterator[dict[str, Json]]:
    name = "response.reasoning_summary"
    for number, part in enumerate(item["summary"]):
        here = {**at, "summary_index": number}
        yield {"type": f"{name}_part.added", **here, "part": {**part, "text": ""}}
        for text in split(part["text"]):
            yield {"type": f"{name}_text.delta", **here, "delta": text}
        yield {"type": f"{name}_text.done", **here, "text": part["text"]}
        yield {"type": f"{name}_part.done", **here, "part": part}
