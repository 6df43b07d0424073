"""Progress on a terminal: a bar for each language, the sample that runs, the time."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress
from rich.text import Text

from samplegen.model import Stage, Status, Verdict
from samplegen.report.clean import one_line
from samplegen.report.view import outcome, parts, sameness

if TYPE_CHECKING:
    from typing_extensions import Self


class Bars:
    """Bars that are gone at the end; what did not pass stays, as lines above them.

    Args:
        stream: a terminal.
        console: used instead of one made for the stream.
    """

    def __init__(self, stream: TextIO, console: Console | None = None) -> None:
        self._console = console or Console(file=stream, force_terminal=True)
        self._bars = RichProgress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[now]}", style="dim", markup=False),
            console=self._console,
            transient=True,
            # Results go to stdout, which may be a file: they must not be drawn here.
            redirect_stdout=False,
            redirect_stderr=stream is sys.stderr,
        )
        self._lock = threading.RLock()
        self._tasks: dict[str, TaskID] = {}
        self._running: dict[str, dict[str, str]] = {}
        self._expected: dict[str, int] = {}
        self._said: set[tuple[str, ...]] = set()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def stage(self, language: str, stage: Stage, detail: str = "") -> None:
        """Shows the stage behind the language's bar."""
        with self._lock:
            self._now(language, f"{stage.value} {detail}".strip())

    def expect(self, language: str, samples: int) -> None:
        """Makes the language's bar so much longer."""
        with self._lock:
            self._expected[language] = self._expected.get(language, 0) + samples
            self._bars.update(self._task(language), total=self._expected[language])

    def started(self, sample: str, scenario: str) -> None:
        """Shows the sample behind its language's bar."""
        language = parts(sample)[0]
        with self._lock:
            running = self._running.setdefault(language, {})
            running[sample] = scenario
            self._now(language, f"{sample} {scenario}")

    def finished(self, verdict: Verdict) -> None:
        """Moves the bar on, and leaves a line when the sample did not pass."""
        language = parts(verdict.sample)[0]
        with self._lock:
            running = self._running.setdefault(language, {})
            running.pop(verdict.sample, None)
            self._bars.advance(self._task(language))
            self._now(language, " ".join(next(reversed(running.items()), ("",))))
            if verdict.status is not Status.PASSED and sameness(verdict) not in self._said:
                self._said.add(sameness(verdict))
                self._console.print(Text(one_line(outcome(verdict))))

    def _task(self, language: str) -> TaskID:
        if language not in self._tasks:
            self._tasks[language] = self._bars.add_task(one_line(language), total=None, now="")
        return self._tasks[language]

    def _now(self, language: str, text: str) -> None:
        self._bars.update(self._task(language), now=one_line(text, 60))
