"""The Docker engine: how it is reached, what is ours there, and what its troubles mean."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from samplegen.errors import MachineError

if TYPE_CHECKING:
    from docker import DockerClient

MINE = "samplegen"
"""Label of everything that samplegen makes in an engine; its value says what it is."""

RUN = "samplegen.run"
"""Label of what belongs to one run; its value is the run's name."""

_SECONDS = 600
"""How long the engine may take for an answer: it is slow where it copies a gigabyte."""

_START = "start Docker, or set DOCKER_HOST to the engine that is to be used"


class Engine:
    """A connection to an engine, and the name of a run in it; used from many threads at once.

    Args:
        client: the SDK's client.

    Attributes:
        run: names what one run makes, so that two runs never touch each other's.
        processors: how many it has.
        version: of the engine.
    """

    def __init__(self, client: DockerClient) -> None:
        self.client = client
        self.run = secrets.token_hex(4)
        about = client.info()
        self.processors = int(about.get("NCPU") or 1)
        self.version = str(about.get("ServerVersion", ""))

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
    with translated():
        return Engine(_client())


def _client() -> DockerClient:
    from docker.context import ContextAPI

    import docker

    options: dict[str, Any] = {"timeout": _SECONDS, "max_pool_size": 64}
    context = None if os.environ.get("DOCKER_HOST") else ContextAPI.get_current_context()
    if context is None or not context.Host:
        client = docker.from_env(**options)
    else:
        client = docker.DockerClient(base_url=context.Host, tls=context.TLSConfig, **options)
    client.ping()
    return client


@contextmanager
def translated() -> Iterator[None]:
    """Turns what the SDK raises into a sentence for people.

    Raises:
        MachineError: the engine cannot be reached, or says no.
    """
    from docker.errors import APIError, DockerException
    from requests.exceptions import RequestException

    try:
        yield
    except APIError as error:
        raise MachineError(_refused(str(error.explanation or error))) from error
    except (DockerException, RequestException, OSError) as error:
        raise MachineError(f"no Docker engine answers ({_first_line(error)}); {_START}") from error


def _refused(said: str) -> str:
    line = said.strip().splitlines()[-1] if said.strip() else "no reason given"
    if "no space left on device" in said:
        mend = "free some of it: `samplegen clean`, then `docker system prune`"
        return f"the disk of the Docker engine is full ({line}); {mend}"
    if "non-overlapping" in said or "address pools" in said:
        mend = "use fewer --jobs, or remove networks with `docker network prune`"
        return f"the Docker engine has no address left for another network; {mend}"
    return f"the Docker engine refused: {line}"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


@contextmanager
def gone() -> Iterator[None]:
    """Passes over what goes wrong while something is removed: it is gone, or its engine is."""
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    with suppress(DockerException, RequestException, OSError):
        yield
