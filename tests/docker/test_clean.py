"""``samplegen clean``, and the sweep at the beginning of a run."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docker.errors import DockerException, ImageNotFound
from filelock import FileLock

from samplegen.cli import run
from samplegen.cli.clean_verb import human
from samplegen.runners.docker import clean
from samplegen.runners.docker.clean import Thing
from samplegen.runners.docker.context import base_image
from samplegen.runners.docker.engine import Engine
from tests.docker.contained import BASES, FIRST

Clean = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cleaned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Clean:
    """Runs the verb in an empty directory, with a cache directory of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(["clean", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache directory with a workspace, of which a part is read-only."""
    directory = tmp_path / "samplegen"
    modules = directory / "workspaces/go/12ab/modules"
    modules.mkdir(parents=True)
    (modules / "openai.go").write_text("x" * 1500)
    modules.chmod(0o500)
    (directory / "workspaces/go/12ab.lock").touch()
    (directory / "verdicts").mkdir()
    return directory


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{bound.getsockname()[1]}"
        monkeypatch.setenv("DOCKER_HOST", address)
        yield address


def test_without_an_engine_the_cache_is_cleaned(
    cleaned: Clean, cache: Path, no_engine: str
) -> None:
    code, out, err = cleaned()
    assert (code, out) == (0, f"removed cache {cache}, 2 kB\n")
    assert (
        f"no images or containers were looked for: no Docker engine answers at {no_engine}" in err
    )
    assert err.endswith("1 thing removed, 2 kB\n")
    assert not cache.exists()
    assert cleaned()[1] == ""


def test_a_dry_run_removes_nothing(cleaned: Clean, cache: Path, no_engine: str) -> None:
    code, out, err = cleaned("--dry-run")
    assert (code, out) == (0, f"would remove cache {cache}, 2 kB\n")
    assert err.endswith("1 thing would be removed, up to 2 kB\n")
    assert (cache / "workspaces/go/12ab/modules/openai.go").exists()


def test_the_cache_can_be_kept(cleaned: Clean, cache: Path, no_engine: str) -> None:
    assert cleaned("--keep-cache")[1] == ""
    assert cache.exists()


def test_a_workspace_in_use_is_left_unless_forced(
    cleaned: Clean, cache: Path, no_engine: str
) -> None:
    with FileLock(cache / "workspaces/go/12ab.lock"):
        code, out, err = cleaned()
        assert (code, out) == (0, f"left cache {cache}: a run has workspaces/go/12ab\n")
        assert err.endswith("0 things removed; --force removes what was left, too\n")
        assert cache.exists()
        assert cleaned("--force")[1] == f"removed cache {cache}, 2 kB\n"
    assert not cache.exists()


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1499, "1 kB"),
        (2_600_000, "3 MB"),
        (1_234_000_000, "1.2 GB"),
    ],
)
def test_sizes_are_said_as_people_do(size: int, said: str) -> None:
    assert human(size) == said


NOW = 1_795_000_000.0


def swept(monkeypatch: pytest.MonkeyPatch, *things: Thing) -> list[str]:
    """Sweeps for the run ``own``; gives the names of what was removed."""
    removed: list[str] = []
    monkeypatch.setattr(clean, "of_runs", lambda _: list(things))
    monkeypatch.setattr(clean, "remove", lambda _, thing: removed.extend(thing.names))
    clock = {"SystemTime": "2026-11-18T11:06:40.123456789Z"}
    client = SimpleNamespace(info=lambda: clock)
    clean.sweep(SimpleNamespace(client=client, run="own"))  # type: ignore[arg-type]
    return removed


def test_the_sweep_takes_what_is_old_and_of_no_run_that_is_alive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, young = NOW - 301, NOW - 299
    assert swept(
        monkeypatch,
        Thing("container", ("alive",), "a", old, running=True),
        Thing("network", ("of alive",), "a", old),
        Thing("container", ("never started",), "b", old),
        Thing("network", ("of the dead",), "b", old),
        Thing("volume", ("old",), "c", old),
        Thing("network", ("young",), "c", young),
        Thing("volume", ("own",), "own", old),
    ) == ["never started", "of the dead"]


def test_a_sweep_that_cannot_be_made_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> list[Thing]:
        raise DockerException("no")

    monkeypatch.setattr(clean, "of_runs", refuse)
    clean.sweep(SimpleNamespace(run="own"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-18T11:06:40Z", NOW),
        ("2026-11-18T11:06:40.999999999Z", NOW),
        ("2026-11-18T13:06:40.5+02:00", NOW),
        ("yesterday", 0.0),
    ],
)
def test_the_clock_of_an_engine(text: str, seconds: float) -> None:
    assert clean._seconds(text) == seconds


class Yard:
    """Things in an engine with labels of a test's own, so that nothing else is cleaned."""

    def __init__(self, engine: Engine) -> None:
        self.client = engine.client
        self.label = f"samplegen-test-{secrets.token_hex(4)}"
        self.image = BASES["toy"] or base_image({"Dockerfile": FIRST.encode()})
        try:
            self.client.images.get(self.image)
        except ImageNotFound:
            self.client.images.pull(self.image)
        self.repository = f"samplegen/{self.label}"

    def labels(self, run: str) -> dict[str, str]:
        return {self.label: "x", f"{self.label}.run": run}

    def container(self, run: str, *, start: bool, image: str = "") -> Any:
        made = self.client.containers.create(
            image or self.image, ["sleep", "600"], labels=self.labels(run) if run else {},
            network_mode="none", init=True,
        )  # fmt: skip
        if start:
            made.start()
        return made

    def run(self, run: str) -> list[str]:
        """Gives a run a network and a volume."""
        names = [f"{self.label}-{run}-network", f"{self.label}-{run}-volume"]
        self.client.networks.create(names[0], internal=True, labels=self.labels(run))
        self.client.volumes.create(names[1], labels=self.labels(run))
        return names

    def built(self, repository: str, tag: str) -> None:
        container = self.client.containers.create(self.image, ["true"])
        conf = {"Labels": {self.label: "image"}}
        container.commit(repository, tag, message=tag, conf=conf)
        container.remove()

    def left(self) -> list[str]:
        wanted: Any = {"label": self.label}
        found: list[Any] = [
            *self.client.containers.list(all=True, filters=wanted),
            *self.client.networks.list(filters=wanted),
            *self.client.volumes.list(filters=wanted),
        ]
        tags = [tag for image in self.client.images.list(filters=wanted) for tag in image.tags]
        return sorted([*(str(each.name) for each in found), *tags])


@pytest.fixture
def yard(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Yard]:
    yard = Yard(engine)
    monkeypatch.setattr(clean, "MINE", yard.label)
    monkeypatch.setattr(clean, "RUN", f"{yard.label}.run")
    yield yard
    for thing in [*clean.of_runs(engine), *clean.images(engine)]:
        clean.remove(engine, thing, force=True)
    assert yard.left() == []


@pytest.mark.docker
def test_dead_runs_are_removed_and_those_under_way_are_left(cleaned: Clean, yard: Yard) -> None:
    alive = yard.container("alive", start=True)
    needed = [alive.name, *yard.run("alive")]
    dead = [yard.container("dead", start=False).name, *yard.run("dead")]
    yard.built(yard.repository, "1")
    everything = sorted([*needed, *dead, f"{yard.repository}:1"])
    code, out, _ = cleaned("--dry-run")
    assert code == 0
    assert out.count("would remove ") == 3
    assert yard.left() == everything
    code, out, err = cleaned()
    assert code == 0
    assert sorted(out.splitlines()) == [
        "left images: a run that is under way may need them",
        "left run alive: it is under way (1 container, 1 network, 1 volume)",
        f"removed container {dead[0]}",
        f"removed network {dead[1]}",
        f"removed volume {dead[2]}",
    ]
    assert "3 things removed" in err
    assert yard.left() == sorted([*needed, f"{yard.repository}:1"])
    code, out, _ = cleaned("--force")
    assert code == 0
    assert out.count("removed ") == 4
    assert yard.left() == []


@pytest.mark.docker
def test_images_are_removed_with_all_their_names(cleaned: Clean, yard: Yard) -> None:
    yard.built(yard.repository, "1")
    yard.client.images.get(f"{yard.repository}:1").tag(yard.repository, "latest")
    yard.built(yard.repository, "2")
    yard.built(yard.repository, "2")  # the one before has no name any more
    yard.built(f"{yard.label}/of-somebody-else", "1")
    try:
        assert cleaned("--keep-images")[1] == ""
        code, out, err = cleaned()
        assert code == 0
        assert f" {yard.repository}:1 {yard.repository}:latest, " in out
        assert out.count("removed image ") == 3
        assert "3 things removed" in err
        assert yard.left() == [f"{yard.label}/of-somebody-else:1"]
    finally:
        yard.client.images.remove(f"{yard.label}/of-somebody-else:1")


@pytest.mark.docker
def test_an_image_that_somebody_uses_is_left_and_told(cleaned: Clean, yard: Yard) -> None:
    yard.built(yard.repository, "1")
    user = yard.container("", start=True, image=f"{yard.repository}:1")
    try:
        code, out, _ = cleaned()
        assert code == 1
        assert out.startswith(f"left image {yard.repository}:1: conflict: ")
    finally:
        user.remove(force=True)
