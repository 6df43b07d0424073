"""Output items of the Responses API, completed from the part that a spec says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from samplegen.mock.values import Moment
from samplegen.model import Json

THOUGHT = "The user wants a short answer, so one sentence is enough."
"""Summary of the reasoning that comes before every answer made from ``text`` or ``deltas``."""

Item = dict[str, Any]


def answer(text: str, moment: Moment) -> tuple[Item, ...]:
    """What a reasoning model puts out: its reasoning, then a message with ``text``.

    The reasoning comes first so that a program that takes the first item for the answer, or
    prints every delta of a stream, shows.
    """
    return (
        complete({"type": "reasoning", "summary": [summary(THOUGHT)]}, 0, moment),
        complete({"type": "message", "text": text}, 1, moment),
    )


def summary(text: str) -> Item:
    """A part of a reasoning summary."""
    return {"type": "summary_text", "text": text}


def text_part(text: str) -> Item:
    """A part of a message that holds ``text``."""
    return {"type": "output_text", "annotations": [], "logprobs": [], "text": text}


def text_of(items: tuple[Item, ...]) -> str:
    """The text of all messages among ``items``."""
    parts = (part for item in items if item["type"] == "message" for part in item["content"])
    return "".join(part.get("text", "") for part in parts)


def complete(given: Mapping[str, Json], number: int, moment: Moment) -> Item:
    """An output item from a part of it: ids, status and the rest are filled in.

    Args:
        given: members as a spec says them; a message may say ``text`` in place of ``content``.
        number: place of the item in the output, from 0.
    """
    kind = str(given.get("type", "message"))
    prefix, fill = _KINDS.get(kind, (kind + "_", _nothing))
    base = {"id": moment.id(prefix, number), "type": kind, **fill(given, number, moment)}
    return {**base, **{name: value for name, value in given.items() if name != "text"}}


def given(item: Mapping[str, Json], number: int, moment: Moment) -> Item:
    """An input item as the service keeps it: with an id and a status, its content in parts.

    Args:
        number: place of the item in the input, from 0.
    """
    kind = str(item.get("type", "message"))
    base = {"id": moment.id(_PREFIXES.get(kind, kind + "_"), "input", number), "type": kind}
    kept = {name: value for name, value in item.items() if value is not None}
    if kind != "message":
        return {**base, "status": "completed", **kept}
    return {**base, "status": "completed", **kept, "content": _parts(item)}


def _parts(message: Mapping[str, Json]) -> list[Json]:
    content, spoken = message.get("content"), message.get("role") == "assistant"
    parts = content if isinstance(content, list) else [{"text": str(content)}]
    return [_part(part, spoken=spoken) for part in parts]


def _part(part: Mapping[str, Json], *, spoken: bool) -> Item:
    kind = part.get("type", "output_text" if spoken else "input_text")
    if kind == "output_text":
        return {**text_part(""), **part, "type": kind}
    return {**({"detail": "auto"} if kind == "input_image" else {}), **part, "type": kind}


def _nothing(_: Mapping[str, Json], __: int, ___: Moment) -> Item:
    return {"status": "completed"}


def _message(given: Mapping[str, Json], _: int, __: Moment) -> Item:
    content = [text_part(str(given.get("text", "")))]
    return {"status": "completed", "role": "assistant", "content": content}


def _reasoning(_: Mapping[str, Json], __: int, ___: Moment) -> Item:
    return {"summary": []}


def _tools(_: Mapping[str, Json], __: int, ___: Moment) -> Item:
    return {"server_label": "", "tools": [], "error": None}


def _call(given: Mapping[str, Json], _: int, __: Moment) -> Item:
    failed = given.get("error") is not None
    return {
        "approval_request_id": None,
        "arguments": "{}",
        "error": None,
        "output": None if failed else "",
        "status": "failed" if failed else "completed",
    }


def _approval(_: Mapping[str, Json], __: int, ___: Moment) -> Item:
    return {"arguments": "{}"}


def _function(_: Mapping[str, Json], number: int, moment: Moment) -> Item:
    return {"call_id": moment.id("call_", number)[:29], "arguments": "{}", "status": "completed"}


_KINDS: Mapping[str, tuple[str, Callable[[Mapping[str, Json], int, Moment], Item]]] = {
    "message": ("msg_", _message),
    "reasoning": ("rs_", _reasoning),
    "mcp_list_tools": ("mcpl_", _tools),
    "mcp_call": ("mcp_", _call),
    "mcp_approval_request": ("mcpr_", _approval),
    "function_call": ("fc_", _function),
}

_PREFIXES: Mapping[str, str] = {
    **{kind: prefix for kind, (prefix, _) in _KINDS.items()},
    "function_call_output": "fco_",
}
