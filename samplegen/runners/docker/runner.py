"""Runs samples in containers, with nothing but Docker on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from threading import Event
from typing import TYPE_CHECKING

from samplegen.errors import MachineError, PluginError, UsageError
from samplegen.language import Language
from samplegen.model import Service, Toolset
from samplegen.runners import InstallFailedError, Tell, fill, silent
from samplegen.runners.docker import clean, context, toolset
from samplegen.runners.docker.engine import Engine, connect, translated
from samplegen.runners.docker.images import Builder, BuildFailedError, Recipe
from samplegen.runners.docker.sandbox import WORKSPACE, Limits
from samplegen.runners.docker.toolset import Program
from samplegen.runners.docker.workers import Command, Workers, Yard
from samplegen.runners.docker.workshop import Workshop
from samplegen.runners.docker.workspace import DockerWorkspace
from samplegen.tree import sha256

if TYPE_CHECKING:
    from docker.models.images import Image

    from samplegen.mock import RemoteMock, Upstream
    from samplegen.runners.docker.emulation import Emulation

_HALFWAY = "the Docker engine went away while samples were built or run"
_LATER = "what it still has of this run goes with a later one, or with `samplegen clean`"

_CGROUPS = "rootless Docker can with version 2 of control groups"

TMPFS = "samplegen.tmpfs"
"""Label of an image whose samples need to execute what they write; its value is ``exec``."""


@dataclass(frozen=True, slots=True)
class Options:
    """What may be chosen.

    Args:
        jobs: number of samples that run at a time.
        isolate: whether each run has a container of its own.
        base_images: name of a directory in ``docker/`` -> the image to start from.
        ca_bundle: certificates that builds trust too, PEM.
    """

    jobs: int = 2
    isolate: bool = False
    base_images: Mapping[str, str] = field(default_factory=dict)
    ca_bundle: bytes = b""


class DockerRunner:
    """Runs samples in containers of the engine that ``DOCKER_HOST`` or the CLI's context names.

    Args:
        cache: directory for what is known about images; it may be deleted at any time.
    """

    name = "docker"

    def __init__(self, cache: Path, options: Options) -> None:
        self._cache, self._options = cache, options
        self._programs: dict[str, Mapping[str, Program]] = {}
        self._stopped = Event()
        self._workspaces: set[DockerWorkspace] = set()
        self._emulation: Future[Emulation] = Future()

    def missing(self, language: Language) -> str:
        """Says why the language cannot be run in containers; empty if it can."""
        try:
            self._recipe(language, {})
        except PluginError as error:
            return str(error)
        return self._unreachable

    def identity(self, language: Language, files: Mapping[PurePosixPath, bytes]) -> str:
        """Names all that decides what samples run in."""
        recipe = self._recipe(language, files)
        with translated():
            base = self._builder.base(recipe)
        return sha256(json.dumps([recipe.tag, base, self._options.isolate]).encode())

    def toolset(self, language: Language, files: Mapping[PurePosixPath, bytes]) -> Toolset:
        """Gives the versions in the image; those of programs once there is one."""
        kept = self._kept(language, files)
        programs = self._programs.get(kept.name) or toolset.recall(kept)
        return Toolset(
            tools={name: program.version for name, program in programs.items()},
            packages={dep.package: dep.version for dep in language.dependencies},
            runner=self.name,
        )

    @contextmanager
    def serving(self, service: Service, upstream: Upstream | None = None) -> Iterator[None]:
        """Starts the emulated service in a container, while images are built.

        Raises:
            UsageError: a real endpoint is to be called: sandboxes have no way out.
        """
        if upstream is not None:
            raise UsageError("a sandbox has no way out to a real endpoint; use --runner local")
        with ThreadPoolExecutor(1, "emulation") as starter:
            self._emulation = starter.submit(self._start, service)
            try:
                yield
            except MachineError as error:
                if lost := self._engine.lost():
                    raise MachineError(f"{_HALFWAY}: {lost}; {_LATER}") from error
                raise
            finally:
                with suppress(Exception):  # whoever needed it has been told
                    self._emulation.result().close()

    @contextmanager
    def open(
        self, language: Language, files: Mapping[PurePosixPath, bytes], tell: Tell = silent
    ) -> Iterator[DockerWorkspace]:
        """Opens a workspace in the image of a language, which is built if that is not there.

        Raises:
            InstallFailedError: there is no such image, or not what the language needs in it.
            MachineError: there is no engine, or it cannot go on.
        """
        recipe = self._recipe(language, files)
        with translated():
            if self._engine.lacks:
                tell(f"this engine limits no {', no '.join(self._engine.lacks)}; {_CGROUPS}")
            image = self._image(recipe, tell)
            programs = self._found(language, image, self._kept(language, files))
            paths = {name: program.path for name, program in programs.items()}
            filled = partial(fill, {"workspace": WORKSPACE, **paths})
            workshop = Workshop(self._engine, image, recipe.tag, filled)
            workers = partial(self._workers, workshop, image)
            warm = language.toolchain.warm
            workspace = DockerWorkspace(workshop, warm, workers, self._mock, filled)
        self._workspaces.add(workspace)
        try:
            yield workspace
        finally:
            self._workspaces.discard(workspace)
            workspace.close()

    def stop(self) -> None:
        """Ends all that runs, from any thread; later runs end as soon as they start."""
        self._stopped.set()
        if "_builder" in vars(self):
            self._builder.stop()
        for workspace in tuple(self._workspaces):
            workspace.kill()

    def close(self) -> None:
        if "_engine" in vars(self):
            self._engine.close()

    @cached_property
    def _unreachable(self) -> str:
        try:
            self._engine.labels("")
        except MachineError as error:
            return str(error)
        return ""

    @cached_property
    def _engine(self) -> Engine:
        return connect()

    @cached_property
    def _builder(self) -> Builder:
        return Builder(self._engine, self._cache / "images")

    def _recipe(self, language: Language, files: Mapping[PurePosixPath, bytes]) -> Recipe:
        made = context.for_language(language, files, self._options.ca_bundle)
        return Recipe(language.name, made, self._options.base_images.get(language.name, ""))

    def _kept(self, language: Language, files: Mapping[PurePosixPath, bytes]) -> Path:
        return self._cache / "toolsets" / f"{self.identity(language, files)}.json"

    def _image(self, recipe: Recipe, tell: Tell) -> Image:
        try:
            return self._builder.ensure(recipe, tell)
        except BuildFailedError as error:
            raise InstallFailedError(str(error)) from error

    def _found(self, language: Language, image: Image, kept: Path) -> Mapping[str, Program]:
        known = toolset.recall(kept) or toolset.ask(self._engine, str(image.id), language, kept)
        return self._programs.setdefault(kept.name, known)

    def _start(self, service: Service) -> Emulation:
        from samplegen.runners.docker.emulation import Emulation

        base = self._options.base_images.get(context.MOCK, "")
        recipe = Recipe(context.MOCK, context.for_mock(self._options.ca_bundle), base)
        try:
            with translated():
                clean.sweep(self._engine)
                image = self._image(recipe, silent)
                return Emulation(self._engine, str(image.id), service, self._options.jobs)
        except InstallFailedError as error:
            raise MachineError(str(error)) from error

    def _mock(self) -> RemoteMock:
        return self._emulation.result().mock

    def _workers(self, workshop: Workshop, image: Image, warm: Command | None) -> Workers:
        emulation = self._emulation.result()
        limits = Limits(executable=image.labels.get(TMPFS) == "exec")
        yard = Yard(
            self._engine, emulation.slots, emulation.volume, limits, warm,
            self._options.isolate, self._stopped,
        )  # fmt: skip
        return Workers(yard, workshop.image)
