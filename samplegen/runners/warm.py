"""Runs samples in a warm process; the protocol stands in ``samplegen.language.Toolchain.warm``."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent import futures
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path
from threading import Event, RLock, Thread
from typing import IO

from samplegen.errors import WriteError
from samplegen.model import Json, Outcome
from samplegen.runners import OUTPUT_LIMIT, NotWarmError
from samplegen.runners.process import empty_home, ended, kill, spawn

_START = 60.0
"""How long the process may take until it is ready, in seconds."""
_GRACE = 10.0
"""How long it may take for what it does at once, in seconds."""

Prepare = Callable[[str], tuple[Sequence[str], Mapping[str, str]]]


class Warm:
    """The warm process of a workspace: started when it is first needed, and never again.

    Args:
        prepare: an empty home for it -> its argv and all of its environment.
        cwd: its working directory, and that of all samples.
    """

    def __init__(self, prepare: Prepare, cwd: Path) -> None:
        self._prepare = prepare
        self._cwd = cwd
        self._lock = RLock()
        self._started = False
        self._ready = Event()
        self._lost = False
        self._end = ExitStack()
        self._requests: socket.socket | None = None
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
            end = self._end.pop_all()
        end.close()

    def _start(self) -> None:
        with self._lock:
            if not self._started and not self._lost:
                self._started = True
                try:
                    self._spawn()
                except (OSError, WriteError):
                    self._lose()
        if not self._ready.wait(_START):
            self._lose()

    def _spawn(self) -> None:
        argv, environment = self._prepare(self._end.enter_context(empty_home()))
        ours, theirs = socket.socketpair()
        self._requests = self._end.enter_context(ours)
        ours.settimeout(_GRACE)
        with theirs:
            process = spawn(argv, environment, self._cwd, theirs.fileno(), subprocess.DEVNULL)
        self._end.callback(_end, process, ours)
        assert process.stdout is not None  # noqa: S101
        Thread(target=self._read, args=(process.stdout,), daemon=True).start()

    def _send(
        self, argv: Sequence[str], environment: Mapping[str, str], seconds: float
    ) -> futures.Future[Outcome]:
        future: futures.Future[Outcome] = futures.Future()
        with self._lock:
            if self._lost or self._requests is None:
                raise NotWarmError
            number = next(self._numbers)
            self._waiting[number] = future
            job = {
                "id": number, "argv": list(argv), "cwd": str(self._cwd),
                "environment": dict(environment), "seconds": seconds, "limit": OUTPUT_LIMIT,
            }  # fmt: skip
            try:
                self._requests.sendall(json.dumps(job).encode() + b"\n")
            except OSError:
                self._lose()
        return future

    def _read(self, answers: IO[bytes]) -> None:
        with answers, suppress(ValueError, KeyError, TypeError):  # it breaks the protocol
            if json.loads(answers.readline()) == {"ready": True}:
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


def _end(process: subprocess.Popen[bytes], requests: socket.socket) -> None:
    with suppress(OSError):
        requests.shutdown(socket.SHUT_RDWR)  # at this it kills what it runs, and ends
    ended(process.pid, time.monotonic() + _GRACE)
    kill(process.pid)
    process.wait()


def _outcome(answer: Json) -> tuple[int, Outcome]:
    out, err = (
        base64.b64decode(answer[name]).decode("utf-8", "backslashreplace")
        for name in ("stdout", "stderr")
    )
    code, seconds, truncated = answer["exit_code"], answer["seconds"], answer["truncated"]
    return answer["id"], Outcome(code, out, err, seconds, truncated)
