"""How YAML is read: by version 1.2, and nothing that surprises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from samplegen import spec
from samplegen.spec import compose

from .writing import GOOD, edited, operation_problems

INPUTS = "  model: gpt-5-mini\n"


def with_inputs(lines: str) -> str:
    return edited(GOOD, INPUTS, lines)


def value(written: str) -> Any:
    """What the input ``a`` becomes when it is written so."""
    Path("chat.yaml").write_text(with_inputs(f"  a: {written}\n"), encoding="utf-8")
    (operation,) = spec.load_operations([Path("chat.yaml")])
    return operation.inputs["a"]


def same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("0", 0),
        ("-12", -12),
        ("+12", 12),
        ("0x1F", 31),
        ("1.5", 1.5),
        ("-0.25", -0.25),
        (".5", 0.5),
        ("5.0", 5.0),
        ("1.0e-05", 1e-05),
        ("-2.5E+20", -2.5e20),
        ("y", "y"),
        ("n", "n"),
        ("north", "north"),
        ("nothing yes no", "nothing yes no"),
        ("1.2.3", "1.2.3"),
        ("5d0f2c1e-404a", "5d0f2c1e-404a"),
        ("0b12", "0b12"),
        ("2014 in short", "2014 in short"),
        ("-x", "-x"),
        ('"no"', "no"),
        ("'1.10'", "1.10"),
        ('"12:30"', "12:30"),
        ('"2026-01-31"', "2026-01-31"),
        ("${x} */ \\n", "${x} */ \\n"),
        ("'{{x}}'", "{{x}}"),
        ('"\\U0001F335"', "🌵"),
        ("a\N{NO-BREAK SPACE}b\N{ZERO WIDTH JOINER}", "a\N{NO-BREAK SPACE}b\N{ZERO WIDTH JOINER}"),
        ("|\n    one\n    two", "one\ntwo\n"),
        (">-\n    one\n    two", "one two"),
        ("{'<<': x, 'no': 1}", {"<<": "x", "no": 1}),
        ("[&k key, {*k : 1}]", ["key", {"key": 1}]),
    ],
)
def test_scalar_is_what_its_author_sees(written: str, meant: Any) -> None:
    assert same(value(written), meant)


TRUTH = 'some readers take {0} for {1}; write "{0}" for the text, or {1}'
FORM = 'the number {0} would not keep its form; write "{0}" for the text, or {1}'


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("no", TRUTH.format("no", "false")),
        ("Off", TRUTH.format("Off", "false")),
        ("yes", TRUTH.format("yes", "true")),
        ("ON", TRUTH.format("ON", "true")),
        ("True", TRUTH.format("True", "true")),
        ("NULL", TRUTH.format("NULL", "null")),
        ("0o14", TRUTH.format("0o14", "12")),
        ("0b11", TRUTH.format("0b11", "3")),
        ("0x1_F", TRUTH.format("0x1_F", "31")),
        ("1_000", TRUTH.format("1_000", "1000")),
        ("089", TRUTH.format("089", "89")),
        ("014", 'YAML 1.1 takes 014 for 12, YAML 1.2 for 14; write "014" for the text, or 14'),
        ("1.10", FORM.format("1.10", "1.1")),
        ("3.", FORM.format("3.", "3.0")),
        ("1e3", FORM.format("1e3", "1000.0")),
        ("1e22", FORM.format("1e22", "1.0e+22")),
        ("1.0e999", '1.0e999 is infinite; write "1.0e999"'),
        ("1_0.5", 'YAML 1.1 takes 1_0.5 for a number; write "1_0.5"'),
        ("12:30", 'YAML 1.1 takes 12:30 for a number of base 60; write "12:30"'),
        ("2026-01-31", 'YAML 1.1 takes 2026-01-31 for a date; write "2026-01-31"'),
        (
            "2026-01-31 10:00:00",
            'YAML 1.1 takes 2026-01-31 10:00:00 for a time; write "2026-01-31 10:00:00"',
        ),
        (".inf", 'JSON has no number .inf; write ".inf"'),
        (".NaN", 'JSON has no number .NaN; write ".NaN"'),
        ("=", '= means something else to YAML 1.1; write "="'),
        ("", 'there is no value; write null, "" or what is meant'),
        ("9" * 5000, f'this is too long for a number; write "{"9" * 5000}"'),
    ],
)
def test_what_readers_disagree_about_is_refused(written: str, problem: str) -> None:
    lines = f"  a: {written}\n  b: [{written or '~'}]\n"
    expected = [f"chat.yaml:4:{6 if written else 5}: {problem}"]
    expected += [f"chat.yaml:5:7: {problem}"] if written else []
    assert operation_problems(with_inputs(lines)) == tuple(expected)


COLON = "a colon here starts a second key on one line; put the text in quotes, or begin a new line"
CHARACTER = "no value starts with this character; put the text in quotes, and indent with spaces"
SURROGATE = (
    "half of a surrogate pair is no character; "
    'write the character itself, or "\\U" and its eight hexadecimal digits'
)


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        (
            "  a: {b: 1, b: 2}\n",
            ["4:13: b stands here a second time, first at line 4, column 7; remove one"],
        ),
        (
            "  a: *modle\n",
            ["4:6: *modle has no anchor &modle before it; there is none to choose from"],
        ),
        (
            "  a: &model x\n  b: *modle\n",
            ["5:6: *modle has no anchor &modle before it; did you mean model?"],
        ),
        ("  a: &a [*a]\n", ["4:10: *a stands inside &a itself; write it out"]),
        (
            "  a: &a b\n  c: &a d\n",
            ["5:6: &a is defined a second time, first at line 4, column 6; rename one"],
        ),
        (
            "  a: &a {b: c}\n  d:\n    <<: *a\n",
            [
                (
                    "6:5: YAML 1.2 has no merge keys; "
                    "write the members out, or use the whole value again with an alias"
                )
            ],
        ),
        (
            "  a: !!str 1.5\n  b: !env X\n",
            [
                "4:6: the tag !!str is not read; remove it",
                "5:6: the tag !env is not read; remove it",
            ],
        ),
        (
            "  a: {200: x, true: y, no: z, 2026-01-31: d}\n",
            [
                '4:7: a key is text; write "200"',
                '4:15: a key is text; write "true"',
                '4:24: some readers take no for false; write "no" for the text, or false',
                '4:31: YAML 1.1 takes 2026-01-31 for a date; write "2026-01-31"',
            ],
        ),
        ("  a: {[1]: x}\n", ["4:7: a key is text; put it in quotes"]),
        ("  a: b: c\n", [f"4:7: {COLON}"]),
        ("\ta: b\n", [f"4:1: {CHARACTER}"]),
        ("  a: @b\n", [f"4:6: {CHARACTER}"]),
        ("  a: */\n", ["4:7: a name must follow * and &; put the text in quotes"]),
        (
            '  a: "\\q"\n',
            [
                "4:7: there is no such escape; double the backslash, or put the text in single quotes"
            ],
        ),
        ('  a: "x\n', ["4:6: this quote is not closed; close it"]),
        (
            "  a: [1, 2\n",
            [
                (
                    "5:10: did not find expected ',' or ']' while parsing a flow sequence of line 4, "
                    "column 6; look for a missing quote, bracket or indent before this place"
                )
            ],
        ),
        ('  a: "x\\ud800"\n', [f"4:10: {SURROGATE}"]),
        (
            "  a: x\x07y\n  b: \u2028\n",
            [
                '4:7: U+0007 cannot stand in YAML as it is; write "\\u0007" in double quotes',
                '5:6: U+2028 cannot stand in YAML as it is; write "\\u2028" in double quotes',
            ],
        ),
        (
            f"  a: {'[' * 120}{']' * 120}\n",
            ["4:104: this is nested more than 100 deep; make it flatter"],
        ),
        (
            f"  a: {'[' * 2000}{']' * 2000}\n",
            ["4:1004: this is nested more than 100 deep; make it flatter"],
        ),
    ],
    ids=lambda it: it.strip()[:20] if isinstance(it, str) else "",
)
def test_yaml_that_surprises_is_refused(lines: str, problems: list[str]) -> None:
    assert operation_problems(with_inputs(lines)) == tuple(f"chat.yaml:{line}" for line in problems)


def test_aliases_cannot_blow_a_file_up() -> None:
    row = "[" + ", ".join(["*a{0}"] * 10) + "]"
    lines = "".join(f"  b{n}: &a{n} {row.format(n - 1)}\n" for n in range(1, 30))
    problems = operation_problems(with_inputs(f"  b0: &a0 [{', '.join('x' * 10)}]\n{lines}"))
    assert problems == ("chat.yaml:9:7: aliases make 1111111 values of this; use fewer",)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "1:1: the file is empty; write what it says, or [] for a list of none"),
        (b"# later\n", "1:1: the file is empty; write what it says, or [] for a list of none"),
        (
            f"%YAML 1.1\n---\n{GOOD}".encode(),
            "1:1: directives are not read; remove the lines that start with %",
        ),
        (
            f"{GOOD}---\n{GOOD}".encode(),
            "24:1: a second document starts here; move it to a file of its own",
        ),
        (f"{GOOD}# caf\xe9\n".encode("latin-1"), "24:6: this is not UTF-8; save the file as UTF-8"),
        (GOOD.encode("utf-16"), "1:1: this is not UTF-8; save the file as UTF-8"),
        (b"null\n", "1:1: an operation must be a mapping, not null"),
    ],
)
def test_file_that_is_no_document_is_refused(content: bytes, problem: str) -> None:
    assert operation_problems(content) == (f"chat.yaml:{problem}",)


def test_line_ends_and_byte_order_mark_of_other_systems_are_read() -> None:
    assert operation_problems(GOOD.replace("\n", "\r\n")) == ()
    assert operation_problems("\ufeff" + GOOD) == ()


def test_place_counts_characters_and_not_bytes() -> None:
    assert operation_problems(with_inputs('  a: {"é😀": no}\n')) == (
        'chat.yaml:4:13: some readers take no for false; write "no" for the text, or false',
    )


def test_broken_value_is_told_once_however_often_it_is_used() -> None:
    text = GOOD.replace("{model: gpt-5-mini}", "&body {model: no}", 1)
    text = text.replace("{model: gpt-5-mini}", "*body")
    assert operation_problems(text) == (
        'chat.yaml:11:31: some readers take no for false; write "no" for the text, or false',
    )


def test_wrong_alias_is_told_where_it_is_used() -> None:
    text = with_inputs("  lines: &lines [a, b]\n").replace("summary: Ask a model.\n", "")
    text = text.replace("scenarios:\n", "summary: *lines\nscenarios:\n")
    assert operation_problems(text) == ("chat.yaml:4:10: summary must be text, not a list",)


def test_reading_does_not_depend_on_libyaml(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = spec.load(root / "specs")
    surrogate = with_inputs('  a: "x\\ud800"\n')
    monkeypatch.setattr(compose, "_Parser", yaml.SafeLoader)
    assert spec.load(root / "specs") == fast
    assert operation_problems(surrogate) == (f"chat.yaml:4:6: {SURROGATE}",)
    assert operation_problems(with_inputs("  a: b: c\n")) == (f"chat.yaml:4:7: {COLON}",)
