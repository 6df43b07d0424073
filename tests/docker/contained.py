"""The toy language in containers: in this process, and as a command in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

from docker.errors import APIError, NotFound
from requests.exceptions import RequestException

from samplegen import spec
from samplegen.cache import Cache
from samplegen.language import Language, Tool
from samplegen.model import Report
from samplegen.progress import Progress, Silent
from samplegen.runners import Runner
from samplegen.runners.docker import clean, context
from samplegen.runners.docker.engine import RUN, Engine
from samplegen.runners.docker.images import Recipe
from samplegen.verify import verify
from tests import toy
from tests.bench import World
from tests.conftest import ROOT
from tests.docker.engine import _BASES, _BUNDLE

FIRST = """\
ARG BASE_IMAGE=python:3.13.18-slim-trixie
FROM ${BASE_IMAGE}
"""

USUAL = """\
RUN groupadd --gid 10001 samplegen \\
    && useradd --uid 10001 --gid 10001 --create-home samplegen \\
    && install --directory --owner samplegen --group samplegen /workspace
COPY --chown=10001:10001 workspace/ /workspace/
COPY install.sh /usr/local/lib/
USER 10001:10001
WORKDIR /workspace
"""

BASES = {"toy": _BASES.get("python", ""), "mock": _BASES.get("mock", "")}
"""Base images, empty where the Dockerfile's own is to be pulled."""


def language(folder: Path, more: str = "", first: str = FIRST) -> Language:
    """The toy language with a Dockerfile in a folder.

    Args:
        more: further lines of the Dockerfile.
        first: its first lines.
    """
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(f"{first}{USUAL}{more}")
    return of(folder)


def of(folder: Path) -> Language:
    """The toy language with the Dockerfile that is in a folder."""
    tool = Tool("python", ("python3",), ("--version",), (3, 10), "Install Python.")
    trust = {**toy.LANGUAGE.toolchain.trust, "NO_PROXY": "{proxy_host}"}
    toolchain = replace(toy.LANGUAGE.toolchain, tools=(tool,), install=(), trust=trust)
    return replace(toy.LANGUAGE, docker=str(folder), toolchain=toolchain)


def world(directory: Path, spoken: Language) -> World:
    """The chat operation in a language, generated in a directory, with the specs beside it."""
    shutil.copytree(ROOT / "specs", directory / "specs")
    for path in (directory / "specs" / "operations").iterdir():
        if path.name != "chat.yaml":
            path.unlink()
    service = directory / "specs" / "service.yaml"
    text = service.read_text()
    service.write_text(text[: text.index("operations:")])
    loaded = spec.load(directory / "specs")
    templates = Path(toy.LANGUAGE.templates or "")
    made = World(directory, spoken, loaded.operations, loaded.service, templates)
    made.generate()
    return made


def report(
    world: World, runner: Runner, progress: Progress | None = None, *ids: str, **settings: object
) -> Report:
    """Verifies all that is selected, whether it has changed or not."""
    task = world.task(ids or ("*",), **settings)
    return verify(task, runner, progress or Silent(), Cache(ROOT, enabled=False))


def forget(engine: Engine, world: World) -> None:
    """Removes the image of a world, unless others use the same one."""
    text = (Path(str(world.language.docker)) / "Dockerfile").read_text()
    if text == FIRST + USUAL:
        return
    bundle = Path(_BUNDLE).read_bytes() if _BUNDLE else b""
    made = context.for_language(
        world.language, world.task().workspaces[world.language.name], bundle
    )
    tag = Recipe(world.language.name, made, BASES["toy"]).tag
    for name in (f"{tag}-built", tag):
        with suppress(APIError):  # it was never built
            engine.client.images.remove(name, force=True)


@dataclass(frozen=True)
class Command:
    """``samplegen verify --runner docker`` at work.

    Args:
        events: what happens in the engine to the things of its run; ends with it.
    """

    process: subprocess.Popen[str]
    events: Iterator[Mapping[str, Any]]

    def until(self, what: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any]:
        """Waits for something to happen to a container or so of the run."""
        found = next((event for event in self.events if what(event)), None)
        assert found, self.process.communicate()
        return found

    def told(self, text: str) -> str:
        """Waits for a line on its stderr."""
        assert self.process.stderr
        read = []
        for line in self.process.stderr:
            read.append(line)
            if text in line:
                return line
        raise AssertionError(read)

    def ended(self) -> tuple[int, str, str]:
        """Waits for its end: exit code, stdout, stderr that was not read before."""
        assert self.process.stderr
        assert self.process.stdout
        err, out = self.process.stderr.read(), self.process.stdout.read()
        return self.process.wait(30), out, err


@contextmanager
def command(
    engine: Engine, world: World, run: str, *arguments: str, **variables: str
) -> Iterator[Command]:
    """Starts the command in the directory of a world; it is killed at the end.

    Args:
        run: what the run is called in the engine.
        variables: of the environment; without those that are empty.
    """
    bases = {f"SAMPLEGEN_BASE_IMAGE_{name.upper()}": image for name, image in BASES.items()}
    environment = {
        **os.environ, **bases, "SAMPLEGEN_CA_BUNDLE": _BUNDLE, "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(world.directory / ".cache"), "TEST_RUN": run,
        "TEST_DOCKER": str(world.language.docker), **variables,
    }  # fmt: skip
    argv = [sys.executable, "-m", "tests.docker.cli", "verify", "--specs", "specs",
            "--runner", "docker", "--no-cache", *arguments]  # fmt: skip
    if variables.get("TEST_STDIN") == "closed":
        argv = ["sh", "-c", 'exec "$@" <&-', "sh", *argv]
    events: Any = engine.client.events(decode=True, filters={"label": f"{RUN}={run}"})
    with subprocess.Popen(
        argv, env={name: value for name, value in environment.items() if value},
        cwd=world.directory, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        Thread(target=lambda: (process.wait(), events.close()), daemon=True).start()
        try:
            yield Command(process, events)
        finally:
            process.kill()
            forget(engine, world)


def things(engine: Engine, run: str) -> list[clean.Thing]:
    """Finds what a run has in the engine, in the order in which it can be removed."""
    return [thing for thing in clean.of_runs(engine) if thing.run == run]


def vanish(engine: Engine, run: str) -> None:
    """Waits until the containers of a run that run have been removed."""
    while running := [thing for thing in things(engine, run) if thing.running]:
        with suppress(NotFound, RequestException):  # an engine may forget to tell
            engine.client.api.wait(running[0].names[0], timeout=10, condition="removed")
