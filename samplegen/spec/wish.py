"""Replies that a request asks for itself: JSON, read as strictly as a spec."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from samplegen.errors import SpecError
from samplegen.model import Reply
from samplegen.spec.compose import Member, Node
from samplegen.spec.problems import START, Place, Problems
from samplegen.spec.reply import reply_of

_KINDS = {bool: "boolean", int: "integer", float: "number", str: "text", type(None): "null"}


def read_wish(text: str, errors: Collection[str] | None = None) -> Reply | tuple[Reply, ...]:
    """Reads a reply for every request, or a list of replies that are given in turn.

    Args:
        text: JSON: an object as under ``reply`` in a spec, a number for a status, or a list.
        errors: names of service errors that there are; None lets every name pass.

    Raises:
        SpecError: it cannot be meant; all problems, with the number of the reply in a list.
    """
    value, problems = _parsed(text), Problems(Path())
    if not isinstance(value, list):
        reply = reply_of(_node(value, START), problems, errors, own=True)
        _raise_any(problems, "")
        return reply
    if not value:
        problems.add(START, "the list is empty; write replies, such as [429, 200]")
    nodes = [_node(item, Place(number, 0)) for number, item in enumerate(value)]
    replies = tuple(reply_of(node, problems, errors, own=True) for node in nodes)
    _raise_any(problems, "reply {}: " if value else "")
    return replies


def _raise_any(problems: Problems, prefix: str) -> None:
    """Raises what was found; the line of a problem is the number of its reply."""
    if problems.found:
        told = (prefix.format(line) + message for line, _, message in sorted(problems.found))
        raise SpecError(tuple(told))


def _parsed(text: str) -> Any:
    try:
        value = json.loads(text)
        json.dumps(value, allow_nan=False)
    except ValueError as error:
        mend = 'write JSON, such as {"error": "RateLimited"} or [429, 200]'
        raise SpecError((f"this is no JSON ({error}); {mend}",)) from None
    except RecursionError:
        raise SpecError(("this is nested too deep; make it flatter",)) from None
    return value


def _node(value: Any, mark: Place) -> Node:
    if isinstance(value, dict):
        members = {name: Member(mark, _node(member, mark)) for name, member in value.items()}
        return Node("mapping", members, mark)
    if isinstance(value, list):
        return Node("list", [_node(item, mark) for item in value], mark)
    source = "" if isinstance(value, str) else json.dumps(value)
    return Node(_KINDS[type(value)], value, mark, source)
