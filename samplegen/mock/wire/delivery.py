"""The writing of an answer onto a connection, with the fault that belongs to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from samplegen.mock.journal import Entry
from samplegen.mock.reply.faults import TOLD
from samplegen.mock.session import Session, unable
from samplegen.mock.values import Answer, Part
from samplegen.mock.wire import listener as wire
from samplegen.mock.wire.connection import Turn
from samplegen.model import Fault, Latency

AT_NO_TIME = Latency()

AT_ONCE = 64 * 1024
"""Bytes of a body that leave in one piece: what a connection takes without anybody waiting."""

GRACE = 1.0
"""Seconds in which the end of what is still to come must come, once the client has gone."""


def deliver(turn: Turn, answer: Answer, session: Session, entry: Entry) -> None:
    """Write an answer and note it: at once where nothing keeps it, otherwise in a task."""
    if _takes_time(answer):
        turn.connection.room.spawn(_slowly(turn, answer, session, entry))
        return
    over = session.journal.clock()  # before it is written: a client may act before we go on
    try:
        stayed = turn.send(answer)
    except ValueError as problem:
        answer = unable(f"{type(problem).__name__}: {problem}")
        stayed = turn.send(answer)
    entry.finish(answer.status, answer, complete=stayed, over=over)


def _takes_time(answer: Answer) -> bool:
    if answer.fault is not None or answer.flow is not None or answer.latency != AT_NO_TIME:
        return True
    return sum(len(part.data) for part in answer.parts) > AT_ONCE


async def _slowly(turn: Turn, answer: Answer, session: Session, entry: Entry) -> None:
    with session.busy():
        try:
            status, stayed = await Delivery(turn, answer, session).run()
        except Exception:  # noqa: BLE001 - whatever it is, nobody shall wait for ever
            wire.logger.exception("the answer to %s %s broke off", turn.sent.method, turn.sent.path)
            turn.connection.transport.abort()
            status, stayed = 0, True
        entry.finish(status, answer, complete=stayed)


class Delivery:
    """The writing of an answer that takes its time."""

    def __init__(self, turn: Turn, answer: Answer, session: Session) -> None:
        self._turn, self._answer, self._session = turn, answer, session
        self._transport, self._gone = turn.connection.transport, turn.connection.gone

    async def run(self) -> tuple[int, bool]:
        """Write it. The status that was sent (0 for none), and whether the client stayed."""
        answer = self._answer
        if not await self._wait(answer.latency.first):
            return 0, False
        if answer.flow is not None:
            return answer.status, await self._flow(answer.flow)
        if answer.fault is None or answer.fault in TOLD:
            return answer.status, await self._whole()
        if answer.upto is None:
            return 0, await self._break()
        await self._turn.begin(answer)
        stayed = await self._parts(answer.upto)
        return answer.status, stayed and await self._break()

    async def _whole(self) -> bool:
        await self._turn.begin(self._answer)
        return await self._parts(len(self._answer.parts)) and await self._turn.end()

    async def _parts(self, upto: int) -> bool:
        """Write parts until the client goes; the loop turns between them, so each leaves alone."""
        pause = 0.0
        for part in self._answer.parts[:upto]:
            if part.text:
                await self._wait(pause)
                pause = self._answer.latency.between
            if not await self._turn.part(part):
                return False
            await asyncio.sleep(0)
        return True

    async def _flow(self, flow: AsyncGenerator[Part, None]) -> bool:
        """Write parts as they come; a client that goes when only the end is due has stayed."""
        await self._turn.begin(self._answer)
        try:
            async with aclosing(flow):
                while part := await self._coming(flow):
                    if not await self._turn.part(part):
                        return False
        except asyncio.TimeoutError:
            return False
        except ConnectionError:
            stayed = not self._gone.done()
            await wire.cut(self._transport)
            await self._gone
            return stayed
        await self._turn.end()
        return True

    async def _coming(self, flow: AsyncGenerator[Part, None]) -> Part | None:
        """The next part, or None at the end; TimeoutError where none comes for one who has gone."""
        coming = asyncio.ensure_future(anext(flow, None))
        try:
            waited: set[asyncio.Future[Any]] = {self._gone, coming}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            return await asyncio.wait_for(coming, GRACE)
        finally:
            coming.cancel()
            await asyncio.wait({coming})  # only a generator that rests can be closed

    async def _break(self) -> bool:
        fault, stayed = self._answer.fault, True
        if fault is Fault.STALLED:
            stayed = await self._wait(None)
        if fault is Fault.RESET:
            wire.reset(self._transport)
        else:
            await wire.cut(self._transport)
        await self._gone
        return stayed

    async def _wait(self, seconds: float | None) -> bool:
        """Nothing for so long, or for ever; until the client goes (False) or the run is closed."""
        if seconds != 0:
            closing = asyncio.ensure_future(self._session.closing.wait())
            waited: set[asyncio.Future[Any]] = {self._gone, closing}
            try:
                await asyncio.wait(waited, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            finally:
                closing.cancel()
        return not self._gone.done()
