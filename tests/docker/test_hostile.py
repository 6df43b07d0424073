"""What hostile samples use up, leave behind or kill: they are held to it, and nobody else is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from samplegen.model import Status, Verdict
from samplegen.runners.docker.engine import Engine
from tests.docker.engine import runner
from tests.docker.hostile import Hostile, task, told, verdicts

pytestmark = pytest.mark.docker

LATE = "did not end within"
FLOOD = "printed more than 1,000,000 bytes and was killed"
MEMORY = "needed more than the 1,024 MiB of memory that it may use"
PROCESSES = "wanted more than the 256 processes and threads allowed"
LOST = "the container in which it ran did not survive it"

FAILING = {
    "fork-bomb": ("import os\n\nwhile True:\n    os.fork()", PROCESSES),
    "fork-bomb-that-stays": (
        "import os\nimport time\n\n"
        "while True:\n    try:\n        os.fork()\n    except OSError:\n        time.sleep(0.1)",
        LATE,
    ),
    "threads": (
        "import threading\nimport time\n\n"
        "while True:\n    threading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
        PROCESSES,
    ),
    "endless-loop": (
        "import signal\n\nfor number in set(signal.Signals) - {9, 19}:\n"
        "    signal.signal(number, signal.SIG_IGN)\nwhile True:\n    pass",
        LATE,
    ),
    "flood": ("import os\n\nfor _ in range(10_000):\n    os.write(1, bytes(1_000_000))", FLOOD),
    "flood-of-errors": (
        "import os\n\nfor _ in range(10_000):\n    os.write(2, bytes(1_000_000))",
        FLOOD,
    ),
    "memory": ("hoard = []\nwhile True:\n    hoard.append(b'x' * 50_000_000)", MEMORY),
    "shared-memory": (
        "import mmap\n\nhoard = mmap.mmap(-1, 2_000_000_000)\n"
        "for _ in range(2_000):\n    hoard.write(b'x' * 1_000_000)",
        MEMORY,
    ),
    "memory-of-the-first-process": (
        "import os\nfrom pathlib import Path\n\n"
        "Path('/proc/1/oom_score_adj').write_text('1000')\n"
        "os.fork()\nhoard = []\nwhile True:\n    hoard.append(b'x' * 20_000_000)",
        LOST,
    ),
    "kills-what-runs-it": ("import os\n\nos.kill(-1, 9)", "exit code: expected 0, got 137"),
    "crash": ("import os\n\nos.abort()", "interaction 1 "),
}
"""Name -> (code, how what is told first begins)."""

DAEMON = """
import os
import signal
import time
from pathlib import Path


def daemon() -> None:
    if os.fork():
        os.wait()
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    while True:
        {}
        time.sleep(0.01)


daemon()
"""

LEAVING = {
    "daemon": DAEMON.format("Path('/tmp/here').touch()"),
    "daemon-that-holds-the-streams": DAEMON.format("os.write(1, b'')"),
    "daemon-that-hops": DAEMON.format("os.fork() and os._exit(0)"),
    "daemons-that-multiply": DAEMON.format("os.listdir('/proc')[150:] or os.fork() or os.setsid()"),
    "orphans": "import os\n\nfor _ in range(100):\n    if os.fork() == 0:\n        os._exit(0)",
    "files": (
        "from pathlib import Path\n\n"
        "for name in ('/tmp/left', '/tmp/.left', '/tmp/..left', '/dev/shm/left'):\n"
        "    Path(name).write_text('x')\n"
        "Path('/tmp/nowhere').symlink_to('/nowhere')\n"
        "Path('/tmp/deep/deeper').mkdir(parents=True)"
    ),
    "files-that-stay": (
        "from pathlib import Path\n\n"
        "Path('/tmp/deep/deeper').mkdir(parents=True)\nPath('/tmp/deep').chmod(0)"
    ),
    "full-disks": (
        "import contextlib\nfrom pathlib import Path\n\n"
        "for name in ('/tmp/x', '/dev/shm/x'):\n"
        "    with contextlib.suppress(OSError), Path(name).open('wb') as file:\n"
        "        for _ in range(2_000):\n            file.write(bytes(1_000_000))"
    ),
    "segment": (
        "import ctypes\n\nlibc = ctypes.CDLL(None)\nlibc.shmat.restype = ctypes.c_void_p\n"
        "segment = libc.shmget(0, 500_000_000, 0o1600)\n"
        "ctypes.memset(libc.shmat(segment, None, 0), 1, 500_000_000)"
    ),
    "message-queues": (
        "import ctypes\n\nlibc = ctypes.CDLL(None)\n"
        "assert libc.mq_open(b'/left', 0o102, 0o600, None) > 0\n"
        "assert libc.msgget(1, 0o1600) >= 0"
    ),
}
"""Name -> code that leaves something behind and passes."""


@cache
def failing() -> Mapping[str, Verdict]:
    """Each is run in the warm process first, and then again without it."""
    rows = [Hostile(name, code, endless=told == LATE) for name, (code, told) in FAILING.items()]
    return verdicts(task(rows), runner(jobs=1))


@cache
def leaving(*, cold: bool) -> Mapping[str, Verdict]:
    rows = [Hostile(name, code) for name, code in LEAVING.items()]
    return verdicts(task(rows, cold=cold), runner(jobs=1))


@pytest.mark.parametrize("name", FAILING)
def test_a_sample_is_held_to_its_limits(engine: Engine, name: str) -> None:
    verdict = failing()[f"hostile-{name}"]
    assert verdict.status is Status.FAILED
    assert verdict.scenarios[0].differences[0].startswith(FAILING[name][1])


@pytest.mark.parametrize("name", FAILING)
def test_the_next_sample_runs_as_if_nothing_had_been(engine: Engine, name: str) -> None:
    verdict = failing()[f"innocent-{name}"]
    assert told(verdict) == ""
    assert verdict.status is Status.PASSED


@pytest.mark.parametrize("cold", [True, False], ids=["cold", "warm"])
@pytest.mark.parametrize("name", LEAVING)
def test_the_next_sample_finds_nothing(engine: Engine, name: str, cold: bool) -> None:
    found = leaving(cold=cold)
    assert told(found[f"hostile-{name}"]) == ""
    assert told(found[f"innocent-{name}"]) == ""


def test_a_crash_is_told_by_its_code_and_nothing_else(engine: Engine) -> None:
    (scenario,) = failing()["hostile-crash"].scenarios
    assert "exit code: expected 0, got 134" in scenario.differences
    assert (scenario.stdout, scenario.stderr) == ("", "")
