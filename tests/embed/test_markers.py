"""What a marker can ask for, and what it cannot."""

from __future__ import annotations

import json

import pytest

from samplegen import parse, registry
from samplegen.embed import FORMATS, embed
from samplegen.embed.statement import last_line
from samplegen.errors import InputError
from tests.conftest import ROOT

from .shelf import CHAT, problems, shelf

LINES = CHAT.splitlines()


def shown(marker: str, sample: str | bytes = CHAT) -> list[str]:
    """What the fence of a marker holds, and its info string before it."""
    document = f"<!-- samplegen {marker} -->\n```\n```\n"
    done = embed(document, FORMATS[".md"], shelf({"chat": sample}))
    assert done.problems == ()
    return done.text.removesuffix("\n```\n").split("\n```")[1].split("\n")


def problem(marker: str) -> str:
    (found,) = problems(f"<!-- samplegen {marker} -->\n```\n```\n")
    assert found.startswith("1: ")
    return found[3:]


def test_a_sample_is_shown_as_it_is() -> None:
    assert shown("toy/chat/api-key") == ["toy", *LINES]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [("1-2", LINES[:2]), ("2", LINES[1:2]), ("15-", ["", "", "main()"]), ("17-17", ["main()"])],
)
def test_a_range_of_lines(lines: str, expected: list[str]) -> None:
    assert shown(f"toy/chat/api-key lines={lines}")[1:] == [*expected]


def test_a_part_loses_the_indentation_that_its_lines_share() -> None:
    assert shown("toy/chat/api-key lines=6-10")[1:] == [
        "answer = ask(", '    "one",', "", '    "two",', ")"
    ]  # fmt: skip
    assert shown("toy/chat/api-key lines=1-3", "\t \ta\n  \n\tb")[1:] == [" \ta", "", "b"]
    assert shown("toy/chat/api-key", "\ta")[1:] == ["\ta"]


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("import", ["import json"]),
        ("os", ["import os"]),
        ("answer", ["answer = ask(", '    "one",', "", '    "two",', ")"]),
        ('"if answer"', ["if answer:", "    print(answer)", "else:", '    print("none")']),
        ("def", LINES[4:14]),
        ('"two"', ['"two",']),
    ],
)
def test_a_region_is_the_statement_that_begins_on_the_line_of_a_text(
    region: str, expected: list[str]
) -> None:
    assert shown(f"toy/chat/api-key region={region}")[1:] == expected


def test_a_region_ends_in_every_language_where_its_statement_ends() -> None:
    """The regions of a sample follow each other without a gap, and each can be parsed alone."""
    index = json.loads((ROOT / "generated/index.json").read_text())
    languages = registry.load().by_name
    for id_, entry in index.items():
        grammar = languages[id_.split("/")[0]].syntax.grammar
        bodies = (ROOT / "generated" / entry["files"][0]).read_text().splitlines()
        first = 0
        while first < len(bodies):
            last = last_line(grammar, bodies, first)
            region = "\n".join(bodies[first : last + 1])
            assert parse.problems(grammar, region.encode()) == (), f"{id_}: {region}"
            assert region.rstrip() == region
            first = last + 1


def test_a_region_of_one_statement_in_a_block_ends_before_the_block_does() -> None:
    bodies = ["func main() {", "\tif true {", "\t\ta(", "\t\t)", "\t}", "}"]
    assert [last_line("tree_sitter_go", bodies, first) for first in range(5)] == [5, 4, 3, 3, 4]


def test_a_line_inside_of_a_text_is_a_region_by_itself() -> None:
    assert shown("toy/chat/api-key region=two", 'a = """\none\n  two\n"""\n')[1:] == ["two"]


def test_output_is_what_the_first_scenario_prints_that_ends_well() -> None:
    assert shown("toy/chat/api-key output") == ["text", "One answer.", "In two lines."]
    assert shown("toy/chat/api-key output lines=2")[1:] == ["In two lines."]


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("", "the marker names no sample; write samplegen LANGUAGE/OPERATION/AUTH"),
        ("toy/chta/api-key", "no sample is called toy/chta/api-key; did you mean toy/chat/api-key"),
        ("toy/chat/environment", "toy/chat/environment does not exist: the toy reads no variables"),
        ("toy/chat/entra-id", "toy/chat/entra-id/main.py is not there"),
        ("toy/chat/api-key line=3", "there is no option line=3 of a marker; there are lines=3-10,"),
        ("toy/chat/api-key output output", "output stands twice; keep one of the two"),
        ("toy/chat/api-key output=stdout", "output takes no value; remove =stdout"),
        ("toy/chat/api-key lines", "lines= is no range; write lines=3-10, lines=3- or lines=3"),
        ("toy/chat/api-key lines=-3", "lines=-3 is no range; write"),
        ("toy/chat/api-key lines=0-3", "lines=0-3 holds no line; lines are counted from 1,"),
        ("toy/chat/api-key lines=9-8", "lines=9-8 holds no line; lines are counted from 1,"),
        ("toy/chat/api-key lines=1-18", "lines=1-18: toy/chat/api-key has 17 lines; choose"),
        ("toy/chat/api-key lines=18-", "lines=18-: toy/chat/api-key has 17 lines; choose"),
        ("toy/chat/api-key lines=18", "lines=18: toy/chat/api-key has 17 lines; choose"),
        ("toy/chat/api-key lines=3-4", "nothing is there to be shown of toy/chat/api-key; remove"),
        ('toy/chat/api-key region=" "', "region names no text; write region=TEXT or region="),
        ("toy/chat/api-key region=three", "no line of toy/chat/api-key holds 'three'; choose"),
        ("toy/chat/api-key region=main lines=2", "region stands alone; remove it, or the other"),
        ("toy/chat/api-key region=main output", "region stands alone; remove it, or the other"),
        ("toy/quiet/api-key output", "nothing is there to be shown of toy/quiet/api-key; remove"),
        ("toy/crash/api-key output", "no scenario of crash ends with 0; remove output"),
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_a_problem(marker: str, message: str) -> None:
    assert problem(marker).startswith(message)


def test_a_sample_that_is_not_utf_8_is_a_problem() -> None:
    (found,) = embed(
        "<!-- samplegen toy/chat/api-key -->\n```\n```\n",
        FORMATS[".md"],
        shelf({"chat": b"a\xff"}),
    ).problems
    assert found == (
        1,
        "toy/chat/api-key/main.py is not UTF-8; `samplegen generate` writes it anew",
    )


def test_a_region_of_a_sample_that_cannot_be_parsed_is_a_problem() -> None:
    with pytest.raises(InputError, match="a region of a file that cannot be parsed: 1:1: "):
        last_line("tree_sitter_python", ["a = )"], 0)


def test_the_same_marker_twice_is_a_problem() -> None:
    fence = "```\n```\n"
    same = "<!-- samplegen toy/chat/api-key lines=1-2 -->\n"
    spaced = "<!--samplegen:  toy/chat/api-key   lines=1-2-->\n"
    other = "<!-- samplegen toy/chat/api-key lines=1 -->\n"
    assert problems(same + fence + other + fence + spaced + fence) == [
        "7: line 1 has the same marker; remove one of the two"
    ]


def test_all_problems_are_told_at_once() -> None:
    document = """\
<!-- samplegen toy/chta/api-key -->

<!-- samplegen toy/chat/api-key foo -->
```
```
text <!-- samplegen toy/chat/api-key -->

<!-- samplegen toy/chat/api-key -->
```
"""
    found = problems(document)
    assert [each.split(":")[0] for each in found] == ["1", "1", "3", "6", "8"]
    assert "no fence follows" in found[1]
