"""Every way to break a sample, in every language, is caught with the sentence that says why."""

from __future__ import annotations

from functools import cache

import platformdirs
import pytest

from samplegen import registry
from samplegen.model import Status, Verdict
from samplegen.runners.local import LocalRunner
from tests.broken import Broken, rows, told, verdicts
from tests.machine import needed

LANGUAGES = ("csharp", "go", "java", "javascript", "python")

WAYS = 34
"""Ways of breaking a sample that exist in all five languages."""

pytestmark = pytest.mark.toolchain


@cache
def local(language: str) -> dict[str, Verdict]:
    needed(registry.load().by_name[language])
    return verdicts(language, LocalRunner(platformdirs.user_cache_path("samplegen-tests")))


@pytest.mark.parametrize(
    ("language", "row"),
    [
        pytest.param(language, row, id=f"{language}-{row.name}")
        for language in LANGUAGES
        for row in rows(language)
    ],
)
def test_a_broken_sample_is_caught(language: str, row: Broken) -> None:
    verdict = local(language)[row.name]
    assert verdict.status is Status.FAILED
    assert row.sentence in told(verdict)
    assert verdict.stage is row.stage


def test_every_language_is_broken_in_every_way() -> None:
    everywhere = set.intersection(*({row.name for row in rows(language)} for language in LANGUAGES))
    assert len(everywhere) >= WAYS
