"""A container that samples are built or run in, one program at a time."""

from __future__ import annotations

import io
import tarfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from threading import Timer
from typing import TYPE_CHECKING, Any

from samplegen.model import Outcome
from samplegen.runners import OUTPUT_LIMIT
from samplegen.runners.docker import keeper
from samplegen.runners.docker.engine import Engine
from samplegen.runners.docker.streams import STDERR, STDOUT, Talk, close, frames, unlimited

if TYPE_CHECKING:
    from docker.models.containers import Container

USER = "10001:10001"
"""The user that images make, by number: it has no rights on any machine."""

WORKSPACE = "/workspace"
HOME = "/home/samplegen"

_MIB = 1 << 20
_KILLED = 137
_GRACE = 10.0
"""How long it may take to put a sandbox in order, in seconds."""

_ALONE = 'exec 3>&2 2>/dev/null; (exec "$@" 2>&3 3>&-); code=$?; kill -s KILL -- -1; exit $code'
"""Runs a program, then kills whatever it has left behind, as that may hold its streams open. A
shell says by which signal a program has ended, here to nobody. A program may trace it or kill it:
whether it did its work does not matter to the keeper."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the processes in a container may use together.

    Args:
        memory: in MiB, without swap.
        processes: their number, threads included.
        processors: may be a fraction.
        scratch: space under ``/tmp``, in MiB; it counts as memory, too.
        shared: space under ``/dev/shm``, likewise.
        executable: whether programs under ``/tmp`` may be executed.
    """

    memory: int = 1024
    processes: int = 256
    processors: float = 2.0
    scratch: int = 256
    shared: int = 64
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A container to be started.

    Args:
        image: id of its image.
        what: what its label says.
        network: name of its network; empty for none at all.
        hosts: further host names and their addresses.
        volumes: name of a volume -> where it is mounted.
        mode: whether volumes are mounted to be read (``ro``) or written as well (``rw``).
        written: whether it may write outside ``/tmp``, to a layer of its own.
        command: its first process, in place of a keeper; empty for the image's own.
    """

    image: str
    what: str
    limits: Limits
    network: str = ""
    hosts: Mapping[str, str] = field(default_factory=dict)
    volumes: Mapping[str, str] = field(default_factory=dict)
    mode: str = "ro"
    written: bool = False
    command: Sequence[str] | None = None

    @property
    def first(self) -> Sequence[str]:
        """Its first process; empty for the image's own."""
        if self.command is None:
            return keeper.command(() if self.written else keeper.SCRATCH)
        return self.command


def settings(engine: Engine, plan: Plan) -> dict[str, Any]:
    """Gives the arguments with which the SDK makes the container: all that holds a sample in."""
    from docker.types import LogConfig, Ulimit

    limits = plan.limits
    exec_, size = "exec" if limits.executable else "noexec", f"size={limits.scratch}m"
    network = {"network": plan.network} if plan.network else {"network_mode": "none"}
    return {
        "image": plan.image,
        "command": list(plan.first) or None,
        "entrypoint": [],
        "labels": engine.labels(plan.what),
        "user": keeper.USER,
        "working_dir": WORKSPACE,
        "stdin_open": True,
        "auto_remove": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges"],
        "read_only": not plan.written,
        "tmpfs": {} if plan.written else {"/tmp": f"rw,nosuid,nodev,{exec_},{size},mode=1777"},  # noqa: S108
        "shm_size": limits.shared * _MIB,
        "volumes": {name: {"bind": at, "mode": plan.mode} for name, at in plan.volumes.items()},
        "mem_limit": limits.memory * _MIB,
        "memswap_limit": limits.memory * _MIB,
        "pids_limit": limits.processes,
        "nano_cpus": int(min(limits.processors, engine.processors) * 1e9),
        "ulimits": [Ulimit(name="core", soft=0, hard=0)],
        "log_config": LogConfig(type=LogConfig.types.NONE),
        "extra_hosts": dict(plan.hosts),
        # Names are looked up from inside, where nobody answers: the engine would ask the resolver
        # of its own machine (CVE-2024-29018).
        "dns": ["127.0.0.1"],
        **network,
    }


class Sandbox:
    """A started container; it is gone once it has been killed.

    Attributes:
        usable: False when it was killed; another one is needed then.
    """

    def __init__(self, engine: Engine, plan: Plan) -> None:
        self._engine = engine
        self._api: Any = engine.client.api
        self._limits = plan.limits
        self.usable, self._tally = True, keeper.Tally()
        self.container: Container = engine.client.containers.create(**settings(engine, plan))
        self._keeper = Talk(None)
        self._reading: Any = None
        try:
            # Its input is held open as long as the sandbox is to live.
            streams = {"stdin": 1, "stdout": 1, "stream": 1}
            self._keeper = Talk(unlimited(self._api, self._api.attach_socket(self.id, streams)))
            self._said = self._keeper.lines()
            self.container.start()
        except BaseException:
            self.kill()
            raise

    @property
    def id(self) -> str:
        return str(self.container.id)

    def kill(self) -> None:
        """Ends it with all that runs in it and removes it, from any thread."""
        self.usable = False
        close(self._reading)  # first: an engine waits for whoever takes the output
        self._keeper.close()
        self._engine.remove(self.container)

    def put(self, files: Mapping[str, bytes]) -> None:
        """Writes files, by path below the workspace."""
        self.container.put_archive(WORKSPACE, archive(files))

    def run(self, argv: Sequence[str], environment: Mapping[str, str], seconds: float) -> Outcome:
        """Runs a program with just this environment; whatever it leaves behind is killed.

        Args:
            seconds: the sandbox is killed after that, as it is when too much is printed.
        """
        command = ["sh", "-c", _ALONE, "sh", *_with_only(environment), *argv]
        outcome = self.execute(command, seconds)
        return replace(outcome, exceeded=self.tidy()) if self.usable else outcome

    def tidy(self, todo: bytes = keeper.ALL) -> str:
        """Removes what programs have left behind; the sandbox is killed if not all of it goes.

        Returns:
            Which limit was hit since the last time, as a sentence; empty if none was.
        """
        with self._within(_GRACE):
            tally = self._ask(todo)
        if tally is None or not tally.clean:
            self.kill()
        if tally is None:
            return "the container in which it ran did not survive it"
        before, self._tally = self._tally, tally
        if tally.killed > before.killed:
            return f"needed more than the {self._limits.memory:,} MiB of memory that it may use"
        if tally.refused > before.refused:
            return f"wanted more than the {self._limits.processes:,} processes and threads allowed"
        return ""

    def talk(self, argv: Sequence[str], environment: Mapping[str, str]) -> Talk:
        """Starts a program that is talked to; it lives until another one has been run here."""
        number = self._exec([*_with_only(environment), *argv], stdin=True)
        return Talk(unlimited(self._api, self._api.exec_start(number, socket=True)))

    def execute(self, command: Sequence[str], seconds: float) -> Outcome:
        """Runs a command in the container's own environment."""
        start = time.monotonic()
        with self._within(seconds):
            number = self._exec(command)
            printed, whole = self._read(number)
            code = self._code(number)
        out, err = (printed[name].decode("utf-8", "backslashreplace") for name in (STDOUT, STDERR))
        return Outcome(code, out, err, time.monotonic() - start, truncated=not whole)

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """Kills the sandbox where something takes longer."""
        timer = Timer(seconds, self.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _exec(self, command: Sequence[str], **options: bool) -> str:
        made = self._api.exec_create(
            self.id, list(command), user=USER, workdir=WORKSPACE, **options
        )
        return str(made["Id"])

    def _code(self, number: str) -> int | None:
        """Gives the exit code of an exec, which is gone where the container has ended with it."""
        from docker.errors import NotFound

        code: int = _KILLED
        with suppress(NotFound):
            code = self._api.exec_inspect(number)["ExitCode"] if self.usable else code
        return code if self.usable else None

    def _ask(self, todo: bytes) -> keeper.Tally | None:
        try:
            self._keeper.send(todo)
        except OSError:
            return None
        return keeper.answer(self._said)

    def _read(self, number: str) -> tuple[dict[int, bytes], bool]:
        """Reads what an exec prints on each stream; returns it, and whether that is all of it."""
        printed = {STDOUT: bytearray(), STDERR: bytearray()}
        stream = unlimited(self._api, self._api.exec_start(number, socket=True))
        self._reading = stream
        if not self.usable:  # it has been killed before it could be seen
            close(stream)
        try:
            for channel, data in frames(stream):
                printed[channel] += data
                if len(printed[channel]) > OUTPUT_LIMIT:
                    break
        finally:
            close(stream)
        whole = all(len(data) <= OUTPUT_LIMIT for data in printed.values())
        if not whole:
            self.kill()
        return {channel: bytes(data[:OUTPUT_LIMIT]) for channel, data in printed.items()}, whole


def _with_only(environment: Mapping[str, str]) -> list[str]:
    """What to put before an argv so that it has this environment and no more."""
    return ["env", "-i", *(f"{name}={value}" for name, value in environment.items())]


def archive(files: Mapping[str, bytes]) -> bytes:
    """Packs files for upload, owned by the user of the images."""
    uid, gid = map(int, USER.split(":"))
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for entry in _entries(files):
            entry.uid, entry.gid, entry.mtime = uid, gid, time.time()
            tar.addfile(entry, io.BytesIO(files.get(entry.name, b"")))
    return packed.getvalue()


def _entries(files: Mapping[str, bytes]) -> Iterator[tarfile.TarInfo]:
    """Directories first: those that an archive leaves out belong to root."""
    folders = {parent for path in files for parent in _parents(path)}
    for path in sorted(folders):
        folder = tarfile.TarInfo(path)
        folder.type, folder.mode = tarfile.DIRTYPE, 0o755
        yield folder
    for path, content in files.items():
        file = tarfile.TarInfo(path)
        file.size, file.mode = len(content), 0o644
        yield file


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]
