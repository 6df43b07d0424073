"""Where an SDK changed: the releases at which verdicts or facts become others; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from samplegen.facts.compare import differences
from samplegen.model import Facts, Status, Verdict

Verdicts = Mapping[str, Verdict]
"""Sample id -> its verdict."""

Measured = Facts | str
"""Facts, or why they cannot be measured."""

Same = Callable[[int, int], bool]
"""Whether two releases, by their places in a list, are the same in what is looked for."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A sample whose status is another than before."""

    before: Verdict
    after: Verdict

    @property
    def reason(self) -> str:
        """The first difference: of what fails now, or of what failed before."""
        return (self._failing.reason.splitlines() or [""])[0]

    @property
    def said(self) -> str:
        """What the sample itself printed about it; empty for nothing."""
        differences = (each for ran in self._failing.scenarios for each in ran.differences)
        return next((each for each in differences if each.startswith("stderr: ")), "")

    @property
    def _failing(self) -> Verdict:
        return self.after if self.after.reason else self.before


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed with one release.

    Args:
        before: the release before it.
        facts: a sentence for each fact that is another than before.
    """

    before: str
    release: str
    samples: tuple[Shift, ...]
    facts: tuple[str, ...]


def search(
    releases: Sequence[str],
    verdicts: Callable[[str], Verdicts],
    facts: Callable[[str], Measured] | None = None,
) -> Iterator[Drift]:
    """Finds the releases at which something changed, in their order, looking at few of them.

    What changed and changed back between two releases that are looked at is not seen. Facts are
    compared across each release at which samples changed, and searched between these.

    Args:
        releases: at least two, in their order.
        verdicts: verifies the samples with a release.
        facts: measures a release; None where nobody asks for facts.
    """
    verified = cache(lambda at: verdicts(releases[at]))
    measured = cache(lambda at: facts(releases[at]) if facts else "")
    broken = list(changes(0, len(releases) - 1, lambda a, b: not shifts(verified(a), verified(b))))
    for start, end in pairwise([0, *broken, len(releases)]):
        if start:
            shifted = shifts(verified(start - 1), verified(start))
            facts_too = told(measured(start - 1), measured(start))
            yield Drift(releases[start - 1], releases[start], shifted, facts_too)
        for at in changes(start, end - 1, lambda a, b: not told(measured(a), measured(b))):
            yield Drift(releases[at - 1], releases[at], (), told(measured(at - 1), measured(at)))


def changes(start: int, end: int, same: Same) -> Iterator[int]:
    """Gives each place that is not the same as the one before it, as far as the ends show it."""
    while start < end and not same(start, end):
        start = first(start, end, same)
        yield start


def first(start: int, end: int, same: Same) -> int:
    """Finds the first place that is not the same as ``start``, where ``end`` is not.

    It asks about ``log2(end - start)`` places, rounded up.
    """
    low, high = start, end
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if same(start, middle) else (low, middle)
    return high


def shifts(before: Verdicts, after: Verdicts) -> tuple[Shift, ...]:
    """Gives the samples whose status is another than before."""
    return tuple(
        Shift(before[name], verdict)
        for name, verdict in after.items()
        if before[name].status is not verdict.status
    )


def told(before: Measured, after: Measured) -> tuple[str, ...]:
    """Says which facts are others than before; the versions that they hold for always are."""
    if isinstance(before, Facts) and isinstance(after, Facts):
        found = differences(before, after)
        return tuple(str(each) for each in found if not each.fact.startswith("packages."))
    if isinstance(after, Facts):
        return (f"can be measured; before: {before}",)
    return (f"cannot be measured: {after}",) if isinstance(before, Facts) else ()


def show(drift: Drift) -> Iterator[str]:
    """Writes what was found, line by line."""
    yield f"{drift.release} (after {drift.before})"
    yield from _samples(drift.samples)
    yield from (f"  fact {fact}" for fact in drift.facts)


def _samples(found: Sequence[Shift]) -> Iterator[str]:
    """What happened to several samples alike is said once, below them."""
    alike: dict[tuple[Status, Status, str], list[Shift]] = {}
    for each in found:
        key = (each.before.status, each.after.status, each.reason)
        alike.setdefault(key, []).append(each)
    for (before, after, reason), mine in alike.items():
        yield from (f"  {each.after.sample}: {before.value} -> {after.value}" for each in mine)
        was = "" if after is Status.FAILED else "before: "
        yield from (f"    {was}{line}" for line in (reason, mine[0].said) if line)
