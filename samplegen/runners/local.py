"""Runs samples with the toolchains of this machine."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from samplegen.errors import MachineError
from samplegen.language import Language, Step, Toolchain
from samplegen.model import Outcome, Service, Toolset
from samplegen.runners import InstallFailedError, NotWarmError, Tell, ending, fill, silent
from samplegen.runners.piped import Piped
from samplegen.runners.process import Processes, empty_home
from samplegen.runners.warm import Warm
from samplegen.toolchains import Found, Missing, find
from samplegen.tree import sha256, write_file

if TYPE_CHECKING:
    from samplegen.mock import Mock, Upstream

_CALLER = ("PATH", "HOME", "TMPDIR", "LANG")
_INSTALLED = ".samplegen-installed"
_SAMPLES = ".samplegen-samples"
_TAIL = 30


class LocalRunner:
    """Runs samples on this machine, each language in a directory of the cache.

    Args:
        cache: the directory that workspaces live in; it may be deleted at any time between runs.
    """

    name = "local"

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._processes = Processes()
        self._workspaces: set[LocalWorkspace] = set()

    def missing(self, language: Language) -> str:
        found = (find(tool) for tool in language.toolchain.tools)
        return " ".join(item.reason for item in found if isinstance(item, Missing))

    def identity(self, language: Language, files: Mapping[PurePosixPath, bytes]) -> str:
        content = sorted((str(path), sha256(data)) for path, data in files.items())
        steps = [[step.argv, sorted(step.files.items())] for step in language.toolchain.install]
        tools = sorted(self.toolset(language, files).tools.items())
        return sha256(json.dumps([self.name, content, steps, tools]).encode())

    def toolset(self, language: Language, files: Mapping[PurePosixPath, bytes]) -> Toolset:  # noqa: ARG002
        return Toolset(
            tools={name: item.version for name, item in _found(language).items()},
            packages={dep.package: dep.version for dep in language.dependencies},
        )

    @contextmanager
    def serving(self, service: Service, upstream: Upstream | None = None) -> Iterator[None]:
        from samplegen.mock import Mock

        with Mock(service, upstream=upstream) as self._mock:
            yield

    @property
    def mock(self) -> Mock:
        """The emulated service, while ``serving``."""
        return self._mock

    @contextmanager
    def open(
        self,
        language: Language,
        files: Mapping[PurePosixPath, bytes],
        tell: Tell = silent,  # noqa: ARG002
    ) -> Iterator[LocalWorkspace]:
        from filelock import FileLock

        root = self._cache / "workspaces" / language.name / self.identity(language, files)[:16]
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root.with_suffix(".lock")):
            workspace = LocalWorkspace(root, language.toolchain, self._programs(language), self)
            self._workspaces.add(workspace)
            try:
                workspace.install(files)
                yield workspace
            finally:
                workspace.close()
                self._workspaces.discard(workspace)

    def stop(self) -> None:
        self._processes.stop()
        for workspace in tuple(self._workspaces):
            workspace.close()

    def close(self) -> None:
        """Holds nothing when no workspace is open."""

    @property
    def stopped(self) -> bool:
        return self._processes.stopped

    def execute(
        self, argv: list[str], environment: Mapping[str, str], cwd: Path, seconds: float
    ) -> Outcome:
        """Runs a program; one that cannot be started is an outcome like any other, code 127."""
        try:
            return self._processes.run(argv, environment=environment, cwd=cwd, seconds=seconds)
        except OSError as error:
            return Outcome(127, "", f"{argv[0]}: {error.strerror or error}\n", 0.0)

    def _programs(self, language: Language) -> dict[str, str]:
        missing = self.missing(language)
        if missing:
            raise MachineError(f"{language.title}: {missing}")
        return {name: item.path for name, item in _found(language).items()}


class LocalWorkspace:
    """A directory in which the samples of one language are built and run."""

    def __init__(
        self, root: Path, toolchain: Toolchain, programs: Mapping[str, str], runner: LocalRunner
    ) -> None:
        self.root = root
        self._toolchain = toolchain
        self._values = {"workspace": str(root), **programs}
        self._runner = runner
        warm = toolchain.warm
        self._warm = (  # elsewhere a fork of a process with system libraries in it is not safe
            Warm(lambda: Piped(lambda home: self._prepared(warm, _bare(home)), root), str(root))
            if warm and sys.platform == "linux"
            else None
        )

    def install(self, files: Mapping[PurePosixPath, bytes]) -> None:
        """Installs the dependencies unless that has been done.

        Raises:
            InstallFailedError: a step fails; the text is the end of its output.
        """
        if not self.lacking([_INSTALLED]):
            return
        for path, content in files.items():
            write_file(self.root / path, content)
        for step in self._toolchain.install:
            outcome = self.run(step)
            if outcome.exit_code != 0:
                raise InstallFailedError(ending(step.argv, outcome, _TAIL))
        write_file(self.root / _INSTALLED, b"")

    def sync(self, files: Mapping[str, bytes]) -> None:
        """Writes what differs and removes samples of earlier runs, so that caches stay warm."""
        for path in self._synced() - set(files):
            (self.root / path).unlink(missing_ok=True)
        write_file(self.root / _SAMPLES, json.dumps(sorted(files)).encode())
        for path, content in files.items():
            if self.lacking([path]) or (self.root / path).read_bytes() != content:
                write_file(self.root / path, content)

    def _synced(self) -> set[str]:
        try:
            return set(json.loads((self.root / _SAMPLES).read_bytes()))
        except (OSError, ValueError):
            return set()

    @property
    def mock(self) -> Mock:
        return self._runner.mock

    def lacking(self, paths: Sequence[str]) -> list[str]:
        return [path for path in paths if not (self.root / path).exists()]

    def run(
        self, step: Step, environment: Mapping[str, str] | None = None, *, sample: bool = False
    ) -> Outcome:
        with empty_home() as home:
            base = _bare(home) if sample else self._callers()
            argv, everything = self._prepared(step, base, environment)
            return self._runner.execute(argv, everything, self.root, step.seconds)

    def run_warm(self, step: Step, environment: Mapping[str, str] | None = None) -> Outcome:
        if self._warm is None or self._runner.stopped:
            raise NotWarmError
        with empty_home() as home:
            argv, everything = self._prepared(step, _bare(home), environment)
            return self._warm.run(argv[1:], everything, step.seconds)

    def close(self) -> None:
        """Ends the warm process, from any thread."""
        if self._warm:
            self._warm.stop()

    def _prepared(
        self, step: Step, base: Mapping[str, str], more: Mapping[str, str] | None = None
    ) -> tuple[list[str], dict[str, str]]:
        """Writes the files of a step; gives its argv and all of its environment."""
        for path, content in step.files.items():
            write_file(self.root / path, self._fill(content).encode())
        own = {name: self._fill(value) for name, value in step.environment.items()}
        return [self._fill(argument) for argument in step.argv], {**base, **own, **(more or {})}

    def _fill(self, text: str) -> str:
        return fill(self._values, text)

    def _callers(self) -> dict[str, str]:
        names = [*_CALLER, *self._toolchain.keep]
        return {name: os.environ[name] for name in names if name in os.environ}


def _found(language: Language) -> dict[str, Found]:
    found = ((tool.name, find(tool)) for tool in language.toolchain.tools)
    return {name: item for name, item in found if isinstance(item, Found)}


def _bare(home: str) -> dict[str, str]:
    return {"PATH": os.defpath, "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8"}
