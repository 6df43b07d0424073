"""An engine that is elsewhere: over TCP, over TLS, and gone in the middle of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from docker.errors import NotFound

from samplegen.errors import MachineError
from samplegen.model import Stage
from samplegen.progress import Silent
from samplegen.runners.docker import clean
from samplegen.runners.docker.engine import RUN, Engine
from samplegen.runners.docker.runner import DockerRunner, Options
from tests.bench import World
from tests.docker.contained import BASES, command, forget, language, report, things, vanish, world
from tests.docker.engine import _BUNDLE, left
from tests.docker.proxy import Proxy, keys

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]


@pytest.fixture
def contained(tmp_path: Path) -> World:
    return world(tmp_path, language(tmp_path / "docker"))


@pytest.fixture
def proxy(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    with Proxy() as proxy:
        monkeypatch.setenv("DOCKER_HOST", proxy.url)
        yield proxy


def runner(tmp_path: Path) -> DockerRunner:
    bundle = Path(_BUNDLE).read_bytes() if _BUNDLE else b""
    return DockerRunner(tmp_path / "cache", Options(base_images=BASES, ca_bundle=bundle))


@contextmanager
def mounts(engine: Engine, run: str) -> Iterator[list[Mapping[str, Any]]]:
    """Collects what is mounted into each container of a run."""
    found: list[Mapping[str, Any]] = []
    events: Any = engine.client.events(
        decode=True, filters={"label": f"{RUN}={run}", "event": "start"}
    )

    def collect() -> None:
        for event in events:
            with suppress(NotFound):
                found.append(engine.client.api.inspect_container(event["id"]))

    thread = Thread(target=collect)
    thread.start()
    try:
        yield found
    finally:
        events.close()
        thread.join()


def test_nothing_of_this_machine_is_mounted(
    engine: Engine, contained: World, proxy: Proxy, tmp_path: Path
) -> None:
    far = runner(tmp_path)
    assert not far.missing(contained.language)
    with mounts(engine, far._engine.run) as seen:
        found = report(contained, far)
    assert [verdict.reason for verdict in found.verdicts] == ["", ""]
    kinds = {(each["Type"], each.get("Driver")) for one in seen for each in one["Mounts"]}
    assert kinds == {("volume", "local")}
    binds = [bind for one in seen for bind in one["HostConfig"]["Binds"] or []]
    assert binds
    assert not [bind for bind in binds if bind.startswith("/")]
    assert left(engine, far._engine.run) == []


def test_an_engine_behind_tls(
    engine: Engine, contained: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The CLI trusts ca.pem alone, whatever else a company's machine is told to trust.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(contained.directory / "specs/service.yaml"))
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(tmp_path))
    with Proxy(keys(tmp_path)) as proxy, monkeypatch.context() as patch:
        patch.setenv("DOCKER_HOST", proxy.url)
        far = runner(tmp_path)
        found = report(contained, far)
    assert [verdict.reason for verdict in found.verdicts] == ["", ""]
    assert left(engine, far._engine.run) == []


class Cutting(Silent):
    """Cuts the way to the engine at a moment."""

    def __init__(self, proxy: Proxy, moment: str) -> None:
        self._proxy, self._moment = proxy, moment

    def stage(self, language: str, stage: Stage, detail: str = "") -> None:
        if self._moment in {f"{stage.value} {detail}".split(" /")[0].strip(), detail[:13]}:
            self._proxy.cut()

    def started(self, sample: str, scenario: str) -> None:
        if self._moment == "started":
            self._proxy.cut()


@pytest.mark.parametrize("moment", ["image: Step 1", "build", "run", "started"])
def test_an_engine_that_goes_away(
    engine: Engine, tmp_path: Path, proxy: Proxy, moment: str
) -> None:
    new = f"RUN echo {tmp_path}\n" if moment.startswith("image") else ""
    here = world(tmp_path, language(tmp_path / "docker", new))
    far = runner(tmp_path)
    assert not far.missing(here.language)
    with pytest.raises(MachineError) as told:
        pytest.fail(str(report(here, far, Cutting(proxy, moment))))
    assert "the Docker engine went away while samples were built or run" in str(told.value)
    assert f"no Docker engine answers at {proxy.url} (Connection refused)" in str(told.value)
    remove(engine, proxy, far._engine.run)
    forget(engine, here)


def remove(engine: Engine, proxy: Proxy, run: str) -> None:
    """Waits for containers to end by themselves, and removes the rest as a later run would."""
    proxy.settle()
    vanish(engine, run)
    for thing in things(engine, run):
        clean.remove(engine, thing)
    assert left(engine, run) == []


def test_the_exit_code_where_it_goes_away(engine: Engine, contained: World, proxy: Proxy) -> None:
    sample = contained.directory / "generated/toy/chat/api-key/main.py"
    sample.write_text(f"while True:\n    pass\n{sample.read_text()}")
    run = proxy.url.rpartition(":")[2]
    with command(engine, contained, run) as at_work:
        at_work.until(lambda event: event["Action"].startswith("exec_start: sh -c exec 3>&2"))
        proxy.cut()
        code, out, err = at_work.ended()
    assert (code, out) == (4, "")
    assert "samplegen: the Docker engine went away while samples were built or run: " in err
    assert "Traceback" not in err
    remove(engine, proxy, run)
