"""A request pattern against what arrived: every difference as a sentence for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from samplegen.mock.matching import canonical
from samplegen.mock.values import Arrived
from samplegen.model import Exchange, Json, Request

SHOWN = 300
"""Characters of a value that a sentence shows."""

MISSING: Final = object()


def differences(expected: Request, sent: Arrived | Exchange) -> tuple[str, ...]:
    """All differences between ``sent`` and the pattern; none when it matches.

    Objects match as subsets, lists element by element, the query exactly; equivalent forms of a
    request (see :mod:`samplegen.mock.matching.canonical`) are one.
    """
    return (
        *_line("method", expected.method, sent.method),
        *_line("path", expected.path, sent.path),
        *_query(expected.query, sent.query),
        *_headers(expected.headers, sent.headers),
        *_body(expected, sent),
    )


def same_route(expected: Request, sent: Arrived | Exchange) -> bool:
    """True where method and path are the expected ones."""
    return (expected.method, expected.path) == (sent.method, sent.path)


def subset(where: str, expected: Json, sent: Json) -> Iterator[str]:
    """The differences between two JSON values, ``expected`` being a subset of ``sent``."""
    if isinstance(expected, Mapping):
        yield from _object(where, expected, sent)
    elif isinstance(expected, (list, tuple)):
        yield from _list(where, expected, sent)
    elif not same(expected, sent):
        yield f"{where}: expected {show(expected)}, sent {show(sent)}"


def same(one: Json, other: Json) -> bool:
    """Equality of two JSON values; unlike Python's, true is not 1, and 1 is 1.0."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def show(value: Json) -> str:
    """A JSON value as a sentence shows it: one line, cut when it is long."""
    if value is MISSING:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"


def _line(where: str, expected: str, sent: str) -> tuple[str, ...]:
    return () if expected == sent else (f"{where}: expected {expected}, sent {sent or 'nothing'}",)


def _query(expected: Mapping[str, str], sent: Mapping[str, str]) -> tuple[str, ...]:
    names = sorted({*expected, *sent})
    pairs = ((name, expected.get(name), sent.get(name)) for name in names)
    return tuple(_parameter(*pair) for pair in pairs if pair[1] != pair[2])


def _parameter(name: str, expected: str | None, sent: str | None) -> str:
    if expected is None:
        return f"query.{name}: expected no such parameter, sent {show(sent)}"
    got = "nothing" if sent is None else show(sent)
    return f"query.{name}: expected {show(expected)}, sent {got}"


def _headers(expected: Mapping[str, str], sent: Mapping[str, str]) -> tuple[str, ...]:
    pairs = ((name, value, sent.get(name.lower(), MISSING)) for name, value in expected.items())
    return tuple(
        f"header {name}: expected {show(value)}, sent {show(got)}"
        for name, value, got in pairs
        if value != got
    )


def _body(expected: Request, sent: Arrived | Exchange) -> Iterator[str]:
    got = canonical.body(sent.path, sent.body)
    if expected.body is not None:
        yield from subset("body", canonical.body(expected.path, expected.body), got)
    for path in expected.absent:
        for where, value in members(got, path):
            yield f"body.{where}: must not be sent, sent {show(value)}"


def members(value: Json, path: str) -> Iterator[tuple[str, Json]]:
    """The members of a JSON value under a dotted path, with their places.

    A number means that element of a list; a name goes through all elements of a list.
    """
    if not path:
        yield "", value
        return
    head, _, rest = path.partition(".")
    for name, inner, left in _step(value, head, path, rest):
        for where, found in members(inner, left):
            yield _join(name, where), found


def _step(value: Json, head: str, path: str, rest: str) -> Iterator[tuple[str, Json, str]]:
    if isinstance(value, Mapping):
        if head in value:
            yield head, value[head], rest
    elif isinstance(value, list):
        for number, element in enumerate(value):
            if not head.isdigit():
                yield f"[{number}]", element, path
            elif number == int(head):
                yield f"[{number}]", element, rest


def _join(name: str, where: str) -> str:
    return name + ("" if not where or where.startswith("[") else ".") + where


def _object(where: str, expected: Mapping[str, Json], sent: Json) -> Iterator[str]:
    if not isinstance(sent, Mapping):
        yield f"{where}: expected {show(expected)}, sent {show(sent)}"
        return
    for name, value in expected.items():
        if name in sent:
            yield from subset(f"{where}.{name}", value, sent[name])
        else:
            yield f"{where}.{name}: expected {show(value)}, sent nothing"


def _list(where: str, expected: list[Json] | tuple[Json, ...], sent: Json) -> Iterator[str]:
    if not isinstance(sent, list):
        yield f"{where}: expected {show(expected)}, sent {show(sent)}"
        return
    if len(expected) != len(sent):
        yield f"{where}: expected {_count(expected)}, sent {_count(sent)}: {show(sent)}"
    for number, (one, other) in enumerate(zip(expected, sent, strict=False)):
        yield from subset(f"{where}[{number}]", one, other)


def _count(items: list[Json] | tuple[Json, ...]) -> str:
    return "1 element" if len(items) == 1 else f"{len(items)} elements"
