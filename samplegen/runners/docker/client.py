"""The way to an engine: as the Docker CLI finds it, and with the certificates that it believes."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import docker
from docker.context import Context, ContextAPI
from docker.context.config import get_current_context_name
from docker.tls import TLSConfig
from docker.utils import kwargs_from_env
from requests.adapters import HTTPAdapter

from samplegen.errors import MachineError

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

_CONNECTIONS = 64

_TUNNEL = (
    "{url}: the Docker SDK is not up to so many connections over SSH; lead a socket there with "
    "`ssh -NL ./docker.sock:/var/run/docker.sock {host}`, and set "
    "DOCKER_HOST=unix://$PWD/docker.sock"
)


def reach(seconds: int) -> docker.DockerClient:
    """Connects to the engine that ``DOCKER_HOST`` or the current context of the CLI names.

    Args:
        seconds: how long an answer may take.

    Raises:
        MachineError: there is no such context, or it cannot be reached this way.
        docker.errors.DockerException, OSError: no engine answers.
    """
    given = kwargs_from_env()
    url, tls = given.get("base_url"), given.get("tls")
    if not url:
        context = _context()
        url, tls = context.Host, context.TLSConfig
    if str(url).startswith("ssh://"):
        raise MachineError(_TUNNEL.format(url=url, host=str(url)[6:]))
    _knock(str(url))
    return docker.DockerClient(
        base_url=url or None,
        tls=_Trust(tls) if isinstance(tls, TLSConfig) else False,
        timeout=seconds,
        max_pool_size=_CONNECTIONS,
    )


def _knock(url: str) -> None:
    """Finds out whether somebody listens: the SDK would leave a socket open where nobody does."""
    _, unix, path = url.partition("unix://")
    if unix and hasattr(socket, "AF_UNIX"):
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(f"/{path.lstrip('/')}")


def address() -> str:
    """Gives the URL of the engine that is to be used, as far as it is known."""
    with suppress(MachineError):
        return str(os.environ.get("DOCKER_HOST") or _context().Host)
    return "the address of its context"


def _context() -> Context:
    name = os.environ.get("DOCKER_CONTEXT") or get_current_context_name()
    try:
        context: Context | None = ContextAPI.get_context(name)
    except Exception as error:  # the SDK raises no narrower one where its file is broken
        raise MachineError(f"the Docker context {name} cannot be read ({error})") from error
    if context is None:
        raise MachineError(
            f"there is no Docker context {name}; `docker context ls` shows those that there are, "
            f"DOCKER_CONTEXT or `docker context use` takes one of them"
        )
    return context


class _Trust(TLSConfig):
    """What an engine is believed by: its own authority, and nobody else's."""

    def __init__(self, given: TLSConfig) -> None:
        super().__init__(given.cert, given.ca_cert, given.verify)

    def configure_client(self, client: Any) -> None:
        """Makes a session use it, whatever ``REQUESTS_CA_BUNDLE`` says, which requests prefers."""
        super().configure_client(client)
        client.mount("https://", _Adapter(client.verify))


class _Adapter(HTTPAdapter):
    def __init__(self, verify: str | bool | None) -> None:  # noqa: FBT001
        super().__init__(pool_maxsize=_CONNECTIONS)
        self._verify = verify

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        return super().send(request, *args, **{**options, "verify": self._verify})
