"""Builds the samples of a language in a container, and keeps what was built as an image.

The sandboxes run from that image. It is kept between verifications: what has not changed is not
built again, and what has is built on top of the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING, Any

from samplegen.language import Step
from samplegen.model import Outcome
from samplegen.runners.docker.engine import MINE, RUN, Engine, gone
from samplegen.runners.docker.images import BASE
from samplegen.runners.docker.sandbox import HOME, Limits, Plan, Sandbox
from samplegen.tree import sha256

if TYPE_CHECKING:
    from docker.models.images import Image

BUILT = "samplegen.built"
"""Label that holds which samples were built how."""

LIMITS = Limits(memory=4096, processes=1024, processors=64)
"""Compilers need more than what they compile."""

_SECONDS = 60.0
"""How long something small may take."""

_DEEP = 8
"""Layers on top of the dependencies after which all is built anew: each is kept under the next."""

_LACKING = 'for path; do [ -e "$path" ] || printf "%s\\n" "$path"; done'


class Workshop:
    """The container in which samples are built; it has no network, and no sample is run in it.

    Args:
        image: the image with the dependencies.
        tag: its tag.
        fill: replaces ``{workspace}`` and ``{tool}``.
    """

    def __init__(self, engine: Engine, image: Image, tag: str, fill: Callable[[str], str]) -> None:
        self._engine, self._dependencies, self._fill = engine, image, fill
        self._tag = f"{tag}-built"
        self._image = self._earlier() or image
        self._files, self._steps = _built(self._image)
        self._contents: Mapping[str, bytes] = {}
        self._done: list[Step] = []
        self._changed, self._stopped = False, Event()
        self._sandbox: Sandbox | None = None

    def sync(self, files: Mapping[str, bytes]) -> None:
        """Makes the samples exactly these."""
        self._contents = files
        wanted = {path: sha256(content) for path, content in files.items()}
        if wanted == self._files:
            return
        sandbox = self._opened()
        if stale := sorted(set(self._files) - set(wanted)):
            sandbox.execute(["rm", "-f", "--", *stale], _SECONDS)
        sandbox.put({path: files[path] for path in wanted
                     if wanted[path] != self._files.get(path)})  # fmt: skip
        self._files, self._steps, self._changed = wanted, [], True

    def run(self, step: Step) -> Outcome:
        """Runs a build step, unless it has been done with these samples before."""
        key = sha256(json.dumps([step.argv, sorted(step.environment.items()),
                                 sorted(step.files.items())]).encode())  # fmt: skip
        if key in self._steps:
            return Outcome(0, "", "", 0.0)
        sandbox, self._changed = self._opened(), True
        sandbox.put({path: self._fill(text).encode() for path, text in step.files.items()})
        own = {name: self._fill(value) for name, value in step.environment.items()}
        argv = [self._fill(argument) for argument in step.argv]
        outcome = sandbox.run(argv, {**environment(self._dependencies), **own}, step.seconds)
        if outcome.exit_code == 0:
            self._steps.append(key)
            self._done.append(step)
        return outcome

    def lacking(self, paths: Sequence[str]) -> list[str]:
        """Says which paths below the workspace do not exist."""
        command = ["sh", "-c", _LACKING, "sh", *paths]
        return self._opened().execute(command, _SECONDS).stdout.splitlines()

    def image(self) -> str:
        """Gives the id of the image that holds what was built; it is made when first needed."""
        if self._changed:
            self._commit()
        return str(self._image.id)

    def close(self) -> None:
        """Removes the container; what was built in it is kept as an image."""
        if self._changed and self._steps and self._sandbox and self._sandbox.usable:
            with gone():
                self._commit()
        if self._sandbox:
            self._sandbox.kill()
            self._sandbox = None

    def kill(self) -> None:
        """Ends what is being built, from any thread; nothing is built any more."""
        self._stopped.set()
        if self._sandbox:
            self._sandbox.kill()

    def _opened(self) -> Sandbox:
        """Gives the container; one that had to be killed is made again, with what was in it.

        Raises:
            CancelledError: nothing is to be built any more.
        """
        last = self._sandbox
        if last and last.usable:
            return last
        if last:
            last.kill()
        if self._stopped.is_set():
            raise CancelledError
        made = self._sandbox = Sandbox(
            self._engine, Plan(str(self._image.id), "build", LIMITS, written=True)
        )
        if self._stopped.is_set():  # it has been meanwhile
            self.kill()
            raise CancelledError
        if last:
            self._redo()
        return made

    def _redo(self) -> None:
        self._files, self._steps = _built(self._image)
        done, self._done = self._done, []
        self.sync(self._contents)
        for step in done:
            self.run(step)

    def _earlier(self) -> Image | None:
        from docker.errors import ImageNotFound

        with suppress(ImageNotFound):
            found = self._engine.client.images.get(self._tag)
            fits = found.labels.get(BASE) == self._dependencies.id
            if fits and _layers(found) - _layers(self._dependencies) < _DEEP:
                return found
        return None

    def _commit(self) -> None:
        before, container = self._image, self._opened().container
        repository, _, tag = self._tag.rpartition(":")
        built = json.dumps({"files": self._files, "steps": self._steps})
        labels = {MINE: "built", RUN: "", BASE: str(self._dependencies.id), BUILT: built}
        self._image = container.commit(repository, tag, pause=False, conf={"Labels": labels})
        self._image.tag(repository, "samples")  # what docker/compose.yaml calls it
        self._changed, self._done = False, []
        self.close()
        with gone():  # it stays as long as the new one is made on top of it
            if before.id != self._dependencies.id:
                self._engine.client.images.remove(str(before.id))


def environment(image: Image) -> dict[str, str]:
    """Gives the variables that an image sets, for the programs that build."""
    config: dict[str, Any] = image.attrs["Config"]
    pairs = (pair.partition("=") for pair in config.get("Env") or [])
    return {"HOME": HOME, "LANG": "C.UTF-8", **{name: value for name, _, value in pairs}}


def _built(image: Image) -> tuple[dict[str, str], list[str]]:
    """Reads which samples are in an image, by hash, and which steps were done with them."""
    built = json.loads(image.labels.get(BUILT, "{}"))
    return built.get("files", {}), built.get("steps", [])


def _layers(image: Image) -> int:
    return len(image.attrs["RootFS"]["Layers"])
