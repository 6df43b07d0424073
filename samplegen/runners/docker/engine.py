"""The Docker engine: how it is reached, what is ours there, and what its troubles mean."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from ssl import SSLError
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from samplegen.errors import MachineError

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

MINE = "samplegen"
"""Label of everything that samplegen makes in an engine; its value says what it is."""

RUN = "samplegen.run"
"""Label of what belongs to one run; its value is the run's name."""

_SECONDS = 600
"""How long the engine may take for an answer: it is slow where it copies a gigabyte."""

_SOON = 20
"""How long it may take to answer at first."""

_PATIENCE = 10
"""How long it may be silent before it is asked whether it is there, and to answer that."""

_PAUSES = (0.05, 0.1, 0.2, 0.4, *[0.8] * 75)
"""Seconds after which something is to be removed again that an engine refuses to: a minute."""

_LIMITS = {"memory": "MemoryLimit", "processes": "PidsLimit", "processors": "CpuCfsQuota"}
"""What can be limited, and what an engine says it in."""

_START = "start Docker, or set DOCKER_HOST to the engine that is to be used"
_ALLOWED = "join the group that its socket belongs to, commonly `docker`, or use rootless Docker"
_TLS = "check DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH"


class Engine:
    """A connection to an engine, and the name of a run in it; used from many threads at once.

    Args:
        client: the SDK's client.

    Attributes:
        run: names what one run makes, so that two runs never touch each other's.
        processors: how many it can give to a container; 0 where it cannot limit them.
        version: of the engine.
        lacks: what it cannot limit.
    """

    def __init__(self, client: DockerClient) -> None:
        self.client = client
        self.run = secrets.token_hex(4)
        self._silent = Event()
        about = client.info()
        self.version = str(about.get("ServerVersion", ""))
        self.lacks = tuple(what for what, told in _LIMITS.items() if about.get(told) is False)
        self.processors = 0 if "processors" in self.lacks else int(about.get("NCPU") or 1)

    def remove(self, container: Container) -> None:
        """Removes a container with all that runs in it."""
        self.discard(partial(container.remove, force=True, v=True))

    def discard(self, remove: Callable[[], object]) -> None:
        """Removes something, however often that is refused; an engine that is gone is passed over.

        An engine that has stopped to answer is waited for once, not for every thing.
        """
        if self._silent.is_set():
            return
        thread = Thread(target=_quietly, args=(partial(insist, remove),), daemon=True)
        thread.start()
        thread.join(_PATIENCE)
        while thread.is_alive() and not self._silent.is_set():
            if self.lost():
                self._silent.set()
            thread.join(_PATIENCE)

    def lost(self) -> str:
        """Says how it fails to answer; empty if it answers."""
        api: Any = self.client.api
        try:
            api.get(f"{api.base_url}/_ping", timeout=_PATIENCE).raise_for_status()
        except troubles() as error:
            return unreached(error)
        return ""

    def close(self) -> None:
        """Lets go of the connections; they are made anew when they are needed."""
        with gone():
            self.client.close()

    def labels(self, what: str) -> dict[str, str]:
        """Gives the labels of a thing that ends with the run."""
        return {MINE: what, RUN: self.run}

    def name(self, what: str) -> str:
        """Names a thing that ends with the run."""
        return f"samplegen-{self.run}-{what}"


def connect() -> Engine:
    """Reaches the engine that ``DOCKER_HOST`` or the current context of the Docker CLI names.

    Raises:
        MachineError: none answers.
    """
    from samplegen.runners.docker.client import reach

    try:
        with translated():
            engine = Engine(reach(_SOON))
    except (ValueError, TypeError, AttributeError) as error:  # of what it says of itself
        raise MachineError(unreached(error)) from error
    engine.client.api.timeout = _SECONDS
    return engine


@contextmanager
def translated() -> Iterator[None]:
    """Turns what the SDK raises into a sentence for people.

    Raises:
        MachineError: the engine cannot be reached, or says no.
    """
    from docker.errors import APIError

    try:
        yield
    except APIError as error:
        raise MachineError(refusal(str(error.explanation or error))) from error
    except troubles() as error:
        raise MachineError(unreached(error)) from error


def troubles() -> tuple[type[Exception], ...]:
    """Gives what the SDK raises where an engine says no, is not there, or goes away."""
    from docker.errors import DockerException
    from requests.exceptions import RequestException
    from urllib3.exceptions import HTTPError

    return (DockerException, RequestException, HTTPError, OSError)


def refusal(said: str) -> str:
    """Says what an engine means with an error, and the mend."""
    line = said.strip().splitlines()[-1] if said.strip() else "no reason given"
    if full(said):
        mend = "free some of it: `samplegen clean`, then `docker system prune`"
        return f"the disk of the Docker engine is full ({line}); {mend}"
    if "non-overlapping" in said or "address pools" in said:
        mend = "use fewer --jobs, or remove networks with `docker network prune`"
        return f"the Docker engine has no address left for another network; {mend}"
    return f"the Docker engine refused: {line}"


def full(said: str) -> bool:
    """Whether an engine, or a program in it, says that there is no space left."""
    return "no space left on device" in said.lower()


def unreached(error: BaseException) -> str:
    """Says why no engine answers, and the mend."""
    from requests.exceptions import HTTPError

    from samplegen.runners.docker.client import address

    cause, where = _root(error), address()
    said = (str(getattr(cause, "strerror", "") or cause).splitlines() or [""])[0]
    said = said or type(cause).__name__
    if isinstance(cause, SSLError):
        return f"no Docker engine answers at {where} ({said}); {_TLS}"
    if isinstance(cause, (ValueError, LookupError, TypeError, AttributeError, HTTPError)):
        return f"what answers at {where} is no Docker engine, or one with TLS ({said}); {_TLS}"
    mend = _ALLOWED if isinstance(cause, PermissionError) else _START
    if os.environ.get("DOCKER_TLS_VERIFY"):
        mend = _TLS
    return f"no Docker engine answers at {where} ({said}); {mend}"


def insist(remove: Callable[[], object]) -> None:
    """Removes something of an engine, and returns when it is gone.

    A container that removes itself may be at it: each of two removals can then find the other under
    way and leave it at that, one that fails while files are in use is not begun again, and volumes
    are let go of when the container has gone already (moby, daemon/delete.go, ``ContainerRm``).

    Raises:
        docker.errors.APIError: it has been refused for a minute.
    """
    from docker.errors import APIError, NotFound

    for pause in (*_PAUSES, None):
        try:
            remove()
        except NotFound:
            return
        except APIError:
            if pause is None:
                raise
            time.sleep(pause)
        else:
            return


def _root(error: BaseException) -> BaseException:
    """Finds the error that others are wrapped around, each library in its own way."""
    wrapped = [each for each in error.args if isinstance(each, BaseException)]
    inner = error.__cause__ or getattr(error, "reason", None) or next(iter(wrapped), None)
    return _root(inner) if isinstance(inner, BaseException) else error


def _quietly(act: Callable[[], object]) -> None:
    with gone():
        act()


@contextmanager
def gone() -> Iterator[None]:
    """Passes over what goes wrong while something is removed: it is gone, or its engine is."""
    with suppress(*troubles()):
        yield
