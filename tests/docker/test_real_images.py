"""Images in a real engine: what is built again and what is not, and what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from samplegen.cache import Cache
from samplegen.language import Language, Step
from samplegen.model import Stage, Status
from samplegen.progress import Silent
from samplegen.runners import silent
from samplegen.runners.docker import clean, context
from samplegen.runners.docker.engine import MINE, RUN, Engine
from samplegen.runners.docker.images import BASE, Builder, BuildFailedError, Recipe
from samplegen.runners.docker.runner import DockerRunner, Options
from samplegen.verify import verify
from tests.docker.contained import BASES, language, report, world
from tests.docker.engine import _BUNDLE, left

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]


@pytest.fixture
def runner(engine: Engine, tmp_path: Path) -> Iterator[DockerRunner]:
    bundle = Path(_BUNDLE).read_bytes() if _BUNDLE else b""
    made = DockerRunner(tmp_path / "cache", Options(base_images=BASES, ca_bundle=bundle))
    yield made
    assert left(engine, made._engine.run) == []
    made.close()


def cached(engine: Engine, recipe: Recipe) -> dict[str, bool]:
    """Builds an image; says of each step whether the engine had it already."""
    builder = Builder(engine, Path())
    steps: dict[str, bool] = {}
    for event in builder._events(recipe):
        assert "error" not in event, event
        said = event.get("stream", "")
        if said.startswith("Step "):
            steps[said.partition(" : ")[2]] = False
        elif "Using cache" in said:
            steps[list(steps)[-1]] = True
    return steps


def test_a_change_of_samplegen_installs_nothing_again(engine: Engine) -> None:
    bundle = Path(_BUNDLE).read_bytes() if _BUNDLE else b""
    made = context.for_mock(bundle)
    before = Recipe("mock-test", made, BASES["mock"])
    edited = replace(before, context={**made, "samplegen/model.py": b"# edited"})
    try:
        cached(engine, before)
        steps = cached(engine, edited)
    finally:
        for recipe in (edited, before):
            engine.client.images.remove(recipe.tag)
    (install,) = [step for step in steps if "pip install" in step]
    (copy,) = [step for step in steps if step.startswith("COPY samplegen ")]
    assert steps[install]
    assert not steps[copy]


def test_a_change_of_a_sample_changes_no_image(
    engine: Engine, tmp_path: Path, runner: DockerRunner
) -> None:
    here = world(tmp_path, language(tmp_path / "docker"))
    files = here.task().workspaces["toy"]
    before = runner.identity(here.language, files)
    here.edit("toy/chat/api-key", lambda text: f"{text}# edited\n")
    assert runner.identity(here.language, here.task().workspaces["toy"]) == before


def test_what_a_failed_build_leaves_is_ours(engine: Engine, tmp_path: Path) -> None:
    spoken = language(tmp_path / "docker", f"RUN echo {tmp_path}\nRUN exit 3\n")
    recipe = Recipe(
        "toy", context.for_language(spoken, {PurePosixPath("toy.txt"): b""}, b""), BASES["toy"]
    )
    before = unnamed(engine)
    with pytest.raises(BuildFailedError, match="returned a non-zero code: 3"):
        Builder(engine, tmp_path).ensure(recipe, silent)
    (new,) = unnamed(engine) - before
    clean.remove(engine, clean.Thing("image", (new,)))
    assert unnamed(engine) <= before


def unnamed(engine: Engine) -> set[str]:
    found: Any = clean.images(engine)
    return {name for thing in found for name in thing.names if name.startswith("sha256:")}


def test_labels_say_whose_an_image_is(engine: Engine, tmp_path: Path, runner: DockerRunner) -> None:
    here = world(tmp_path, language(tmp_path / "docker"))
    report(here, runner)
    built = engine.client.images.get("samplegen/toy:samples")
    image = engine.client.images.get("samplegen/toy:latest")
    recipe = runner._recipe(here.language, here.task().workspaces["toy"])
    assert recipe.tag in image.tags
    assert image.labels[MINE] == "image"
    assert image.labels[BASE] == engine.client.images.get(recipe.starts_from).id
    assert f"{recipe.tag}-built" in built.tags
    assert (built.labels[MINE], built.labels[BASE], built.labels[RUN]) == ("built", image.id, "")


def needing(spoken: Language, **changed: Any) -> Language:
    tool = replace(spoken.toolchain.tools[0], **changed)
    return replace(spoken, toolchain=replace(spoken.toolchain, tools=(tool,)))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"minimum": (99, 1)}, "python 99.1 or newer is needed in the image (/"),
        (
            {"programs": ("nonesuch",)},
            "python 3.10 or newer is needed in the image (there is none)",
        ),
        (
            {"programs": ("which",)},
            "bin/which is broken); name",
        ),
    ],
    ids=["too old", "missing", "broken"],
)
def test_a_base_image_without_what_a_language_needs(
    tmp_path: Path, runner: DockerRunner, changed: dict[str, Any], told: str
) -> None:
    here = world(tmp_path, language(tmp_path / "docker"))
    here.language = needing(here.language, **changed)
    found = report(here, runner, until=Stage.INSTALL)
    for verdict in found.verdicts:
        assert (verdict.status, verdict.stage) == (Status.FAILED, Stage.INSTALL)
        assert told in verdict.reason
        assert verdict.reason.endswith("; name another base image")


def test_a_step_that_takes_too_long_loses_nothing_of_the_others(
    tmp_path: Path, runner: DockerRunner
) -> None:
    """It is killed with its container, in which the other samples have been built."""
    here = world(tmp_path, language(tmp_path / "docker"))
    chain = here.language.toolchain
    make = ("{python}", "-c", "open('made', 'w').write('x')")
    slow = ("{python}", "-c", "import time; time.sleep(60)")

    def build(sources: Any) -> list[Step]:
        if len(sources) == 1:
            return []
        first, last = sources
        return [
            Step(make, covers=(first,), outputs=("made",)),
            Step(slow, covers=(last,), seconds=1.0),
            Step(("{python}", "-c", "open('made')"), covers=(first,), outputs=(first.path,)),
        ]

    here.language = replace(here.language, toolchain=replace(chain, build=build))
    entra, key = report(here, runner, until=Stage.BUILD).verdicts
    assert (entra.status, entra.reason) == (Status.PASSED, "")
    assert (key.status, key.stage) == (Status.FAILED, Stage.BUILD)
    assert "took too long" in key.reason


def test_an_image_that_cannot_be_built_is_the_trouble_of_its_language(
    tmp_path: Path, runner: DockerRunner
) -> None:
    tasks = []
    for name, more in {"toy": "", "tin": "RUN exit 3\n"}.items():
        (tmp_path / name).mkdir()
        spoken = language(tmp_path / name / "docker", more)
        tasks.append(world(tmp_path / name, replace(spoken, name=name, order=1)).task())
    good, bad = tasks
    both = replace(
        good,
        samples=(*good.samples, *bad.samples),
        contents={**good.contents, **bad.contents},
        workspaces={**good.workspaces, **bad.workspaces},
        languages={**good.languages, **bad.languages},
    )
    found = verify(both, runner, Silent(), Cache(tmp_path, enabled=False))
    ends = {verdict.sample: (verdict.status, verdict.stage) for verdict in found.verdicts}
    assert ends == {
        "toy/chat/entra-id": (Status.PASSED, Stage.RUN),
        "toy/chat/api-key": (Status.PASSED, Stage.RUN),
        "tin/chat/entra-id": (Status.FAILED, Stage.INSTALL),
        "tin/chat/api-key": (Status.FAILED, Stage.INSTALL),
    }
