"""The same operation sent by several languages must be the same on the wire; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from samplegen.mock.matching import canonical, match
from samplegen.mock.values import IDENTITY_HOST
from samplegen.model import Exchange, Json, Tolerance

GONE = match.MISSING


@dataclass(frozen=True, slots=True)
class Sent:
    """A request without what languages may differ in: headers, time, form."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    body: Json

    def same(self, other: Sent) -> bool:
        """True where both mean the same."""
        return not tuple(between(self, other))


def across(
    exchanges: Mapping[str, Sequence[Exchange]], tolerated: Sequence[Tolerance] = ()
) -> dict[str, tuple[str, ...]]:
    """In which requests samples of one operation, way of signing in and scenario differ.

    What most samples send is taken for right; with as many on either side, what the first in
    alphabetical order sends. Repeated requests count once: how often a request may be sent is said
    by the scenario, and SDKs may differ in it.

    Args:
        exchanges: sample id to the journal of its run.
        tolerated: members of bodies in which languages may differ.

    Returns:
        Sample id to its differences; only samples that have any.
    """
    if not exchanges:
        return {}
    sent, model = _usual(exchanges, partial(_plain, tolerated))
    found = {
        sample: tuple(_sentences(model, sent[model], requests))
        for sample, requests in sent.items()
        if sample != model
    }
    return {sample: sentences for sample, sentences in found.items() if sentences}


def deviations(
    exchanges: Mapping[str, Sequence[Exchange]], tolerated: Sequence[Tolerance]
) -> dict[str, tuple[Tolerance, ...]]:
    """Of which tolerances samples of one operation, way of signing in and scenario make use.

    What most samples send is the usual, as in ``across``.

    Returns:
        Sample id to the tolerated members in which it differs from the usual; only samples that do.
    """
    found: dict[str, tuple[Tolerance, ...]] = {}
    for tolerance in tolerated if exchanges else ():
        sent, model = _usual(exchanges, partial(_only, tolerance))
        for sample, requests in sent.items():
            if not _alike(sent[model], requests):
                found[sample] = (*found.get(sample, ()), tolerance)
    return found


def _usual(
    exchanges: Mapping[str, Sequence[Exchange]], form: Callable[[Exchange], Sent]
) -> tuple[dict[str, list[Sent]], str]:
    """What each sample sent, in a form, and the sample that sent what most did."""
    sent = {sample: _sent(journal, form) for sample, journal in sorted(exchanges.items())}
    return sent, max(sent, key=lambda one: sum(_alike(sent[one], each) for each in sent.values()))


def _sent(journal: Sequence[Exchange], form: Callable[[Exchange], Sent]) -> list[Sent]:
    kept: list[Sent] = []
    for exchange in journal:
        if exchange.host != IDENTITY_HOST:
            one = form(exchange)
            if not kept or not kept[-1].same(one):
                kept.append(one)
    return kept


def _plain(tolerated: Sequence[Tolerance], exchange: Exchange) -> Sent:
    body = canonical.body(exchange.path, exchange.body)
    for tolerance in tolerated:
        body = without(body, _member(tolerance))
    return Sent(exchange.method, exchange.host, exchange.path, exchange.query, body)


def _only(tolerance: Tolerance, exchange: Exchange) -> Sent:
    """A request of which nothing is left but a member."""
    body = canonical.body(exchange.path, exchange.body)
    return Sent("", "", "", {}, dict(match.members(body, _member(tolerance))))


def _member(tolerance: Tolerance) -> str:
    return tolerance.member.removeprefix("body.")


def without(value: Json, path: str) -> Json:
    """A JSON value without the members under a dotted path; a name goes through lists."""
    head, _, rest = path.partition(".")
    if isinstance(value, list):
        return [_element(element, place, path) for place, element in enumerate(value)]
    if not isinstance(value, Mapping) or head not in value:
        return value
    if not rest:
        return {name: member for name, member in value.items() if name != head}
    return {**value, head: without(value[head], rest)}


def _element(element: Json, place: int, path: str) -> Json:
    head, _, rest = path.partition(".")
    if not head.isdigit():
        return without(element, path)
    return without(element, rest) if place == int(head) and rest else element


def _alike(one: Sequence[Sent], other: Sequence[Sent]) -> bool:
    return len(one) == len(other) and all(map(Sent.same, one, other))


def _sentences(model: str, expected: Sequence[Sent], sent: Sequence[Sent]) -> Iterator[str]:
    if len(expected) != len(sent):
        many = f"{len(expected)} different requests"
        yield f"across languages: expected {many} as {model} sends, sent {len(sent)}"
    for number, (one, other) in enumerate(zip(expected, sent, strict=False), 1):
        for sentence in between(one, other):
            yield f"across languages: request {number}: {sentence} (expected is what {model} sends)"


def between(expected: Sent, sent: Sent) -> Iterator[str]:
    """The differences between two requests, as sentences."""
    for name in ("method", "host", "path"):
        one, other = getattr(expected, name), getattr(sent, name)
        if one != other:
            yield f"{name}: expected {one}, sent {other}"
    yield from _exact("query", expected.query, sent.query)
    yield from _exact("body", expected.body, sent.body)


def _exact(where: str, expected: Json, sent: Json) -> Iterator[str]:
    """The places in which two JSON values differ, in either direction."""
    if isinstance(expected, Mapping) and isinstance(sent, Mapping):
        for name in dict.fromkeys((*expected, *sent)):
            one, other = expected.get(name, GONE), sent.get(name, GONE)
            yield from _exact(f"{where}.{name}", one, other)
    elif isinstance(expected, list) and isinstance(sent, list) and len(expected) == len(sent):
        for place, (one, other) in enumerate(zip(expected, sent, strict=True)):
            yield from _exact(f"{where}[{place}]", one, other)
    elif not match.same(expected, sent):
        yield f"{where}: expected {match.show(expected)}, sent {match.show(sent)}"
