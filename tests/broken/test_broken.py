"""Every way to break a sample, in every language, is caught with the sentence that says why."""

from __future__ import annotations

from functools import cache
from importlib import import_module

import platformdirs
import pytest

from samplegen import catalog
from samplegen.cache import Cache
from samplegen.model import Status, Verdict
from samplegen.progress import Silent
from samplegen.runners.local import LocalRunner
from samplegen.verify import verify
from tests.broken import Broken, task, told
from tests.conftest import ROOT
from tests.machine import absent

LANGUAGES = ("csharp", "go", "java", "javascript", "python")

WAYS = 34
"""Ways of breaking a sample that exist in all five languages."""

pytestmark = pytest.mark.toolchain


def rows(language: str) -> tuple[Broken, ...]:
    found: tuple[Broken, ...] = import_module(f"tests.broken.{language}").ROWS
    return found


@cache
def verdicts(language: str) -> dict[str, Verdict]:
    loaded = catalog.load(ROOT / "specs", ROOT / "templates")
    runner = LocalRunner(platformdirs.user_cache_path("samplegen-tests"))
    value = loaded.languages.by_name[language]
    if missing := runner.missing(value):
        absent(missing)
    made = task(loaded, value, rows(language))
    report = verify(made, runner, Silent(), Cache(ROOT, enabled=False))
    return {row.name: verdict for row, verdict in zip(rows(language), report.verdicts, strict=True)}


@pytest.mark.parametrize(
    ("language", "row"),
    [
        pytest.param(language, row, id=f"{language}-{row.name}")
        for language in LANGUAGES
        for row in rows(language)
    ],
)
def test_a_broken_sample_is_caught(language: str, row: Broken) -> None:
    verdict = verdicts(language)[row.name]
    assert verdict.status is Status.FAILED
    assert row.sentence in told(verdict)
    assert verdict.stage is row.stage


def test_every_language_is_broken_in_every_way() -> None:
    everywhere = set.intersection(*({row.name for row in rows(language)} for language in LANGUAGES))
    assert len(everywhere) >= WAYS
