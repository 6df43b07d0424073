"""Things that an engine refuses to remove, because it or somebody else is at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from docker.errors import APIError
from docker.models.containers import Container
from docker.models.volumes import Volume

from samplegen.runners.docker import clean, engine
from samplegen.runners.docker.engine import Engine, connect
from tests.docker.stand_in import StandIn

UNDER_WAY = (409, "removal of container x is already in progress")
BUSY = (500, "unable to remove filesystem: device or resource busy")
IN_USE = (409, "remove x: volume is in use")
GONE = (404, "No such container: x")
DONE = (204, "")

Answer = tuple[int, str]


@contextmanager
def reached(
    monkeypatch: pytest.MonkeyPatch, request: str, *answers: Answer
) -> Iterator[tuple[Engine, list[Answer]]]:
    """An engine that answers a request like this, time after time; gives what is yet to come."""
    left = list(answers)
    with StandIn(other={request: lambda: left.pop(0)}) as stand_in:
        monkeypatch.setenv("DOCKER_HOST", stand_in.url)
        connected = connect()
        yield connected, left
        connected.close()


@pytest.mark.parametrize(
    "answers",
    [(DONE,), (GONE,), (UNDER_WAY, GONE), (UNDER_WAY, UNDER_WAY, DONE), (BUSY, DONE)],
    ids=["done", "gone", "removes itself", "left by both", "busy"],
)
def test_a_container_is_removed_again_until_it_is_gone(
    monkeypatch: pytest.MonkeyPatch, answers: tuple[Answer, ...]
) -> None:
    with reached(monkeypatch, "DELETE /containers/x", *answers) as (connected, left):
        connected.remove(Container({"Id": "x"}, connected.client))
        assert left == []


def test_a_volume_is_removed_once_its_container_has_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    with reached(monkeypatch, "DELETE /volumes/x", IN_USE, IN_USE, DONE) as (connected, left):
        connected.discard(Volume({"Name": "x"}, connected.client).remove)
        assert left == []


def test_clean_removes_a_container_that_removes_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with reached(monkeypatch, "DELETE /containers/x", UNDER_WAY, GONE) as (connected, left):
        clean.remove(connected, clean.Thing("container", ("x",)))
        assert left == []


def test_what_is_refused_for_good_is_told_or_left(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = list[float]()
    monkeypatch.setattr(engine, "time", SimpleNamespace(sleep=pauses.append))
    tries = len(engine._PAUSES) + 1
    with reached(monkeypatch, "DELETE /containers/x", *[BUSY] * 2 * tries) as (connected, left):
        with pytest.raises(APIError, match="resource busy"):
            clean.remove(connected, clean.Thing("container", ("x",)))
        assert len(left) == tries
        assert 55 < sum(pauses) < 65
        connected.remove(Container({"Id": "x"}, connected.client))
        assert left == []
