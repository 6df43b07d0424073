"""``reply`` of an interaction -> Reply."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from samplegen.model import Fault, Json, Reply
from samplegen.spec.compose import Node
from samplegen.spec.fields import Fields, expect, json, listed, text
from samplegen.spec.problems import Problems, near
from samplegen.spec.request import headers
from samplegen.spec.scalars import quoted

_OTHERS = ("status", "headers", "members", "fault", "after")
_FAULTS = tuple(each.value for each in Fault)
_PARTLY = (Fault.CUT.value, Fault.STALLED.value)
_MANY = 1_000_000


def read_reply(interaction: Fields, errors: Collection[str] | None) -> Reply:
    """Reads what the service answers.

    Args:
        interaction: has it under ``reply``.
        errors: names of service errors that there are; None lets every name pass.
    """
    node, problems = interaction.node("reply"), interaction.problems
    if node is None:
        return Reply("none")
    fields = Fields(node, problems, "a reply", (), (*KINDS, *_OTHERS))
    kind = _kind(fields, node)
    fault = fields.choice("fault", _FAULTS)
    reply = Reply(
        kind=kind,
        value=_READERS[kind](fields) if kind in _READERS else None,
        status=fields.integer("status", 200, 200, 599),
        headers=headers(fields),
        members=_members(fields),
        fault=Fault(fault) if fault else None,
        after=fields.integer("after", 0, 0, _MANY),
    )
    _check_error(reply, fields, errors)
    _check_fault(reply, fields)
    _check_rest(reply, fields)
    return reply


def _kind(fields: Fields, node: Node) -> str:
    kinds = [kind for kind in KINDS if kind in fields]
    for extra in kinds[1:]:
        message = f"a reply says one thing; keep {kinds[0]} or {extra}"
        fields.refuse(extra, message)
    if not kinds and "fault" not in fields and node.kind == "mapping":
        message = f"a reply lacks what it says; add one of {', '.join(KINDS)}, or a fault"
        fields.problems.add(node.mark, message)
    return kinds[0] if kinds else "none"


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
    "error": lambda fields: fields.text("error"),
    "body": lambda fields: fields.json("body"),
    "events": _events,
}
KINDS = tuple(_READERS)


# --- what belongs together --------------------------------------------------------------------


def _check_error(reply: Reply, fields: Fields, errors: Collection[str] | None) -> None:
    if reply.kind != "error":
        return
    if errors is not None and reply.value and reply.value not in errors:
        message = f"there is no error {quoted(reply.value)}; {near(reply.value, errors)}"
        fields.wrong("error", message)
    if "status" in fields and reply.status < 400:  # noqa: PLR2004 - where HTTP errors start
        fields.wrong("status", "an error has a status from 400 to 599; remove status or mend it")


def _check_fault(reply: Reply, fields: Fields) -> None:
    partly = reply.fault is not None and reply.fault.value in _PARTLY
    if reply.fault and not partly and reply.kind != "none":
        message = f"with fault: {reply.fault.value} nothing is answered; remove {reply.kind}"
        fields.refuse(reply.kind, message)
    if "after" not in fields:
        return
    if not partly or reply.kind not in {"text", "deltas", "events"}:
        mend = "remove it, or add fault: cut and deltas"
        fields.refuse("after", f"after counts the pieces that arrive before a cut; {mend}")
    elif reply.kind == "deltas" and reply.after > len(reply.value):
        message = f"after is {reply.after}; there are {len(reply.value)} deltas"
        fields.wrong("after", f"{message}; write a number from 0 to {len(reply.value)}")


def _check_rest(reply: Reply, fields: Fields) -> None:
    if reply.kind == "none":
        for key in ("status", "members"):
            if key in fields and "fault" in fields:
                fields.refuse(key, f"with a fault alone nothing is answered; remove {key}")
    if reply.kind == "events" and "members" in fields:
        fields.refuse("members", "events are sent as they stand; write members into them")
