"""What follows from the runs of a language's probes: runs → facts; pure."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from samplegen.facts.measure import Run
from samplegen.facts.trials import MANY, TELLING, WAIT
from samplegen.model import Case, Delay, Exchange, Retry, Seen

_NONE: Final = 0.15
"""Seconds; what is less is no delay but the time that a busy machine takes."""

_EARLY: Final = 0.9
"""Share of a wait that must have passed: timers of clients may be a little early."""

_SAME: Final = 1.4
"""Two delays are about the same up to this ratio: clients take off up to a quarter at random."""

_SERVER: Final = 500
"""Where the statuses start that say that the service failed (RFC 9110, 15.6)."""

_LIMITED: Final = "429"

WAITED: Final = "waited"
"""How a time-out is known that was waited for."""


def seen(case: Case, runs: Sequence[Run]) -> Seen:
    """What came of a case; the last run of several counts for what does not vary."""
    printed = runs[0].printed
    served = case.reply is not None and bool(runs[0].requests)
    return Seen(
        error=printed.get("error"),
        bases=tuple(printed.get("bases") or ()),
        status=printed.get("status"),
        code=printed.get("code") or None,
        message=str(printed.get("message") or ""),
        request_id=printed.get("request_id") or None,
        cause=printed.get("cause"),
        complete=bool(printed.get("complete")),
        attempts=max(len(run.requests) for run in runs) if served else None,
        delays=delays(runs) if served else (),
    )


def delays(runs: Iterable[Run]) -> tuple[Delay, ...]:
    """The delays before each retry, over all runs."""
    gaps = [list(_gaps(run.requests)) for run in runs]
    longest = max(map(len, gaps), default=0)
    columns = ([each[place] for each in gaps if place < len(each)] for place in range(longest))
    return tuple(Delay(round(min(column), 2), round(max(column), 2)) for column in columns)


def _gaps(requests: Sequence[Exchange]) -> Iterable[float]:
    """Seconds from the end of each answer to the next request, by the clock of the service."""
    return (max(0.0, after.at - before.at - before.seconds) for before, after in pairwise(requests))


def retry(cases: Mapping[str, Seen], trials: Mapping[str, Sequence[Run]]) -> Retry:
    """How the SDK retries."""
    usual = _usual(cases)
    asked = delays(run for name, runs in trials.items() if name.startswith(MANY) for run in runs)
    return Retry(
        default=(cases[_LIMITED].attempts or 1) - 1,
        statuses=_statuses(cases),
        headers=_obeyed(trials, usual),
        first_delay=round(usual[0].most, 1) if usual and usual[0].most > _NONE else 0.0,
        growth=_growth(usual),
        cap=_cap(asked),
        asked=asked,
        off=len(trials["never"][0].requests) == 1,
    )


def _usual(cases: Mapping[str, Seen]) -> tuple[Delay, ...]:
    """The delays of itself, over all statuses that are retried; one slow case does not count."""
    rows = [seen.delays for name, seen in cases.items() if name.isdigit()]
    longest = max(map(len, rows), default=0)
    columns = [[row[place] for row in rows if place < len(row)] for place in range(longest)]
    return tuple(
        Delay(
            statistics.median(each.least for each in column),
            statistics.median(each.most for each in column),
        )
        for column in columns
    )


def _statuses(cases: Mapping[str, Seen]) -> tuple[int | str, ...]:
    found = {int(name): seen for name, seen in cases.items() if name.isdigit()}
    retried = [status for status, each in sorted(found.items()) if (each.attempts or 0) > 1]
    failing = [status for status in found if status >= _SERVER]
    if failing and all(status in retried for status in failing):
        return (*(status for status in retried if status < _SERVER), "5xx")
    return tuple(retried)


def _obeyed(trials: Mapping[str, Sequence[Run]], usual: Sequence[Delay]) -> dict[str, bool]:
    own = usual[0].most if usual else 0.0
    waits = {"retry-after": 2.0, "retry-after-date": 2.0, "retry-after-ms": WAIT}
    found = {name: _waited(trials[name], least, own) for name, least in waits.items()}
    forbidden = len(trials["forbidden"][0].requests) == 1
    demanded = len(trials["demanded"][0].requests) > 1
    return {**found, "x-should-retry": forbidden and demanded}


def _waited(runs: Sequence[Run], least: float, own: float) -> bool:
    """Whether a client waited as it was asked to, and not only as it does of itself."""
    return any(delay.least >= _EARLY * least > own for delay in delays(runs)[:1])


def _growth(usual: Sequence[Delay]) -> float | None:
    steps = [after.most / before.most for before, after in pairwise(usual) if before.most > _NONE]
    return round(statistics.median(steps) * 2) / 2 if steps else None


def _cap(asked: Sequence[Delay]) -> float | None:
    """The longest delay, where growth has ended: the last two are about the same."""
    if len(asked) < 2 or asked[-1].most > _SAME * asked[-2].most:  # noqa: PLR2004
        return None
    longest = max(delay.most for delay in asked)
    return round(longest, 1) if longest > _NONE else None


def request_id_header(answered: Run, cases: Mapping[str, Seen]) -> str:
    """The header that request IDs come from; each holds its own name."""
    told = [answered.printed.get("request_id"), *(each.request_id for each in cases.values())]
    return next((name for name in told if name in TELLING), "")


def timeout(answered: Run, waited: Sequence[Run] = ()) -> tuple[float | None, str]:
    """The seconds that a call may take, and how they are known.

    Args:
        waited: runs that nothing answered until the client gave up; they count before its word.

    Returns:
        The seconds, None where they are not known, and the header that says them, or ``waited``.
    """
    for run in waited:
        if run.requests:
            return float(round(run.requests[0].seconds)), WAITED
    headers = answered.requests[0].headers if answered.requests else {}
    said = {name: text for name, text in headers.items() if "timeout" in name and text.isdigit()}
    name = next(iter(sorted(said)), "")
    return (float(said[name]), name) if name else (None, "")
