"""Every container that a run makes is held in, whatever it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from docker.api.container import ContainerApiMixin
from docker.api.network import NetworkApiMixin

from samplegen.runners.docker.engine import MINE, Engine
from samplegen.runners.docker.sandbox import Limits, Plan, Sandbox
from tests.docker.engine import runner
from tests.docker.hostile import Hostile, found, language, task, told, verdicts, workspace

pytestmark = pytest.mark.docker

KINDS = {"mock", "sandbox", "build", "toolset"}

BURN = """
import json
import os
import time

start = time.monotonic()
child = os.fork()
while time.monotonic() - start < 1.5:
    pass
if not child:
    os._exit(0)
os.wait()
print(json.dumps(sum(os.times()[:4]) / (time.monotonic() - start)))
"""


@dataclass
class Made:
    """What the engine says of all that a whole verification makes, as soon as it is made."""

    containers: list[dict[str, Any]] = field(default_factory=list)
    networks: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture(scope="module")
def made(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Made:
    make: Callable[..., Any] = ContainerApiMixin.create_container_from_config
    link: Callable[..., Any] = NetworkApiMixin.create_network
    seen = Made()

    def look(api: Any, *arguments: Any, **options: Any) -> Any:
        created = make(api, *arguments, **options)
        seen.containers.append(api.inspect_container(created["Id"]))
        return created

    def watch(api: Any, *arguments: Any, **options: Any) -> Any:
        created = link(api, *arguments, **options)
        seen.networks.append(api.inspect_network(created["Id"]))
        return created

    place: Path = tmp_path_factory.mktemp("new")
    new = task([Hostile("new", f"# {place}")])  # what is not new is not built
    with (
        mock.patch.object(ContainerApiMixin, "create_container_from_config", look),
        mock.patch.object(NetworkApiMixin, "create_network", watch),
    ):
        verdict = verdicts(new, runner(place, jobs=2))["hostile-new"]
    assert told(verdict) == ""
    return seen


def kind(container: dict[str, Any]) -> str:
    return str(container["Config"]["Labels"][MINE])


@pytest.fixture(params=sorted(KINDS))
def container(request: pytest.FixtureRequest, made: Made) -> dict[str, Any]:
    return next(each for each in made.containers if kind(each) == request.param)


def test_these_are_all(made: Made) -> None:
    assert set(map(kind, made.containers)) == KINDS


def test_it_has_no_rights(container: dict[str, Any]) -> None:
    host = container["HostConfig"]
    assert host["CapDrop"] == ["ALL"]
    assert not any(host[name] for name in ("CapAdd", "Privileged", "Devices", "GroupAdd"))
    assert host["SecurityOpt"] == ["no-new-privileges"]
    assert {"/proc/kcore", "/proc/keys"} <= set(host["MaskedPaths"])
    assert {"/proc/sys", "/proc/sysrq-trigger"} <= set(host["ReadonlyPaths"])
    assert container["Config"]["User"].split(":")[0] == "10001"


def test_it_shares_nothing_with_its_machine(container: dict[str, Any]) -> None:
    host = container["HostConfig"]
    assert host["IpcMode"] == "private"
    shared = ("PidMode", "UTSMode", "UsernsMode", "PortBindings", "PublishAllPorts", "Links")
    assert not any(host[name] for name in shared)
    assert all(mount["Type"] == "volume" for mount in container["Mounts"])
    assert {mount["Destination"] for mount in container["Mounts"]} <= {"/trust"}


def test_its_limits(container: dict[str, Any]) -> None:
    host, ours = container["HostConfig"], kind(container) in {"build", "mock"}
    assert 0 < host["Memory"] <= (4 if ours else 1) * 1024**3
    assert host["MemorySwap"] == host["Memory"]
    assert 0 < host["PidsLimit"] <= (1024 if ours else 256)
    assert host["NanoCpus"] > 0
    assert host["ShmSize"] == 64 * 1024**2
    assert {"Name": "core", "Soft": 0, "Hard": 0} in host["Ulimits"]
    assert host["LogConfig"]["Type"] == "none"
    assert not host["OomKillDisable"]


def test_it_ends_with_the_run(container: dict[str, Any]) -> None:
    assert container["HostConfig"]["AutoRemove"]
    assert container["HostConfig"]["RestartPolicy"]["Name"] in {"", "no"}


def test_only_what_builds_can_write(container: dict[str, Any]) -> None:
    host = container["HostConfig"]
    if kind(container) == "build":
        assert host["NetworkMode"] == "none"
        assert not container["Mounts"]
        return
    assert host["ReadonlyRootfs"]
    assert {"noexec", "nosuid", "nodev", "size=256m"} <= set(host["Tmpfs"]["/tmp"].split(","))
    writes = [mount["RW"] for mount in container["Mounts"]]
    assert writes == {"mock": [True], "sandbox": [False]}.get(kind(container), [])


def test_a_network_for_each_sample_at_a_time_leads_nowhere(made: Made) -> None:
    assert len(made.networks) == 2
    for network in made.networks:
        assert network["Internal"]
        assert network["Options"] == {"com.docker.network.bridge.inhibit_ipv4": "true"}


def test_names_are_asked_for_inside(container: dict[str, Any]) -> None:
    assert container["HostConfig"]["Dns"] == ["127.0.0.1"]


def test_processors_are_shared_out(engine: Engine) -> None:
    python = language()
    with workspace(python, burn=BURN) as opened:
        image = opened._workshop.image()
        sandbox = Sandbox(engine, Plan(image, "sandbox", Limits(processors=0.5)))
        try:
            outcome = sandbox.run(["/workspace/.venv/bin/python", "burn/main.py"], {}, 60)
        finally:
            sandbox.kill()
    assert found(outcome) < 0.75
