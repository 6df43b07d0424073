"""Which requests of a journal are attempts of one call; pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from samplegen.mock.judging import waits
from samplegen.mock.matching import canonical
from samplegen.mock.reply.wishes import HEADER
from samplegen.mock.values import RUN
from samplegen.model import Exchange

SOON = 60.0
"""Seconds after a failure, beside those that were asked for, within which an equal request is an
attempt of the same call; later it is a call of its own."""

_BLUR = 0.05
"""Seconds by which the end of a connection may be noted too late: it is not the service's."""

_AGAIN = frozenset((408, 409, 429))
"""Statuses below 500 after which the official SDKs try again."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An exchange and its number in the journal, from 1."""

    number: int
    exchange: Exchange

    @property
    def end(self) -> float:
        """When it was over, in seconds since the run was opened."""
        return self.exchange.at + self.exchange.seconds

    def since(self, earlier: Attempt) -> float:
        """Seconds from the end of an earlier one to the arrival of this one."""
        return self.exchange.at - earlier.end


def calls(exchanges: Sequence[Exchange]) -> tuple[tuple[Attempt, ...], ...]:
    """The calls to the API, each with its attempts, in order of arrival."""
    found: list[list[Attempt]] = []
    open_calls: dict[str, list[list[Attempt]]] = {}
    for number, exchange in enumerate(exchanges, 1):
        if not is_api(exchange):
            continue
        one = Attempt(number, exchange)
        alike = open_calls.setdefault(signature(exchange), [])
        going_on = [call for call in alike if _goes_on(call[-1], one)]
        if going_on:
            min(going_on, key=lambda call: call[-1].end).append(one)
        else:
            found.append([one])
            alike.append(found[-1])
    return tuple(map(tuple, found))


def signature(exchange: Exchange) -> str:
    """What equal requests of one run have in common, with the reply that they wish for."""
    body = canonical.body(exchange.path, exchange.body)
    named = [exchange.headers.get(name, "") for name in (RUN, HEADER)]
    where = (exchange.method, exchange.host, exchange.path, dict(exchange.query))
    return json.dumps((*named, *where, body), sort_keys=True, default=str)


def is_api(exchange: Exchange) -> bool:
    """Whether a request is one to the API, not for a token."""
    return exchange.path.startswith("/openai/")


def failed(exchange: Exchange) -> bool:
    """Whether a client has reason to ask again; not as long as the answer is under way."""
    under_way = exchange.status == 0 and exchange.seconds == 0
    well = 0 < exchange.status < 400 and exchange.complete and not exchange.fault  # noqa: PLR2004
    return not well and not under_way


def retryable(exchange: Exchange) -> bool:
    """Whether asking again may help: what the answer says of it, or else what its status says."""
    told = waits.should_retry(exchange)
    if told is not None:
        return told
    status = exchange.status
    return status < 400 or status in _AGAIN or status >= 500  # noqa: PLR2004


def _goes_on(before: Attempt, now: Attempt) -> bool:
    if not failed(before.exchange):
        return False
    asked, since = waits.asked(before.exchange), now.since(before)
    blurred = before.exchange.status < 400  # noqa: PLR2004 - ended by a connection, not by an answer
    return (-_BLUR if blurred else 0.0) <= since <= SOON + (asked.seconds if asked else 0.0)
