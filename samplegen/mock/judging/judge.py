"""What a client did wrong, as far as its requests tell; pure.

An attempt is a request that equals an earlier one of its run and came after that had failed. Equal
requests that overlap are calls of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise

from samplegen.mock.judging import waits
from samplegen.mock.judging.attempts import Attempt, calls, failed, is_api, retryable
from samplegen.mock.judging.truncated import accepted
from samplegen.model import Exchange, Json

MOST = 10
"""Attempts of one call that are still no storm: the SDKs make up to four of themselves."""

AT_ONCE = 0.1
"""Seconds below which an attempt counts as made without any pause."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a client did, or left undone.

    Args:
        exchanges: the numbers of the exchanges that show it, from 1, as the journal has them.
        figures: what was counted or measured; times in seconds.
    """

    name: str
    sentence: str
    exchanges: tuple[int, ...]
    figures: Mapping[str, float] = field(default_factory=dict)


def findings(exchanges: Sequence[Exchange], most: int = MOST) -> tuple[Finding, ...]:
    """All findings, in the order of the exchanges that show them.

    Args:
        exchanges: a journal, in order of arrival.
        most: number of attempts of one call that are no storm.
    """
    return _findings(calls(exchanges), exchanges, most)


def verdict(exchanges: Sequence[Exchange]) -> dict[str, Json]:
    """The findings as JSON, with the numbers of exchanges and of calls that they are about."""
    called = calls(exchanges)
    found = [asdict(one) for one in _findings(called, exchanges, MOST)]
    return {"exchanges": len(exchanges), "calls": len(called), "findings": found}


def _findings(
    called: Sequence[Sequence[Attempt]], exchanges: Sequence[Exchange], most: int
) -> tuple[Finding, ...]:
    found = [one for call in called for one in _of_call(call, exchanges, most)]
    found += [
        Finding("truncated_stream_accepted", _TRUNCATED.format(first, second), (first, second))
        for first, second in accepted(exchanges)
    ]
    return tuple(sorted(found, key=lambda one: (one.exchanges, one.name)))


def _of_call(
    call: Sequence[Attempt], exchanges: Sequence[Exchange], most: int
) -> Iterator[Finding]:
    for before, after in pairwise(call):
        yield from _stubborn(before, after, exchanges)
        yield from _hasty(before, after)
    yield from _restless(call)
    if len(call) > most:
        yield _storm(call)
    yield from _resigned(call)


def _stubborn(before: Attempt, after: Attempt, exchanges: Sequence[Exchange]) -> Iterator[Finding]:
    """Sent again what does not get better; with another token after a 401, it may."""
    between = exchanges[before.number : after.number - 1]
    signed_in = before.exchange.status == 401 and not all(map(is_api, between))  # noqa: PLR2004
    if retryable(before.exchange) or signed_in:
        return
    status, forbidden = before.exchange.status, waits.should_retry(before.exchange) is False
    why = "x-should-retry forbade it" if forbidden else f"a {status} stays one"
    sentence = (
        f"Exchange {after.number} repeats exchange {before.number}, which was answered {status}: "
        f"{why}."
    )
    yield Finding("retried_non_retryable", sentence, _numbers(before, after), {"status": status})


def _hasty(before: Attempt, after: Attempt) -> Iterator[Finding]:
    asked, waited = waits.asked(before.exchange), after.since(before)
    if asked is None or waited >= asked.least or not retryable(before.exchange):
        return
    sentence = (
        f"Exchange {after.number} came {waited:.3f} s after exchange {before.number}, whose answer "
        f"asked to wait {asked.seconds:g} s ({asked.header})."
    )
    figures = {"asked": asked.seconds, "waited": waited}
    yield Finding("retry_after_ignored", sentence, _numbers(before, after), figures)


def _restless(call: Sequence[Attempt]) -> Iterator[Finding]:
    """Attempts without a pause, where the answer asked for none in particular."""
    pauses = [
        (before, after, after.since(before))
        for before, after in pairwise(call)
        if _is_answered(before) and waits.asked(before.exchange) is None
    ]
    quick = [pause for pause in pauses if pause[2] < AT_ONCE]
    if not quick:
        return
    numbers = sorted({number for one in quick for number in _numbers(*one[:2])})
    longest = max(waited for _, _, waited in quick)
    sentence = (
        f"Exchange {numbers[0]} failed and was repeated {_times(len(quick))} without a pause, "
        f"after {longest:.3f} s at most."
    )
    figures = {"retries": len(quick), "longest": longest}
    yield Finding("no_backoff", sentence, tuple(numbers), figures)


def _is_answered(one: Attempt) -> bool:
    return one.exchange.status >= 400 and retryable(one.exchange)  # noqa: PLR2004


def _storm(call: Sequence[Attempt]) -> Finding:
    seconds = call[-1].exchange.at - call[0].exchange.at
    sentence = f"One request was sent {len(call)} times in {seconds:.1f} s."
    return Finding(
        "retry_storm", sentence, _numbers(*call), {"attempts": len(call), "seconds": seconds}
    )


def _resigned(call: Sequence[Attempt]) -> Iterator[Finding]:
    last = call[-1].exchange
    if not failed(last) or not retryable(last) or 0 < last.status < 400:  # noqa: PLR2004
        return
    how = f"answered {last.status}" if last.status else "not answered"
    attempts = "1 attempt" if len(call) == 1 else f"{len(call)} attempts"
    sentence = (
        f"Exchange {call[-1].number} was {how}; after {attempts} the request was not sent again."
    )
    yield Finding(
        "gave_up", sentence, _numbers(*call), {"attempts": len(call), "status": last.status}
    )


def _numbers(*attempts: Attempt) -> tuple[int, ...]:
    return tuple(one.number for one in attempts)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


_TRUNCATED = (
    "The stream of exchange {0} did not come to its end, and exchange {1} goes on from what had "
    "arrived of it."
)
