"""What Azure's content filter does to an answer, as its documentation shows it.

The chunks of the asynchronous filter are those of
https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-streaming.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from samplegen.mock.reply.bodies import SAFE
from samplegen.mock.reply.stream import frame
from samplegen.mock.values import Arrived, Part
from samplegen.model import Json

SEEN: Json = {**SAFE, "violence": {"filtered": True, "severity": "medium"}}
"""What the filter says of a text that it stops."""

CHECKED_AT_ONCE = 3
"""Pieces of text that the asynchronous filter takes together."""


def stopped(body: Mapping[str, Json]) -> dict[str, Json]:
    """A chat completion or a response that ends where the filter stopped it."""
    return _stopped_chat(body) if "choices" in body else _stopped_response(body)


def _stopped_chat(body: Mapping[str, Json]) -> dict[str, Json]:
    seen = {"finish_reason": "content_filter", "content_filter_results": SEEN}
    return {**body, "choices": [{**choice, **seen} for choice in body["choices"]]}


def _stopped_response(body: Mapping[str, Json]) -> dict[str, Json]:
    verdict = {"blocked": True, "source_type": "completion", "content_filter_results": SEEN}
    others = [one for one in body["content_filters"] if one["source_type"] != "completion"]
    *before, last = body["output"] or [None]
    ended = [*before, {**last, "status": "incomplete"}] if last else []
    return {
        **body,
        "status": "incomplete",
        "completed_at": None,
        "incomplete_details": {"reason": "content_filter"},
        "content_filters": [*others, verdict],
        "output": ended,
    }


def told_late(parts: Iterable[Part], before: int) -> Iterator[Part]:
    """A chat stream whose texts come unchecked, with the filter's verdicts in later chunks.

    A chunk of the filter has no ``delta``; the last one comes after the end of the text.

    Args:
        before: characters of the prompt; offsets count from its start.
    """
    said: dict[int, list[str]] = {}
    for part in parts:
        choice = _choice(part)
        texts = said.setdefault(choice.get("index", 0), [])
        if part.text:
            texts.append(choice["delta"]["content"])
        yield _unchecked(part) if part.text else part
        ended = choice.get("finish_reason") is not None
        if ended or (part.text and len(texts) % CHECKED_AT_ONCE == 0):
            yield _verdict(choice["index"], before, before + len("".join(texts)))


def prompt_length(sent: Arrived) -> int:
    """Number of characters that the messages of a chat hold as texts."""
    messages = sent.member("messages")
    known = messages if isinstance(messages, list) else []
    texts = [one.get("content") for one in known if isinstance(one, dict)]
    return sum(len(text) for text in texts if isinstance(text, str))


def _choice(part: Part) -> Json:
    """The choice that a chunk is about; empty for a chunk without one."""
    data = part.data.partition(b"data: ")[2]
    chunk = json.loads(data) if data.startswith(b"{") else {}
    return next(iter(chunk.get("choices") or ()), {})


def _unchecked(part: Part) -> Part:
    chunk = json.loads(part.data.partition(b"data: ")[2])
    choices = [{**choice, "content_filter_results": {}} for choice in chunk["choices"]]
    return frame({**chunk, "choices": choices}, text=True)


def _verdict(index: int, start: int, end: int) -> Part:
    offsets = {"check_offset": end, "start_offset": start, "end_offset": end}
    choice = {
        "index": index,
        "finish_reason": None,
        "content_filter_results": SAFE,
        "content_filter_offsets": offsets,
    }
    return frame({"id": "", "object": "", "created": 0, "model": "", "choices": [choice]})
