"""A workspace in containers: built in one, run in others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from samplegen.language import Step
from samplegen.model import Outcome
from samplegen.runners import NotWarmError
from samplegen.runners.docker.engine import translated
from samplegen.runners.docker.workers import Workers
from samplegen.runners.docker.workshop import Workshop

if TYPE_CHECKING:
    from samplegen.mock import RemoteMock

_BARE = {"PATH": "/bin:/usr/bin", "HOME": "/tmp", "TMPDIR": "/tmp", "LANG": "C.UTF-8"}  # noqa: S108


class DockerWorkspace:
    """The samples of one language, in the containers of an engine.

    Args:
        workers: makes what runs the samples; asked when the first one is run.
        mock: gives the emulated service, once it has started.
        fill: replaces ``{workspace}`` and ``{tool}``.
    """

    def __init__(
        self,
        workshop: Workshop,
        workers: Callable[[], Workers],
        mock: Callable[[], RemoteMock],
        fill: Callable[[str], str],
    ) -> None:
        self._workshop, self._fill = workshop, fill
        self._make, self._mock = workers, mock
        self._lock = Lock()
        self._made: Workers | None = None

    @property
    def mock(self) -> RemoteMock:
        """The emulated service, as samples here reach it."""
        return self._mock()

    def sync(self, files: Mapping[str, bytes]) -> None:
        with translated():
            self._workshop.sync(files)

    def lacking(self, paths: Sequence[str]) -> list[str]:
        with translated():
            return self._workshop.lacking(paths)

    def run(
        self, step: Step, environment: Mapping[str, str] | None = None, *, sample: bool = False
    ) -> Outcome:
        with translated():
            if not sample:
                return self._workshop.run(step)
            own = {name: self._fill(value) for name, value in step.environment.items()}
            argv = [self._fill(argument) for argument in step.argv]
            everything = {**_BARE, **own, **(environment or {})}
            return self._workers().run(argv, everything, step.seconds)

    def run_warm(self, step: Step, environment: Mapping[str, str] | None = None) -> Outcome:
        raise NotWarmError

    def kill(self) -> None:
        """Ends all that is built or run, from any thread."""
        self._workshop.kill()
        if self._made:
            self._made.kill()

    def close(self) -> None:
        """Removes the containers."""
        if self._made:
            self._made.close()
        self._workshop.close()

    def _workers(self) -> Workers:
        with self._lock:
            self._made = self._made or self._make()
            return self._made
