"""Runs Python programs in forks of one process that has imported what they import.

    python serve.py MODULE...

Input and output are the line protocol of ``samplegen.language.Toolchain.warm``. It is run by the
interpreter of a workspace, on Linux, and needs nothing but the standard library: samplegen is not
installed there. A module that prints or starts a thread while it is imported is refused, because
forks would have neither the text nor the thread.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import gc
import importlib
import importlib.machinery
import json
import os
import select
import signal
import sys
import time
import types
from pathlib import Path
from typing import Any

Job = dict[str, Any]

_POLL = 0.01
_CHUNK = 65536
_PR_SET_PDEATHSIG = 1  # prctl(2): the signal that a process gets when its parent dies
_PR_SET_DUMPABLE = 4  # whether others of its user may trace a process
_PR_SET_CHILD_SUBREAPER = 36  # whether a process inherits what its descendants leave behind


class Program:
    """A program in a fork: its job, its process, and the files in memory that it prints to."""

    def __init__(self, job: Job, pid: int, files: tuple[int, int]) -> None:
        self.job, self.pid, self.files = job, pid, files
        self.start = time.monotonic()
        self.killed = False

    def ended(self) -> bool:
        """Whether it has ended; it is not reaped, so that its group can still be killed."""
        return bool(os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT))

    def late(self) -> bool:
        return time.monotonic() - self.start > float(self.job["seconds"])

    def floods(self) -> bool:
        return any(os.fstat(file).st_size > self.job["limit"] for file in self.files)

    def kill(self) -> None:
        """Kills it with all its children."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:  # it has not come as far as to have a group of its own
            os.kill(self.pid, signal.SIGKILL)

    def answer(self) -> dict[str, Any]:
        """Reaps it and says what became of it; a death by signal as a shell says it."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        truncated = self.floods()
        out, err = (os.pread(file, self.job["limit"], 0) for file in self.files)
        for file in self.files:
            os.close(file)
        return {
            "id": self.job["id"],
            "exit_code": None if self.killed or truncated else 128 - code if code < 0 else code,
            "stdout": base64.b64encode(out).decode(),
            "stderr": base64.b64encode(err).decode(),
            "seconds": time.monotonic() - self.start,
            "truncated": truncated,
        }


class Server:
    """Starts programs and answers for them, all in one thread: only then is a fork safe."""

    def __init__(self, requests: int, answers: int) -> None:
        self.requests, self.answers = requests, answers
        self.unread = b""
        self.programs: list[Program] = []
        self.prctl = ctypes.CDLL(None).prctl
        self.prctl(_PR_SET_DUMPABLE, 0)
        # Whose parent cannot be seen from here was put into a container, to be alone there.
        self.alone = os.getppid() == 0
        self.prctl(_PR_SET_CHILD_SUBREAPER, int(self.alone))

    def serve(self) -> Job | None:
        """Serves until the requests end; in a fork, returns the job that is to be run there."""
        self.say({"ready": True})
        while True:
            if select.select([self.requests], [], [], _POLL if self.programs else None)[0]:
                data = os.read(self.requests, _CHUNK)
                if not data:
                    return None
                *lines, self.unread = (self.unread + data).split(b"\n")
                for line in lines:
                    if job := self.fork(json.loads(line)):
                        return job
            self.settle()

    def say(self, answer: dict[str, Any]) -> None:
        data = f"{json.dumps(answer)}\n".encode()
        while data:
            data = data[os.write(self.answers, data) :]

    def fork(self, job: Job) -> Job | None:
        """Forks; returns the job in the fork, which has a session and output of its own."""
        out, err = os.memfd_create("stdout"), os.memfd_create("stderr")
        pid = os.fork()
        if pid:
            self.programs.append(Program(job, pid, (out, err)))
            return None
        self.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        self.prctl(_PR_SET_DUMPABLE, 1)
        os.setsid()
        os.dup2(out, 1)
        os.dup2(err, 2)
        others = [file for program in self.programs for file in program.files]
        for file in (out, err, self.requests, self.answers, *others):
            os.close(file)
        return job

    def settle(self) -> None:
        """Kills the programs that exceed their limits and answers for those that have ended."""
        for program in tuple(self.programs):
            ended = program.ended()
            if ended or program.late() or program.floods():
                program.killed |= not ended
                program.kill()
            if ended:
                self.programs.remove(program)
                answer = program.answer()
                self.clear()
                self.say(answer)

    def clear(self) -> None:
        """Kills what programs have left behind, and waits for its end, where that is all there is.

        All at once: what starts processes all the time is never caught one by one.
        """
        if self.alone and not self.programs:
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                while True:
                    os.waitpid(-1, 0)


def preload(modules: list[str]) -> None:
    """Imports modules; what they leave in memory is shared by all forks."""
    errors, printed = os.dup(2), os.memfd_create("printed")
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    for module in modules:
        importlib.import_module(module)
    sys.stdout.flush()
    os.dup2(errors, 2)
    if os.fstat(printed).st_size or len(list(Path("/proc/self/task").iterdir())) > 1:
        sys.exit(f"{' '.join(modules)}: printed or started a thread while imported")
    os.close(errors)
    os.close(printed)
    gc.collect()
    gc.freeze()


def run(job: Job) -> None:
    """Runs a program as an interpreter does that was started on it, and ends likewise."""
    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["environment"])
    time.tzset()
    if "tempfile" in sys.modules:
        vars(sys.modules["tempfile"])["tempdir"] = None  # it remembers TMPDIR
    file = Path(job["cwd"], job["argv"][0])
    sys.argv, sys.orig_argv = job["argv"], [sys.executable, *job["argv"]]
    sys.path[0] = str(file.parent)
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.__file__ = str(file)
    main.__loader__ = importlib.machinery.SourceFileLoader("__main__", str(file))
    vars(main).update(__builtins__=sys.modules["builtins"], __annotations__={}, __cached__=None)
    try:
        exec(compile(file.read_bytes(), file, "exec", dont_inherit=True), vars(main))  # noqa: S102
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001
        own = error.__traceback__ and error.__traceback__.tb_next  # without this file
        sys.excepthook(type(error), error.with_traceback(own), own)
        sys.exit(1)


def main() -> None:
    server = Server(os.dup(0), os.dup(1))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    preload(sys.argv[1:])
    job = None
    try:
        job = server.serve()
    finally:
        for program in () if job else server.programs:
            program.kill()
    if job:
        run(job)


if __name__ == "__main__":
    main()
