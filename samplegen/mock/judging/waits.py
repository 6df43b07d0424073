"""What an answer says about coming again; pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from samplegen.model import Exchange

HEADERS = ("retry-after-ms", "retry-after", "x-should-retry")
"""Headers of an answer that say whether and when to come again."""

_CLOCK = 0.9
"""Share of a wait that must have passed: timers of clients may be a little early."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A wait that an answer asked for.

    Args:
        least: seconds after which a client that obeys may come, at the earliest.
        header: the header that said it, as it stood there.
    """

    seconds: float
    least: float
    header: str


def asked(exchange: Exchange) -> Asked | None:
    """The wait that the answer asked for; None where it asked for none, or not in a known form.

    Milliseconds count before seconds, as the official SDKs do it. A date is cut to whole seconds,
    and so is the one that it counts from: up to a second less is no mistake of the client.
    """
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        told = exchange.told.get(name, "")
        seconds = _number(told) / unit
        if seconds >= 0:
            return Asked(seconds, _CLOCK * seconds, f"{name}: {told}")
    told = exchange.told.get("retry-after", "")
    seconds = _between(exchange.told.get("date", ""), told)
    return Asked(seconds, _CLOCK * (seconds - 1), f"retry-after: {told}") if seconds >= 0 else None


def should_retry(exchange: Exchange) -> bool | None:
    """What the answer says about coming at all; None where it says nothing."""
    return {"true": True, "false": False}.get(exchange.told.get("x-should-retry", ""))


def _number(text: str) -> float:
    """A number of seconds; below 0 for what is none."""
    try:
        value = float(text)
    except ValueError:
        return -1.0
    return value if math.isfinite(value) else -1.0


def _between(start: str, end: str) -> float:
    try:
        return (parsedate_to_datetime(end) - parsedate_to_datetime(start)).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return -1.0
