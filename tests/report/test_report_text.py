"""The report for people at a terminal."""

import io
import re

import pytest

from samplegen.model import Stage, Status
from samplegen.report import text
from tests.report.making import every_status, many, report, scenario, verdict

ESCAPE = re.compile("\x1b\\[[0-9;]*m")


class Stream(io.TextIOWrapper):
    def __init__(self, encoding: str = "utf-8", *, terminal: bool = False) -> None:
        self._bytes = io.BytesIO()
        super().__init__(self._bytes, encoding=encoding)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        self.flush()
        return self._bytes.getvalue().decode(self.encoding)


def test_all_of_it() -> None:
    assert (
        text.render(every_status())
        == """\
            apl  ml
chat        ✓·   ✗≈
embeddings       ★○

✓ passed  ✗ failed  ○ skipped  ≈ known  ★ fixed  · no such sample
Marks in a cell: key, token.

FAILED ml/chat/key at match
  scenario default, exit code 1
    - body.model: expected 'a', sent 'b'
    - stdout: expected ''
    stdout:
      | Hello!
    stderr:
      | main.x:3:7: boom

FIXED ml/embeddings/key at match: fixed for a reason
  scenario default, exit code 0
    stdout:
      | Hello!

SKIPPED ml/embeddings/token at install: ml is missing; install it

KNOWN ml/chat/token at match: known for a reason
  scenario default, exit code 0
    stdout:
      | Hello!

5 samples: 1 passed, 1 failed, 1 skipped, 1 known, 1 fixed in 41.2 s (local runner, mock)
"""
    )


def test_nothing_but_the_matrix_when_all_passed() -> None:
    found = text.render(report(verdict("ml/chat/key"), strict=True))

    assert (
        found
        == """\
      ml
chat  ✓

✓ passed

1 sample: 1 passed in 41.2 s (local runner, mock, strict)
"""
    )


def test_nothing_was_proved_by_nothing() -> None:
    assert text.render(report()) == "0 samples: nothing was proved in 41.2 s (local runner, mock)\n"


def test_a_killed_program_has_no_exit_code() -> None:
    killed = scenario(Status.FAILED, exit_code=None)

    assert "scenario default, killed" in text.render(
        report(verdict("a/b/c", Status.FAILED, scenarios=(killed,)))
    )


def test_only_scenarios_that_tell_are_shown() -> None:
    both = (scenario(name="good"), scenario(Status.FAILED, name="bad"))
    found = text.render(report(verdict("a/b/c", Status.FAILED, scenarios=both)))

    assert "scenario bad" in found
    assert "scenario good" not in found


def test_a_long_reason_continues_below() -> None:
    found = text.render(
        report(verdict("a/b/c", Status.FAILED, reason="first\n::second", scenarios=()))
    )

    assert "FAILED a/b/c at match: first\n  | ::second\n" in found


def test_equal_samples_of_a_language_are_told_once() -> None:
    missing = [
        verdict(
            f"ml/chat/auth{n}", Status.SKIPPED, stage=Stage.INSTALL, reason="no ml", scenarios=()
        )
        for n in range(5)
    ]
    found = text.render(report(*missing))

    assert found.count("no ml") == 1
    assert (
        "SKIPPED 5 samples of ml at install: no ml\n"
        "  ml/chat/auth0, ml/chat/auth1, ml/chat/auth2 and 2 more\n"
    ) in found


def test_a_reason_shared_by_two_languages_is_told_for_each() -> None:
    found = text.render(
        report(
            *(verdict(f"{x}/b/c", Status.SKIPPED, reason="no", scenarios=()) for x in ("a", "z"))
        )
    )

    assert "SKIPPED a/b/c" in found
    assert "SKIPPED z/b/c" in found


def test_long_output_is_shortened_and_says_so() -> None:
    long = scenario(Status.FAILED, stdout="line\n" * 200_000, stderr="y" * 1_000_000)
    found = text.render(report(verdict("a/b/c", Status.FAILED, scenarios=(long,))))

    assert found.count("| line") == 8
    assert "| … (999,960 of 1,000,000 characters not shown)" in found
    assert "| … (998,800 of 1,000,000 characters not shown)" in found
    assert len(found) < 3000


def test_10_000_failures_stay_readable() -> None:
    found = text.render(many(10_000))

    assert found.count("FAILED") == 200
    assert "… and 9,800 more: --report json=PATH writes all of them." in found
    assert len(found) < 150_000


# --- colour and symbols -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terminal", "environ", "coloured"),
    [
        (True, {"TERM": "xterm"}, True),
        (True, {}, True),
        (True, {"NO_COLOR": ""}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {"TERM": "xterm"}, False),
    ],
)
def test_colour_only_where_it_is_wanted(
    terminal: bool, environ: dict[str, str], coloured: bool
) -> None:
    stream = Stream(terminal=terminal)

    text.show(every_status(), stream, environ)

    assert ("\x1b[" in stream.text()) is coloured
    assert ESCAPE.sub("", stream.text()) == text.render(every_status())


def test_each_status_has_its_own_colour_and_symbols() -> None:
    for style in (text.Style(), text.Style(unicode=False)):
        assert len({style.symbol(status) for status in (*Status, None)}) == 6
    assert len({text.Style(colour=True).symbol(status)[:5] for status in Status}) == 5


def test_the_last_line_is_green_only_when_the_run_is_good() -> None:
    skipped = verdict("a/b/c", Status.SKIPPED)
    colour = text.Style(colour=True)

    assert text.render(report(skipped), colour).splitlines()[-1].startswith("\x1b[1;32m")
    assert (
        text.render(report(skipped, strict=True), colour).splitlines()[-1].startswith("\x1b[1;31m")
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_ascii_where_the_encoding_has_no_symbols(encoding: str) -> None:
    stream = Stream(encoding)

    text.show(every_status(), stream, {})

    lines = stream.text().splitlines()
    assert lines[1:3] == ["chat        +.   Fk", "embeddings       !s"]
    assert lines[4] == "+ passed  F failed  s skipped  k known  ! fixed  . no such sample"


def test_what_the_encoding_lacks_is_escaped() -> None:
    stream = Stream("ascii")

    text.show(report(verdict("a/b/c", Status.FAILED, reason="naïve 😀")), stream, {})

    assert "na\\xefve \\U0001f600" in stream.text()


def test_a_stream_without_encoding_is_given_ascii() -> None:
    stream = io.StringIO()

    text.show(every_status(), stream, {})

    assert stream.getvalue().isascii()
