"""Replies on request: those of scenarios, and those that a request asks for in a header."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from http import HTTPStatus
from typing import TypeVar

from samplegen.errors import SpecError
from samplegen.mock.matching.match import differences
from samplegen.mock.matching.progress import Progress, choose
from samplegen.mock.reply import errors
from samplegen.mock.values import RUN, Arrived, merge
from samplegen.model import Interaction, Reply

HEADER = "x-samplegen-reply"
"""Header by which a request says how it shall be answered: JSON, as ``samplegen.spec`` reads it."""

REMEMBERED = 10_000
"""Number of lists, and of runs with scenarios, whose place is remembered: the last ones."""

K = TypeVar("K")
V = TypeVar("V")


class Script:
    """The interactions of a scenario, told again and again."""

    def __init__(self, steps: Sequence[Interaction]) -> None:
        self._steps, self._progress = steps, Progress()

    def reply(self, sent: Arrived) -> Reply | None:
        """The reply that is due for this request, or for one with which the scenario begins."""
        for progress in (self._progress, Progress()):
            place, after = choose(self._steps, progress, sent)
            if place is not None and not differences(self._steps[place].request, sent):
                self._progress = after
                return self._steps[place].reply
        return None


class Wishes:
    """What is wished of a service; each run goes through lists and scenarios by itself.

    Args:
        scenarios: what is answered to whom, unless a request says otherwise itself.

    Attributes:
        queue: what is answered next, to whatever request, before any scenario.
    """

    def __init__(self, scenarios: Sequence[Sequence[Interaction]] = ()) -> None:
        self._scenarios = scenarios
        self.queue: deque[Reply] = deque()
        self._scripts: dict[str, list[Script]] = {}
        self._turns: dict[tuple[str, str], int] = {}

    def due(self, sent: Arrived) -> Reply | errors.Failure | None:
        """The reply that is wished for a request; None where nothing is.

        A header with a list gives its replies in turn to the requests of a run that carry the
        same value, and nothing after the last. One that cannot be meant is a failure.
        """
        text = sent.headers.get(HEADER)
        wish = None if text is None else _read(text)
        if isinstance(wish, tuple):
            wish = self._next(wish, sent)
        if wish is None and self.queue:
            wish = self.queue.popleft()
        return wish or self._scripted(sent)

    def forget(self, run: str | None = None) -> None:
        """Begin all lists and scenarios anew; with a name, those of the run that has it."""
        if run is None:
            self.queue.clear()
        for key in [key for key in self._turns if run in (None, key[0])]:
            del self._turns[key]
        for name in [name for name in self._scripts if run in (None, name)]:
            del self._scripts[name]

    def _next(self, replies: Sequence[Reply], sent: Arrived) -> Reply | None:
        key = (sent.headers.get(RUN, ""), sent.headers[HEADER])
        turn = self._turns.pop(key, 0)
        _remember(self._turns, key, turn + 1)
        return replies[turn] if turn < len(replies) else None

    def _scripted(self, sent: Arrived) -> Reply | None:
        if not self._scenarios:
            return None
        run = sent.headers.get(RUN, "")
        scripts = self._scripts.pop(run, None) or [Script(steps) for steps in self._scenarios]
        _remember(self._scripts, run, scripts)
        replies = (script.reply(sent) for script in scripts)
        return next((one for one in replies if one is not None), None)


def laid(own: Reply, wish: Reply) -> Reply:
    """The service's own reply, with everything that a wish says beside its answer."""
    return replace(
        wish,
        kind=own.kind,
        value=own.value,
        status=own.status if wish.status == HTTPStatus.OK else wish.status,
        headers={**own.headers, **wish.headers},
        members=merge(own.members, wish.members),
    )


@lru_cache(maxsize=256)
def _read(text: str) -> Reply | tuple[Reply, ...] | errors.Failure:
    from samplegen.spec import read_wish

    try:
        return read_wish(_decoded(text), errors.NAMES)
    except SpecError as error:
        message = f"The header {HEADER} cannot be meant: {'; '.join(error.problems)}"
        return errors.invalid(message, HEADER, "invalid_value")


def _decoded(text: str) -> str:
    """The text of a header; servers read Latin-1, and people write UTF-8."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def _remember(known: dict[K, V], key: K, value: V) -> None:
    """Put a value in, and the oldest out where there are too many."""
    known[key] = value
    if len(known) > REMEMBERED:
        del known[next(iter(known))]
