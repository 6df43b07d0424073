"""``--runner auto``: each language runs where it can, and what is not the first choice is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from samplegen.cache import Cache
from samplegen.errors import MachineError
from samplegen.language import Language, Tool
from samplegen.model import Service, Toolset
from samplegen.progress import Silent
from samplegen.runners.auto import AutoRunner
from samplegen.runners.local import LocalRunner
from samplegen.verify import verify
from tests import toy
from tests.bench import World

ABSENT = Tool("absent", ("no-such-program",), ("--version",), (1,), "Get it from its makers.")
LACKING = replace(
    toy.LANGUAGE,
    name="lacking",
    title="Lacking",
    toolchain=replace(toy.LANGUAGE.toolchain, tools=(*toy.LANGUAGE.toolchain.tools, ABSENT)),
)


class Elsewhere(LocalRunner):
    """The local runner under another name, for which no program is missing."""

    name = "elsewhere"

    def __init__(self, cache: Path, reason: str = "") -> None:
        super().__init__(cache)
        self.reason, self.served, self.stops = reason, 0, 0

    def missing(self, language: Language) -> str:
        return self.reason

    def toolset(self, language: Language, files: Mapping[PurePosixPath, bytes]) -> Toolset:
        return replace(super().toolset(language, files), runner=self.name)

    @contextmanager
    def serving(self, service: Service, upstream: object = None) -> Iterator[None]:
        self.served += 1
        with super().serving(service):
            yield

    def stop(self) -> None:
        self.stops += 1


@pytest.fixture
def told() -> list[tuple[str, str, str]]:
    return []


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path / "elsewhere")


@pytest.fixture
def auto(tmp_path: Path, elsewhere: Elsewhere, told: list[tuple[str, str, str]]) -> AutoRunner:
    def tell(language: Language, runner: str, because: str) -> None:
        told.append((language.name, runner, because))

    return AutoRunner([LocalRunner(tmp_path / "cache"), elsewhere], tell)


def test_the_first_that_can_do_it_is_taken_silently(
    auto: AutoRunner, told: list[tuple[str, str, str]]
) -> None:
    assert not auto.missing(toy.LANGUAGE)
    assert auto.toolset(toy.LANGUAGE, {}).runner == "local"
    assert told == []


def test_another_is_told_once_with_the_reason(
    auto: AutoRunner, told: list[tuple[str, str, str]]
) -> None:
    assert not auto.missing(LACKING)
    assert not auto.missing(LACKING)
    assert auto.toolset(LACKING, {}).runner == "elsewhere"
    ((language, runner, because),) = told
    assert (language, runner) == ("lacking", "elsewhere")
    assert "absent 1 or newer is needed" in because


def test_what_no_runner_can_do_says_what_each_lacks(auto: AutoRunner, elsewhere: Elsewhere) -> None:
    elsewhere.reason = "there is no engine"
    missing = auto.missing(LACKING)
    assert "local: absent 1 or newer is needed" in missing
    assert "elsewhere: there is no engine" in missing


def test_only_the_runners_that_are_used_serve_and_are_stopped(
    auto: AutoRunner, elsewhere: Elsewhere, world: World
) -> None:
    auto.missing(toy.LANGUAGE)
    with auto.serving(world.service):
        before = elsewhere.served
    auto.missing(LACKING)
    with auto.serving(world.service):
        after = elsewhere.served
    assert (before, after) == (0, 1)
    auto.stop()
    assert elsewhere.stops == 1


@pytest.mark.parametrize("elsewhere_only", [False, True])
def test_the_report_names_the_runner_that_was_used(
    world: World, auto: AutoRunner, elsewhere_only: bool
) -> None:
    if elsewhere_only:
        world.language = replace(LACKING, name="toy", title="Toy")
    cache = Cache(world.directory / "verdicts", enabled=False)
    report = verify(world.task(), auto, Silent(), cache)
    assert report.good
    assert report.runner == ("elsewhere" if elsewhere_only else "local")
    assert {each.runner for each in report.toolchains.values()} == {report.runner}


def test_nobody_can_do_it(world: World, auto: AutoRunner, elsewhere: Elsewhere) -> None:
    world.language = replace(LACKING, name="toy", title="Toy")
    elsewhere.reason = "there is no engine"
    with pytest.raises(MachineError, match="there is no engine"):
        verify(world.task(), auto, Silent(), Cache(world.directory, enabled=False))
