"""Runs one process to its end; its output, time and children are bounded."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO

from samplegen.model import Outcome
from samplegen.runners import OUTPUT_LIMIT

_POLL = 0.05
_CHUNK = 65536


class Processes:
    """The processes that are running now, so that all can be ended at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: set[int] = set()
        self._stopped = False

    def run(
        self, argv: Sequence[str], *, environment: Mapping[str, str], cwd: Path, seconds: float
    ) -> Outcome:
        """Runs a program in a process group of its own and waits for it.

        Args:
            environment: all of its environment.
            seconds: it is killed, with all its children, after that.

        Raises:
            OSError: the program cannot be started.
        """
        start = time.monotonic()
        with self._lock:
            if self._stopped:
                return Outcome(None, "", "", 0.0)
            process = spawn(argv, environment, cwd)
            self._running.add(process.pid)
        try:
            return _watch(process, start, start + seconds)
        finally:
            with self._lock:
                self._running.discard(process.pid)

    def stop(self) -> None:
        """Kills every running process group; nothing can be started after that."""
        with self._lock:
            self._stopped = True
            for pid in self._running:
                kill(pid)

    @property
    def stopped(self) -> bool:
        return self._stopped


def empty_home() -> tempfile.TemporaryDirectory[str]:
    """Makes a directory that is the home and the temporary directory of one process."""
    return tempfile.TemporaryDirectory(prefix="samplegen-home-", ignore_cleanup_errors=True)


def spawn(
    argv: Sequence[str],
    environment: Mapping[str, str],
    cwd: Path,
    stdin: int = subprocess.DEVNULL,
    stderr: int = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """Starts a program in a session of its own, with just this environment."""
    return subprocess.Popen(
        argv,
        env=dict(environment),
        cwd=cwd,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        start_new_session=True,
    )


def _watch(process: subprocess.Popen[bytes], start: float, deadline: float) -> Outcome:
    assert process.stdout is not None  # noqa: S101
    assert process.stderr is not None  # noqa: S101
    streams: dict[IO[bytes], bytearray] = {
        process.stdout: bytearray(),
        process.stderr: bytearray(),
    }
    whole, killed = _read(process, streams, deadline)
    killed = not ended(process.pid, deadline) or killed
    kill(process.pid)
    code = process.wait()
    out, err = (bytes(data[:OUTPUT_LIMIT]) for data in streams.values())
    for stream in streams:
        stream.close()
    return Outcome(
        exit_code=None if killed else _shell_code(code),
        stdout=out.decode("utf-8", "backslashreplace"),
        stderr=err.decode("utf-8", "backslashreplace"),
        seconds=time.monotonic() - start,
        truncated=not whole,
    )


def _read(
    process: subprocess.Popen[bytes], streams: Mapping[IO[bytes], bytearray], deadline: float
) -> tuple[bool, bool]:
    """Reads until both streams end; returns (all was read, it had to be killed)."""
    with selectors.DefaultSelector() as selector:
        for stream in streams:
            selector.register(stream, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(_POLL)
            for key, _ in ready:
                if not _take(key.fd, streams[key.fileobj]):  # type: ignore[index]
                    selector.unregister(key.fileobj)
            if any(len(data) > OUTPUT_LIMIT for data in streams.values()):
                kill(process.pid)
                return False, True
            if time.monotonic() > deadline:
                kill(process.pid)
                return True, True
            if not ready and _exited(process.pid):
                kill(process.pid)  # a child that outlives it keeps the streams open
    return True, False


def _take(fd: int, data: bytearray) -> bool:
    chunk = os.read(fd, _CHUNK)
    data += chunk
    return bool(chunk)


def _exited(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None


def ended(pid: int, deadline: float) -> bool:
    """Waits for the end of a process that has closed its streams, without reaping it."""
    pause = 0.0005
    while not _exited(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 2, _POLL)
    return True


def kill(pid: int) -> None:
    """Kills a process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _shell_code(code: int) -> int:
    """Says a death by signal as a shell does: 128 + the signal's number."""
    return 128 - code if code < 0 else code
