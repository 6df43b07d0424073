"""Requests over a channel and their answers: nobody waits for ever, whatever becomes of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent import futures
from itertools import count
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TypeVar

from samplegen.errors import MachineError
from samplegen.mock.remote import lines
from samplegen.mock.remote.channel import Channel
from samplegen.model import Json

T = TypeVar("T")

Answer = dict[str, Json]

STOPPED = "the emulated service was stopped"

SHOWN = 5
"""Lines of its stderr that are shown where it ended."""

LINE_SHOWN = 200
"""Bytes of a line that are shown where it is no answer."""


class Asking:
    """The requests that are under way; it may be used from many threads at once.

    Args:
        channel: leads to the service; it is closed in the end.
        seconds: how long an answer may take.
    """

    def __init__(self, channel: Channel, seconds: float) -> None:
        self._channel, self._seconds = channel, seconds
        self._lock, self._lost = Lock(), ""
        self._numbers = count(1)
        self._waiting: dict[int, futures.Future[Answer]] = {}
        self._unsent: SimpleQueue[bytes] = SimpleQueue()
        self._threads = [
            Thread(target=work, name="samplegen-remote", daemon=True)
            for work in (self._read, self._write)
        ]

    def start(self) -> None:
        """Begin to send and to read."""
        for thread in self._threads:
            thread.start()

    def ask(self, request: Mapping[str, Json]) -> Answer:
        """Ask for something and wait for the answer.

        Raises:
            MachineError: the answer says why not, or there is none.
        """
        future: futures.Future[Answer] = futures.Future()
        with self._lock:
            if self._lost:
                raise MachineError(self._lost)
            number = next(self._numbers)
            self._waiting[number] = future
        self._unsent.put(lines.line({"id": number, **request}))
        futures.wait([future], self._seconds)
        if not future.done():
            self._lose(f"the emulated service did not answer within {self._seconds:g} s")
        answer = future.result()
        if "error" in answer:
            raise MachineError(f"the emulated service failed: {answer['error']}")
        return answer

    def end(self) -> None:
        """Close the channel; who waits gets a MachineError."""
        self._lose(STOPPED)
        for thread in self._threads:
            thread.join(self._seconds)

    def _write(self) -> None:
        """Send what is asked, in a thread of its own: a process that is stuck reads nothing."""
        while data := self._unsent.get():
            try:
                self._channel.send(data)
            except Exception:  # noqa: BLE001 - whatever it is, nobody shall wait for ever
                self._lose(self._ending())

    def _read(self) -> None:
        try:
            for line in lines.lines(self._channel.received()):
                self._take(line)
        except (ValueError, RecursionError) as problem:
            self._lose(f"the emulated service sent what is no answer: {problem}")
        except Exception as problem:  # noqa: BLE001 - whatever it is, nobody shall wait for ever
            self._lose(f"{self._ending()} ({problem})")
        else:
            self._lose(self._ending())

    def _take(self, line: bytes) -> None:
        answer = json.loads(line)
        number = answer.get("id") if isinstance(answer, dict) else None
        with self._lock:
            future = self._waiting.pop(number, None) if type(number) is int else None
        if future is None:
            raise ValueError(f"nobody asked for {line[:LINE_SHOWN]!r}")
        future.set_result(answer)

    def _ending(self) -> str:
        said = bytes(self._channel.stderr).decode("utf-8", "replace").strip().splitlines()
        told = "\n".join(said[-SHOWN:]) or "it did not say why"
        return f"the emulated service ended: {told}"

    def _lose(self, why: str) -> None:
        """Give up on it: who waits is told why, and nobody will wait again."""
        with self._lock:
            self._lost = self._lost or why
            waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            future.set_exception(MachineError(self._lost))
        self._channel.close()
        self._unsent.put(b"")


def member(answer: Mapping[str, Json], name: str, kind: type[T]) -> T:
    """A member of an answer.

    Raises:
        MachineError: there is none, or it is of another kind.
    """
    value = answer.get(name)
    if type(value) is kind:
        return value
    raise MachineError(f"the emulated service answered without a {name} that is a {kind.__name__}")
