"""Nodes -> typed values. What is wrong is reported, and a stand-in lets the reading go on."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from samplegen.spec.compose import Member, Node
from samplegen.spec.problems import Mark, Problems, closest, near
from samplegen.spec.scalars import quoted, scalar

SENTENCE = r"\S([^\n]*\S)?"
SENTENCE_MEND = "write one line of text without spaces around it"
VARIABLE = r"[A-Z][A-Z0-9_]*"
VARIABLE_MEND = "write the name of an environment variable, such as OPENAI_API_KEY"
_KINDS = {
    "text": "text",
    "date": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
    "list": "a list",
    "mapping": "a mapping",
}


class Fields:
    """A mapping whose keys are known.

    Args:
        node: the value; anything but a mapping is reported, and read as an empty one.
        what: what messages call it.
        required: keys that must be there; a missing one is reported.
        optional: keys that may be there; any other one is reported.
    """

    def __init__(
        self,
        node: Node,
        problems: Problems,
        what: str,
        required: Collection[str],
        optional: Collection[str] = (),
    ) -> None:
        self.mark = node.mark
        self.problems = problems
        self._members: dict[str, Member] = mapping(node, problems, what)
        self._check_keys(node, what, required, optional)

    def _check_keys(
        self, node: Node, what: str, required: Collection[str], optional: Collection[str]
    ) -> None:
        known = (*required, *optional)
        unknown = [key for key in self._members if key not in known]
        for key in unknown:
            message = f"{what} has no key {key}; {near(key, known)}"
            self.problems.add(self._members[key].mark, message)
        meant = {closest(key, known) for key in unknown}
        for key in required:
            if key not in self._members and key not in meant and node.kind == "mapping":
                self.problems.add(node.mark, f"{what} lacks {key}; add it")

    def __contains__(self, key: str) -> bool:
        return key in self._members

    def node(self, key: str) -> Node | None:
        """The value of a key, if it is there."""
        member = self._members.get(key)
        return member.node if member else None

    def key(self, key: str) -> Mark:
        """Where a key stands; where the mapping starts, if the key is not there."""
        member = self._members.get(key)
        return member.mark if member else self.mark

    def refuse(self, key: str, message: str) -> None:
        """Reports a key that cannot be there, at the key."""
        self.problems.add(self.key(key), message)

    def wrong(self, key: str, message: str) -> None:
        """Reports a value that cannot be, at the value."""
        node = self.node(key)
        self.problems.add(node.mark if node else self.mark, message)

    def is_empty(self, key: str) -> bool:
        """Whether a key is there and holds an empty list or mapping."""
        node = self.node(key)
        return node is not None and node.kind in {"list", "mapping"} and not node.value

    def text(self, key: str, pattern: str = "", mend: str = "") -> str:
        """The text of a key; empty if it is not there.

        Args:
            key: the key.
            pattern: what all of the text must match.
            mend: said where it does not.
        """
        node = self.node(key)
        return text(node, self.problems, key, pattern, mend) if node else ""

    def texts(self, key: str, pattern: str = "", mend: str = "") -> tuple[str, ...]:
        """The list of texts of a key; empty if it is not there."""
        what = f"an item of {key}"
        return tuple(text(item, self.problems, what, pattern, mend) for item in self.items(key))

    def items(self, key: str) -> list[Node]:
        """The list of a key, unread; empty if it is not there."""
        node = self.node(key)
        return listed(node, self.problems, key) if node else []

    def members(self, key: str) -> dict[str, Member]:
        """The mapping of a key, unread; empty if it is not there."""
        node = self.node(key)
        return mapping(node, self.problems, key) if node else {}

    def integer(self, key: str, default: int, least: int, most: int) -> int:
        """The whole number of a key, or the default."""
        node = self.node(key)
        return integer(node, self.problems, key, least, most) if node else default

    def flag(self, key: str) -> bool:
        """The truth value of a key; False if it is not there."""
        node = self.node(key)
        if node is None or not expect(node, ("boolean",), self.problems, key):
            return False
        return bool(node.value)

    def choice(self, key: str, choices: Collection[str]) -> str:
        """One of some words; empty if the key is not there or its value is another one."""
        node = self.node(key)
        if node is None or not expect(node, ("text",), self.problems, key):
            return ""
        value: str = node.value
        if value not in choices:
            self.problems.add(node.mark, f"{key} is {quoted(value)}; {near(value, choices)}")
            return ""
        return value

    def json(self, key: str) -> Any:
        """Any JSON value of a key; None if it is not there."""
        node = self.node(key)
        return json(node, self.problems) if node else None


def expect(node: Node, kinds: Collection[str], problems: Problems, what: str) -> bool:
    """Whether a node is of one of some kinds; reports it if not."""
    if node.kind in kinds:
        return True
    problems.failures += 1
    if node.kind != "broken":
        message = f"{what} must be {_wanted(kinds)}, not {_shown(node)}{_mend(node, kinds)}"
        problems.add(node.mark, message)
    return False


def text(node: Node, problems: Problems, what: str, pattern: str = "", mend: str = "") -> str:
    """A text; all of it must match the pattern, if there is one."""
    if node.kind == "text":
        value: str = node.value
        if pattern and not re.fullmatch(pattern, value):
            problems.add(node.mark, f"{what} is {quoted(value)}; {mend}")
        return value
    if node.kind == "date":
        problems.add(node.mark, scalar(node.source).problem)
    else:
        expect(node, ("text",), problems, what)
    return ""


def integer(node: Node, problems: Problems, what: str, least: int, most: int) -> int:
    """A whole number from least to most."""
    if not expect(node, ("integer",), problems, what):
        return least
    value: int = node.value
    if not least <= value <= most:
        problems.add(node.mark, f"{what} is {value}; write a number from {least} to {most}")
    return value


def listed(node: Node, problems: Problems, what: str) -> list[Node]:
    """The items of a list."""
    return node.value if expect(node, ("list",), problems, what) else []


def mapping(node: Node, problems: Problems, what: str) -> dict[str, Member]:
    """The members of a mapping."""
    return node.value if expect(node, ("mapping",), problems, what) else {}


def json(node: Node, problems: Problems) -> Any:
    """Any JSON value. Dates in it are reported: not all readers see the same there."""
    if node.kind == "mapping":
        return {key: json(member.node, problems) for key, member in node.value.items()}
    if node.kind == "list":
        return [json(item, problems) for item in node.value]
    if node.kind == "date":
        problems.add(node.mark, scalar(node.source).problem)
    elif node.kind == "broken":
        problems.failures += 1
    return node.value


def _wanted(kinds: Collection[str]) -> str:
    words = (_KINDS[kind] for kind in kinds if kind != "integer" or "number" not in kinds)
    return " or ".join(words)


def _shown(node: Node) -> str:
    """The value that stands there, as a message names it."""
    if node.kind in {"integer", "number"}:
        return f"the number {node.source}"
    if node.kind == "boolean":
        return node.source
    return f"the text {node.source}" if node.source and node.kind == "text" else _KINDS[node.kind]


def _mend(node: Node, kinds: Collection[str]) -> str:
    """What to write where the right value has the wrong form."""
    if "text" in kinds and node.source:
        return f"; write {quoted(node.source)}"
    if node.kind == "text" and scalar(node.value).kind in kinds:
        return f"; write {node.value} without quotes"
    if "list" in kinds and node.source:
        return f"; write [{node.source}]"
    return ""
