"""Streams of containers over the connections that the SDK hands out. No engine is needed."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from docker import APIClient

from samplegen.runners.docker.streams import STDERR, STDOUT, Talk, close, frames, send, unlimited

UPGRADED = b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"


def frame(channel: int, data: bytes) -> bytes:
    return struct.pack(">BxxxL", channel, len(data)) + data


class Server:
    """Answers one request with what it is told to, in one piece; then what comes is kept."""

    def __init__(self, listener: socket.socket, piece: bytes, *, stays: bool) -> None:
        self.received = b""
        self._listener, self._piece, self._stays = listener, piece, stays
        self.ended = Event()
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with self._listener, self._listener.accept()[0] as client:
            request = b""
            while b"\r\n\r\n{" not in request:
                request += client.recv(1 << 16)
            client.sendall(UPGRADED + self._piece)
            while self._stays and (data := client.recv(1 << 16)):
                self.received += data
        self.ended.set()


@contextmanager
def started(tmp_path: Path, kind: str, piece: bytes, *, stays: bool = False) -> Iterator[Any]:
    """Starts an exec; gives its stream and the server."""
    if kind == "unix":
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(tmp_path / "socket"))
        listener.listen()
        url = f"unix://{tmp_path / 'socket'}"
    else:
        listener = socket.create_server(("127.0.0.1", 0))
        url = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    server = Server(listener, piece, stays=stays)
    api = APIClient(base_url=url, version="1.41", timeout=20)
    stream = unlimited(api, api.exec_start("12ab", socket=True))
    yield stream, server
    close(stream)
    assert server.ended.wait(20)
    api.close()


@pytest.mark.parametrize("kind", ["unix", "tcp"])
def test_what_comes_with_the_answer_is_not_lost(tmp_path: Path, kind: str) -> None:
    """An engine is quick, or this program slow: the first frames arrive before it looks."""
    said = [(STDOUT, b"hello"), (STDERR, b"oh"), (STDOUT, b"x" * 100_000)]
    with started(tmp_path, kind, b"".join(frame(*each) for each in said)) as (stream, _):
        read = list(frames(stream))
    assert read[:2] == said[:2]
    assert b"".join(data for channel, data in read[2:]) == said[2][1]


@pytest.mark.parametrize("kind", ["unix", "tcp"])
def test_a_stream_is_closed_while_another_thread_reads_it(tmp_path: Path, kind: str) -> None:
    with started(tmp_path, kind, frame(STDOUT, b"hello"), stays=True) as (stream, _):
        reader = frames(stream)
        assert next(reader) == (STDOUT, b"hello")
        with ThreadPoolExecutor(1) as reads:
            rest = reads.submit(list, reader)
            close(stream)
            assert rest.result(20) == []
        close(stream)


@pytest.mark.parametrize("kind", ["unix", "tcp"])
def test_what_is_sent_arrives(tmp_path: Path, kind: str) -> None:
    with started(tmp_path, kind, b"", stays=True) as (stream, server):
        send(stream, b"x" * 300_000)
    assert len(server.received) == 300_000


@pytest.mark.parametrize("cut", [3, 8, 10])
def test_a_stream_that_is_cut_ends(tmp_path: Path, cut: int) -> None:
    with started(tmp_path, "tcp", frame(STDOUT, b"hello")[:cut]) as (stream, _):
        assert b"".join(data for _, data in frames(stream)) == b"hello"[: max(0, cut - 8)]


def test_lines_are_put_together(tmp_path: Path) -> None:
    pieces = [(STDOUT, b"one\ntw"), (STDERR, b"noise\n"), (STDOUT, b"o\nthr"), (STDOUT, b"ee")]
    with started(tmp_path, "tcp", b"".join(frame(*each) for each in pieces)) as (stream, _):
        assert list(Talk(stream).lines()) == [b"one", b"two"]
