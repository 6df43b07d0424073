"""The ASGI application: reads a request, asks its run for the answer, and writes it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from samplegen.model import Json

from . import wire
from .credentials import Credential
from .delivery import Delivery, Message, Send, write
from .session import Session, unable
from .values import Answer, Arrived

Receive = Callable[[], Awaitable[Message]]


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request for the run that its connection belongs to.

    A connection of no run is answered 404: somebody guessed the port.
    """
    origin: wire.Origin | None = scope["state"].get("origin")
    if origin is None:
        await write(send, Answer(404))
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
    answer = await _answer(session, sent, credential)
    gone = asyncio.ensure_future(_gone(receive))
    try:
        delivery = Delivery(session, answer, scope["state"]["transport"], send, gone)
        status, stayed = await delivery.run()
        entry.finish(status, complete=stayed)
    finally:
        gone.cancel()


async def _answer(session: Session, sent: Arrived, credential: Credential) -> Answer:
    """The answer; a bug of ours, or a reply that cannot be made, is a 500 and not the end."""
    try:
        return await session.reply(sent, credential)
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
        scheme=scope["scheme"],
        data=data,
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
