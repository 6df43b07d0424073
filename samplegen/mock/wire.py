"""HTTP connections of the service: uvicorn's, with what it does not offer.

That is: which run a connection belongs to, a reason phrase of one's own, and connections that
break. uvicorn 0.54 keeps the transport and the reason phrase to itself; the subclass adds no more
than these.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from .session import Session

    Origins = Callable[[int], "Origin | None"]

logger = logging.getLogger("samplegen.mock")

REASON = b"x-samplegen-reason"
"""Header that carries a reason phrase from the application to the connection; never sent."""

KEEP_ALIVE = 120
"""Seconds that an idle connection is kept: longer than any client waits between two calls."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a connection comes from: the run, and the host that was asked for."""

    session: Session
    host: str


class Connection(h11.Connection):
    """An HTTP connection that can be told a reason phrase."""

    def send(self, event: Any) -> Any:
        """Bytes of ``event``, as in h11; a response may carry its reason phrase in a header."""
        if isinstance(event, h11.Response):
            event = _with_reason(event)
        return super().send(event)


def _with_reason(event: h11.Response) -> h11.Response:
    given = [value for name, value in event.headers if name == REASON]
    if not given:
        return event
    kept = [(name, value) for name, value in event.headers.raw_items() if name.lower() != REASON]
    return h11.Response(status_code=event.status_code, headers=kept, reason=given[0])


class Protocol(H11Protocol):
    """A server-side connection that knows its origin and hands out its transport."""

    def __init__(self, config: Config, state: ServerState, origins: Origins) -> None:
        super().__init__(config, state, {})
        self.conn = Connection(h11.SERVER)
        self.logger = logger
        self._origins = origins

    def data_received(self, data: bytes) -> None:
        """Look the origin up once, when the first bytes come: by then it is registered."""
        if not self.app_state:
            origin = self._origins(self.client[1] if self.client else 0)
            self.app_state = {"origin": origin, "transport": self.transport}
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Close the transport of a broken connection too: Python 3.10 complains otherwise."""
        super().connection_lost(exc)
        self.transport.close()


class Listener:
    """A listening socket that answers with an ASGI application."""

    def __init__(self, app: Any, origins: Origins) -> None:
        self._config = Config(
            app,
            http=Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE,
        )
        self._config.load()
        self._state = ServerState()
        self._origins = origins
        self._server: asyncio.Server | None = None

    async def start(self, bound: socket.socket, tls: ssl.SSLContext | None = None) -> None:
        """Listen on a bound socket, with TLS where a context is given."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: Protocol(self._config, self._state, self._origins), sock=bound, ssl=tls
        )

    async def stop(self) -> None:
        """Stop listening and end all connections, in whatever state they are."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._state.connections):
            connection.transport.abort()
        tasks = list(self._state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def bind(address: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """A bound socket that does not listen yet: connecting to it is refused.

    Raises:
        OSError: the port is taken.
        OverflowError: there is no such port.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # With the protocol named, asyncio sets TCP_NODELAY on what is accepted; with 0 it does not, and
    # a head and a body in two writes then cost 44 ms (Nagle with delayed acknowledgement).
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(port != 0))
        bound.bind((address, port))
    except (OSError, OverflowError):
        bound.close()
        raise
    return bound


def reset(transport: asyncio.Transport) -> None:
    """Break a connection so that the other side sees a reset (RST) rather than an end."""
    raw = transport.get_extra_info("socket")
    if raw is not None and not transport.is_closing():
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def cut(transport: asyncio.Transport) -> None:
    """End a connection after what was written has left, without any word of parting.

    A TLS connection ends without close_notify, an HTTP body without its last chunk.
    """
    while transport.get_write_buffer_size() and not transport.is_closing():  # noqa: ASYNC110
        await asyncio.sleep(0)
    transport.abort()
