"""The ASGI application: reads a request, asks its run for the answer, and writes it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from samplegen.model import Fault, Json

from . import wire
from .credentials import Credential
from .session import Session, unable
from .values import Answer, Arrived

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request for the run that its connection belongs to.

    A connection of no run is answered 404: somebody guessed the port.
    """
    origin: wire.Origin | None = scope["state"].get("origin")
    if origin is None:
        await _write(send, Answer(404))
        return
    with origin.session.busy():
        await _exchange(origin, scope, receive, send)


async def _exchange(origin: wire.Origin, scope: Message, receive: Receive, send: Send) -> None:
    session = origin.session
    data, whole = await _read(receive)
    sent = arrived(scope, origin.host, data)
    credential = session.door.read(sent.headers)
    entry = session.journal.arrive(sent, credential)
    if not whole:
        entry.finish(0, complete=False)
        return
    answer = _answer(session, sent, credential)
    gone = asyncio.ensure_future(_gone(receive))
    try:
        delivery = Delivery(session, answer, scope["state"]["transport"], send, gone)
        status, stayed = await delivery.run()
        entry.finish(status, complete=stayed)
    finally:
        gone.cancel()


def _answer(session: Session, sent: Arrived, credential: Credential) -> Answer:
    """The answer; a bug of ours, or a reply that cannot be made, is a 500 and not the end."""
    try:
        return session.answer(sent, credential)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is said
        wire.logger.exception("no answer to %s %s", sent.method, sent.path)
        return unable(f"{type(problem).__name__}: {problem}")


def arrived(scope: Mapping[str, Any], host: str, data: bytes) -> Arrived:
    """The request as a value.

    Args:
        host: the host that was asked for; empty where only the request itself can tell.
    """
    named = _headers(scope["headers"])
    return Arrived(
        method=scope["method"],
        host=host or named.get("host", "").rpartition(":")[0] or named.get("host", ""),
        path=scope["path"],
        query=dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)),
        headers=named,
        body=parse(data),
    )


def parse(data: bytes) -> Json:
    """A body as JSON, as text where it is none, or None where there is none."""
    if not data:
        return None
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return data.decode("utf-8", "replace")


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for raw, value in pairs:
        name, text = raw.decode("latin-1"), value.decode("latin-1")
        joined[name] = f"{joined[name]}, {text}" if name in joined else text
    return joined


async def _read(receive: Receive) -> tuple[bytes, bool]:
    """The body, and whether it came to its end."""
    data = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(data), False
        data += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(data), True


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


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
        await _write(self._send, self._answer)
        return not self._gone.done()

    async def _head(self) -> None:
        await self._send(_head(self._answer))

    async def _parts(self, upto: int) -> bool:
        """Write parts until the client goes; the loop turns between them, so each leaves alone."""
        for part in self._answer.parts[:upto]:
            if self._gone.done():
                return False
            await self._send({"type": "http.response.body", "body": part.data, "more_body": True})
            await asyncio.sleep(0)
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


def _head(answer: Answer) -> Message:
    named = dict(answer.headers)
    if answer.reason:
        named[wire.REASON.decode()] = answer.reason
    if not answer.streamed:
        named["content-length"] = str(sum(len(part.data) for part in answer.parts))
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in named.items()]
    return {"type": "http.response.start", "status": answer.status, "headers": raw}


async def _write(send: Send, answer: Answer) -> None:
    await send(_head(answer))
    body = b"".join(part.data for part in answer.parts)
    await send({"type": "http.response.body", "body": body})
