"""A process of this machine that is talked to over its standard streams."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from samplegen.runners.process import empty_home, ended, kill, spawn

GRACE = 10.0
"""How long it may take for what it does at once, in seconds."""

Prepare = Callable[[str], tuple[Sequence[str], Mapping[str, str]]]


class Piped:
    """A process that reads lines and answers in lines; it ends when it is closed.

    Args:
        prepare: an empty home for it -> its argv and all of its environment.
        cwd: its working directory.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, prepare: Prepare, cwd: Path) -> None:
        with ExitStack() as stack:
            argv, environment = prepare(stack.enter_context(empty_home()))
            ours, theirs = socket.socketpair()
            self._requests = stack.enter_context(ours)
            ours.settimeout(GRACE)
            with theirs:
                process = spawn(argv, environment, cwd, theirs.fileno(), subprocess.DEVNULL)
            stack.callback(_end, process, ours)
            self._process = process
            self._end = stack.pop_all()

    def send(self, data: bytes) -> None:
        """Writes to it.

        Raises:
            OSError: it reads no more.
        """
        self._requests.sendall(data)

    def lines(self) -> Iterator[bytes]:
        """Reads what it answers, until it ends."""
        assert self._process.stdout is not None  # noqa: S101
        with self._process.stdout as answers:
            yield from answers

    def close(self) -> None:
        """Ends it and all that it runs, from any thread."""
        self._end.close()


def _end(process: subprocess.Popen[bytes], requests: socket.socket) -> None:
    with suppress(OSError):
        requests.shutdown(socket.SHUT_RDWR)  # at this it kills what it runs, and ends
    ended(process.pid, time.monotonic() + GRACE)
    kill(process.pid)
    process.wait()
