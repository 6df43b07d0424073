"""A recording that is told again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from http import HTTPStatus

from samplegen.mock.live.recording import Recorded
from samplegen.mock.matching import canonical
from samplegen.mock.matching.between import Sent, between
from samplegen.mock.reply import errors, respond
from samplegen.mock.values import Answer, Arrived, Moment, Part


class Tape:
    """Answers each request as it was answered when it was recorded.

    Requests are the same where they mean the same: method, path, query, and the canonical form of
    the body. What was answered to the same request more than once comes in that order, and after
    the last answer the first again.
    """

    def __init__(self, recorded: Sequence[Recorded]) -> None:
        self._recorded, self._told = recorded, Counter[int]()

    def answer(self, sent: Arrived, moment: Moment) -> Answer:
        """The recorded answer; 404 for a route that was not recorded, 400 for another request."""
        fitting = [one for one in self._recorded if not _differences(one, sent)]
        if not fitting:
            return respond.failure(missing(self._recorded, sent), sent, moment)
        turn = self._told[fitting[0].line]
        self._told[fitting[0].line] += 1
        one = fitting[turn % len(fitting)]
        parts = tuple(map(Part, one.pieces))
        return Answer(one.status, one.headers, parts, streamed=one.streamed)


def missing(recorded: Sequence[Recorded], sent: Arrived) -> errors.Failure:
    """The failure for a request that was not recorded; it names the one that comes nearest."""
    route = f"{sent.method} {sent.path}"
    if not recorded:
        return _failure(HTTPStatus.NOT_FOUND, f"{route}: the recording is empty.")
    alike = [one for one in recorded if (one.method, one.path) == (sent.method, sent.path)]
    if not alike:
        near = max(recorded, key=lambda one: _alike(f"{one.method} {one.path}", route))
        told = f"nearest is {near.method} {near.path} in line {near.line}"
        return _failure(HTTPStatus.NOT_FOUND, f"{route} was not recorded; {told}.")
    near = min(alike, key=lambda one: len(_differences(one, sent)))
    told = "; ".join(_differences(near, sent))
    return _failure(
        HTTPStatus.BAD_REQUEST,
        f"{route} was not recorded with this request; nearest is line {near.line}: {told}.",
    )


def _failure(status: HTTPStatus, message: str) -> errors.Failure:
    return errors.Failure(status, {"error": {"code": "NotRecorded", "message": message}})


def _differences(one: Recorded, sent: Arrived) -> tuple[str, ...]:
    return tuple(between(_plain(one), _plain(sent)))


def _plain(request: Recorded | Arrived) -> Sent:
    body = canonical.body(request.path, request.body)
    return Sent(request.method, "", request.path, request.query, body)


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
