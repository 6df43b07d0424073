"""How long a reply takes, and how long it asks to wait: ``latency`` and ``retry_after``."""

from __future__ import annotations

import re

from samplegen.model import Latency
from samplegen.spec.compose import Node
from samplegen.spec.fields import Fields, expect
from samplegen.spec.problems import Problems
from samplegen.spec.scalars import quoted

LONGEST = 3600
"""Seconds that a reply may take or ask for, at most."""

_WORDS = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s)")
_MEND = "write seconds as a number, or a text such as 300ms"


def read_latency(fields: Fields) -> Latency:
    """Reads ``latency``: how long the answer takes, or that of its first byte and of the rest."""
    node = fields.node("latency")
    if node is None:
        return Latency()
    if node.kind != "mapping":
        return Latency(_duration(node, fields.problems, "latency"))
    inner = Fields(node, fields.problems, "latency", (), ("first", "between"))
    if fields.is_empty("latency"):
        fields.wrong("latency", "latency is empty; write first, between or both")
    return Latency(_member(inner, "first"), _member(inner, "between"))


def read_retry(fields: Fields) -> tuple[dict[str, str], int | None]:
    """Reads ``retry_after``: the headers that say it, or the seconds to the date that does."""
    node = fields.node("retry_after")
    if node is None:
        return {}, None
    for name in ("retry-after", "retry-after-ms"):
        if name in {header.lower() for header in fields.members("headers")}:
            fields.refuse("retry_after", f"headers say {name} too; remove one")
    if node.kind == "mapping":
        inner = Fields(node, fields.problems, "retry_after", ("date",))
        return {}, inner.integer("date", 0, -LONGEST, LONGEST)
    seconds = _duration(node, fields.problems, "retry_after")
    if node.kind == "text" and node.value.endswith("ms"):
        return {"retry-after-ms": f"{1000 * seconds:g}"}, None
    return {"retry-after": f"{seconds:g}"}, None


def _member(fields: Fields, key: str) -> float:
    node = fields.node(key)
    return _duration(node, fields.problems, key) if node else 0.0


def _duration(node: Node, problems: Problems, what: str) -> float:
    """A number of seconds, or a text with its unit, in seconds."""
    if not expect(node, ("number", "integer", "text"), problems, what):
        return 0.0
    seconds = _worded(node, problems, what) if node.kind == "text" else node.value
    if not 0 <= seconds <= LONGEST:
        shown = node.source or quoted(str(node.value))
        problems.add(node.mark, f"{what} is {shown}; write 0 to {LONGEST} seconds")
        return 0.0
    return float(seconds)


def _worded(node: Node, problems: Problems, what: str) -> float:
    found = _WORDS.fullmatch(node.value)
    if not found:
        problems.add(node.mark, f"{what} is {quoted(node.value)}; {_MEND}")
        return 0.0
    return float(found[1]) / (1000 if found[2] == "ms" else 1)
