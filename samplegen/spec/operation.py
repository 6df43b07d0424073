"""An operation's file -> Operation."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from samplegen.model import Interaction, Operation, Scenario, Tolerance
from samplegen.spec import meaning
from samplegen.spec.compose import Member, Node
from samplegen.spec.fields import SENTENCE, SENTENCE_MEND, Fields, expect, integer, json, text
from samplegen.spec.problems import START, Problems
from samplegen.spec.reply import read_reply
from samplegen.spec.request import MEMBER, MEMBER_MEND, read_request
from samplegen.spec.scalars import quoted

_MANY = 1000


def read_operation(
    root: Node, problems: Problems, errors: Collection[str] | None, digest: str
) -> Operation:
    """Reads an operation.

    Args:
        root: the whole file.
        problems: takes what is wrong; the result means nothing if there is any.
        errors: names of service errors that a reply may have; None for any.
        digest: goes into the result.
    """
    optional = ("stream", "tolerated")
    fields = Fields(
        root, problems, "an operation", ("title", "summary", "inputs", "scenarios"), optional
    )
    meaning.check_kebab(problems.file.stem, START, "the name of the file", problems)
    return Operation(
        name=problems.file.stem,
        title=_sentence(fields, "title"),
        summary=_sentence(fields, "summary"),
        inputs=_inputs(fields),
        scenarios=_scenarios(fields, errors),
        stream=fields.flag("stream"),
        tolerated=tuple(_tolerance(item, problems) for item in fields.items("tolerated")),
        source=problems.file,
        digest=digest,
    )


def _sentence(fields: Fields, key: str) -> str:
    return fields.text(key, SENTENCE, SENTENCE_MEND)


def _inputs(fields: Fields) -> dict[str, Any]:
    members = fields.members("inputs")
    meaning.check_inputs(members, fields.problems)
    return {key: json(member.node, fields.problems) for key, member in members.items()}


def _tolerance(node: Node, problems: Problems) -> Tolerance:
    fields = Fields(node, problems, "an item of tolerated", ("member", "reason"))
    return Tolerance(fields.text("member", MEMBER, MEMBER_MEND), _sentence(fields, "reason"))


def _scenarios(fields: Fields, errors: Collection[str] | None) -> tuple[Scenario, ...]:
    problems, before = fields.problems, fields.problems.failures
    members = fields.members("scenarios")
    found = tuple(_scenario(name, member, problems, errors) for name, member in members.items())
    if problems.failures == before and "scenarios" in fields:
        meaning.check_scenarios(found, fields)
        if fields.flag("stream"):
            meaning.check_stream(found, fields)
    return found


def _scenario(
    name: str, member: Member, problems: Problems, errors: Collection[str] | None
) -> Scenario:
    meaning.check_kebab(name, member.mark, "the scenario", problems)
    what, optional = f"the scenario {name}", ("exit_code", "stderr")
    fields = Fields(member.node, problems, what, ("interactions", "stdout"), optional)
    scenario = Scenario(
        name=name,
        interactions=read_interactions(fields, errors),
        stdout=_stdout(fields),
        exit_code=_exit_code(fields),
        stderr_free=fields.choice("stderr", ("any",)) == "any",
    )
    meaning.check_scenario(scenario, fields)
    return scenario


def _stdout(fields: Fields) -> str:
    node = fields.node("stdout")
    if node is None or node.kind == "broken":
        return ""
    if node.kind == "list":
        return "".join(f"{line}\n" for line in fields.texts("stdout"))
    if node.kind not in {"text", "date"}:
        expect(node, ("list", "text"), fields.problems, "stdout")
        return ""
    return text(node, fields.problems, "stdout")


def _exit_code(fields: Fields) -> int | None:
    node = fields.node("exit_code")
    if node is None:
        return 0
    if node.kind != "text":
        return integer(node, fields.problems, "exit_code", 0, 255)
    if node.value != "nonzero":
        mend = "write a number from 0 to 255, or nonzero"
        fields.wrong("exit_code", f"exit_code is {quoted(node.value)}; {mend}")
    return None


def read_interactions(
    fields: Fields, errors: Collection[str] | None, *, own: bool = False
) -> tuple[Interaction, ...]:
    """Reads ``interactions``.

    Args:
        fields: has them.
        errors: names of service errors that a reply may have; None for any.
        own: whether they are told to a service that runs, not to one that samples are run against.
    """
    if fields.is_empty("interactions"):
        fields.wrong("interactions", "interactions is empty; write at least one")
    items = fields.items("interactions")
    return tuple(_interaction(item, fields.problems, errors, own=own) for item in items)


def _interaction(
    node: Node, problems: Problems, errors: Collection[str] | None, *, own: bool
) -> Interaction:
    optional = ("times", "because")
    fields = Fields(node, problems, "an interaction", ("request", "reply"), optional)
    request, reply = read_request(fields), read_reply(fields, errors, own=own)
    least, most = _times(fields)
    because = _sentence(fields, "because") if "because" in fields else ""
    interaction = Interaction(request, reply, least, most, because)
    meaning.check_interaction(interaction, fields, own=own)
    return interaction


def _times(fields: Fields) -> tuple[int, int]:
    node = fields.node("times")
    if node is None:
        return 1, 1
    if node.kind != "list":
        expect(node, ("integer", "list"), fields.problems, "times")
        exact = integer(node, fields.problems, "times", 0, _MANY) if node.kind == "integer" else 1
        return exact, exact
    bounds = [integer(item, fields.problems, "an item of times", 0, _MANY) for item in node.value]
    if len(bounds) != 2 or bounds[0] >= bounds[1]:  # noqa: PLR2004 - a range has two ends
        message = "times is a number, or [least, most] with least below most"
        fields.problems.add(node.mark, f"{message}; write {_times_mend(bounds)}")
        return (0, 1) if "because" in fields else (1, 1)
    return bounds[0], bounds[1]


def _times_mend(bounds: list[int]) -> str:
    if not bounds:
        return "1"
    least, most = min(bounds), max(bounds)
    return str(least) if least == most else f"[{least}, {most}]"
