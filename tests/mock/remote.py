"""Channels of the tests: to a process, to a thread, and to nobody at all."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from samplegen.mock.remote.far import serve

FAR = (sys.executable, "-m", "samplegen.mock.remote")


class Process:
    """A program at the other end."""

    def __init__(
        self, argv: Sequence[str] = FAR, environment: Mapping[str, str] | None = None
    ) -> None:
        self.process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            bufsize=0,
        )
        self._said = bytearray()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    @property
    def stderr(self) -> bytes:
        self._listener.join()
        return bytes(self._said)

    def send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)

    def received(self) -> Iterator[bytes]:
        assert self.process.stdout is not None
        while data := self.process.stdout.read(65536):
            yield data

    def close(self) -> None:
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()

    def end(self) -> int:
        """Wait for the program; its exit code."""
        self.close()
        code = self.process.wait()
        self._listener.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return code

    def _listen(self) -> None:
        assert self.process.stderr is not None
        while data := self.process.stderr.read(65536):
            self._said += data


class Thread:
    """The far end in a thread of this process.

    Args:
        on_send: called with each line once it has been handed over.
    """

    stderr = b""

    def __init__(self, on_send: Callable[[bytes], None] = lambda _: None) -> None:
        self._requests: queue.Queue[bytes | None] = queue.Queue()
        self._answers: queue.Queue[bytes | None] = queue.Queue()
        self._on_send = on_send
        threading.Thread(target=self._serve).start()

    def send(self, data: bytes) -> None:
        self._requests.put(data)
        self._on_send(data)

    def received(self) -> Iterator[bytes]:
        yield from iter(self._answers.get, None)

    def close(self) -> None:
        self._requests.put(None)

    def _serve(self) -> None:
        serve(iter(self._requests.get, None), self._answers.put)
        self._answers.put(None)


class Told:
    """Nobody: the answer to each line is told beforehand; where there is none left, none comes.

    Args:
        ends: whether it ends after the last answer.
    """

    stderr = b""

    def __init__(self, *answers: bytes, ends: bool = False) -> None:
        self._left = list(answers)
        self._ends = ends
        self._answers: queue.Queue[bytes | None] = queue.Queue()

    def send(self, data: bytes) -> None:
        if self._left:
            self._answers.put(self._left.pop(0))
        if self._ends and not self._left:
            self._answers.put(None)

    def received(self) -> Iterator[bytes]:
        yield from iter(self._answers.get, None)

    def close(self) -> None:
        self._answers.put(None)
