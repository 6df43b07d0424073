"""Where base images and certificates are named, and which of the names counts. No engine is needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from samplegen import registry
from samplegen.cli import run
from samplegen.cli.running import base_images
from samplegen.errors import InputError, UsageError
from tests.docker.contained import language, world
from tests.docker.stand_in import Asked, StandIn

Verify = Callable[..., tuple[int, str]]


def test_an_option_counts_before_a_variable_and_that_before_a_file() -> None:
    environ = {"SAMPLEGEN_BASE_IMAGE_GO": "variable", "SAMPLEGEN_BASE_IMAGE_MOCK": "variable"}
    table = {"base-images": {"java": "file", "go": "file"}}
    assert base_images((), {}, {}) == {}
    assert base_images((), {}, table) == {"java": "file", "go": "file"}
    assert base_images((), environ, table) == {"java": "file", "go": "variable", "mock": "variable"}
    options = ("go=registry.example.com:5000/go:1@sha256:0=1",)
    assert base_images(options, environ, table)["go"] == "registry.example.com:5000/go:1@sha256:0=1"
    assert base_images((), {"SAMPLEGEN_BASE_IMAGE_GO": ""}, table)["go"] == "file"


@pytest.mark.parametrize("wrong", ["go:1.26", ["go"], {"go": 1}, 3])
def test_a_setting_that_is_no_table_of_images(wrong: object) -> None:
    with pytest.raises(InputError, match="base-images: expected a table such as"):
        base_images((), {}, {"base-images": wrong})


@pytest.mark.parametrize("wrong", ["go", "=image", "go="])
def test_an_option_that_names_no_image(wrong: str) -> None:
    with pytest.raises(UsageError, match=f"--base-image {wrong}: expected NAME=IMAGE"):
        base_images((wrong,), {}, {})


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    def build(_: Asked) -> list[dict[str, str]]:
        return [{"error": "returned a non-zero code: 1"}]

    monkeypatch.delenv("DOCKER_TLS_VERIFY", raising=False)
    with StandIn({f"base:{number}": {} for number in range(9)}, build=build) as stand_in:
        monkeypatch.setenv("DOCKER_HOST", stand_in.url)
        yield stand_in


@pytest.fixture
def verify(
    tmp_path: Path,
    stand_in: StandIn,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Verify:
    """Has an image built, which fails; gives the exit code and what was told."""
    here = world(tmp_path, language(tmp_path / "docker"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.setattr(registry, "load", lambda: registry.Languages({"toy": here.language}, ()))

    def verified(*arguments: str) -> tuple[int, str]:
        common = ["--specs", "specs", "--runner", "docker", "--until", "install", *arguments]
        code = run(["verify", *common])
        return code, "".join(capsys.readouterr())

    return verified


def base(asked: Asked) -> str:
    return str(json.loads(asked.query["buildargs"])["BASE_IMAGE"])


def test_the_base_image_reaches_the_build(
    verify: Verify, stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "samplegen.toml").write_text('[base-images]\ntoy = "base:1"\n')
    assert verify()[0] == 1
    monkeypatch.setenv("SAMPLEGEN_BASE_IMAGE_TOY", "base:2")
    assert verify()[0] == 1
    assert verify("--base-image", "toy=base:3", "--base-image", "mock=base:4")[0] == 1
    assert [base(asked) for asked in stand_in.built] == ["base:1", "base:2", "base:3"]


def test_certificates_reach_the_build(
    verify: Verify, stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("file", "variable", "option"):
        (tmp_path / f"{name}.pem").write_text(name)
    monkeypatch.setenv("SAMPLEGEN_BASE_IMAGE_TOY", "base:1")
    verify()
    (tmp_path / "samplegen.toml").write_text('ca-bundle = "file.pem"\n')
    verify()
    monkeypatch.setenv("SAMPLEGEN_CA_BUNDLE", "variable.pem")
    verify()
    verify("--ca-bundle", "option.pem")
    bundles = [asked.context["ca-bundle.pem"] for asked in stand_in.built]
    assert bundles == [b"", b"file", b"variable", b"option"]


def test_a_failed_image_fails_its_samples_at_install(
    verify: Verify, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLEGEN_BASE_IMAGE_TOY", "base:1")
    code, told = verify()
    assert code == 1
    assert "FAILED 2 samples of toy at install: the image samplegen/toy cannot be built" in told


def test_a_full_disk_ends_the_run(
    verify: Verify, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLEGEN_BASE_IMAGE_TOY", "base:1")
    stand_in.build = lambda _: (500, "mkdir /var/lib/docker/tmp/x: no space left on device")
    code, told = verify()
    assert code == 4
    assert "\nsamplegen: the disk of the Docker engine is full (mkdir /var/lib/" in told


def test_a_name_that_nothing_has(verify: Verify, tmp_path: Path, stand_in: StandIn) -> None:
    told = "base image of tyo: nothing is called that; there are mock, toy"
    assert verify("--base-image", "tyo=base:1") == (2, f"samplegen: {told}\n")
    (tmp_path / "samplegen.toml").write_text('[base-images]\ntyo = "base:1"\ntoy = "base:1"\n')
    assert f"samplegen: {told}\n" in verify()[1]
    assert [base(asked) for asked in stand_in.built] == ["base:1"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('base-images = "python:3.14"', (3, "base-images: expected a table such as")),
        ("ca-bundle = 3", (3, "ca-bundle: expected a path, is 3")),
        ('ca-bundle = "nope.pem"', (2, "'--ca-bundle': File 'nope.pem' does not exist")),
    ],
)
def test_settings_that_cannot_be_meant(
    verify: Verify, stand_in: StandIn, tmp_path: Path, settings: str, expected: tuple[int, str]
) -> None:
    (tmp_path / "samplegen.toml").write_text(f"{settings}\n")
    code, told = verify()
    assert code == expected[0]
    assert expected[1] in told
    assert stand_in.asked == []
