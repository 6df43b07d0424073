"""Sockets of the service: listening on them, and breaking what was accepted."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samplegen.mock.wire.connection import Connection, Origins, Serve

if TYPE_CHECKING:
    import ssl

    from samplegen.mock.session import Session
    from samplegen.mock.wire.room import Room

logger = logging.getLogger("samplegen.mock")

HANDSHAKE = 10.0
"""Seconds that a client has for the beginning of TLS."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a connection comes from: the run, and the host that was asked for."""

    session: Session
    host: str


class Listener:
    """A listening socket whose requests are served.

    Args:
        room: where its connections count; stopping the listener ends all that are in it.
    """

    def __init__(self, serve: Serve, origins: Origins, room: Room) -> None:
        self._serve, self._origins, self._room = serve, origins, room
        self._server: asyncio.Server | None = None

    async def start(self, bound: socket.socket, tls: ssl.SSLContext | None = None) -> None:
        """Listen on a bound socket, with TLS where a context is given."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: Connection(self._serve, self._origins, self._room),
            sock=bound,
            ssl=tls,
            ssl_handshake_timeout=None if tls is None else HANDSHAKE,
        )

    async def stop(self) -> None:
        """Stop listening and end all connections, in whatever state they are."""
        if self._server is not None:
            self._server.close()
        await self._room.close()


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
    while not transport.is_closing() and transport.get_write_buffer_size():  # noqa: ASYNC110
        await asyncio.sleep(0)
    transport.abort()


def on_loop_error(_: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """Broken connections are daily bread here; whoever wants to see them sets the log level."""
    logger.debug("%s", context.get("message"), exc_info=context.get("exception"))
