"""A warm process gives the outcomes of cold runs and leaves nothing behind."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from samplegen.language import Language, Step
from samplegen.languages.python import LANGUAGE as PYTHON
from samplegen.model import Outcome
from samplegen.runners import OUTPUT_LIMIT, NotWarmError
from samplegen.runners.local import LocalRunner, LocalWorkspace
from tests import toy
from tests.test_process import outlives

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="warm processes are for Linux")

assert PYTHON.toolchain.warm
SERVER = replace(PYTHON.toolchain.warm, argv=("{python}", *PYTHON.toolchain.warm.argv[1:2]))
MODULES = PYTHON.toolchain.warm.argv[2:]
SLOW = 60.0


def warm(server: Step | None = SERVER) -> Language:
    return replace(toy.LANGUAGE, toolchain=replace(toy.LANGUAGE.toolchain, warm=server))


@pytest.fixture
def runner(tmp_path: Path) -> LocalRunner:
    return LocalRunner(tmp_path / "cache")


@pytest.fixture
def workspace(runner: LocalRunner) -> Iterator[LocalWorkspace]:
    with runner.open(warm(), {}) as opened:
        yield opened


def step(workspace: LocalWorkspace, code: str, seconds: float = SLOW) -> Step:
    (workspace.root / "some").mkdir(exist_ok=True)
    (workspace.root / "some/main.py").write_text(code)
    return Step(("{python}", "some/main.py"), {"OWN": "{workspace}"}, seconds=seconds)


def shown(outcome: Outcome) -> tuple[object, ...]:
    return outcome.exit_code, outcome.stdout, outcome.stderr, outcome.truncated


@pytest.mark.parametrize(
    "code",
    [
        "import sys; print('out'); print('err', file=sys.stderr)",
        "import sys; sys.stdout.buffer.write(b'a\\xff')",
        "import os; os.system('echo child')",
        "import sys; sys.exit(3)",
        "raise SystemExit('why')",
        "raise SystemExit",
        "import os; os._exit(5)",
        "import os; print('lost'); os.kill(os.getpid(), 6)",
        "def f():\n    raise ValueError('é') from KeyError(1)\n\nf()\n",
        "try:\n    1 / 0\nfinally:\n    [][1]\n",
        "raise ExceptionGroup('two', [ValueError(), KeyError()])",
        "print(1)\nprint(nothing)",
        "def (:\n",
        "import nothing.at_all",
        "import atexit; atexit.register(print, 'late'); raise ValueError",
        "import threading; threading.Thread(target=print, args=('thread',)).start()",
        "import threading; threading.Thread(target=lambda: 1 / 0, name='t').start()",
        "import warnings; warnings.warn('careful')",
        "class Loud:\n    def __del__(self): print('gone')\n\nloud = Loud()",
        "import os; print(sorted(os.environ.items() - {('HOME', os.environ['HOME']), ('TMPDIR', os.environ['TMPDIR'])}))",
        "import os, sys; print(os.getcwd(), sys.argv, sys.orig_argv, sys.path, __name__, __file__)",
        "import sys; print(sys.flags, sys.stdin.read(), sys.stdout.isatty(), sys.stdout.encoding)",
        "print(__doc__, __spec__, __package__, __builtins__, __loader__.path)",
        "from __future__ import annotations\nprint(sorted(globals()))",
        "import multiprocessing as m\nif __name__ == '__main__':\n    p = m.get_context('spawn').Process(target=print, args=('spawned',)); p.start(); p.join()",
        "import asyncio\nasync def main(): print('async')\nasyncio.run(main())",
        "import os, signal; print(os.getsid(0) == os.getpid(), signal.getsignal(signal.SIGCHLD), signal.getsignal(signal.SIGINT))",
        "import os; print(sorted(os.listdir('/proc/self/fd')))",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1)'], check=True)",
        "print(__import__('time').strftime('%Z'))",
    ],
)  # fmt: skip
def test_an_outcome_is_that_of_a_cold_run(workspace: LocalWorkspace, code: str) -> None:
    run = step(workspace, code)
    environment = {"A": "1", "TZ": "Asia/Kolkata"}
    cold = workspace.run(run, environment, sample=True)
    assert shown(workspace.run_warm(run, environment)) == shown(cold)


def test_each_run_has_an_empty_home_of_its_own(runner: LocalRunner) -> None:
    """Even if a module asked for the temporary directory while it was imported."""
    asks = {".warm/asks.py": "import tempfile; tempfile.gettempdir()"}
    server = replace(SERVER, argv=(*SERVER.argv, "asks"), files={**SERVER.files, **asks})
    code = (
        "import os, pathlib, tempfile\n"
        "home = pathlib.Path.home(); assert not list(home.iterdir()); (home / 'x').touch()\n"
        "assert tempfile.gettempdir() == os.environ['TMPDIR'] == str(home)\n"
        "print(home)"
    )
    with runner.open(warm(server), {}) as workspace:
        homes = [workspace.run_warm(step(workspace, code)) for _ in range(2)]
    assert [each.stderr for each in homes] == ["", ""]
    assert homes[0].stdout != homes[1].stdout
    assert not any(Path(each.stdout.strip()).exists() for each in homes)


def test_nothing_of_the_caller_arrives(
    workspace: LocalWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_PASSWORD", "hunter2")
    code = "print(open('/proc/self/environ').read(), __import__('os').environ)"
    assert "MY_PASSWORD" not in workspace.run_warm(step(workspace, code)).stdout


def test_nothing_of_one_run_arrives_in_another(workspace: LocalWorkspace) -> None:
    code = "import json, os; print(hasattr(json, 'seen'), 'X' in os.environ); json.seen = os.environ['X'] = '1'"
    outcomes = [workspace.run_warm(step(workspace, code)).stdout for _ in range(2)]
    assert outcomes == ["False False\n"] * 2


def test_a_hang_is_killed_with_its_children(workspace: LocalWorkspace) -> None:
    code = "import subprocess\nprint(subprocess.Popen(['sleep', '60']).pid, flush=True)\nwhile True: pass"
    outcome = workspace.run_warm(step(workspace, code, seconds=2))
    assert (outcome.exit_code, outcome.truncated) == (None, False)
    assert not outlives(int(outcome.stdout))


def test_children_do_not_outlive_it(workspace: LocalWorkspace) -> None:
    code = "import subprocess\nprint(subprocess.Popen(['sleep', '60']).pid)"
    outcome = workspace.run_warm(step(workspace, code))
    assert outcome.exit_code == 0
    assert not outlives(int(outcome.stdout))


@pytest.mark.parametrize("end", ["", "while True: print('x')"])
def test_a_flood_is_cut_off(workspace: LocalWorkspace, end: str) -> None:
    run = step(workspace, f"print('é' * {OUTPUT_LIMIT})\n{end}")
    outcome = workspace.run_warm(run)
    assert shown(outcome) == shown(workspace.run(run, sample=True))
    assert (outcome.exit_code, outcome.truncated) == (None, True)


def test_many_run_at_once_each_with_its_own_output(workspace: LocalWorkspace) -> None:
    """All are under way before the first may end."""
    code = (
        "import os, pathlib\n"
        "pathlib.Path(os.environ['N']).touch()\n"
        "while not all(pathlib.Path(str(n)).exists() for n in range(12)): pass\n"
        "print(os.environ['N'] * 70_000)\n"
    )
    run = step(workspace, code)
    with ThreadPoolExecutor(12) as pool:
        numbers = [str(number) for number in range(12)]
        outcomes = list(pool.map(lambda number: workspace.run_warm(run, {"N": number}), numbers))
    assert [each.stdout for each in outcomes] == [number * 70_000 + "\n" for number in numbers]


def test_it_works_with_all_that_is_imported_for_the_published_samples(runner: LocalRunner) -> None:
    with runner.open(warm(replace(SERVER, argv=(*SERVER.argv, *MODULES))), {}) as workspace:
        code = f"import sys; print(sorted({set(MODULES)!r} - set(sys.modules)))"
        assert workspace.run_warm(step(workspace, code)).stdout == "[]\n"


def test_stop_leaves_nothing_behind(runner: LocalRunner, workspace: LocalWorkspace) -> None:
    code = (
        "import os, pathlib, subprocess\n"
        "ids = os.getppid(), os.getpid(), subprocess.Popen(['sleep', '60']).pid\n"
        "pathlib.Path('new').write_text(' '.join(map(str, ids))); os.rename('new', 'ready')\n"
        "while True: pass\n"
    )
    run, told = step(workspace, code), []

    def work() -> None:
        try:
            workspace.run_warm(run)
        except NotWarmError as error:
            told.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    while not (workspace.root / "ready").exists():
        thread.join(0.01)
    runner.stop()
    thread.join(SLOW)
    assert told
    assert not any(outlives(int(pid)) for pid in (workspace.root / "ready").read_text().split())
    with pytest.raises(NotWarmError):
        workspace.run_warm(run)
    assert workspace.run(run, sample=True).exit_code is None


def test_a_workspace_ends_its_process(runner: LocalRunner) -> None:
    with runner.open(warm(), {}) as workspace:
        outcome = workspace.run_warm(step(workspace, "import os; print(os.getppid())"))
        os.kill(int(outcome.stdout), 0)
    assert not outlives(int(outcome.stdout))


def test_one_process_serves_all_and_is_started_when_it_is_needed(runner: LocalRunner) -> None:
    with runner.open(warm(), {}) as workspace:
        assert not (workspace.root / ".warm").exists()
        run = step(workspace, "import os; print(os.getppid())")
        with ThreadPoolExecutor(8) as pool:
            parents = {each.stdout for each in pool.map(workspace.run_warm, [run] * 16)}
        assert len(parents) == 1
