"""What many tests share: the real specs, a toy language, and a place of their own for every test."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from samplegen import spec
from samplegen.spec import Specs
from tests import toy
from tests.bench import World, chat

ROOT = Path(__file__).parents[1]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Gives ``--dist loadscope`` its meaning here: not every tool shares its cache with another."""
    if config.getoption("dist") != "loadscope":
        return None
    from tests.workers import ByLanguage

    return ByLanguage(config, log)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def specs() -> Specs:
    return spec.load(ROOT / "specs")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("SAMPLEGEN_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def world(tmp_path: Path, specs: Specs) -> World:
    """The chat operation in the toy language, generated."""
    made = World(
        tmp_path, toy.LANGUAGE, chat(specs), specs.service, Path(toy.LANGUAGE.templates or "")
    )
    made.generate()
    return made
