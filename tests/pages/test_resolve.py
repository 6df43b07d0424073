"""From what a page says to what it shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from samplegen.cli.docs_verb import shelf
from samplegen.errors import InputError
from samplegen.model.page import (
    EachAuth,
    EachLanguage,
    Fence,
    Install,
    Item,
    Page,
    Part,
    Prose,
    Section,
    Shown,
    Stated,
    Tab,
    Tabs,
    Words,
)  # fmt: skip
from samplegen.pages.resolve import Shelf, resolve
from tests.conftest import ROOT

from .making import loaded


@pytest.fixture(scope="module")
def found() -> Shelf:
    return shelf(loaded(), ROOT / "generated")


def page(*parts: Item, languages: tuple[str, ...] = ("csharp", "python")) -> Page:
    return Page("page", "A page", "About.", languages, parts, Path("specs/pages/page.yaml"))


def tabs(shown: Page, found: Shelf) -> tuple[Tab, ...]:
    (block,) = resolve(shown, found).blocks
    assert isinstance(block, Tabs)
    return block.tabs


def test_a_reader_chooses_between_the_languages_of_the_page(found: Shelf) -> None:
    both = tabs(page(EachLanguage((Words("Hello.", {}),))), found)
    assert [(tab.name, tab.title) for tab in both] == [("csharp", "C#"), ("python", "Python")]
    assert both[0].blocks == (Prose("Hello.\n"),)


def test_words_may_be_for_one_language_or_one_auth(found: Shelf) -> None:
    words = Words("", {"python": "Here.", "api-key": "A key."})
    sharp, snake = tabs(page(EachLanguage((words, EachAuth((words,))))), found)
    assert isinstance(sharp.blocks[0], Tabs)
    assert [tab.blocks for tab in sharp.blocks[0].tabs] == [(), (Prose("A key.\n"),)]
    assert snake.blocks[0] == Prose("Here.\n")
    assert isinstance(snake.blocks[1], Tabs)
    assert [tab.blocks[0] for tab in snake.blocks[1].tabs] == [
        Prose("Here.\n"), Prose("A key.\n"), Prose("Here.\n"),
    ]  # fmt: skip


def test_a_sample_is_shown_for_each_auth_that_the_language_has_with_its_output(
    found: Shelf,
) -> None:
    sharp, snake = tabs(page(EachLanguage((Shown("chat"),))), found)
    for tab, auths in ((sharp, 2), (snake, 3)):
        ways, said, output = tab.blocks
        assert isinstance(ways, Tabs)
        assert len(ways.tabs) == auths
        assert said == Prose("It prints:\n")
        assert isinstance(output, Fence)
        assert output.content == "Bill Gates and Paul Allen founded Microsoft on April 4, 1975.\n"


def test_one_way_of_signing_in_is_shown_where_the_language_has_it(found: Shelf) -> None:
    sharp, snake = tabs(page(EachLanguage((Shown("chat", "environment"),))), found)
    assert sharp.blocks == ()
    shown = [block for block in snake.blocks if isinstance(block, Fence)]
    assert [fence.file for fence in shown] == ["python/chat/environment/main.py", "output/chat.txt"]


def test_a_section_with_nothing_in_it_is_not_shown(found: Shelf) -> None:
    part = Part("Only Python", (Words("", {"python": "Here."}),))
    sharp, snake = tabs(page(EachLanguage((part,))), found)
    assert sharp.blocks == ()
    assert snake.blocks == (Section("Only Python", (Prose("Here.\n"),)),)


def test_packages_are_added_with_every_tool_that_there_is(found: Shelf) -> None:
    sharp, snake = tabs(page(EachLanguage((Install(),))), found)
    assert isinstance(sharp.blocks[0], Fence)
    assert "dotnet add package OpenAI" in sharp.blocks[0].content
    assert isinstance(snake.blocks[0], Tabs)
    assert [tab.title for tab in snake.blocks[0].tabs] == ["pip", "uv"]


def test_what_was_measured_is_stated(found: Shelf) -> None:
    sharp, snake = tabs(page(EachLanguage((Stated("error-codes"),))), found)
    assert isinstance(sharp.blocks[0], Prose)
    assert "ClientResultException" in sharp.blocks[0].text
    assert isinstance(snake.blocks[0], Prose)
    assert snake.blocks[0].statement == "python/error-codes"


def test_a_fact_that_was_never_measured_is_no_fact(found: Shelf) -> None:
    shown = page(EachLanguage((Stated("error-codes"),)))
    with pytest.raises(InputError, match="measure with `samplegen facts csharp`"):
        resolve(shown, replace(found, statements={}))
    with pytest.raises(InputError, match=r"no fact luck of csharp; there are .*error-codes"):
        resolve(page(EachLanguage((Stated("luck"),))), found)


def test_a_sample_that_is_not_there_is_told(found: Shelf) -> None:
    shown = page(EachLanguage((Shown("chat"),)), languages=("python",))
    gone = {path: text for path, text in found.files.items()
            if path != PurePosixPath("python/chat/api-key/main.py")}  # fmt: skip
    with pytest.raises(InputError, match=r"page\.yaml: python/chat/api-key/main\.py is not there"):
        resolve(shown, replace(found, files=gone))
