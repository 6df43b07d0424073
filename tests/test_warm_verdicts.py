"""A warm process is not believed when it fails, and all goes well without one."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from samplegen.cli import run as command
from samplegen.cli import verify_verb
from samplegen.language import Step
from samplegen.model import Status
from samplegen.runners import NotWarmError
from samplegen.runners.local import LocalRunner
from samplegen.spec import Specs
from samplegen.task import Task
from tests import toy
from tests.bench import World, chat
from tests.test_process import outlives
from tests.test_warm import SERVER, step, warm

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="warm processes are for Linux")

KEY = "toy/chat/api-key"
IS_WARM = "import sys; warm = 'ctypes' in sys.modules\n"  # the server needs it; no start does


@pytest.mark.parametrize(
    "server",
    [
        None,
        Step(("{workspace}/nothing",)),
        Step(("{python}", "-c", "")),
        Step(("{python}", "-c", "print('hello')")),
        Step(("{python}", "-c", "print('[]')")),
        Step(("{python}", "-c", "print('{\"ready\": true}', flush=True); input()")),
        Step(("{python}", "-c", "print('{\"ready\": true}', flush=True); input(); print(1)")),
        replace(SERVER, argv=(*SERVER.argv, "nothing_to_import")),
        replace(SERVER, argv=(*SERVER.argv, "this")),
        replace(
            SERVER,
            argv=(*SERVER.argv, "threaded"),
            files={
                **SERVER.files,
                ".warm/threaded.py": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
            },
        ),
    ],
)
def test_without_a_warm_process_all_is_run_cold(world: World, server: Step | None) -> None:
    started = replace(world, language=warm(server))
    world.edit(KEY, lambda text: IS_WARM + text + "assert not warm\n")
    assert [each.status for each in started.report().verdicts] == [Status.PASSED] * 2
    with (
        LocalRunner(world.directory / "cache").open(warm(server), {}) as workspace,
        pytest.raises(NotWarmError),
    ):
        workspace.run_warm(step(workspace, ""))


@pytest.fixture
def world(tmp_path: Path, specs: Specs) -> World:
    made = World(tmp_path, warm(), chat(specs), specs.service, Path(toy.LANGUAGE.templates or ""))
    made.generate()
    return made


def counting(world: World, end: str = "") -> None:
    """Makes a sample leave a w or a c behind for each run, and then do what ``end`` says."""
    line = f"open({str(world.directory / 'runs')!r}, 'a').write('w' if warm else 'c')\n"
    world.edit(KEY, lambda text: IS_WARM + text + line + end)


def runs(world: World) -> str:
    return "".join(sorted((world.directory / "runs").read_text()))


def test_what_passes_warm_is_not_run_again(world: World) -> None:
    counting(world)
    assert world.verdict(KEY).status is Status.PASSED
    assert runs(world) == "ww"


def test_an_exit_code_that_is_expected_is_no_failure(world: World) -> None:
    counting(world, "raise SystemExit(7)\n")
    (chat,) = world.operations
    scenarios = tuple(replace(each, exit_code=7) for each in chat.scenarios)
    expecting = replace(world, operations=(replace(chat, scenarios=scenarios),))
    assert expecting.verdict(KEY).status is Status.PASSED
    assert runs(world) == "ww"


def test_what_fails_warm_is_believed_only_if_it_fails_cold(world: World) -> None:
    counting(world, "print(end='x' if warm else '')\n")
    verdict = world.verdict(KEY)
    assert verdict.status is Status.PASSED
    assert [len(each.requests) for each in verdict.scenarios] == [1, 1]
    assert runs(world) == "ccww"


def test_the_verdict_is_that_of_the_cold_run(world: World) -> None:
    counting(world, "raise SystemExit(3 if warm else 4)\n")
    (first, _) = world.verdict(KEY).scenarios
    assert first.differences == ("exit code: expected 0, got 4",)
    assert runs(world) == "ccww"


def test_cold_runs_nothing_warm(world: World) -> None:
    counting(world)
    assert world.verdict(KEY, cold=True).status is Status.PASSED
    assert runs(world) == "cc"


def test_what_passed_warm_is_run_again_if_asked_for_cold(world: World) -> None:
    counting(world)
    world.verdict(KEY, cached=True)
    world.verdict(KEY, cached=True, cold=True)
    assert runs(world) == "ccww"


def test_elsewhere_than_on_linux_nothing_is_warm(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting(world)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert world.verdict(KEY).status is Status.PASSED
    assert runs(world) == "cc"


def test_a_process_that_dies_in_the_middle_is_done_without(world: World) -> None:
    pids = world.directory / "pids"
    counting(
        world,
        f"import os, time\nif warm: open({str(pids)!r}, 'a').write(f'{{os.getpid()}} ')\n"
        "if warm: os.kill(os.getppid(), 9); time.sleep(600)\n",
    )
    report = world.report()
    assert [each.status for each in report.verdicts] == [Status.PASSED] * 2
    assert [len(each.requests) for each in report.verdicts[1].scenarios] == [1, 1]
    assert runs(world).startswith("cc")
    assert not any(outlives(int(pid)) for pid in pids.read_text().split())


@pytest.mark.parametrize("cold", [False, True])
def test_the_option_arrives(cold: bool, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    tasks: list[Task] = []

    def fake(task: Task, *_: object, **__: object) -> NoReturn:
        tasks.append(task)
        raise KeyboardInterrupt

    monkeypatch.chdir(root)
    monkeypatch.setattr(verify_verb, "verify", fake)
    command(["verify", "python/chat/api-key", *(["--cold"] if cold else [])])
    assert [task.cold for task in tasks] == [cold]
