"""Runs samples in a warm process; the protocol stands in ``samplegen.language.Toolchain.warm``."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent import futures
from contextlib import suppress
from itertools import count
from threading import Event, RLock, Thread
from typing import Protocol

from samplegen.errors import MachineError, WriteError
from samplegen.model import Json, Outcome
from samplegen.runners import OUTPUT_LIMIT, NotWarmError

_START = 60.0
"""How long the process may take until it is ready, in seconds."""
_GRACE = 10.0
"""How long it may take for what it does at once, in seconds."""


class Conversation(Protocol):
    """A process that reads lines and answers in lines."""

    def send(self, data: bytes) -> None:
        """Writes to it.

        Raises:
            OSError: it reads no more.
        """

    def lines(self) -> Iterator[bytes]:
        """Reads what it answers, until it ends."""

    def close(self) -> None:
        """Ends it and all that it runs, from any thread."""


class Warm:
    """A warm process: started when it is first needed, and never again.

    Args:
        start: starts it; raises OSError, WriteError or MachineError where it cannot.
        cwd: the working directory of all samples.
    """

    def __init__(self, start: Callable[[], Conversation], cwd: str) -> None:
        self._begin = start
        self._cwd = cwd
        self._lock = RLock()
        self._started = False
        self._ready = Event()
        self._lost = False
        self._process: Conversation | None = None
        self._numbers = count(1)
        self._waiting: dict[int, futures.Future[Outcome]] = {}

    def run(self, argv: Sequence[str], environment: Mapping[str, str], seconds: float) -> Outcome:
        """Runs a sample; from many threads at once.

        Args:
            argv: without the program that would run it.
            environment: all of its environment.
            seconds: it is killed, with all its children, after that.

        Raises:
            NotWarmError: the process cannot be started, or ended before the sample did.
        """
        self._start()
        try:
            return self._send(argv, environment, seconds).result(seconds + _GRACE)
        except futures.TimeoutError:
            self._lose()
            raise NotWarmError from None

    def stop(self) -> None:
        """Ends it and all that it runs, from any thread; it is not started again."""
        self._lose()
        with self._lock:
            process, self._process = self._process, None
        if process:
            process.close()

    def _start(self) -> None:
        with self._lock:
            if not self._started and not self._lost:
                self._started = True
                try:
                    self._process = self._begin()
                except (OSError, WriteError, MachineError):
                    self._lose()
                else:
                    Thread(target=self._read, args=(self._process,), daemon=True).start()
        if not self._ready.wait(_START):
            self._lose()

    def _send(
        self, argv: Sequence[str], environment: Mapping[str, str], seconds: float
    ) -> futures.Future[Outcome]:
        future: futures.Future[Outcome] = futures.Future()
        with self._lock:
            if self._lost or self._process is None:
                raise NotWarmError
            number = next(self._numbers)
            self._waiting[number] = future
            job = {
                "id": number, "argv": list(argv), "cwd": self._cwd,
                "environment": dict(environment), "seconds": seconds, "limit": OUTPUT_LIMIT,
            }  # fmt: skip
            try:
                self._process.send(json.dumps(job).encode() + b"\n")
            except OSError:
                self._lose()
        return future

    def _read(self, process: Conversation) -> None:
        with suppress(ValueError, KeyError, TypeError, StopIteration):  # it breaks the protocol
            answers = process.lines()
            if json.loads(next(answers)) == {"ready": True}:
                self._ready.set()
                for line in answers:
                    number, outcome = _outcome(json.loads(line))
                    self._waiting.pop(number).set_result(outcome)
        self._lose()

    def _lose(self) -> None:
        """Gives up on it: whoever waits is told, and nobody will wait again."""
        with self._lock:
            self._lost = True
            self._ready.set()
            while self._waiting:
                self._waiting.popitem()[1].set_exception(NotWarmError())


def _outcome(answer: Json) -> tuple[int, Outcome]:
    out, err = (
        base64.b64decode(answer[name]).decode("utf-8", "backslashreplace")
        for name in ("stdout", "stderr")
    )
    code, seconds, truncated = answer["exit_code"], answer["seconds"], answer["truncated"]
    return answer["id"], Outcome(code, out, err, seconds, truncated)
