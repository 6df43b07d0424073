"""Takes for each language the first runner that can do it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from samplegen.language import Language
from samplegen.model import Service, Toolset
from samplegen.runners import Runner, Tell, Workspace, silent

if TYPE_CHECKING:
    from samplegen.mock import Upstream


class AutoRunner:
    """Runners in the order in which they are preferred.

    Args:
        taken: told of each language that is not run by the first one: language, name of the
            runner, and why those before it cannot run it.
    """

    name = "auto"

    def __init__(
        self, runners: Sequence[Runner], taken: Callable[[Language, str, str], None]
    ) -> None:
        self._runners, self._taken = runners, taken
        self._chosen: dict[str, Runner] = {}

    def missing(self, language: Language) -> str:
        """Chooses the runner of a language; says why none can do it, empty if one can."""
        lacks: list[str] = []
        for runner in self._runners:
            missing = runner.missing(language)
            if not missing:
                self._choose(language, runner, " ".join(lacks))
                return ""
            lacks.append(f"{runner.name}: {missing}")
        return " ".join(lacks)

    def identity(self, language: Language, files: Mapping[PurePosixPath, bytes]) -> str:
        return self._of(language).identity(language, files)

    def toolset(self, language: Language, files: Mapping[PurePosixPath, bytes]) -> Toolset:
        return self._of(language).toolset(language, files)

    @contextmanager
    def serving(self, service: Service, upstream: Upstream | None = None) -> Iterator[None]:
        with ExitStack() as stack:
            for runner in self._runners:
                if runner in self._chosen.values():
                    stack.enter_context(runner.serving(service, upstream))
            yield

    def open(
        self, language: Language, files: Mapping[PurePosixPath, bytes], tell: Tell = silent
    ) -> AbstractContextManager[Workspace]:
        return self._of(language).open(language, files, tell)

    def stop(self) -> None:
        for runner in self._runners:
            if runner in self._chosen.values():
                runner.stop()

    def close(self) -> None:
        for runner in self._runners:
            runner.close()

    def _choose(self, language: Language, runner: Runner, because: str) -> None:
        if language.name not in self._chosen and because:
            self._taken(language, runner.name, because)
        self._chosen[language.name] = runner

    def _of(self, language: Language) -> Runner:
        if language.name not in self._chosen:
            self.missing(language)
        return self._chosen[language.name]
