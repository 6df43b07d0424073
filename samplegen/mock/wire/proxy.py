"""The two gates of a run: a CONNECT proxy and the identity endpoint, both piped to the service.

TLS stays end to end: the proxy passes bytes on, and the service recognises the run by the port from
which the pipe comes.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import SplitResult, urlsplit

from samplegen.mock.session import Session
from samplegen.mock.signin.credentials import Credential
from samplegen.mock.values import IDENTITY_HOST, Arrived
from samplegen.mock.wire.listener import Origin, reset
from samplegen.mock.wire.room import Room

HEAD_LIMIT = 65536
"""Bytes of a request head that the proxy reads before it gives up."""

HEAD_SECONDS = 10.0
"""Seconds that a client has to say where it wants to go."""

END = b"\r\n\r\n"

TLS_PORT = 443


@dataclass(frozen=True, slots=True)
class Yard:
    """Where the pipes of a service lead.

    Args:
        origins: source port of each open pipe to its origin.
        tls: port of the shared TLS listener on 127.0.0.1.
        plain: port of the shared plain listener on 127.0.0.1.
        hosts: host names that lead to the TLS listener, lower case.
        room: where clients of the gates count.
    """

    origins: MutableMapping[int, Origin]
    tls: int
    plain: int
    hosts: frozenset[str]
    room: Room


class Side(asyncio.Protocol):
    """One end of a pipe: what it reads, its peer writes."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.peer: Side | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport; asyncio has set TCP_NODELAY on it."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Pass bytes on."""
        if self.peer is not None:
            self.peer.transport.write(data)

    def eof_received(self) -> bool:
        """Pass the end on; what the peer still writes goes through."""
        if self.peer is not None:
            self.peer.transport.write_eof()
        return self.peer is not None

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the peer down in the same manner: a reset as a reset."""
        if self.peer is None:
            return
        if exc is None:
            self.peer.transport.close()
        else:
            reset(self.peer.transport)

    def pause_writing(self) -> None:
        """The other side of this connection is slow: read no more from the peer."""
        if self.peer is not None:
            self.peer.transport.pause_reading()

    def resume_writing(self) -> None:
        """The other side has caught up."""
        if self.peer is not None:
            self.peer.transport.resume_reading()


class Inner(Side):
    """The end of a pipe at the service."""

    def __init__(self, yard: Yard, origin: Origin, outer: Side) -> None:
        super().__init__()
        self.peer, self._yard, self._origin, self._port = outer, yard, origin, 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Register the origin before a byte is forwarded."""
        super().connection_made(transport)
        self._port = transport.get_extra_info("sockname")[1]
        self._yard.origins[self._port] = self._origin
        cast("Side", self.peer).peer = self

    def eof_received(self) -> bool:
        """The service never half-closes: its end is the end of the connection."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the origin; the port may be used again."""
        if self._yard.origins.get(self._port) is self._origin:
            del self._yard.origins[self._port]
        super().connection_lost(exc)


class Gate(Side):
    """The end of a pipe at the sample.

    Attributes:
        deadline: see :class:`samplegen.mock.wire.room.Guest`.
    """

    def __init__(self, yard: Yard, session: Session, gates: set[Gate]) -> None:
        super().__init__()
        self.yard, self.session, self._gates = yard, session, gates
        self.waiting, self.deadline = bytearray(), math.inf
        self.opening: asyncio.Task[None] | None = None
        self._ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count this gate among the open ones of its run."""
        super().connection_made(transport)
        self._gates.add(self)
        self.deadline = asyncio.get_running_loop().time() + HEAD_SECONDS
        self.yard.room.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Close the pipe."""
        self._gates.discard(self)
        self.yard.room.leave(self)
        super().connection_lost(exc)

    def overdue(self) -> None:
        """The client does not say where it wants to go."""
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Pass bytes on, or keep them until the pipe is open."""
        if self.peer is None:
            self.waiting += data
        else:
            super().data_received(data)

    def eof_received(self) -> bool:
        """As in a pipe; while it is being opened, the end waits for it."""
        self._ended = True
        return super().eof_received() or self.opening is not None

    def open(self, port: int, host: str, greeting: bytes = b"") -> None:
        """Start to open the pipe to a port of the service, then greet the client."""
        self.deadline = math.inf  # from now on, that of the pipe's other end counts
        self.opening = asyncio.ensure_future(self._open(port, Origin(self.session, host), greeting))

    async def _open(self, port: int, origin: Origin, greeting: bytes) -> None:
        loop = asyncio.get_running_loop()
        inner = Inner(self.yard, origin, self)
        try:
            await loop.create_connection(lambda: inner, "127.0.0.1", port)
        except OSError:
            self.transport.abort()
            return
        transport = self.transport
        if transport.is_closing():
            inner.transport.abort()
            return
        transport.write(greeting)
        if self.waiting:
            super().data_received(bytes(self.waiting))
            self.waiting.clear()
        if self._ended:
            super().eof_received()


class IdentityGate(Gate):
    """The identity endpoint: every connection leads to the plain listener."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Open the pipe at once."""
        super().connection_made(transport)
        self.open(self.yard.plain, IDENTITY_HOST)


class ProxyGate(Gate):
    """The proxy: CONNECT to a known host opens the pipe; anything else is recorded and refused."""

    def data_received(self, data: bytes) -> None:
        """Read the request head, then behave as a pipe."""
        super().data_received(data)
        if self.opening is not None or self.peer is not None:
            return
        end = self.waiting.find(END, max(0, len(self.waiting) - len(data) - len(END)))
        if end >= 0:
            head = bytes(self.waiting[:end])
            del self.waiting[: end + len(END)]
            self._on_head(head)
        elif len(self.waiting) > HEAD_LIMIT:
            self.transport.close()

    def _on_head(self, head: bytes) -> None:
        sent, port = requested(head)
        if sent.method == "CONNECT" and sent.host in self.yard.hosts and port == TLS_PORT:
            self.open(self.yard.tls, sent.host, b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            self._refuse(sent)

    def _refuse(self, sent: Arrived) -> None:
        tunnel = sent.method == "CONNECT"
        credential = Credential() if tunnel else self.session.door.read(sent.headers)
        self.session.journal.arrive(sent, credential).finish(502)
        body = f"{sent.host} is not a host that this run knows.\n".encode()
        head = (
            "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/plain; charset=utf-8\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        transport = self.transport
        transport.write(head.encode() + body)
        transport.close()


def requested(head: bytes) -> tuple[Arrived, int]:
    """The request in a head that a proxy got, and the port that it is for.

    What a client says to a proxy only is kept as the path: ``host:port`` of a CONNECT, and the URL
    (without its query) of a request that is not in TLS.
    """
    first, *lines = head.decode("latin-1").split("\r\n")
    method, _, rest = first.partition(" ")
    target = rest.rpartition(" ")[0] or rest
    pairs = (line.partition(":") for line in lines)
    named = {name.strip().lower(): value.strip() for name, _, value in pairs}
    url = _split(f"//{target}" if method == "CONNECT" else target)
    path = target.partition("?")[0]
    return Arrived(method, url.hostname or "", path, headers=named), _port(url.netloc)


def _split(target: str) -> SplitResult:
    try:
        return urlsplit(target)
    except ValueError:  # brackets that belong to no IPv6 address
        return urlsplit("")


def _port(netloc: str) -> int:
    digits = netloc.rpartition(":")[2]
    return int(digits) if digits.isdigit() else TLS_PORT


def listener(
    kind: type[Gate], yard: Yard, session: Session, gates: set[Gate]
) -> Callable[[], Gate]:
    """What makes a gate for each connection."""
    return lambda: kind(yard, session, gates)
