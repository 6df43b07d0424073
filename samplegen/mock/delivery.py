"""The writing of an answer onto a connection, with the fault that belongs to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from contextlib import aclosing
from typing import Any

from samplegen.model import Fault

from . import wire
from .session import Session
from .values import Answer, Part

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]


class Delivery:
    """The writing of one answer, with the fault that belongs to it.

    Args:
        gone: done as soon as the client has closed the connection.
    """

    def __init__(
        self,
        session: Session,
        answer: Answer,
        transport: asyncio.Transport,
        send: Send,
        gone: asyncio.Future[None],
    ) -> None:
        self._session, self._answer, self._transport = session, answer, transport
        self._send, self._gone = send, gone

    async def run(self) -> tuple[int, bool]:
        """Write it. The status that was sent (0 for none), and whether the client stayed."""
        answer = self._answer
        if answer.flow is not None:
            return answer.status, await self._flow(answer.flow)
        if answer.fault is None:
            return answer.status, await self._whole()
        if answer.upto is None:
            return 0, await self._break()
        await self._head()
        stayed = await self._parts(answer.upto)
        return answer.status, stayed and await self._break()

    async def _whole(self) -> bool:
        if self._answer.streamed:
            await self._head()
            stayed = await self._parts(len(self._answer.parts))
            await self._send({"type": "http.response.body", "body": b""})
            return stayed
        await write(self._send, self._answer)
        return not self._gone.done()

    async def _head(self) -> None:
        await self._send(_head(self._answer))

    async def _parts(self, upto: int) -> bool:
        """Write parts until the client goes; the loop turns between them, so each leaves alone."""
        for part in self._answer.parts[:upto]:
            if self._gone.done():
                return False
            await self._send(_piece(part))
            await asyncio.sleep(0)
        return True

    async def _flow(self, flow: AsyncGenerator[Part, None]) -> bool:
        """Write parts as they come, until the client goes."""
        await self._head()
        try:
            async with aclosing(flow):
                async for part in flow:
                    if self._gone.done():
                        return False
                    await self._send(_piece(part))
        except ConnectionError:
            stayed = not self._gone.done()
            await wire.cut(self._transport)
            await self._gone
            return stayed
        await self._send({"type": "http.response.body", "body": b""})
        return True

    async def _break(self) -> bool:
        fault, stayed = self._answer.fault, True
        if fault is Fault.STALLED:
            stayed = await self._silence()
        if fault is Fault.RESET:
            wire.reset(self._transport)
        else:
            await wire.cut(self._transport)
        await self._gone
        return stayed

    async def _silence(self) -> bool:
        """Nothing more, until the client goes (False) or the run is closed (True)."""
        closing = asyncio.ensure_future(self._session.closing.wait())
        try:
            waited: set[asyncio.Future[Any]] = {self._gone, closing}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            closing.cancel()
        return not self._gone.done()


def _piece(part: Part) -> Message:
    return {"type": "http.response.body", "body": part.data, "more_body": True}


def _head(answer: Answer) -> Message:
    named = dict(answer.headers)
    if answer.reason:
        named[wire.REASON.decode()] = answer.reason
    if answer.flow is None and not answer.streamed:
        named["content-length"] = str(sum(len(part.data) for part in answer.parts))
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in named.items()]
    return {"type": "http.response.start", "status": answer.status, "headers": raw}


async def write(send: Send, answer: Answer) -> None:
    """Write an answer whole."""
    await send(_head(answer))
    body = b"".join(part.data for part in answer.parts)
    await send({"type": "http.response.body", "body": body})
