"""The streams of containers, as the engine multiplexes them onto a connection.

Docker Engine API, "Attach to a container": a frame is a byte for the channel, three of nothing,
four for the length (big-endian), and the data.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

STDOUT, STDERR = 1, 2
"""Channels."""

_HEAD = 8
_CHUNK = 1 << 16


def unlimited(api: Any, stream: Any) -> Any:
    """Lets a stream be silent for as long as it likes; the client has a limit for its answers."""
    api._disable_socket_timeout(stream)  # noqa: SLF001 - as the SDK does where it reads itself
    return stream


def frames(stream: Any) -> Iterator[tuple[int, bytes]]:
    """Reads a stream to its end: (channel, data)."""
    read = _reader(stream)
    while head := _exactly(read, _HEAD):
        channel, left = struct.unpack(">BxxxL", head)
        while left:
            data = read(min(left, _CHUNK))
            if not data:
                return
            left -= len(data)
            yield channel, data


def send(stream: Any, data: bytes) -> None:
    """Writes to the standard input at the other end.

    Raises:
        OSError: the other end is gone.
    """
    getattr(stream, "_sock", stream).sendall(data)


def close(stream: Any) -> None:
    """Ends a stream, also while another thread reads it; again, does nothing."""
    raw = getattr(stream, "_sock", stream)
    if raw is None:  # it has been closed
        return
    with suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)
    with suppress(OSError, ValueError):
        if response := getattr(stream, "_response", None):  # it holds the socket, too
            response.close()
    with suppress(OSError):
        stream.close()
        raw.close()  # a stream over a socket leaves it open


class Talk:
    """A program in a container that reads lines and answers in lines."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def send(self, data: bytes) -> None:
        """Writes to it.

        Raises:
            OSError: it reads no more.
        """
        send(self._stream, data)

    def lines(self) -> Iterator[bytes]:
        """Reads what it answers, until it ends."""
        unread = b""
        for channel, data in frames(self._stream):
            if channel == STDOUT:
                *whole, unread = (unread + data).split(b"\n")
                yield from whole

    def close(self) -> None:
        """Lets go of it, from any thread."""
        close(self._stream)


def _reader(stream: Any) -> Callable[[int], bytes]:
    # The SDK hands out the bare socket, but has read the head of the answer through a buffer, in
    # which the first of what follows may have been left.
    answer = getattr(stream, "_response", None)
    buffered = answer.raw._fp.fp if answer else stream  # noqa: SLF001 - None once it is closed
    receive = getattr(buffered, "read1", None) or stream.read

    def read(size: int) -> bytes:
        try:
            return receive(size) or b""
        except (OSError, ValueError):  # the engine is gone, or the stream was closed here
            return b""

    return read


def _exactly(read: Callable[[int], bytes], size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = read(size - len(data))
        if not more:
            return b""
        data += more
    return data
