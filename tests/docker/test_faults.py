"""Runs that are broken off, or meet: what is told, and that nothing is left of them."""

from __future__ import annotations

import secrets
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from samplegen.runners.docker import clean
from samplegen.runners.docker.engine import MINE, Engine
from tests.bench import World
from tests.docker.contained import Command, command, language, things, vanish, world
from tests.docker.engine import left

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]

API_KEY = "generated/toy/chat/api-key/main.py"
COMPILER = "generated/toy/compile.py"


@pytest.fixture
def run() -> str:
    """What a run is called in the engine."""
    return secrets.token_hex(4)


@pytest.fixture
def contained(tmp_path: Path) -> World:
    return world(tmp_path, language(tmp_path / "docker"))


def of(what: str, action: str) -> Callable[[Mapping[str, Any]], bool]:
    """Matches an event of a kind of container."""
    return lambda event: (
        event["Action"].startswith(action) and (event["Actor"]["Attributes"].get(MINE) == what)
    )


def interrupted(engine: Engine, at_work: Command, run: str, number: signal.Signals) -> str:
    """Sends a signal; says what the command told on its way out."""
    at_work.process.send_signal(number)
    code, out, err = at_work.ended()
    assert (code, out) == (130, "")
    assert "interrupted\n" in err
    assert "Traceback" not in err
    assert left(engine, run) == []
    return err


def test_an_image_is_being_built(engine: Engine, tmp_path: Path, run: str) -> None:
    here = world(tmp_path, language(tmp_path / "docker", f"RUN echo {run}; sleep 600\n"))
    with command(engine, here, run) as at_work:
        at_work.told(f"RUN echo {run}")
        interrupted(engine, at_work, run, signal.SIGINT)


def test_the_emulated_service_is_being_started(engine: Engine, contained: World, run: str) -> None:
    with command(engine, contained, run) as at_work:
        at_work.until(of("mock", "create"))
        interrupted(engine, at_work, run, signal.SIGTERM)


def test_samples_are_being_built(engine: Engine, contained: World, run: str) -> None:
    (contained.directory / COMPILER).write_text("import time\n\ntime.sleep(600)\n")
    with command(engine, contained, run) as at_work:
        at_work.until(of("build", "exec_start"))
        interrupted(engine, at_work, run, signal.SIGINT)


@pytest.mark.parametrize("more", [[], ["--isolate"]], ids=["shared", "isolated"])
def test_samples_are_being_run(engine: Engine, contained: World, run: str, more: list[str]) -> None:
    sample = contained.directory / API_KEY
    sample.write_text(f"while True:\n    pass\n{sample.read_text()}")
    with command(engine, contained, run, *more) as at_work:
        at_work.until(of("sandbox", "exec_start"))
        interrupted(engine, at_work, run, signal.SIGTERM)


def test_containers_end_with_a_samplegen_that_is_killed(
    engine: Engine, contained: World, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = contained.directory / API_KEY
    sample.write_text(f"while True:\n    pass\n{sample.read_text()}")
    with command(engine, contained, run) as at_work:
        at_work.until(of("sandbox", "exec_start"))
        at_work.process.kill()
        vanish(engine, run)
    remaining = things(engine, run)
    assert {thing.kind for thing in remaining} == {"network", "volume"}
    clean.sweep(engine)
    assert left(engine, run), "it is too young to be swept: it could be about to start"
    monkeypatch.setattr(clean, "_YOUNG", 0.0)
    monkeypatch.setattr(clean, "of_runs", lambda _: remaining)  # nobody else's
    clean.sweep(engine)
    assert left(engine, run) == []


def test_two_runs_at_once_build_an_image_once(engine: Engine, tmp_path: Path) -> None:
    names = [secrets.token_hex(4), secrets.token_hex(4)]
    here = world(tmp_path, language(tmp_path / "docker", f"RUN echo {names[0]}\n"))
    with command(engine, here, names[0]) as one, command(engine, here, names[1]) as other:
        ends = [one.ended(), other.ended()]
    assert [code for code, _, _ in ends] == [0, 0], ends
    assert all("2 passed" in out for _, out, _ in ends)
    assert sum("image: Step 1/" in err for _, _, err in ends) == 1
    assert [left(engine, name) for name in names] == [[], []]


def test_a_run_needs_neither_input_nor_home(engine: Engine, contained: World, run: str) -> None:
    with command(engine, contained, run, TEST_STDIN="closed", HOME="") as at_work:
        code, out, err = at_work.ended()
    assert code == 0, err
    assert "2 passed" in out
    assert left(engine, run) == []


def test_a_run_needs_no_cache(engine: Engine, contained: World, run: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = str(tmp_path / "file" / "cache")
    report = str(tmp_path / "report.json")
    with command(
        engine, contained, run, "--report", f"json={report}", XDG_CACHE_HOME=cache
    ) as at_work:
        code, out, err = at_work.ended()
    assert code == 0, err
    assert "2 passed" in out
    assert '"python": "3.' in Path(report).read_text()
    assert left(engine, run) == []


def test_an_image_that_cannot_be_built_is_told_with_its_last_words(
    engine: Engine, tmp_path: Path, run: str
) -> None:
    more = 'RUN (printf "last"; printf " words\\n") >&2; exit 3\n'
    here = world(tmp_path, language(tmp_path / "docker", more))
    with command(engine, here, run) as at_work:
        code, out, _ = at_work.ended()
    assert code == 1
    assert "2 samples of toy at install: the image samplegen/toy cannot be built:" in out
    assert "returned a non-zero code: 3" in out
    assert "\n  | last words\n" in out
    assert left(engine, run) == []


def test_without_the_emulated_service_nothing_can_be_run(
    engine: Engine, contained: World, run: str
) -> None:
    with command(
        engine, contained, run, SAMPLEGEN_BASE_IMAGE_MOCK="registry.invalid/python:3.14"
    ) as at_work:
        code, out, err = at_work.ended()
    assert (code, out) == (4, "")
    assert "\nsamplegen: the base image registry.invalid/python:3.14 cannot be pulled (" in err
    assert "name another with base-images.mock in the settings" in err
    assert left(engine, run) == []
