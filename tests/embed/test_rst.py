"""reStructuredText: which code blocks are refreshed, and what of a document stays as it is."""

from __future__ import annotations

import pytest

from .shelf import embedded, problems, refreshed

MARKER = ".. samplegen: toy/chat/api-key"
BLOCK = f"{MARKER}\n\n.. code-block:: toy\n\n   old\n"
NO_FENCE = "no code-block follows the marker; put an empty one after it, indented as the marker is"
SAMPLE = "one\n\n\ttwo\n"


def test_the_body_is_replaced_and_nothing_else() -> None:
    document = (
        f"Title\n=====\n\n{BLOCK}   older\n\n     oldest\n\n\ntext  \n\n.. code:: x\n\n   old\n"
    )
    done = embedded(document, ".rst")
    assert done.text == document.replace("   old\n   older\n\n     oldest\n", "   new\n", 1)
    assert (done.fences, done.changes[0].line) == (1, 6)


def test_a_block_that_is_right_is_no_change() -> None:
    assert embedded(BLOCK.replace("old", "new"), ".rst").changes == ()


@pytest.mark.parametrize("marker", [MARKER, ".. samplegen toy/chat/api-key", f"{MARKER}  "])
@pytest.mark.parametrize("directive", ["code-block", "code", "sourcecode"])
@pytest.mark.parametrize("between", ["", "\n", " \n\n"])
def test_ways_to_write_it(marker: str, directive: str, between: str) -> None:
    document = f"{marker}\n{between}.. {directive}:: toy\n\n   old\n"
    assert refreshed(document, ".rst") == document.replace("old", "new")


@pytest.mark.parametrize(
    "document",
    [
        BLOCK.replace("\n", "\r\n"),
        f"\ufeff{BLOCK}",
        BLOCK.removesuffix("\n"),
        f"{BLOCK}\n\nünïcöde 👀",
        BLOCK.replace("toy\n\n", "toy\n\n \n\n"),
        BLOCK.replace("toy\n", "toy\n   :caption: a\n   :emphasize-lines: 1,\n     2\n"),
    ],
    ids=["crlf", "bom", "no newline at the end", "unicode", "blank lines", "options"],
)
def test_what_is_around_the_body_stays(document: str) -> None:
    assert refreshed(document, ".rst") == document.replace("   old", "   new")


def test_an_empty_argument_gets_the_language() -> None:
    expected = BLOCK.replace("old", "new")
    for empty in ("::", "::  "):
        assert refreshed(BLOCK.replace(":: toy", empty), ".rst") == expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (f"{MARKER}\n.. code:: toy\n", f"{MARKER}\n.. code:: toy\n\n   new\n"),
        (f"{MARKER}\n.. code:: toy", f"{MARKER}\n.. code:: toy\n\n   new"),
        (f"{MARKER}\n.. code:: toy\ntext\n", f"{MARKER}\n.. code:: toy\n\n   new\n\ntext\n"),
        (f"{MARKER}\n.. code:: toy\n\ntext\n", f"{MARKER}\n.. code:: toy\n\n   new\n\ntext\n"),
        (f"{MARKER}\n.. code:: toy\n  :class: x\n", f"{MARKER}\n.. code:: toy\n  :class: x\n\n  new\n"),
        (f"- {MARKER}\n\n  .. code:: toy\n", f"- {MARKER}\n\n  .. code:: toy\n\n     new\n"),
    ],
)  # fmt: skip
def test_an_empty_block_is_filled(document: str, expected: str) -> None:
    assert refreshed(document, ".rst") == expected
    assert refreshed(expected, ".rst") == expected


@pytest.mark.parametrize("indent", ["  ", "    ", "\t", "          "])
def test_the_indentation_of_the_body_stays(indent: str) -> None:
    document = f"{MARKER}\n.. code:: toy\n\n{indent}old\n{indent}  older\n\ntext\n"
    new = refreshed(document, ".rst", SAMPLE)
    assert new == f"{MARKER}\n.. code:: toy\n\n{indent}one\n\n{indent}\ttwo\n\ntext\n"
    assert refreshed(new, ".rst", SAMPLE) == new


@pytest.mark.parametrize("before", [".. note::\n\n   ", "1. ", "   * ", "(a) "])
def test_a_marker_may_be_nested(before: str) -> None:
    column = " " * len(before.rpartition("\n")[2])
    document = f"{before}{MARKER}\n\n{column}.. code:: toy\n\n{column}   old\n\n{column}text\n"
    assert refreshed(document, ".rst") == document.replace("old", "new")


def test_a_sample_with_blank_lines_and_indentation_around_it_settles() -> None:
    once = refreshed(BLOCK, ".rst", "\n \n  one\n\n   two\n\n")
    assert once == BLOCK.replace("old", "one\n\n    two")
    assert refreshed(once, ".rst", "\n \n  one\n\n   two\n\n") == once


@pytest.mark.parametrize(
    "before",
    [
        ".. code-block:: rst\n\n",
        ".. code-block:: rst\n   :caption: x\n\n",
        ".. parsed-literal::\n\n",
        "Write it so::\n\n",
        "::\n\n",
        "- Write it so::\n\n",
        ".. a comment\n\n",
    ],
)
def test_what_only_looks_like_a_marker_is_text(before: str) -> None:
    document = before + "".join(f"   {line}\n" if line else "\n" for line in BLOCK.split("\n"))
    done = embedded(document, ".rst")
    assert (done.text, done.fences, done.problems) == (document, 0, ())


def test_in_a_line_a_marker_is_text() -> None:
    document = f"Write ``{MARKER}`` there, or .. samplegen: toy/chat/api-key\n\n.. samplegen-x y\n"
    assert embedded(document, ".rst").fences == 0


@pytest.mark.parametrize(
    "follows",
    [
        "",
        "text\n",
        ".. image:: x.png\n",
        "   .. code:: toy\n\n      old\n",
        "- .. code:: toy\n\n     old\n",
    ],
)
def test_a_marker_without_a_block_is_a_problem(follows: str) -> None:
    assert problems(f"{MARKER}\n\n{follows}", ".rst") == [f"1: {NO_FENCE}"]


def test_markdown_markers_are_text_in_rst() -> None:
    assert embedded("<!-- samplegen toy/chat/api-key -->\n```\n```\n", ".rst").fences == 0


def test_problems_of_markers_have_their_line() -> None:
    assert problems(f"a\n\n{BLOCK.replace('chat', 'chta')}\n{BLOCK}\n{BLOCK}", ".rst") == [
        "3: no sample is called toy/chta/api-key; did you mean toy/chat/api-key or toy/crash/api-key "
        "or toy/quiet/api-key?",
        "15: line 9 has the same marker; remove one of the two",
    ]
