"""No engine, or none that can be used: what is told names the address and the mend."""

from __future__ import annotations

import gc
import hashlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from docker.errors import DockerException

from samplegen import registry
from samplegen.cli import run
from samplegen.errors import MachineError
from samplegen.runners import InstallFailedError
from samplegen.runners.docker.engine import Engine, connect, translated, unreached
from samplegen.runners.docker.runner import DockerRunner, Options
from samplegen.runners.docker.sandbox import Limits, Plan, settings
from tests.docker.contained import language, world
from tests.docker.proxy import Proxy, keys
from tests.docker.stand_in import StandIn

START = "start Docker, or set DOCKER_HOST to the engine that is to be used"
TLS = "check DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH"


@pytest.fixture(autouse=True)
def _nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    (tmp_path / "config.json").write_text("{}")


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a port where nobody listens, as long as it is bound."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"tcp://127.0.0.1:{bound.getsockname()[1]}"


def told(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(MachineError) as found:
        connect()
    return str(found.value)


def test_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    said = told(monkeypatch, DOCKER_HOST="unix:///nonexistent.sock")
    assert said == (
        f"no Docker engine answers at unix:///nonexistent.sock (No such file or directory); {START}"
    )


def test_a_socket_that_an_engine_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory(dir="/tmp") as short, socket.socket(socket.AF_UNIX) as left:
        path = f"{short}/docker.sock"  # its length is limited: unix(7)
        left.bind(path)
        left.close()
        said = told(monkeypatch, DOCKER_HOST=f"unix://{path}")
    gc.collect()  # a socket that stays open is a warning, and warnings are errors
    assert said == f"no Docker engine answers at unix://{path} (Connection refused); {START}"


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch, silent: str) -> None:
    assert told(monkeypatch, DOCKER_HOST=silent) == (
        f"no Docker engine answers at {silent} (Connection refused); {START}"
    )


@pytest.mark.parametrize("wrong", ["nonsense", "ftp://engine.example.com"])
def test_an_address_that_is_none(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    said = told(monkeypatch, DOCKER_HOST=wrong)
    assert said.startswith(f"no Docker engine answers at {wrong} (Invalid bind address")


@pytest.mark.parametrize(
    "version", [(404, "<html>"), (200, {}), (200, []), (200, {"ApiVersion": "x"}), (200, "hello")]
)
def test_what_answers_is_no_engine(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, object]
) -> None:
    with StandIn(other={"GET /version": version}) as stand_in:
        said = told(monkeypatch, DOCKER_HOST=stand_in.url)
    assert said.startswith(f"what answers at {stand_in.url} is no Docker engine, or one with TLS (")
    assert said.endswith(f"; {TLS}")


def test_it_takes_connections_and_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samplegen.runners.docker.engine._SOON", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        said = told(monkeypatch, DOCKER_HOST=address)
    assert said.startswith(f"no Docker engine answers at {address} (timed out); ")


def test_a_socket_that_one_may_not_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///var/run/docker.sock")
    error = DockerException("Error while fetching server API version")
    error.__cause__ = PermissionError(13, "Permission denied")
    assert unreached(error) == (
        "no Docker engine answers at unix:///var/run/docker.sock (Permission denied); join the "
        "group that its socket belongs to, commonly `docker`, or use rootless Docker"
    )


def test_certificates_that_are_not_there(monkeypatch: pytest.MonkeyPatch, silent: str) -> None:
    said = told(
        monkeypatch, DOCKER_HOST=silent, DOCKER_TLS_VERIFY="1", DOCKER_CERT_PATH="/nonexistent"
    )
    assert said.startswith(f"no Docker engine answers at {silent} (Path to a certificate and key")
    assert said.endswith(f"; {TLS}")


def test_an_engine_that_is_not_to_be_believed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, silent: str
) -> None:
    (tmp_path / "own").mkdir()
    monkeypatch.setattr("tests.docker.proxy.address", lambda: silent)
    with Proxy(keys(tmp_path)) as proxy:
        keys(tmp_path / "own")
        said = told(
            monkeypatch, DOCKER_HOST=proxy.url, DOCKER_TLS_VERIFY="1",
            DOCKER_CERT_PATH=str(tmp_path / "own"),
        )  # fmt: skip
    assert said.startswith(f"no Docker engine answers at {proxy.url} (")
    assert "CERTIFICATE_VERIFY_FAILED" in said
    assert said.endswith(f"; {TLS}")


@pytest.mark.parametrize("current", [True, False], ids=["current", "variable"])
def test_a_context_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, current: bool
) -> None:
    if current:
        (tmp_path / "config.json").write_text(json.dumps({"currentContext": "far"}))
    else:
        monkeypatch.setenv("DOCKER_CONTEXT", "far")
    assert told(monkeypatch).startswith("there is no Docker context far; `docker context ls` shows")


def test_an_engine_behind_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    said = told(monkeypatch, DOCKER_HOST="ssh://me@far.example.com")
    assert "`ssh -NL ./docker.sock:/var/run/docker.sock me@far.example.com`" in said


def context(directory: Path, text: str) -> None:
    name = hashlib.sha256(b"far").hexdigest()
    folder = directory / "contexts" / "meta" / name
    folder.mkdir(parents=True)
    (folder / "meta.json").write_text(text)


def test_a_context_that_is_broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    context(tmp_path, "{")
    said = told(monkeypatch, DOCKER_CONTEXT="far")
    assert said.startswith("the Docker context far cannot be read (")


def test_a_context_names_the_engine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, silent: str
) -> None:
    with StandIn() as stand_in:
        endpoints = {"docker": {"Host": stand_in.url}}
        context(tmp_path, json.dumps({"Name": "far", "Metadata": {}, "Endpoints": endpoints}))
        monkeypatch.setenv("DOCKER_CONTEXT", "far")
        engine = connect()
        assert engine.version == "20.10.24"
        engine.close()
        assert told(monkeypatch, DOCKER_HOST=silent).startswith(
            f"no Docker engine answers at {silent} "
        ), "the variable comes before the context"


def test_an_engine_says_how_it_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    with StandIn() as stand_in:
        monkeypatch.setenv("DOCKER_HOST", stand_in.url)
        engine = connect()
        assert engine.lost() == ""
    assert "(Connection refused)" in lost(engine)


def lost(engine: Engine) -> str:
    said = engine.lost()
    engine.close()
    return said


def test_an_engine_that_cannot_limit_what_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    info = {"NCPU": 4, "MemoryLimit": False, "PidsLimit": False, "CpuCfsQuota": False}
    spoken, told = language(tmp_path / "docker"), list[str]()
    with StandIn(other={"GET /info": (200, info)}) as stand_in:
        monkeypatch.setenv("DOCKER_HOST", stand_in.url)
        runner = DockerRunner(tmp_path, Options())
        with pytest.raises(InstallFailedError), runner.open(spoken, {}, told.append):
            pass
        runner.close()
    assert told[0] == (
        "this engine limits no memory, no processes, no processors; "
        "rootless Docker can with version 2 of control groups"
    )
    plan = Plan("image", "sandbox", Limits(processors=2.0))
    assert settings(runner._engine, plan)["nano_cpus"] == 0, "the engine would refuse it"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("a\nb: oops\n", "the Docker engine refused: b: oops"),
        (
            "could not find an available, non-overlapping IPv4 address pool among the defaults",
            "the Docker engine has no address left for another network; use fewer --jobs, or ",
        ),
    ],
)
def test_what_an_engine_refuses(monkeypatch: pytest.MonkeyPatch, said: str, sentence: str) -> None:
    with StandIn(other={"POST /networks/create": (500, said)}) as stand_in:
        monkeypatch.setenv("DOCKER_HOST", stand_in.url)
        engine = connect()
        with pytest.raises(MachineError) as found, translated():
            engine.client.networks.create("x")
        engine.close()
    assert str(found.value).startswith(sentence)


def test_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, silent: str
) -> None:
    here = world(tmp_path, language(tmp_path / "docker"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.setenv("DOCKER_HOST", silent)
    monkeypatch.setattr(registry, "load", lambda: registry.Languages({"toy": here.language}, ()))
    assert run(["verify", "--specs", "specs", "--runner", "docker"]) == 4
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith(
        f"samplegen: no Docker engine answers at {silent} (Connection refused); {START}\n"
    )
