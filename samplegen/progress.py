"""What is told while a verification runs: bars on a terminal, lines elsewhere, or nothing."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, TextIO

from samplegen.model import Stage, Status, Verdict
from samplegen.report.clean import encodable, one_line
from samplegen.report.view import outcome, parts, sameness

if TYPE_CHECKING:
    from typing_extensions import Self


class Progress(Protocol):
    """What ``verify`` tells while it works, from any thread, between enter and exit."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    def stage(self, language: str, stage: Stage, detail: str = "") -> None:
        """A language enters a stage."""

    def expect(self, language: str, samples: int) -> None:
        """So many more samples of the language will be finished."""

    def started(self, sample: str, scenario: str) -> None:
        """A sample runs a scenario."""

    def finished(self, verdict: Verdict) -> None:
        """All is known about a sample."""


class Silent:
    """Tells nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def stage(self, language: str, stage: Stage, detail: str = "") -> None: ...

    def expect(self, language: str, samples: int) -> None: ...

    def started(self, sample: str, scenario: str) -> None: ...

    def finished(self, verdict: Verdict) -> None: ...


class Lines(Silent):
    """Plain lines: each stage of a language, what did not pass, a line at the language's end.

    What holds for many samples, such as a toolchain that is missing, is said once.

    Args:
        stream: where the lines go; one that breaks is no reason to stop a verification.
        clock: seconds since any moment.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._lock = threading.Lock()
        self._began: dict[str, float] = {}
        self._expected: Counter[str] = Counter()
        self._counts: dict[str, Counter[Status]] = {}
        self._said: set[tuple[str, ...]] = set()

    def stage(self, language: str, stage: Stage, detail: str = "") -> None:
        with self._lock:
            self._began.setdefault(language, self._clock())
            self._say(f"{language}: {stage.value}{f': {detail}' if detail else ''}")

    def expect(self, language: str, samples: int) -> None:
        with self._lock:
            self._began.setdefault(language, self._clock())
            self._expected[language] += samples

    def finished(self, verdict: Verdict) -> None:
        language = parts(verdict.sample)[0]
        with self._lock:
            counts = self._counts.setdefault(language, Counter())
            counts[verdict.status] += 1
            if verdict.status is not Status.PASSED and sameness(verdict) not in self._said:
                self._said.add(sameness(verdict))
                self._say(outcome(verdict))
            if counts.total() == self._expected[language]:
                self._say(self._summary(language, counts))

    def _summary(self, language: str, counts: Counter[Status]) -> str:
        shown = ", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status])
        seconds = self._clock() - self._began.get(language, self._clock())
        return f"{language}: {shown} in {seconds:.1f} s"

    def _say(self, line: str) -> None:
        text = encodable(one_line(line), self._stream.encoding)
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(f"{text}\n")
            self._stream.flush()


def open_progress(
    stream: TextIO,
    terminal: bool,  # noqa: FBT001 - it is what the call is about
    environ: Mapping[str, str] = os.environ,
) -> Progress:
    """Returns bars for a terminal that can move its cursor, plain lines for anything else.

    Args:
        stream: where it is told, commonly stderr.
        terminal: whether a person watches the stream.
        environ: where ``TERM`` is looked up.
    """
    if terminal and environ.get("TERM") not in {"dumb", "unknown"}:
        from samplegen.report.bars import Bars

        return Bars(stream)
    return Lines(stream)
