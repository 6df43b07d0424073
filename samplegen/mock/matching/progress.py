"""Which interaction of a scenario a request belongs to; pure, so service and verifier agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samplegen.mock.matching.match import differences, same_route
from samplegen.mock.values import Arrived
from samplegen.model import Exchange, Interaction


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: the interaction answered last, and how often it was.

    Args:
        index: number of that interaction, from 0; -1 before the first request.
    """

    index: int = -1
    count: int = 0


def choose(
    interactions: Sequence[Interaction], progress: Progress, sent: Arrived | Exchange
) -> tuple[int | None, Progress]:
    """The interaction that ``sent`` belongs to, and the progress after it.

    Retries are identical requests, so their number alone tells when the next interaction is due:
    the same one goes on up to ``most``. Once it was met ``least`` times, the next may start early,
    namely when its request fits better. Details of the body never keep a request from being
    answered; another method or path does, and then nothing moves on.
    """
    open_now = [
        number
        for number in candidates(interactions, progress)
        if same_route(interactions[number].request, sent)
    ]
    if not open_now:
        return None, progress
    best = min(open_now, key=lambda number: len(differences(interactions[number].request, sent)))
    count = progress.count + 1 if best == progress.index else 1
    return best, Progress(best, count)


def candidates(interactions: Sequence[Interaction], progress: Progress) -> Iterable[int]:
    """The interactions that may be due, in the stated order."""
    number = progress.index
    if number >= 0:
        if progress.count < interactions[number].most:
            yield number
        if progress.count < interactions[number].least:
            return
    for later in range(number + 1, len(interactions)):
        if interactions[later].most > 0:
            yield later
        if interactions[later].least > 0:
            return


def align(
    interactions: Sequence[Interaction], sent: Iterable[Arrived | Exchange]
) -> tuple[int | None, ...]:
    """For each request in order of arrival: its interaction, or None for an unexpected one."""
    progress, found = Progress(), []
    for request in sent:
        number, progress = choose(interactions, progress, request)
        found.append(number)
    return tuple(found)
