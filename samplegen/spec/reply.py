"""``reply`` of an interaction -> Reply."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from samplegen.model import Fault, Filter, Json, Reply
from samplegen.spec.compose import Node
from samplegen.spec.delay import read_latency, read_retry
from samplegen.spec.fields import Fields, expect, integer, json, listed, text
from samplegen.spec.problems import Problems
from samplegen.spec.reply_checks import check
from samplegen.spec.request import headers

_OTHERS = (
    "status", "headers", "retry_after", "members", "filter", "latency", "fault", "after",
)  # fmt: skip
_FAULTS = tuple(each.value for each in Fault)
_FILTERS = tuple(each.value for each in Filter)
_MANY = 1_000_000
_BARE = frozenset(("fault", "latency"))


def read_reply(interaction: Fields, errors: Collection[str] | None, *, own: bool = False) -> Reply:
    """Reads what the service answers.

    Args:
        interaction: has it under ``reply``.
        errors: names of service errors that there are; None lets every name pass.
        own: whether it is told to a service that runs: it may answer of itself, cannot refuse
            connections, and takes a number for a status.
    """
    node = interaction.node("reply")
    return reply_of(node, interaction.problems, errors, own=own) if node else Reply("none")


def reply_of(
    node: Node, problems: Problems, errors: Collection[str] | None, *, own: bool = False
) -> Reply:
    """Reads a reply; arguments as above."""
    if own and node.kind == "integer":
        return _by_status(Reply("own", status=integer(node, problems, "a status", 200, 599)))
    fields = Fields(node, problems, "a reply", (), (*KINDS, *_OTHERS))
    fault = fields.choice("fault", [each for each in _FAULTS if not own or each != "refused"])
    kind = _kind(fields, node, fault, own=own)
    waits, date = read_retry(fields)
    chosen = fields.choice("filter", _FILTERS)
    reply = Reply(
        kind=kind,
        value=_READERS[kind](fields) if kind in _READERS else None,
        status=fields.integer("status", 200, 200, 599),
        headers={**headers(fields), **waits},
        members=_members(fields),
        fault=Fault(fault) if fault else None,
        after=fields.integer("after", 0, 0, _MANY),
        filter=Filter(chosen) if chosen else None,
        latency=read_latency(fields),
        retry_date=date,
    )
    check(reply, fields, errors)
    return _by_status(reply)


def _kind(fields: Fields, node: Node, fault: str, *, own: bool) -> str:
    kinds = [kind for kind in KINDS if kind in fields]
    for extra in kinds[1:]:
        message = f"a reply says one thing; keep {kinds[0]} or {extra}"
        fields.refuse(extra, message)
    if not kinds and own:
        return "none" if _nothing(fields, fault) else "own"
    if not kinds and "fault" not in fields and node.kind == "mapping":
        message = f"a reply lacks what it says; add one of {', '.join(KINDS)}, or a fault"
        fields.problems.add(node.mark, message)
    return kinds[0] if kinds else "none"


def _nothing(fields: Fields, fault: str) -> bool:
    """Whether a fault leaves nothing of the answer: a reset, or silence that is said alone."""
    if fault in {Fault.RESET, Fault.REFUSED}:
        return True
    alone = not any(key in fields for key in _OTHERS if key not in _BARE)
    return alone and fault in {Fault.CUT, Fault.STALLED}


def _by_status(reply: Reply) -> Reply:
    """The usual error, where the service's own answer shall have the status of one."""
    failed = reply.kind == "own" and reply.status >= 400  # noqa: PLR2004 - where errors start
    return replace(reply, kind="error", value=reply.status) if failed else reply


def _members(fields: Fields) -> dict[str, Json]:
    members = fields.members("members")
    return {name: json(member.node, fields.problems) for name, member in members.items()}


# --- what each kind holds ---------------------------------------------------------------------


def _deltas(fields: Fields) -> list[str]:
    deltas = list(fields.texts("deltas"))
    if fields.is_empty("deltas"):
        fields.wrong("deltas", "deltas is empty; write the pieces of an answer")
    return deltas


def _output(fields: Fields) -> list[Json]:
    return [_output_item(item, fields.problems) for item in fields.items("output")]


def _output_item(node: Node, problems: Problems) -> Json:
    if expect(node, ("mapping",), problems, "an item of output"):
        if "type" in node.value:
            text(node.value["type"].node, problems, "type of an item of output")
        else:
            problems.add(node.mark, "an item of output lacks type; add it, such as type: message")
    return json(node, problems)


def _vectors(fields: Fields) -> dict[str, Json]:
    node = fields.node("vectors")
    assert node  # noqa: S101 - the kind is there
    inner = Fields(node, fields.problems, "vectors", ("dimensions", "starts"))
    size = inner.integer("dimensions", _MANY, 1, _MANY)
    return {
        "dimensions": size,
        "starts": [_start(item, size, fields.problems) for item in inner.items("starts")],
    }


def _start(node: Node, size: int, problems: Problems) -> list[Json]:
    numbers = listed(node, problems, "an item of starts")
    if len(numbers) > size:
        message = f"this vector starts with {len(numbers)} numbers and has {size}; remove some"
        problems.add(node.mark, message)
    for number in numbers:
        expect(number, ("number", "integer"), problems, "a value of a vector")
    return [number.value for number in numbers]


def _error(fields: Fields) -> str | int:
    node = fields.node("error")
    if node and node.kind == "integer":
        return integer(node, fields.problems, "error", 400, 599)
    return fields.text("error")


def _events(fields: Fields) -> list[Json]:
    items, problems = fields.items("events"), fields.problems
    for item in items:
        expect(item, ("mapping", "text"), problems, "an item of events")
    return [json(item, problems) for item in items]


_READERS: Mapping[str, Callable[[Fields], Any]] = {
    "text": lambda fields: fields.text("text"),
    "deltas": _deltas,
    "output": _output,
    "vectors": _vectors,
    "models": lambda fields: list(fields.texts("models")),
    "error": _error,
    "body": lambda fields: fields.json("body"),
    "events": _events,
}
KINDS = tuple(_READERS)
