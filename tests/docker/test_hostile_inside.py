"""What hostile samples try in their container: nothing of it is there, or nothing comes of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from samplegen.language import Source
from samplegen.runners.docker.engine import Engine
from samplegen.runners.docker.workspace import DockerWorkspace
from tests.docker.hostile import found, language, workspace

pytestmark = pytest.mark.docker

PYTHON = language()

WRITES = """
import json
import os
import tempfile

written = []
for at, folders, files in os.walk("/", followlinks=False):
    if at.startswith(("/proc/", "/sys/")) and at.count("/") > 3:
        folders.clear()
    if at.startswith("/tmp"):
        continue
    try:
        descriptor, path = tempfile.mkstemp(dir=at)
        written.append(at)
        os.remove(path)
    except OSError:
        pass
    for name in files:
        path = os.path.join(at, name)
        if not path.startswith("/proc/") and os.path.isfile(path) and not os.path.islink(path):
            try:
                open(path, "ab").close()
                written.append(path)
            except OSError:
                pass
print(json.dumps(written))
"""

TRIES = r"""
import ctypes
import json
import os
import resource
import signal
import socket
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
came_off = []


def attempt(name, act):
    try:
        if act() != -1:
            came_off.append(name)
    except (OSError, ValueError):
        pass


def opened(path, flags):
    return lambda: os.open(path, flags)


def limit(kind):
    return lambda: resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


NEW = {"user": 0x10000000, "mount": 0x20000, "network": 0x40000000, "processes": 0x20000000}
for kind, flag in NEW.items():
    attempt(f"unshare {kind}", lambda flag=flag: libc.unshare(flag))
attempt("mount", lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None))
attempt("remount", lambda: libc.mount(b"none", b"/", None, 32, None))
attempt("umount", lambda: libc.umount2(b"/tmp", 2))
attempt("chroot", lambda: os.chroot("/tmp"))
attempt("mknod", lambda: os.mknod("/tmp/disk", 0o60600, os.makedev(8, 0)))
attempt("setuid", lambda: os.setuid(0))
attempt("setgid", lambda: os.setgid(0))
attempt("setgroups", lambda: os.setgroups([0]))
attempt("other group", lambda: os.setgid(10002))
attempt("hostname", lambda: socket.sethostname("x"))
attempt("clock", lambda: libc.settimeofday(ctypes.byref((ctypes.c_long * 2)(0, 0)), None))
attempt("nice", lambda: os.nice(-5))
attempt("core dumps", limit(resource.RLIMIT_CORE))
attempt("trace the first", lambda: libc.ptrace(16, 1, None, None))
attempt("memory of the first", opened("/proc/1/mem", os.O_RDWR))
attempt("environment of the first", opened("/proc/1/environ", os.O_RDONLY))
attempt("output of the first", opened("/proc/1/fd/1", os.O_WRONLY))
attempt("input of the first", opened("/proc/1/fd/0", os.O_RDONLY))
attempt("root of the first", opened("/proc/1/root/etc", os.O_RDONLY))
attempt("limits of the first", lambda: resource.prlimit(1, resource.RLIMIT_NOFILE, (0, 0)))
attempt("memory of the machine", opened("/dev/mem", os.O_RDONLY))
attempt("messages of the machine", opened("/dev/kmsg", os.O_RDONLY))
attempt("core of the machine", lambda: os.read(os.open("/proc/kcore", os.O_RDONLY), 1) or -1)
attempt("sysrq", opened("/proc/sysrq-trigger", os.O_WRONLY))
attempt("shadow", opened("/etc/shadow", os.O_RDONLY))
attempt("raw socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
attempt("packet socket", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attempt("keys", lambda: libc.syscall(248, b"user", b"x", b"y", 1, -3))
attempt("bpf", lambda: libc.syscall(321, 0, None, 0))
attempt("events", lambda: libc.syscall(298, None, 0, -1, -1, 0))
attempt("modules", lambda: libc.syscall(175, None, 0, b""))
attempt("reboot", lambda: libc.reboot(0))
attempt("chmod", lambda: os.chmod("/tmp", 0))
attempt("chmod of a sample", lambda: os.chmod(__file__, 0))
attempt("chown", lambda: os.chown("/workspace", -1, 0))
attempt("su", lambda: -1 if subprocess.run(["su", "-c", "id"], capture_output=True).returncode else 0)
for number in set(signal.Signals):
    os.kill(1, number)
print(json.dumps(came_off))
"""

PARENT = """
import ctypes
import json
import os
from pathlib import Path

traced = ctypes.CDLL(None).ptrace(16, os.getppid(), None, None) != -1
there = [os.access(Path("/proc", str(os.getppid()), name), os.R_OK) for name in ("mem", "fd")]
print(json.dumps([traced, *there]))
"""

STATUS = """
import json
import os
from pathlib import Path

lines = Path("/proc/self/status").read_text().splitlines()
status = dict(line.split(":", 1) for line in lines)
print(json.dumps({name: value.split() for name, value in status.items()}))
"""

SURROUNDINGS = """
import json
import os
from pathlib import Path

mounts = [line.split(" - ") for line in Path("/proc/self/mountinfo").read_text().splitlines()]
print(json.dumps({
    "environment": dict(os.environ),
    "mounts": {place.split()[4]: [place.split()[5], kind.split()[0]] for place, kind in mounts},
    "sockets": [os.path.join(at, name) for at, _, files in os.walk("/") for name in files
                if not at.startswith("/proc") and Path(at, name).is_socket()],
    "sizes": {at: os.statvfs(at).f_blocks * os.statvfs(at).f_frsize for at in ("/tmp", "/dev/shm")},
    "disks": [path.name for path in Path("/dev").iterdir() if path.is_block_device()],
}))
"""


CODES = {
    "writes": WRITES,
    "tries": TRIES,
    "parent": PARENT,
    "status": STATUS,
    "surroundings": SURROUNDINGS,
}


class Seen:
    """What samples found out; each is run once in each way."""

    def __init__(self, opened: DockerWorkspace) -> None:
        self.opened = opened
        self.by = cache(self.run)

    def run(self, name: str, way: str) -> Any:
        step = PYTHON.toolchain.run(Source(name, f"{name}/main.py"))
        if way == "warm":
            return found(self.opened.run_warm(step))
        return found(self.opened.run(step, sample=True))


@pytest.fixture(scope="module")
def seen(engine: Engine) -> Iterator[Seen]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MY_PASSWORD", "hunter2")
        with workspace(PYTHON, **CODES) as opened:
            yield Seen(opened)


@pytest.fixture(params=["cold", "warm"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_nothing_can_be_written_but_what_is_emptied(seen: Seen, way: str) -> None:
    assert set(seen.by("writes", way)) <= {"/dev/shm", "/dev/mqueue"}


def test_nothing_that_needs_rights_comes_off(seen: Seen, way: str) -> None:
    assert seen.by("tries", way) == []
    assert "CapEff" in seen.run("status", way)  # nor is the sandbox lost


def test_the_warm_process_cannot_be_traced(seen: Seen) -> None:
    assert seen.by("parent", "warm") == [False, False, False]


def test_a_sample_has_no_rights(seen: Seen, way: str) -> None:
    status = seen.by("status", way)
    for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[kind][0], 16) == 0
    assert status["NoNewPrivs"] == ["1"]
    assert status["Seccomp"] == ["2"]
    assert status["Uid"] == status["Gid"] == ["10001"] * 4
    assert "0" not in status["Groups"]


def test_nothing_of_the_caller_is_there(seen: Seen, way: str) -> None:
    there = seen.by("surroundings", way)
    assert set(there["environment"]) <= {"PATH", "HOME", "TMPDIR", "LANG"}
    assert not set(there["environment"].values()) & {os.environ["HOME"], os.environ["PATH"]}
    assert there["sockets"] == there["disks"] == []


def test_there_is_little_space(seen: Seen, way: str) -> None:
    sizes = seen.by("surroundings", way)["sizes"]
    assert sizes == {"/tmp": 256 * 1024**2, "/dev/shm": 64 * 1024**2}


def test_what_is_mounted_is_the_container_s_own(seen: Seen, way: str) -> None:
    mounts: Mapping[str, Any] = seen.by("surroundings", way)["mounts"]
    from_the_engine = {"/etc/hosts", "/etc/hostname", "/etc/resolv.conf"}
    disks = {at for at, (_, kind) in mounts.items()
             if kind not in {"proc", "sysfs", "tmpfs", "devpts", "mqueue", "cgroup", "cgroup2"}}  # fmt: skip
    assert disks == {"/", "/trust", *from_the_engine}
    for at in ("/", "/trust", "/sys", "/proc/sys"):
        assert mounts[at][0].split(",")[0] == "ro"
    assert {"noexec", "nosuid", "nodev"} <= set(mounts["/tmp"][0].split(","))
