"""Workflow commands: one line each, and nothing in a sample can forge another."""

import re
from urllib.parse import unquote

import pytest

from samplegen.model import Report, Stage, Status
from samplegen.report import github
from tests.report.making import HOSTILE, every_status, hostile, many, report, scenario, verdict

Command = tuple[str, dict[str, str], str]
COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def commands(value: Report, source: str = "generated") -> list[Command]:
    """Reads the commands as the runner of GitHub does."""
    found = []
    for line in github.render(value, source).splitlines():
        command = COMMAND.fullmatch(line)
        assert command, line
        name, properties, message = command.groups()
        members = dict(member.split("=", 1) for member in properties.split(","))
        found.append(
            (name, {key: unquote(text) for key, text in members.items()}, unquote(message))
        )
    return found


def test_levels_with_the_worst_first() -> None:
    levels = [(name, members["title"]) for name, members, _ in commands(every_status())]

    assert levels == [
        ("error", "ml/chat/key failed at match"),
        ("error", "ml/embeddings/key fixed at match"),
        ("warning", "ml/embeddings/token skipped at install"),
        ("notice", "ml/chat/token known at match"),
    ]


def test_skipped_is_an_error_when_strict() -> None:
    assert [name for name, *_ in commands(every_status(strict=True))] == ["error"] * 3 + ["notice"]


def test_place_and_message() -> None:
    _, members, message = commands(every_status(), "site/samples")[0]

    assert members == {
        "file": "site/samples/ml/chat/key/main.x",
        "line": "3",
        "col": "7",
        "title": "ml/chat/key failed at match",
    }
    assert message == "default: body.model: expected 'a', sent 'b'\ndefault: stdout: expected ''"


def test_the_first_line_where_none_is_named() -> None:
    _, members, _ = commands(report(verdict("a/b/c", Status.FAILED)))[0]

    assert members["line"] == "1"
    assert "col" not in members


def test_no_place_without_a_file() -> None:
    _, members, _ = commands(report(verdict("a/b/c", Status.FAILED, file="")))[0]

    assert set(members) == {"title"}


def test_escapes_exactly() -> None:
    value = report(
        verdict("a/b/c", Status.FAILED, reason="100%\n a,b:c", file="a,b:c%.x", scenarios=())
    )

    assert github.render(value) == (
        "::error file=generated/a%2Cb%3Ac%25.x,line=1,title=a/b/c failed at match"
        "::100%25%0A a,b:c\n"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_in_one_command(text: str) -> None:
    ((name, members, message),) = commands(hostile(text))

    assert name == "error"
    assert set(members) == {"file", "line", "title"}
    assert message


def test_equal_samples_share_a_command() -> None:
    missing = [
        verdict(f"ml/a/{n}", Status.SKIPPED, stage=Stage.INSTALL, reason="no ml", scenarios=())
        for n in range(3)
    ]
    ((_, members, message),) = commands(report(*missing))

    assert members["title"] == "3 samples of ml skipped at install"
    assert message == "no ml\nSamples: ml/a/0, ml/a/1, ml/a/2"


def test_no_reason_is_still_a_message() -> None:
    ((*_, message),) = commands(report(verdict("a/b/c", Status.FAILED, reason="", scenarios=())))

    assert message == "failed at match"


def test_a_long_message_is_shortened_and_says_so() -> None:
    long = scenario(Status.FAILED, differences=("x" * 1_000_000,))
    found = github.render(report(verdict("a/b/c", Status.FAILED, scenarios=(long,))))

    assert "characters not shown" in found
    assert len(found) < 5000


def test_silent_when_all_passed() -> None:
    assert github.render(many(100, Status.PASSED)) == ""
    assert github.render(report()) == ""
