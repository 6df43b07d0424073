"""Any text comes back as it is from each language's own compiler or interpreter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from samplegen import registry
from tests.literals.programs import BY_LANGUAGE, Reader
from tests.literals.texts import HALVES, HOSTILE, LIMIT, SEED, SURROGATES, all_of_unicode, generated
from tests.literals.wrong import ROWS, Wrong

HOLD_SURROGATES = {"java", "javascript", "python"}
SYNTAX = {name: language.syntax for name, language in registry.load().by_name.items()}


def held(name: str, seed: int | str = SEED) -> tuple[str, ...]:
    """All texts that a language can hold."""
    surrogates = SURROGATES if name in HOLD_SURROGATES else ()
    return (*HOSTILE, *surrogates, *generated(seed), *all_of_unicode())


@pytest.mark.toolchain
@pytest.mark.parametrize("name", BY_LANGUAGE)
def test_any_text_means_itself_in_a_literal_and_nothing_in_a_comment(
    name: str, request: pytest.FixtureRequest
) -> None:
    seed = request.config.getoption("--hypothesis-seed") or SEED
    reader = Reader(name, SYNTAX[name])
    misread = reader.misread(held(name, seed))
    if misread is not None:
        pytest.fail(f"--hypothesis-seed={seed}: {reader.told(reader.smallest(misread))}")


@pytest.mark.toolchain
@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row.language}-{row.what}-{row.forgets}") for row in ROWS]
)
def test_what_forgets_one_thing_is_caught_with_the_text_that_shows_it(row: Wrong) -> None:
    forgetful: dict[str, Any] = {row.what: row.write}
    reader = Reader(row.language, replace(SYNTAX[row.language], **forgetful))
    assert reader.misread(["fine", row.text, "good"]) == row.text
    assert repr(row.text) in reader.told(row.text)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("old", "new", "smallest"),
    [
        pytest.param("\\x00", "\\0", "\0007", id="means another text"),
        pytest.param('\\"', '"', "'\"", id="does not compile"),
    ],
)
def test_a_misread_text_is_made_as_small_as_it_can_be(old: str, new: str, smallest: str) -> None:
    right = SYNTAX["python"]
    reader = Reader(
        "python", replace(right, literal=lambda text: right.literal(text).replace(old, new))
    )
    assert reader.smallest(f"many words {smallest} and more") == smallest


@pytest.mark.parametrize("name", sorted({*BY_LANGUAGE} - HOLD_SURROGATES))
@pytest.mark.parametrize("text", [*SURROGATES, HALVES], ids=ascii)
@pytest.mark.parametrize("what", ["literal", "comment"])
def test_a_lone_surrogate_is_refused_by_name(name: str, text: str, what: str) -> None:
    first = next(char for char in text if "\ud800" <= char <= "\udfff")
    with pytest.raises(ValueError, match=rf"lone surrogate U\+{ord(first):04X}"):
        getattr(SYNTAX[name], what)(text)


@pytest.mark.parametrize(("char", "size"), [("a", 1), ("\0", 2), ("é", 2), ("語", 3), ("🌵", 6)])
def test_a_text_that_no_constant_of_java_can_hold_is_refused(char: str, size: int) -> None:
    with pytest.raises(ValueError, match="65,534 bytes"):
        SYNTAX["java"].literal(char * (LIMIT // size + 1))
