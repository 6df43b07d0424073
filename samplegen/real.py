"""What of a verification a real endpoint can answer, what that costs, and what is free then; pure.

A real endpoint cannot be told to be down, to cut a stream or to answer 429 throughout. Scenarios
that need that are served by the emulated service, whatever the target is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from samplegen.model import Interaction, Json, Operation, Reply, Sample, Scenario

SAID: Final = frozenset({"text", "deltas", "output"})
"""Kinds of replies whose texts are the model's own."""

COUNTED: Final = frozenset({"vectors", "models"})
"""Kinds of replies from which samples print numbers."""

_NUMBER = re.compile(r"-?\d+(?:\.(\d+))?")


def scenarios(operation: Operation) -> frozenset[str]:
    """Names of the scenarios of an operation that go to a real endpoint.

    These are the ones with ordinary successes only. Of several that send the same requests, the
    first: the others are there to catch text that was pasted into a sample, which the emulated
    service does for nothing.
    """
    first: dict[tuple[tuple[str, str], ...], str] = {}
    for scenario in operation.scenarios:
        steps = scenario.interactions
        if steps and all(_ordinary(step.reply) for step in steps):
            routes = tuple((step.request.method, step.request.path) for step in steps)
            first.setdefault(routes, scenario.name)
    return frozenset(first.values())


def estimate(samples: Iterable[Sample]) -> Counter[str]:
    """Number of requests that samples send to a real endpoint, by model; ``""`` is no model."""
    return Counter(
        _model(step) for sample in samples for step in _steps(sample) for _ in _times(step)
    )


def difference(scenario: Scenario, got: str) -> str:
    """What a sample's output should have been like; empty where it is.

    What the model said may be any text, and what was counted any number with as many decimals;
    all else is as the spec says it, a newline at the end included.
    """
    if re.fullmatch("".join(_patterns(scenario)), got, re.DOTALL):
        return ""
    numbers = " with any numbers" if _counts(scenario) else ""
    shown = "".join("(any text)" if free else text for text, free in _pieces(scenario))
    return f"expected {shown!r}{numbers}"


def _ordinary(reply: Reply) -> bool:
    """Whether nothing is said about it but what it answers: no status, no header, no fault."""
    plain = Reply(reply.kind, reply.value, members=reply.members)
    return reply.kind in SAID | COUNTED and reply == plain


def _steps(sample: Sample) -> Iterator[Interaction]:
    live = scenarios(sample.operation)
    for scenario in sample.operation.scenarios:
        if scenario.name in live:
            yield from scenario.interactions


def _times(step: Interaction) -> range:
    return range(step.most)


def _model(step: Interaction) -> str:
    body = step.request.body
    return str(body.get("model", "")) if isinstance(body, Mapping) else ""


def _pieces(scenario: Scenario) -> Iterator[tuple[str, bool]]:
    """The expected output in pieces, each with whether it is the model's own text."""
    texts = sorted({text for step in scenario.interactions for text in _texts(step.reply)})
    if not texts:
        yield scenario.stdout, False
        return
    longest_first = "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))
    for place, piece in enumerate(re.split(f"({longest_first})", scenario.stdout)):
        yield piece, place % 2 == 1


def _patterns(scenario: Scenario) -> Iterator[str]:
    for text, free in _pieces(scenario):
        if free:
            yield ".+"
        else:
            yield _any_number(text) if _counts(scenario) else re.escape(text)


def _any_number(text: str) -> str:
    kept = _NUMBER.split(text)[::2]
    numbers = [_like(len(match[1] or "")) for match in _NUMBER.finditer(text)]
    pairs = zip(map(re.escape, kept), [*numbers, ""], strict=True)
    return "".join(text + number for text, number in pairs)


def _like(decimals: int) -> str:
    return rf"-?\d+\.\d{{{decimals}}}" if decimals else r"-?\d+"


def _counts(scenario: Scenario) -> bool:
    return any(step.reply.kind in COUNTED for step in scenario.interactions)


def _texts(reply: Reply) -> Iterator[str]:
    if reply.kind == "text":
        yield str(reply.value)
    elif reply.kind == "deltas":
        yield "".join(reply.value)
    elif reply.kind == "output":
        yield from (str(item["text"]) for item in reply.value if _has_text(item))


def _has_text(item: Json) -> bool:
    return isinstance(item, Mapping) and item.get("type") == "message" and bool(item.get("text"))
