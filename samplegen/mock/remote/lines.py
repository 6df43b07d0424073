"""How values cross: JSON a line, and in it whole values of ours on the way to the service."""

from __future__ import annotations

import base64
import json
import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeVar, get_origin, get_type_hints

from samplegen.model import Exchange, Json

T = TypeVar("T")

PROTOCOL = 4
"""Of pickles: every Python that runs samplegen can read and write it, whichever is at the ends."""

LONGEST = 256 * 1024 * 1024
"""Bytes of a line; what is longer is no answer but an attempt to fill our memory."""

_HINTS = get_type_hints(Exchange)


def line(value: Json) -> bytes:
    """A value as a line."""
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines of what comes in pieces; one that is not ended is left out.

    Raises:
        ValueError: a line is longer than LONGEST.
    """
    unread = bytearray()
    for piece in pieces:
        start = len(unread)
        unread += piece
        while (end := unread.find(b"\n", start)) >= 0:
            yield bytes(unread[:end])
            del unread[: end + 1]
            start = 0
        if len(unread) > LONGEST:
            raise ValueError(f"a line of more than {LONGEST:,} bytes")


def packed(value: object) -> str:
    """A value of ours as a text."""
    return base64.b64encode(pickle.dumps(value, PROTOCOL)).decode()


def unpacked(text: str, kind: type[T]) -> T:
    """The value in a text that :func:`packed` made; for the side of the service only.

    Raises:
        TypeError: it is of another kind.
    """
    # A pickle can do whatever its writer likes. Here that is who started this process, and could
    # have started any other; what comes from samples never gets here.
    value = pickle.loads(base64.b64decode(text))  # noqa: S301
    if isinstance(value, kind):
        return value
    raise TypeError(f"expected a {kind.__name__}, got a {type(value).__name__}")


def told(exchange: Exchange) -> dict[str, Json]:
    """An exchange as JSON."""
    return {field.name: getattr(exchange, field.name) for field in fields(exchange)}


def exchange(value: Json) -> Exchange:
    """The exchange in what :func:`told` made of it.

    Raises:
        ValueError: it is no exchange.
    """
    if not isinstance(value, dict) or value.keys() != _HINTS.keys():
        raise ValueError("an exchange with other members than it has")
    for name, hint in _HINTS.items():
        if not _fits(value[name], hint):
            raise ValueError(f"an exchange whose {name} is a {type(value[name]).__name__}")
    return Exchange(**value)


def _fits(value: Json, hint: Any) -> bool:
    if get_origin(hint) is Mapping:
        return isinstance(value, dict) and all(type(one) is str for one in value.values())
    if hint is float:
        return type(value) in {float, int}
    return hint is Any or type(value) is hint
