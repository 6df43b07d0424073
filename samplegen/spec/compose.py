"""YAML text -> nodes that know their place: one document, no tags, no merge keys."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from samplegen.spec.problems import START, Mark, Place, Problems, near, place
from samplegen.spec.scalars import quoted, scalar

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEPTH = 100
_SIZE = 1_000_000
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


class Node(NamedTuple):
    """A value and where it stands.

    Args:
        kind: ``mapping``, ``list``, or one of the kinds of ``Scalar``; what is ``broken`` was
            reported already.
        value: ``dict[str, Member]``, ``list[Node]``, or the scalar.
        source: how a plain scalar is written; empty for all else.
        size: number of nodes in it, with what aliases repeat.
    """

    kind: str
    value: Any
    mark: Mark
    source: str = ""
    size: int = 1


class Member(NamedTuple):
    """One member of a mapping: where its key stands, and its value."""

    mark: Mark
    node: Node


class _UnreadableError(Exception):
    """The rest of the file cannot be read; the problem was reported."""


def compose(content: bytes, problems: Problems) -> Node | None:
    """Reads one file.

    Args:
        content: its bytes.
        problems: takes what is wrong.

    Returns:
        The root, or None where the file as a whole could not be read.
    """
    try:
        return _Composer(_decoded(content, problems), problems).document()
    except _UnreadableError:
        return None
    except yaml.MarkedYAMLError as error:
        problems.add(*_syntax(error))
        return None


def _decoded(content: bytes, problems: Problems) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        problems.add(_after(before), "this is not UTF-8; save the file as UTF-8")
        raise _UnreadableError from None
    bad = list(_FORBIDDEN.finditer(text))
    for match in bad:
        code = f"U+{ord(match[0]):04X}"
        mend = f'write "\\u{ord(match[0]):04X}" in double quotes'
        problems.add(_after(text[: match.start()]), f"{code} cannot stand in YAML as it is; {mend}")
    if bad:
        raise _UnreadableError
    return text


def _after(text: str) -> Place:
    return Place(text.count("\n"), len(text) - text.rfind("\n") - 1)


class _Composer:
    def __init__(self, text: str, problems: Problems) -> None:
        self._next = _Parser(text).get_event
        self._problems = problems
        self._anchors: dict[str, tuple[Mark, Node | None]] = {}
        self._depth = 0

    def document(self) -> Node | None:
        self._next()
        start = self._next()
        if start.__class__ is StreamEndEvent:
            self._problems.add(
                START, "the file is empty; write what it says, or [] for a list of none"
            )
            return None
        self._check_start(start)
        root = self._node(self._next())
        self._next()
        second = self._next()
        if second.__class__ is not StreamEndEvent:
            self._problems.add(
                second.start_mark, "a second document starts here; move it to a file of its own"
            )
        return root

    def _check_start(self, start: Any) -> None:
        if start.version or start.tags:
            self._problems.add(START, "directives are not read; remove the lines that start with %")

    def _node(self, event: Any) -> Node:
        kind = event.__class__
        if kind is AliasEvent:
            return self._alias(event)
        anchor = event.anchor
        if anchor is not None:
            self._open(anchor, event.start_mark)
        if event.tag is not None:
            self._tag(event)
        node = self._scalar(event) if kind is ScalarEvent else self._collection(event)
        if anchor is not None:
            self._anchors[anchor] = (event.start_mark, node)
        return node

    def _scalar(self, event: Any) -> Node:
        text: str = event.value
        if event.style:
            return self._text(text, event)
        kind, value, problem = scalar(text)
        if problem and kind != "date":
            self._problems.add(event.start_mark, problem)
        return Node(kind, value, event.start_mark, text)

    def _text(self, text: str, event: Any) -> Node:
        if _SURROGATE.search(text):  # libyaml refuses these itself, PyYAML's own scanner does not
            self._problems.add(event.start_mark, _SURROGATE_MESSAGE)
        return Node("text", text, event.start_mark)

    def _collection(self, event: Any) -> Node:
        self._depth += 1
        if self._depth > _DEPTH:
            self._problems.add(event.start_mark, _DEPTH_MESSAGE)
            raise _UnreadableError
        read = self._mapping if isinstance(event, MappingStartEvent) else self._list
        node = read(event)
        self._depth -= 1
        if node.size > _SIZE:
            self._problems.add(
                event.start_mark, f"aliases make {node.size} values of this; use fewer"
            )
            raise _UnreadableError
        return node

    def _list(self, start: Any) -> Node:
        items, size = [], 1
        while (event := self._next()).__class__ is not SequenceEndEvent:
            node = self._node(event)
            items.append(node)
            size += node.size
        return Node("list", items, start.start_mark, "", size)

    def _mapping(self, start: Any) -> Node:
        members: dict[str, Member] = {}
        size = 1
        while (event := self._next()).__class__ is not MappingEndEvent:
            key = _plain_key(event) or self._key(event)
            node = self._node(self._next())
            size += node.size
            if key in members:
                self._duplicate(key, event.start_mark, members[key])
            elif key is not None:
                members[key] = Member(event.start_mark, node)
        return Node("mapping", members, start.start_mark, "", size)

    def _duplicate(self, key: str, mark: Mark, first: Member) -> None:
        where = place(first.mark)
        self._problems.add(mark, f"{key} stands here a second time, first at {where}; remove one")

    def _key(self, event: Any) -> str | None:
        if _is_merge(event):
            self._problems.add(event.start_mark, _MERGE_MESSAGE)
            return None
        node = self._node(event)
        if node.kind == "text":
            key: str = node.value
            return key
        if node.kind == "date":
            self._problems.add(node.mark, scalar(node.source).problem)
        elif node.kind != "broken":
            mend = f"write {quoted(node.source)}" if node.source else "put it in quotes"
            self._problems.add(node.mark, f"a key is text; {mend}")
        return None

    def _open(self, anchor: str, mark: Mark) -> None:
        if anchor in self._anchors:
            first = place(self._anchors[anchor][0])
            message = f"&{anchor} is defined a second time, first at {first}; rename one"
            self._problems.add(mark, message)
        self._anchors[anchor] = (mark, None)

    def _alias(self, event: Any) -> Node:
        name, mark = event.anchor, event.start_mark
        if name not in self._anchors:
            message = f"*{name} has no anchor &{name} before it; {near(name, self._anchors)}"
            return self._broken(mark, message)
        node = self._anchors[name][1]
        if node is None:
            return self._broken(mark, f"*{name} stands inside &{name} itself; write it out")
        return node._replace(mark=mark)

    def _tag(self, event: Any) -> None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        self._problems.add(event.start_mark, f"the tag {tag} is not read; remove it")

    def _broken(self, mark: Mark, message: str) -> Node:
        self._problems.add(mark, message)
        return Node("broken", None, mark)


def _plain_key(event: Any) -> str | None:
    """The key, where it is nothing but plain text; most are, and need no node."""
    if event.__class__ is ScalarEvent and not event.style and event.anchor is event.tag is None:
        found = scalar(event.value)
        return event.value if found.kind == "text" else None
    return None


def _is_merge(event: Any) -> bool:
    return event.__class__ is ScalarEvent and event.value == "<<" and not event.style


_MERGE_MESSAGE = (
    "YAML 1.2 has no merge keys; write the members out, or use the whole value again with an alias"
)
_DEPTH_MESSAGE = f"this is nested more than {_DEPTH} deep; make it flatter"
_SURROGATE_MESSAGE = (
    "half of a surrogate pair is no character; "
    'write the character itself, or "\\U" and its eight hexadecimal digits'
)
_COLON_MESSAGE = (
    "a colon here starts a second key on one line; put the text in quotes, or begin a new line"
)
_NAME_MESSAGE = "a name must follow * and &; put the text in quotes"
_SYNTAX = {
    "found invalid Unicode character escape code": _SURROGATE_MESSAGE,
    "mapping values are not allowed in this context": _COLON_MESSAGE,  # libyaml
    "mapping values are not allowed here": _COLON_MESSAGE,  # PyYAML
    "found character that cannot start any token": (
        "no value starts with this character; put the text in quotes, and indent with spaces"
    ),
    "found unknown escape character": (
        "there is no such escape; double the backslash, or put the text in single quotes"
    ),
    "did not find expected alphabetic or numeric character": _NAME_MESSAGE,  # libyaml
    "exceeded maximum nesting depth": _DEPTH_MESSAGE,
}


def _syntax(error: yaml.MarkedYAMLError) -> tuple[Mark, str]:
    """Where and how to tell an error of the parser, which stops there."""
    problem, at = error.problem or "this is no YAML", error.problem_mark or START
    start = error.context_mark
    if start and problem == "found unexpected end of stream":
        return start, "this quote is not closed; close it"
    if problem in _SYNTAX:
        return at, _SYNTAX[problem]
    since = f" {error.context} of {place(start)}" if start else ""
    return at, f"{problem}{since}; look for a missing quote, bracket or indent before this place"
