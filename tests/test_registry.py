"""Plug-ins: a broken one is told in one line, and the rest works."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

from samplegen import registry
from tests import toy


def point(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value, registry.GROUP)


GOOD = point("toy", "tests.toy:LANGUAGE")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (point("lost", "no.such.module:LANGUAGE"), "ModuleNotFoundError"),
        (point("odd", "tests.toy:build"), "expected a samplegen.language.Language, got function"),
        (point("other", "tests.toy:LANGUAGE"), "its entry point is 'other' but its name is 'toy'"),
        (point("absent", "tests.toy:NOTHING"), "AttributeError"),
    ],
)
def test_a_broken_plug_in_is_left_out_and_told(broken: EntryPoint, reason: str) -> None:
    found = registry.load([broken, GOOD])
    assert list(found.by_name) == ["toy"]
    (line,) = found.broken
    assert line.startswith(f"plug-in {broken.name} ({broken.value}) is left out: ")
    assert reason in line
    assert "\n" not in line


def test_a_plug_in_that_raises_while_it_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    class Raising(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise RuntimeError("first line\nsecond line")

    monkeypatch.setitem(sys.modules, "raising", Raising("raising"))
    found = registry.load([point("raising", "raising:LANGUAGE")])
    assert found.broken == (
        "plug-in raising (raising:LANGUAGE) is left out: RuntimeError: first line",
    )


def test_a_name_is_registered_once() -> None:
    found = registry.load([GOOD, GOOD])
    assert found.by_name == {"toy": toy.LANGUAGE}
    assert "registered already" in found.broken[0]


def test_built_in_languages_are_in_the_order_of_the_page() -> None:
    found = registry.load()
    assert not found.broken
    assert list(found.by_name) == ["csharp", "go", "java", "javascript", "python"]
