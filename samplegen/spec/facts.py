"""``facts.yaml`` -> Probing."""

from __future__ import annotations

from collections.abc import Collection

from samplegen.model import Case, Probing, Reply, Setup
from samplegen.spec import meaning
from samplegen.spec.compose import Member, Node
from samplegen.spec.fields import Fields, expect, integer, json, text
from samplegen.spec.problems import Problems
from samplegen.spec.reply import read_reply
from samplegen.spec.service import ENDPOINT, ENDPOINT_MEND

KINDS = ("key", "endpoint", "header")
"""What a variable may hold."""

_MOST = 60


def read_probing(root: Node, problems: Problems, errors: Collection[str] | None) -> Probing:
    """Reads what is to be measured.

    Args:
        root: the whole file.
        problems: takes what is wrong; the result means nothing if there is any.
        errors: names of service errors that a reply may have; None for any.
    """
    optional = ("cases", "variables")
    fields = Fields(root, problems, "the file of facts", ("inputs", "statuses"), optional)
    inputs = fields.members("inputs")
    meaning.check_inputs(inputs, problems)
    cases = fields.members("cases").items()
    return Probing(
        inputs={name: json(member.node, problems) for name, member in inputs.items()},
        cases=(*_statuses(fields), *(_case(name, each, problems, errors) for name, each in cases)),
        variables={
            name: _variable(name, member, problems)
            for name, member in fields.members("variables").items()
        },
    )


def _statuses(fields: Fields) -> list[Case]:
    nodes = fields.items("statuses")
    found = [integer(node, fields.problems, "an item of statuses", 400, 599) for node in nodes]
    for place, status in enumerate(found):
        if status in found[:place]:
            fields.problems.add(nodes[place].mark, f"{status} is listed a second time; remove one")
    return [Case(str(status), Reply("error", status)) for status in found]


def _case(name: str, member: Member, problems: Problems, errors: Collection[str] | None) -> Case:
    meaning.check_kebab(name, member.mark, "the case", problems)
    optional = ("reply", "stream", "timeout", "endpoint")
    fields = Fields(member.node, problems, f"the case {name}", (), optional)
    if ("reply" in fields) == ("endpoint" in fields):
        message = f"the case {name} needs either a reply, or an endpoint that nothing serves"
        problems.add(member.mark, f"{message}; write one of them")
    reply = read_reply(fields, errors) if "reply" in fields else None
    endpoint = fields.text("endpoint", ENDPOINT, ENDPOINT_MEND)
    return Case(name, reply, Setup(fields.flag("stream"), _seconds(fields), None, endpoint))


def _seconds(fields: Fields) -> float | None:
    node = fields.node("timeout")
    if node is None or not expect(node, ("number", "integer"), fields.problems, "timeout"):
        return None
    if not 0 < node.value <= _MOST:
        fields.wrong("timeout", f"timeout is {node.source}; write up to {_MOST} seconds")
    return float(node.value)


def _variable(name: str, member: Member, problems: Problems) -> str:
    kind = text(member.node, problems, name)
    if kind not in KINDS:
        problems.add(member.node.mark, f"{name} is {kind}; write {', '.join(KINDS)}")
    return kind
