"""Images: when one is built, from what, and what is said when it cannot be. No engine is needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path, PurePosixPath
from threading import Barrier
from typing import Any

import pytest

from samplegen.errors import MachineError, PluginError
from samplegen.language import Language, Step
from samplegen.runners import silent
from samplegen.runners.docker import context
from samplegen.runners.docker.engine import MINE, connect, translated
from samplegen.runners.docker.images import BASE, Builder, BuildFailedError, Recipe
from samplegen.runners.docker.runner import DockerRunner, Options
from tests.docker.contained import language
from tests.docker.stand_in import BASE as BASE_IMAGE
from tests.docker.stand_in import BASE_ID, Asked, StandIn

LOCK = PurePosixPath("toy.lock")
FILES = {LOCK: b"sdk 1.2.3"}
FULL = "write /big: no space left on device"
SHORT = f"the disk of the Docker engine is full ({FULL}); free some of it: `samplegen clean`"


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    for name in ("DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    with StandIn() as stand_in:
        monkeypatch.setenv("DOCKER_HOST", stand_in.url)
        yield stand_in


@pytest.fixture
def spoken(tmp_path: Path) -> Language:
    return language(tmp_path / "docker")


def recipe(
    spoken: Language, files: Any = FILES, bundle: bytes = b"", base: str = BASE_IMAGE
) -> Recipe:
    return Recipe(spoken.name, context.for_language(spoken, files, bundle), base)


@pytest.fixture
def ensure(tmp_path: Path, stand_in: StandIn) -> Iterator[Callable[..., list[str]]]:
    """Makes sure of an image; gives the lines that were told meanwhile."""
    engine = connect()

    def ensured(wanted: Recipe) -> list[str]:
        told: list[str] = []
        with translated():
            Builder(engine, tmp_path / "locks").ensure(wanted, told.append)
        return told

    yield ensured
    engine.close()


def lines(*said: str) -> Callable[[Asked], list[dict[str, str]]]:
    return lambda _: [{"stream": text} for text in said]


def failing(error: str, *said: str) -> Callable[[Asked], list[dict[str, str]]]:
    return lambda asked: [*lines(*said)(asked), {"error": error}]


def test_equal_content_is_built_once(
    ensure: Callable[..., list[str]], stand_in: StandIn, spoken: Language
) -> None:
    ensure(recipe(spoken))
    assert [asked.query["t"] for asked in stand_in.built] == [recipe(spoken).tag]
    assert ensure(recipe(spoken)) == []
    assert len(stand_in.built) == 1


def test_an_image_on_another_base_is_built_again(
    ensure: Callable[..., list[str]], stand_in: StandIn, spoken: Language
) -> None:
    ensure(recipe(spoken))
    stand_in.images[recipe(spoken).tag] = {BASE: "sha256:what-had-that-name-before"}
    ensure(recipe(spoken))
    assert len(stand_in.built) == 2


def test_what_is_in_an_image_names_it(spoken: Language, tmp_path: Path) -> None:
    step = Step(("{python}", "-m", "toy"), files={"setup.cfg": "x"})
    tags = [
        recipe(spoken).tag,
        recipe(spoken, {LOCK: b"sdk 1.2.4"}).tag,
        recipe(spoken, {**FILES, PurePosixPath("toy.json"): b""}).tag,
        recipe(spoken, bundle=b"-----BEGIN CERTIFICATE-----").tag,
        recipe(spoken, base="base:2").tag,
        recipe(_installing(spoken, step)).tag,
        recipe(_installing(spoken, replace(step, argv=("{python}", "-m", "other")))).tag,
        recipe(_installing(spoken, replace(step, files={"setup.cfg": "y"}))).tag,
        recipe(_installing(spoken, replace(step, environment={"A": "b"}))).tag,
    ]
    (tmp_path / "docker" / "more.txt").touch()
    tags.append(recipe(spoken).tag)
    language(tmp_path / "docker", "RUN true\n")
    tags.append(recipe(spoken).tag)
    assert len(set(tags)) == len(tags)
    assert recipe(spoken).tag == tags[-1]


def _installing(spoken: Language, step: Step) -> Language:
    return replace(spoken, toolchain=replace(spoken.toolchain, install=(step,)))


def test_what_a_build_is_given(
    ensure: Callable[..., list[str]],
    stand_in: StandIn,
    spoken: Language,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example.com:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    ensure(recipe(spoken, bundle=b"my own"))
    (asked,) = stand_in.built
    given = json.loads(asked.query["buildargs"])
    assert given["BASE_IMAGE"] == BASE_IMAGE
    assert given["https_proxy"] == "http://proxy.example.com:3128"
    assert json.loads(asked.query["labels"]) == {BASE: BASE_ID}
    assert asked.context["ca-bundle.pem"] == b"my own"
    assert asked.context["workspace/toy.lock"] == FILES[LOCK]
    # A step that fails leaves an image that has only what stands before it.
    assert f"FROM ${{BASE_IMAGE}}\nLABEL {MINE}=image\nRUN ".encode() in asked.context["Dockerfile"]


def test_progress_is_told_step_by_step(
    ensure: Callable[..., list[str]], stand_in: StandIn, spoken: Language
) -> None:
    stand_in.build = lines(
        "Step 1/2 : FROM x", "\n", " ---> 1\n", f"Step 2/2 : RUN {'x y ' * 99}\n"
    )
    one, other = ensure(recipe(spoken))
    assert one == "image: Step 1/2 : FROM x"
    assert other.startswith("image: Step 2/2 : RUN x y x y")
    assert len(other) < 80


def test_a_failed_build_has_the_last_lines(
    ensure: Callable[..., list[str]], stand_in: StandIn, spoken: Language
) -> None:
    said = [f"line {number}\n" for number in range(100)]
    more = ["\x1b[91mla", "st\x1b[0m\n", " ---> 12ab\n", "\n", "50 %\r100 %\n", "wo", "rds"]
    stand_in.build = failing("returned a non-zero code: 3", *said, *more)
    with pytest.raises(BuildFailedError) as told:
        ensure(recipe(spoken))
    assert str(told.value).splitlines() == [
        "the image samplegen/toy cannot be built: returned a non-zero code: 3",
        *(f"line {number}" for number in range(95, 100)),
        "last",
        "100 %",
        "words",
    ]


@pytest.mark.parametrize(
    "build",
    [
        lambda _: (500, FULL),
        failing(FULL),
        failing("returned a non-zero code: 1", "some\n", f"{FULL.upper()}\n", "more\n"),
    ],
    ids=["refused", "a copy", "a program"],
)
def test_a_full_disk_is_the_trouble_of_all(
    ensure: Callable[..., list[str]], stand_in: StandIn, spoken: Language, build: Any
) -> None:
    stand_in.build = build
    with pytest.raises(MachineError) as told:
        ensure(recipe(spoken))
    assert SHORT.lower() in str(told.value).lower()


@pytest.mark.parametrize("pull", [(500, FULL), [{"status": "Extracting"}, {"error": FULL}]])
def test_a_disk_that_a_base_image_fills(
    ensure: Callable[..., list[str]], stand_in: StandIn, spoken: Language, pull: Any
) -> None:
    stand_in.pull = pull
    with pytest.raises(MachineError) as told:
        ensure(recipe(spoken, base="base:2"))
    assert SHORT in str(told.value)


def test_a_disk_with_no_room_for_a_container(stand_in: StandIn) -> None:
    stand_in.other = {"POST /containers/create": (500, f"mkdir /var/lib/docker/overlay2: {FULL}")}
    engine = connect()
    with pytest.raises(MachineError, match="disk of the Docker engine is full"), translated():
        engine.client.containers.create(BASE_IMAGE)
    engine.close()


@pytest.mark.parametrize(
    "pull",
    [(404, "no such repository"), [{"error": "no such repository"}]],
    ids=["at once", "later"],
)
def test_a_base_image_that_cannot_be_pulled(
    ensure: Callable[..., list[str]], stand_in: StandIn, spoken: Language, pull: Any
) -> None:
    stand_in.pull = pull
    with pytest.raises(BuildFailedError) as told:
        ensure(recipe(spoken, base="base:2"))
    assert str(told.value) == (
        "the base image base:2 cannot be pulled (no such repository); name another with "
        "base-images.toy in the settings, or with SAMPLEGEN_BASE_IMAGE_TOY"
    )
    assert stand_in.built == []


def test_an_engine_that_builds_nothing(
    ensure: Callable[..., list[str]],
    stand_in: StandIn,
    spoken: Language,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(StandIn, "_build", lambda *_: [{"stream": "Step 1/2 : FROM x\n"}])
    with pytest.raises(MachineError, match="broke off before samplegen/toy was built"):
        ensure(recipe(spoken))


def test_images_of_two_languages_are_built_at_the_same_time(
    stand_in: StandIn, spoken: Language, tmp_path: Path
) -> None:
    both = Barrier(2, timeout=30)

    def build(_: Asked) -> list[Any]:
        both.wait()
        return []

    stand_in.build = build
    engine = connect()
    builder = Builder(engine, tmp_path / "locks")
    wanted = [recipe(spoken), recipe(replace(spoken, name="tin"))]
    with ThreadPoolExecutor(2) as lanes:
        made = list(lanes.map(lambda one: builder.ensure(one, silent), wanted))
    assert [image.tags for image in made] == [[one.tag] for one in wanted]
    engine.close()


@pytest.mark.parametrize(
    ("dockerfile", "told"),
    [
        (None, "Toy: there is no {folder}/Dockerfile to build an image from"),
        ("FROM x\n", "Toy: {folder}/Dockerfile: expected a line `ARG BASE_IMAGE=…` with a default"),
        (
            "ARG BASE_IMAGE\nFROM x\n",
            "Toy: {folder}/Dockerfile: expected a line `ARG BASE_IMAGE=…`",
        ),
    ],
    ids=["none", "no argument", "no default"],
)
def test_a_language_without_a_way_to_build_its_image(
    tmp_path: Path, spoken: Language, dockerfile: str | None, told: str
) -> None:
    file = tmp_path / "docker" / "Dockerfile"
    file.unlink()
    if dockerfile:
        file.write_text(dockerfile)
    with pytest.raises(PluginError) as found:
        recipe(spoken)
    assert str(found.value).startswith(told.format(folder=file.parent))
    assert DockerRunner(tmp_path, Options()).missing(spoken) == str(found.value)


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_the_base_image_of_a_dockerfile(quote: str) -> None:
    text = f"# syntax\nARG BASE_IMAGE={quote}python:3.14@sha256:12{quote}\nFROM ${{BASE_IMAGE}}\n"
    assert context.base_image({"Dockerfile": text.encode()}) == "python:3.14@sha256:12"
