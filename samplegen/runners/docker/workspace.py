"""A workspace in containers: built in one, run in others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from samplegen.language import Step
from samplegen.model import Outcome
from samplegen.runners.docker.engine import translated
from samplegen.runners.docker.workers import Command, Workers
from samplegen.runners.docker.workshop import Workshop

if TYPE_CHECKING:
    from samplegen.mock import RemoteMock

_BARE = {"PATH": "/bin:/usr/bin", "HOME": "/tmp", "TMPDIR": "/tmp", "LANG": "C.UTF-8"}  # noqa: S108


class DockerWorkspace:
    """The samples of one language, in the containers of an engine.

    Args:
        warm: what starts the warm process of the language, if it has one.
        workers: makes what runs the samples; asked when the first one is run.
        mock: gives the emulated service, once it has started.
        fill: replaces ``{workspace}`` and ``{tool}``.
    """

    def __init__(
        self,
        workshop: Workshop,
        warm: Step | None,
        workers: Callable[[Command | None], Workers],
        mock: Callable[[], RemoteMock],
        fill: Callable[[str], str],
    ) -> None:
        self._workshop, self._warm, self._fill = workshop, warm, fill
        self._make, self._mock = workers, mock
        self._lock = Lock()
        self._made: Workers | None = None

    @property
    def mock(self) -> RemoteMock:
        """The emulated service, as samples here reach it."""
        return self._mock()

    def sync(self, files: Mapping[str, bytes]) -> None:
        own = self._warm.files if self._warm else {}
        with translated():
            self._workshop.sync({**files, **{path: text.encode() for path, text in own.items()}})

    def lacking(self, paths: Sequence[str]) -> list[str]:
        with translated():
            return self._workshop.lacking(paths)

    def run(
        self, step: Step, environment: Mapping[str, str] | None = None, *, sample: bool = False
    ) -> Outcome:
        with translated():
            if not sample:
                return self._workshop.run(step)
            argv, everything = self._command(step, environment or {})
            return self._workers().run(argv, everything, step.seconds)

    def run_warm(self, step: Step, environment: Mapping[str, str] | None = None) -> Outcome:
        with translated():
            argv, everything = self._command(step, environment or {})
            return self._workers().run_warm(argv[1:], everything, step.seconds)

    def kill(self) -> None:
        """Ends all that is built or run, from any thread."""
        self._workshop.kill()
        if self._made:
            self._made.close()

    def close(self) -> None:
        """Removes the containers."""
        if self._made:
            self._made.close()
        self._workshop.close()

    def _command(self, step: Step, more: Mapping[str, str]) -> Command:
        own = {name: self._fill(value) for name, value in step.environment.items()}
        return [self._fill(argument) for argument in step.argv], {**_BARE, **own, **more}

    def _workers(self) -> Workers:
        with self._lock:
            if self._made is None:
                self._made = self._make(self._command(self._warm, {}) if self._warm else None)
            return self._made
