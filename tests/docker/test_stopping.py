"""Nobody waits for an image once a run has been stopped. No engine is needed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from filelock import FileLock

from samplegen.runners import silent
from samplegen.runners.docker.engine import Engine, connect
from samplegen.runners.docker.images import Builder, Recipe
from tests.docker.stand_in import BASE, StandIn

HERE = Recipe("toy", {"Dockerfile": b"FROM x"}, BASE)
ABSENT = Recipe("toy", {"Dockerfile": b"FROM x"}, "base:2")


class Hanging:
    """What an engine says that never comes to an end, until it is let go."""

    def __init__(self) -> None:
        self.asked, self.let_go = Event(), Event()

    def __iter__(self) -> Iterator[Any]:
        self.asked.set()
        assert self.let_go.wait(60)
        return iter(())


@pytest.fixture
def hanging() -> Hanging:
    return Hanging()


@pytest.fixture
def engine(hanging: Hanging, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.delenv("DOCKER_TLS_VERIFY", raising=False)
    with StandIn(build=lambda _: hanging, pull=hanging) as stand_in:
        monkeypatch.setenv("DOCKER_HOST", stand_in.url)
        engine = connect()
        yield engine
        hanging.let_go.set()
        engine.close()


@pytest.mark.parametrize("recipe", [HERE, ABSENT], ids=["build", "pull"])
def test_while_the_engine_is_at_it(
    engine: Engine, hanging: Hanging, recipe: Recipe, tmp_path: Path
) -> None:
    builder = Builder(engine, tmp_path)
    with ThreadPoolExecutor(1) as lane:
        image = lane.submit(builder.ensure, recipe, silent)
        assert hanging.asked.wait(60)
        builder.stop()
        with pytest.raises(CancelledError):
            image.result(60)
    with pytest.raises(CancelledError):
        builder.ensure(recipe, silent)


def test_while_another_run_builds_it(engine: Engine, tmp_path: Path) -> None:
    builder = Builder(engine, tmp_path)
    with FileLock(tmp_path / "toy.lock"), ThreadPoolExecutor(1) as lane:
        image = lane.submit(builder.ensure, HERE, silent)
        while not builder._waiting:
            assert not image.done()
        builder.stop()
        with pytest.raises(CancelledError):
            image.result(60)
