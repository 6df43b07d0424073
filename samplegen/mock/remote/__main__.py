"""``python -m samplegen.mock.remote``: the far end, on stdin and stdout."""

from __future__ import annotations

import os
import signal
import sys
from threading import Lock
from typing import Any

from samplegen.mock.remote.far import serve
from samplegen.mock.wire.room import widen


def main() -> None:
    """Serve until the end of stdin, or SIGTERM."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    widen()
    answers, lock = os.dup(1), Lock()
    os.dup2(2, 1)  # whatever else is printed must not come between the answers

    def say(line: bytes) -> None:
        left = memoryview(line)
        with lock:
            while left:
                left = left[os.write(answers, left) :]

    serve(sys.stdin.buffer, say)


def _end(*_: Any) -> None:
    sys.exit(0)  # the first process of a container has no default for signals


main()
