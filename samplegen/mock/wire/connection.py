"""One HTTP/1.1 connection of the service: requests in, answers out, one after the other.

Writing is our own: an emulated service has reason phrases that nobody else has, and answers that
break where they are told to.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from samplegen.mock.reply import errors, headers
from samplegen.mock.values import Answer, Part
from samplegen.mock.wire.reading import Read, Reader

if TYPE_CHECKING:
    from samplegen.mock.wire.listener import Origin
    from samplegen.mock.wire.room import Room

SECONDS = {"idle": 120.0, "head": 10.0, "body": 300.0, "answer": math.inf}
"""How long we wait for a request, for the rest of its head, and for its body. An idle connection is
kept longer than any client waits between two calls."""

BODILESS = frozenset({204, 304})
"""Statuses of answers that have no body (RFC 9110, 15.3.5 and 15.4.5)."""

PARTING_SECONDS = 5.0
"""Seconds for which a client that was refused may go on sending: closing at once would reset the
connection, and the client would not come to read why (RFC 9112, 9.6)."""


class Turn:
    """A request, and the right to answer it on its connection.

    Attributes:
        sent: the request.
        whole: False where the client went before its end; no answer is due.
        refusal: why the request is not served; None for one that is.
    """

    __slots__ = (
        "_bodiless", "_chunked", "_keep", "_modern", "connection", "refusal", "sent", "whole",
    )  # fmt: skip

    def __init__(self, connection: Connection, read: Read) -> None:
        self.connection = connection
        self.sent, self.whole, self.refusal = read.sent, read.whole, read.refusal
        self._keep, self._modern = read.keep, read.modern
        self._chunked = self._bodiless = False

    def send(self, answer: Answer) -> bool:
        """Write an answer whole, in one piece. Whether the client is still there."""
        head, body = self._head(answer), b"".join([part.data for part in answer.parts])
        if not self.connection.transport.is_closing():  # a TLS transport that is closed takes none
            self.connection.transport.write(b"".join((head, self._framed(body), self._last())))
        return self._done()

    async def begin(self, answer: Answer) -> bool:
        """Write the head of an answer. Whether the client is still there."""
        return await self._write(self._head(answer))

    async def part(self, part: Part) -> bool:
        """Write a part of the body, as soon as the client takes it. Whether it is still there."""
        return await self._write(self._framed(part.data))

    async def end(self) -> bool:
        """Write the end of the body, and let the next request have its turn."""
        stayed = await self._write(self._last())
        return self._done() and stayed

    def _head(self, answer: Answer) -> bytes:
        chunked = headers.is_streamed(answer)
        self._keep &= answer.headers.get("connection") != "close"
        self._bodiless = self.sent.method == "HEAD" or answer.status in BODILESS
        self._chunked = chunked and self._modern and not self._bodiless
        return headers.head(answer, chunked=self._chunked, keep=self._keep)

    def _framed(self, data: bytes) -> bytes:
        if self._bodiless:
            return b""
        if self._chunked and data:  # an empty chunk would be the end
            return b"%x\r\n%b\r\n" % (len(data), data)
        return data

    def _last(self) -> bytes:
        return b"0\r\n\r\n" if self._chunked else b""

    async def _write(self, data: bytes) -> bool:
        if self.connection.transport.is_closing():
            return False
        self.connection.transport.write(data)
        return await self.connection.taken()

    def _done(self) -> bool:
        stayed = not self.connection.transport.is_closing()
        self.connection.next(keep=self._keep, refused=self.refusal is not None)
        return stayed


Serve = Callable[[Turn], None]
Origins = Callable[[int], "Origin | None"]


class Connection(asyncio.Protocol):
    """The service's end of a connection.

    Args:
        serve: called with each request in order of arrival, once the one before it is answered.
        origins: port that a connection comes from to its origin.
        room: where this connection counts.

    Attributes:
        deadline: see :class:`samplegen.mock.wire.room.Guest`.
        origin: which run the connection belongs to; None for a stranger's.
    """

    transport: asyncio.Transport

    def __init__(self, serve: Serve, origins: Origins, room: Room) -> None:
        self.deadline = math.inf
        self.origin: Origin | None = None
        self.room = room
        self._serve, self._origins = serve, origins
        self._loop = asyncio.get_running_loop()
        self._reader: Reader | None = None
        self._reads: deque[Read] = deque()
        self._answering = self._going = self._held = self._parting = self._paused = False
        self._state = "idle"
        self._writable = asyncio.Event()
        self._writable.set()
        self._gone: asyncio.Future[None] | None = None

    @property
    def gone(self) -> asyncio.Future[None]:
        """Done as soon as the client has closed the connection, or we have."""
        if self._gone is None:
            self._gone = self._loop.create_future()
        return self._gone

    async def taken(self) -> bool:
        """Wait until the client has taken most of what was written; False where it has gone."""
        await self._writable.wait()
        return not self.transport.is_closing()

    def next(self, *, keep: bool, refused: bool = False) -> None:
        """The answer under way is written: the next request has its turn, if there may be one."""
        self._answering, self._state = False, ""
        if refused:
            self._part()
        elif not keep:
            self.transport.close()
        elif not self._going:
            self._go_on()

    # --- what asyncio calls -----------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a seat; asyncio has set TCP_NODELAY."""
        self.transport = cast("asyncio.Transport", transport)
        self.deadline = self._loop.time() + SECONDS["idle"]
        self.room.enter(self)

    def data_received(self, data: bytes) -> None:
        """Read requests, and begin to answer the first of them."""
        if self._parting:
            return
        reader = self._reader or self._first_bytes()
        begun = reader.in_body
        self._reads += reader.feed(data)
        if reader.in_body and not begun:
            self._on_head(reader)
        self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Leave; a request that did not come to its end is told as such."""
        self.room.leave(self)
        self.transport.close()  # Python 3.10 complains of the transport of a broken connection
        self._writable.set()
        rest = self._reader.rest() if self._reader is not None else []
        for read in (*self._reads, *rest):
            self._serve(Turn(self, replace(read, whole=False)))
        self._hold(held=False)
        if not self.gone.done():
            self.gone.set_result(None)

    def pause_writing(self) -> None:
        """The client is slow to take what was written."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The client has taken most of it."""
        self._writable.set()

    def overdue(self) -> None:
        """A client that is slow to send is told so; one that sends nothing is not."""
        if self._parting or self._reader is None or self._reader.state == "idle":
            self.transport.abort()
        else:
            self._reads += self._reader.refuse(errors.too_slow())
            self._go_on()

    # --- the order of things ----------------------------------------------------------------------

    def _first_bytes(self) -> Reader:
        """Look the origin up: by now it is registered."""
        self.origin = self._origins(self.transport.get_extra_info("peername")[1])
        scheme = "https" if self.transport.get_extra_info("sslcontext") else "http"
        self._reader = Reader(self.origin.host if self.origin else "", scheme)
        return self._reader

    def _on_head(self, reader: Reader) -> None:
        if reader.expects and not self._answering and not self._reads:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._hold(held=True)

    def _hold(self, *, held: bool) -> None:
        """A body that is on its way counts as under way in its run."""
        if held != self._held and self.origin is not None:
            self._held = held
            (self.origin.session.enter if held else self.origin.session.leave)()

    def _go_on(self) -> None:
        """Answer what was read as long as that is done at once; then wait for somebody to act."""
        self._going = True
        while self._reads and not self._answering and not self.transport.is_closing():
            self._answering = True
            self._serve(Turn(self, self._reads.popleft()))
        self._going = False
        if self._paused != bool(self._reads):  # nobody shall fill the memory with requests
            self._paused = not self._paused
            (self.transport.pause_reading if self._paused else self.transport.resume_reading)()
        self._await()

    def _await(self) -> None:
        state = "answer" if self._answering else cast("Reader", self._reader).state
        if state != self._state and not self._parting:
            self._state, self.deadline = state, self._loop.time() + SECONDS[state]

    def _part(self) -> None:
        """Say no more, and let the client finish its own."""
        self._parting, self.deadline = True, self._loop.time() + PARTING_SECONDS
        if self.transport.can_write_eof():
            self.transport.write_eof()
