"""Facts that were written down against facts measured again; pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from samplegen.facts.infer import WAITED
from samplegen.facts.store import dumps
from samplegen.model import Delay, Facts, Json, Retry

_SLACK: Final = 0.25
"""Seconds that a timer and a busy machine may add to any delay."""

_JITTER: Final = 0.35
"""Share by which delays may differ: clients take off up to a quarter at random."""

_TIMER: Final = 0.02
"""Share by which a time-out may differ: some clients look at the clock once a second."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that no longer holds.

    Args:
        fact: its place in the file, dotted.
    """

    fact: str
    before: Json
    after: Json

    def __str__(self) -> str:
        return f"{self.fact}: was {_shown(self.before)}, is {_shown(self.after)}"


def settle(before: Facts, after: Facts) -> Facts:
    """The new facts, with the old delays wherever both may well be the same delay.

    A time-out that was waited for stays for as long as the versions do.
    """
    cases = {
        name: replace(seen, delays=_settled(before.cases[name].delays, seen.delays))
        if name in before.cases
        else seen
        for name, seen in after.cases.items()
    }
    settled = replace(after, cases=cases, retry=_settled_retry(before.retry, after.retry))
    if not _same_timeout(before, after):
        return settled
    return replace(
        settled, timeout_default=before.timeout_default, timeout_source=before.timeout_source
    )


def _same_timeout(before: Facts, after: Facts) -> bool:
    """Whether a time-out that was waited for still stands; who does not wait knows less."""
    if before.timeout_source != WAITED or before.packages != after.packages:
        return False
    old, new = before.timeout_default or 0.0, after.timeout_default or 0.0
    return after.timeout_source != WAITED or abs(old - new) <= _TIMER * old


def differences(before: Facts, after: Facts) -> tuple[Difference, ...]:
    """What differs beyond the randomness of delays, in the order of the file."""
    old, new = (json.loads(dumps(each)) for each in (before, settle(before, after)))
    return tuple(_walk("", old, new))


def _settled_retry(before: Retry, after: Retry) -> Retry:
    asked = _settled(before.asked, after.asked)
    first = _near(before.first_delay, after.first_delay)
    cap = before.cap is not None and after.cap is not None and _near(before.cap, after.cap)
    return replace(
        after,
        asked=asked,
        first_delay=before.first_delay if first else after.first_delay,
        cap=before.cap if cap else after.cap,
        growth=before.growth if asked == before.asked and first else after.growth,
    )


def _settled(before: Sequence[Delay], after: Sequence[Delay]) -> tuple[Delay, ...]:
    same = len(before) == len(after) and all(
        _near(old.least, new.least) and _near(old.most, new.most)
        for old, new in zip(before, after, strict=True)
    )
    return tuple(before if same else after)


def _near(before: float, after: float) -> bool:
    return abs(before - after) <= _SLACK + _JITTER * max(before, after)


def _walk(place: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*before, *after]):
            inner = f"{place}.{name}" if place else name
            yield from _walk(inner, before.get(name), after.get(name))
    elif before != after:
        yield Difference(place, before, after)


def _shown(value: Json) -> str:
    return "nothing" if value is None else str(value)
