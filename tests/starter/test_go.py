"""Starter projects in Go: the names that go refuses, and the lock files."""

from __future__ import annotations

import pytest

from samplegen.languages.go import LANGUAGE
from samplegen.starter.names import name_of
from tests.conftest import ROOT

LOCKS = ROOT / "templates/go/starter/locks"


@pytest.mark.parametrize("refused", ["vendor", "con", "aux", "com1", "LPT9"])
def test_a_name_that_go_refuses_gets_a_word_more(refused: str) -> None:
    assert LANGUAGE.starter
    assert name_of(refused, LANGUAGE.starter.taken).kebab == f"{refused.lower()}-app"


@pytest.mark.parametrize("usual", ["my-app", "vendors", "com10", "internal", "x1"])
def test_other_names_stay_as_they_are(usual: str) -> None:
    assert LANGUAGE.starter
    assert name_of(usual, LANGUAGE.starter.taken).kebab == usual


@pytest.mark.parametrize(("lock", "auth"), [("entra-id", "entra-id"), ("key", "api-key")])
def test_the_locked_versions_are_the_pinned_ones(lock: str, auth: str) -> None:
    needed = [one for one in LANGUAGE.dependencies if not one.auths or auth in one.auths]
    sums = (LOCKS / lock / "go.sum").read_text(encoding="utf-8").splitlines()
    locked = [line.split()[:2] for line in sums]
    for one in needed:
        assert [one.package, one.version] in locked
