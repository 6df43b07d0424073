"""One process: bounded in time and output, and nothing of it survives."""

from __future__ import annotations

import os
import select
import sys
import threading
from pathlib import Path

import pytest

from samplegen.model import Outcome
from samplegen.runners import OUTPUT_LIMIT
from samplegen.runners.process import Processes


def run(code: str, tmp_path: Path, seconds: float = 20.0, **environment: str) -> Outcome:
    argv = [sys.executable, "-c", code]
    return Processes().run(argv, environment=environment, cwd=tmp_path, seconds=seconds)


def test_an_outcome_has_code_and_both_streams(tmp_path: Path) -> None:
    outcome = run("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)", tmp_path)
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (3, "out\n", "err\n")


def test_only_the_given_environment_arrives(tmp_path: Path) -> None:
    outcome = run("import os; print(os.environ.get('HOME'), os.environ['A'])", tmp_path, A="1")
    assert outcome.stdout == "None 1\n"


def test_a_hang_is_killed(tmp_path: Path) -> None:
    outcome = run("print('here', flush=True)\nwhile True: pass", tmp_path, seconds=0.5)
    assert (outcome.exit_code, outcome.stdout) == (None, "here\n")


def test_a_hang_with_closed_streams_is_killed(tmp_path: Path) -> None:
    code = "import os, time\nos.close(1); os.close(2)\ntime.sleep(60)"
    assert run(code, tmp_path, seconds=0.5).exit_code is None


def test_100_mb_of_output_are_cut_off(tmp_path: Path) -> None:
    outcome = run("import sys\nfor _ in range(100): sys.stdout.write('x' * 1_000_000)", tmp_path)
    assert outcome.truncated
    assert outcome.exit_code is None
    assert len(outcome.stdout) == OUTPUT_LIMIT


def test_a_death_by_signal_is_told_as_a_shell_does(tmp_path: Path) -> None:
    assert run("import os; os.kill(os.getpid(), 6)", tmp_path).exit_code == 134


def outlives(pid: int) -> bool:
    """Whether a process that was killed is still there; a kill takes its time to arrive."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    ended, _, _ = select.select([process], [], [], 20)
    os.close(process)
    return not ended


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits by a pidfd")
def test_children_do_not_outlive_it(tmp_path: Path) -> None:
    code = "import subprocess, sys\nprint(subprocess.Popen(['sleep', '600']).pid)"
    outcome = run(code, tmp_path, PATH=os.defpath)
    assert outcome.exit_code == 0
    assert not outlives(int(outcome.stdout))


def test_output_that_is_no_text_is_shown_as_it_can_be(tmp_path: Path) -> None:
    outcome = run("import sys; sys.stdout.buffer.write(b'a\\xff')", tmp_path)
    assert outcome.stdout == "a\\xff"


def test_a_program_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Processes().run(["./nothing"], environment={}, cwd=tmp_path, seconds=1)


def test_stop_ends_what_runs_and_what_would(tmp_path: Path) -> None:
    processes = Processes()
    ready = tmp_path / "ready"
    code = f"open({str(ready)!r}, 'w'); import time; time.sleep(60)"
    outcomes: list[Outcome] = []

    def work() -> None:
        argv = [sys.executable, "-c", code]
        outcomes.append(processes.run(argv, environment={}, cwd=tmp_path, seconds=60))

    thread = threading.Thread(target=work)
    thread.start()
    while not ready.exists():
        thread.join(0.01)
    processes.stop()
    thread.join(10)
    assert outcomes[0].exit_code == 137
    assert processes.run(["true"], environment={}, cwd=tmp_path, seconds=1).exit_code is None
