"""What all formats for people share: places, groups, clean text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samplegen.model import Status
from samplegen.report import view
from samplegen.report.clean import encodable, excerpt, one_line, visible
from tests.report.making import report, scenario, verdict


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("main.go:3:7: undefined: x", (3, 7)),
        ("./go/chat/key/main.go:12: x", (12, 0)),
        ("main.go(4,9): error", (4, 9)),
        ("[ERROR] /w/main.go:[5,11] cannot", (5, 11)),
        ('  File "/w/main.go", line 6, in <module>', (6, 0)),
        ("main.go:3:7: a\nmain.go:9:9: b", (3, 7)),
        ("domain.go:3:7: another file", (0, 0)),
        ("main.gofer:3:7: another file", (0, 0)),
        ("mainxgo:3:7: another file", (0, 0)),
        ("main.go is wrong", (0, 0)),
        ("main.go:99999999999999999999", (999999, 0)),
        ("", (0, 0)),
    ],
)
@pytest.mark.parametrize("where", ["reason", "differences", "stderr"])
def test_place(text: str, place: tuple[int, int], where: str) -> None:
    members: dict[str, str | tuple[str]] = {}
    if where != "reason":
        members[where] = (text,) if where == "differences" else text
    found = verdict(
        "go/chat/key",
        Status.FAILED,
        reason=text if where == "reason" else "",
        file="go/chat/key/main.go",
        scenarios=(scenario(Status.FAILED, **members),),
    )

    assert view.location(found) == place


def test_no_place_without_a_file() -> None:
    assert view.location(verdict("a/b/c", Status.FAILED, file="", reason="x:1:2")) == (0, 0)


@pytest.mark.parametrize("source", ["generated", "generated/", "./generated"])
def test_located(source: str) -> None:
    assert view.located(verdict("a/b/c"), source) == "generated/a/b/c/main.x"


def test_located_with_backslashes() -> None:
    assert view.located(verdict("a/b/c"), "site\\samples") == "site/samples/a/b/c/main.x"


@pytest.mark.parametrize(
    ("sample", "found"),
    [
        ("a/b/c", ("a", "b", "c")),
        ("a/b/c/d", ("a", "b", "c/d")),
        ("a/b", ("a", "b", "")),
        ("", ("", "", "")),
    ],
)
def test_parts(sample: str, found: tuple[str, str, str]) -> None:
    assert view.parts(sample) == found


def test_matrix_keeps_the_order_of_the_report() -> None:
    found = view.matrix(report(verdict("z/b/k"), verdict("a/b/t"), verdict("z/a/k")))

    assert (found.languages, found.operations, found.auths) == (("z", "a"), ("b", "a"), ("k", "t"))
    assert found.cell("a", "a") == ()
    assert found.cell("b", "a") == (None, verdict("a/b/t"))


def test_samples_that_ran_are_never_grouped() -> None:
    alike = [verdict(f"a/b/{n}", Status.FAILED, reason="same") for n in range(3)]

    assert len(view.groups(report(*alike))) == 3


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("one: a is wrong\ntwo: c is wrong", ""),
        ("a is wrong", ""),
        ("the linker is missing", "the linker is missing"),
        ("known: a is wrong", "known: a is wrong"),
        ("one: a is wrong\n\nsee the log", "see the log"),
        ("", ""),
    ],
)
def test_the_cause_does_not_repeat_a_difference(reason: str, cause: str) -> None:
    scenarios = (
        scenario(Status.FAILED, name="one", differences=("a is wrong", "b is wrong")),
        scenario(Status.FAILED, name="two", differences=("c is wrong",)),
    )
    found = verdict("x/y/z", Status.FAILED, reason=reason, scenarios=scenarios)
    rest = ["one: a is wrong", "one: b is wrong", "two: c is wrong"]

    assert view.cause(found) == cause
    assert list(view.sentences(found)) == ([cause] if cause else []) + rest


def test_a_difference_of_several_lines_is_not_repeated() -> None:
    both = scenario(Status.FAILED, differences=("a\nb",))
    found = verdict("x/y/z", Status.FAILED, reason="a\nb", scenarios=(both,))

    assert list(view.sentences(found)) == ["default: a\nb"]


def test_headline_is_one_line() -> None:
    assert view.headline(verdict("a/b/c", Status.FAILED, reason="\n first\nsecond")) == "first"
    assert view.headline(verdict("a/b/c", Status.FAILED, reason="")) == "failed at match"


def test_samples_stopped_half_way_are_grouped() -> None:
    stopped = [verdict(f"a/b/{n}", Status.SKIPPED, scenarios=(scenario(),) * n) for n in range(3)]

    assert [group.ids for group in view.groups(report(*stopped))] == [("a/b/0", "a/b/1", "a/b/2")]


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("status", Status)
def test_only_what_fails_the_run_is_an_error(status: Status, strict: bool) -> None:
    value = report(verdict("a/b/c", status), strict=strict)

    assert (view.level(value, value.verdicts[0]) is view.Level.ERROR) is not value.good


# --- clean text -------------------------------------------------------------------------------


@given(st.text(st.characters()))
@settings(deadline=None)
def test_visible_text_has_no_control_character(text: str) -> None:
    found = visible(text)

    assert all(c.isprintable() or c in "\n\t" or c.isspace() for c in found if ord(c) < 0xA0)
    found.encode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb", "a\\r\nb"),
        ("\x1b[0m\x7f\x9b", "\\x1b[0m\\x7f\\x9b"),
        ("\u202e\ufeff\ud800", "\\u202e\\ufeff\\ud800"),
        ("naïve 😀", "naïve 😀"),
    ],
)
def test_visible(text: str, found: str) -> None:
    assert visible(text) == found


def test_one_line() -> None:
    assert one_line(" a\nb\r ") == "a ⏎ b"
    assert one_line("x" * 30, 10) == "xxxxxxxxxx… (30 characters)"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\nb\n", "a\nb"),
        ("a\nb\nc\n", "a\nb\n… (2 of 6 characters not shown)"),
        ("abcdefghijk", "abcdefghij\n… (1 of 11 characters not shown)"),
        ("", ""),
        ("abcdefghi\n", "abcdefghi"),
    ],
)
def test_excerpt(text: str, found: str) -> None:
    assert excerpt(text, 2, 10) == found


def test_encodable() -> None:
    assert encodable("é✓", "latin-1") == "é\\u2713"
    assert encodable("✓", "utf-8") == "✓"
    assert encodable("✓", None) == "\\u2713"
