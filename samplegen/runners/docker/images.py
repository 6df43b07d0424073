"""Images: built where their content is new, and found by the hash of it where it is not."""

from __future__ import annotations

import io
import json
import os
import re
import tarfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from samplegen.errors import MachineError
from samplegen.runners import Tell
from samplegen.runners.docker.context import base_image
from samplegen.runners.docker.engine import MINE, Engine, full, refusal
from samplegen.tree import sha256

if TYPE_CHECKING:
    from docker.models.images import Image

BASE = "samplegen.base"
"""Label that holds the id of the image that an image was built from."""

_LINES = 8
"""Lines of the end of an output: as many as every report shows of what it is told."""

_SHOWN = 60
_WIDEST = 200
_CHUNK = 1 << 16
_NOISE = (" ---> ", "Removing intermediate container ")
_FROM = re.compile(r"^FROM\s.*", re.MULTILINE | re.IGNORECASE)
_LABELLED = f"\\g<0>\nLABEL {MINE}=image"
"""What a failed build leaves is known as ours by that; the engine itself adds labels last."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
"""Arguments that every Dockerfile takes, and that leave no trace in an image
(https://docs.docker.com/reference/dockerfile/#predefined-args)."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an image is made of.

    Args:
        name: ``go``, or whatever else has a directory in ``docker/``.
        context: content of the build context, by path.
        base: the image to start from, where it is not the Dockerfile's own choice.
    """

    name: str
    context: Mapping[str, bytes]
    base: str = ""

    @property
    def starts_from(self) -> str:
        """The image that it starts from."""
        return self.base or base_image(self.context)

    @property
    def tag(self) -> str:
        """Names the image by all that is in it."""
        content = sorted((path, sha256(data)) for path, data in self.context.items())
        digest = sha256(json.dumps([self.starts_from, content]).encode())
        return f"samplegen/{self.name}:{digest[:16]}"


class BuildFailedError(Exception):
    """An image cannot be had; the text says why, and holds the end of the output."""


class Builder:
    """Builds images, each once; used from many threads at once.

    Args:
        locks: directory for a lock per image: what another run builds just now is not built twice.
    """

    def __init__(self, engine: Engine, locks: Path) -> None:
        self._engine, self._locks = engine, locks
        self._api = engine.client.api
        self._lock = Lock()
        self._waiting: set[Future[Image]] = set()
        self._stopped = False

    def base(self, recipe: Recipe) -> str:
        """Gives the id of the image that a recipe starts from; empty if it is not there yet."""
        found = self.find(recipe.starts_from)
        return str(found.id) if found else ""

    def find(self, tag: str) -> Image | None:
        """Gives the image that has a tag."""
        from docker.errors import ImageNotFound

        with suppress(ImageNotFound):
            return self._engine.client.images.get(tag)
        return None

    def ensure(self, recipe: Recipe, tell: Tell) -> Image:
        """Gives an image, built if there is none of its content on its base.

        Raises:
            BuildFailedError: a step of its Dockerfile fails, or its base image cannot be had.
            MachineError: the engine cannot build any.
            CancelledError: nobody is to wait for it.
        """
        done: Future[Image] = Future()
        with self._lock:
            if self._stopped:
                raise CancelledError
            self._waiting.add(done)
        # In a thread that nobody waits for at the end: an engine breaks off what it does for a
        # client that ends.
        Thread(target=self._work, args=(recipe, tell, done), daemon=True).start()
        try:
            return done.result()
        finally:
            with self._lock:
                self._waiting.discard(done)

    def stop(self) -> None:
        """Lets nobody wait any longer."""
        with self._lock:
            self._stopped = True
            for waiting in self._waiting:
                waiting.cancel()

    def _work(self, recipe: Recipe, tell: Tell, done: Future[Image]) -> None:
        try:
            with self._alone(recipe):
                if done.cancelled():
                    return
                image = self._made(recipe, tell)
        except Exception as error:  # noqa: BLE001 - whoever waits gets it
            with suppress(InvalidStateError):
                done.set_exception(error)
        else:
            with suppress(InvalidStateError):
                done.set_result(image)

    @contextmanager
    def _alone(self, recipe: Recipe) -> Iterator[None]:
        lock = FileLock(self._locks / f"{recipe.name}.lock")
        with suppress(OSError):  # where nothing can be locked, it may be built twice
            self._locks.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _made(self, recipe: Recipe, tell: Tell) -> Image:
        if not self.base(recipe):
            self._pull(recipe, tell)
        found = self.find(recipe.tag)
        if found is None or found.labels.get(BASE) != self.base(recipe):
            _follow(self._events(recipe), recipe.name, tell)
            found = self.find(recipe.tag)
        if found is None:
            raise MachineError(
                f"the Docker engine broke off before samplegen/{recipe.name} was built"
            )
        found.tag(f"samplegen/{recipe.name}", "latest")
        return found

    def _pull(self, recipe: Recipe, tell: Tell) -> None:
        from docker.errors import APIError

        tell(f"pulling {recipe.starts_from}")
        try:
            events = list(self._api.pull(recipe.starts_from, stream=True, decode=True))
        except APIError as error:
            raise BuildFailedError(_unpulled(recipe, str(error.explanation or error))) from error
        for event in events:
            if "error" in event:
                raise BuildFailedError(_unpulled(recipe, event["error"]))

    def _events(self, recipe: Recipe) -> Iterable[dict[str, Any]]:
        given = {name: os.environ[name] for name in _PROXIES if name in os.environ}
        file = recipe.context["Dockerfile"].decode()
        context = {**recipe.context, "Dockerfile": _FROM.sub(_LABELLED, file).encode()}
        return self._api.build(
            fileobj=io.BytesIO(packed(context)),
            custom_context=True,
            tag=recipe.tag,
            rm=True,
            forcerm=True,
            buildargs={"BASE_IMAGE": recipe.starts_from, **given},
            labels={BASE: self.base(recipe)},
            decode=True,
        )


def _follow(events: Iterable[Mapping[str, Any]], name: str, tell: Tell) -> None:
    said: deque[str] = deque(maxlen=_LINES)
    rest = error = ""
    for event in events:  # to its end, which comes soon after an error
        *lines, rest = (rest + _COLOUR.sub("", event.get("stream", ""))).split("\n")
        for line in lines:
            _note(line, said, tell)
        rest = rest[-_CHUNK:]
        error = error or event.get("error", "")
    if error:
        _note(rest, said, tell)
        raise BuildFailedError(_failure(name, error, said))


def _note(line: str, said: deque[str], tell: Tell) -> None:
    shown = line.rstrip().rpartition("\r")[2]
    if shown.strip() and not shown.startswith(_NOISE):
        said.append(shown[:_WIDEST])
    if shown.startswith("Step "):
        tell(f"image: {shorten(shown, _SHOWN, placeholder=' …')}")


def packed(context: Mapping[str, bytes]) -> bytes:
    """Packs a build context; equal content is equal bytes, so that the engine's cache holds."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for path, content in sorted(context.items()):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _failure(name: str, error: str, said: Iterable[str]) -> str:
    """Says how a build failed.

    Raises:
        MachineError: for want of space, which the others will want as well.
    """
    lines = [*said, error]
    if short := next((line for line in reversed(lines) if full(line)), ""):
        raise MachineError(refusal(short))
    return "\n".join([f"the image samplegen/{name} cannot be built: {error.strip()}", *lines[:-1]])


def _unpulled(recipe: Recipe, why: str) -> str:
    if full(why):
        raise MachineError(refusal(why))
    return (
        f"the base image {recipe.starts_from} cannot be pulled ({why}); name another with "
        f"base-images.{recipe.name} in the settings, or with "
        f"SAMPLEGEN_BASE_IMAGE_{recipe.name.upper()}"
    )
