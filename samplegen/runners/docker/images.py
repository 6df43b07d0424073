"""Images: built where their content is new, and found by the hash of it where it is not."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from textwrap import shorten
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from samplegen.errors import MachineError
from samplegen.runners.docker.context import base_image
from samplegen.runners.docker.engine import MINE, Engine
from samplegen.tree import sha256

if TYPE_CHECKING:
    from docker.models.images import Image

Tell = Callable[[str], None]

BASE = "samplegen.base"
"""Label that holds the id of the image that an image was built from."""

_LINES = 30
_SHOWN = 60
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
    """An image cannot be built; the text says why, and holds the end of the output."""


class Builder:
    """Builds images, each once; used from many threads at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._api = engine.client.api
        self._lock = Lock()
        self._waiting: set[Future[None]] = set()
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
            BuildFailedError: a step of its Dockerfile fails.
            MachineError: the base image cannot be had.
        """
        if not self.base(recipe):
            self._pull(recipe, tell)
        found = self.find(recipe.tag)
        if found is None or found.labels.get(BASE) != self.base(recipe):
            self._build(recipe, tell)
            found = self._engine.client.images.get(recipe.tag)
        found.tag(f"samplegen/{recipe.name}", "latest")
        return found

    def stop(self) -> None:
        """Lets nobody wait any longer; an engine breaks a build off when its client ends."""
        with self._lock:
            self._stopped = True
            for waiting in self._waiting:
                waiting.cancel()

    def _pull(self, recipe: Recipe, tell: Tell) -> None:
        from docker.errors import APIError

        tell(f"pulling {recipe.starts_from}")
        try:
            self._engine.client.images.pull(recipe.starts_from)
        except APIError as error:
            raise MachineError(
                f"the base image {recipe.starts_from} cannot be pulled ({error.explanation}); name "
                f"another with base-images.{recipe.name} in the settings, or with "
                f"SAMPLEGEN_BASE_IMAGE_{recipe.name.upper()}"
            ) from error

    def _build(self, recipe: Recipe, tell: Tell) -> None:
        done: Future[None] = Future()
        with self._lock:
            if self._stopped:
                raise CancelledError
            self._waiting.add(done)
        Thread(target=self._work, args=(recipe, tell, done), daemon=True).start()
        try:
            done.result()
        finally:
            self._waiting.discard(done)

    def _work(self, recipe: Recipe, tell: Tell, done: Future[None]) -> None:
        try:
            _follow(self._events(recipe), recipe.name, tell)
        except Exception as error:  # noqa: BLE001 - whoever waits gets it
            with suppress(InvalidStateError):
                done.set_exception(error)
        else:
            with suppress(InvalidStateError):
                done.set_result(None)

    def _events(self, recipe: Recipe) -> Iterable[dict[str, Any]]:
        given = {name: os.environ[name] for name in _PROXIES if name in os.environ}
        return self._api.build(
            fileobj=io.BytesIO(packed(recipe.context)),
            custom_context=True,
            tag=recipe.tag,
            rm=True,
            forcerm=True,
            buildargs={"BASE_IMAGE": recipe.starts_from, **given},
            labels={MINE: "image", BASE: self.base(recipe)},
            decode=True,
        )


def _follow(events: Iterable[Mapping[str, Any]], name: str, tell: Tell) -> None:
    said: list[str] = []
    for event in events:
        lines = [line for line in event.get("stream", "").splitlines() if line.strip()]
        said += lines
        if "error" in event:
            raise BuildFailedError(_failure(name, event["error"], said))
        for line in lines:
            if line.startswith("Step "):
                tell(f"image: {shorten(line, _SHOWN, placeholder=' …')}")


def packed(context: Mapping[str, bytes]) -> bytes:
    """Packs a build context; equal content is equal bytes, so that the engine's cache holds."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for path, content in sorted(context.items()):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _failure(name: str, error: str, said: list[str]) -> str:
    lines = [f"the image samplegen/{name} cannot be built: {error.strip()}", *said[-_LINES:]]
    return "\n".join(lines)
