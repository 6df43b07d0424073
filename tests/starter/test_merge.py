"""A project that its user changed, and newer templates: nothing of either is lost."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from samplegen.errors import MachineError
from samplegen.starter.merge import Fate, Step, merge, unresolved

FILE = PurePosixPath("main.txt")
OLD = b"one\ntwo\nthree\nfour\nfive\n"


def fate(base: bytes | None, yours: bytes | None, theirs: bytes | None) -> Step | None:
    old, mine, new = ({FILE: each} if each is not None else {} for each in (base, yours, theirs))
    (step, *_) = [*merge(old, mine, new, "samplegen 9"), None]
    return step


@pytest.mark.parametrize(
    ("base", "yours", "theirs", "expected"),
    [
        (OLD, OLD, OLD, None),
        (OLD, b"mine\n", OLD, None),
        (OLD, None, OLD, None),
        (OLD, b"same\n", b"same\n", None),
        (None, b"same\n", b"same\n", None),
        (OLD, None, None, None),
        (None, None, b"new\n", Step(FILE, Fate.CREATE, b"new\n")),
        (OLD, OLD, b"new\n", Step(FILE, Fate.CHANGE, b"new\n")),
        (OLD, OLD, None, Step(FILE, Fate.REMOVE)),
        (OLD, b"mine\n", None, Step(FILE, Fate.KEEP)),
        (OLD, None, b"new\n", Step(FILE, Fate.GONE)),
    ],
)
def test_where_one_side_changed_it_is_plain(
    base: bytes | None, yours: bytes | None, theirs: bytes | None, expected: Step | None
) -> None:
    assert fate(base, yours, theirs) == expected


def test_changes_in_different_places_are_merged() -> None:
    step = fate(OLD, OLD.replace(b"one", b"ONE"), OLD.replace(b"five", b"FIVE"))
    assert step == Step(FILE, Fate.MERGE, b"ONE\ntwo\nthree\nfour\nFIVE\n")


def test_changes_of_the_same_lines_are_both_shown() -> None:
    step = fate(OLD, OLD.replace(b"two", b"mine"), OLD.replace(b"two", b"theirs"))
    assert step
    assert step.fate is Fate.CONFLICT
    assert step.content == (
        b"one\n<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> samplegen 9\nthree\nfour\nfive\n"
    )
    assert unresolved(step.content) == 2
    assert unresolved(OLD) is None


def test_a_file_that_both_added_is_a_conflict() -> None:
    step = fate(None, b"mine\n", b"theirs\n")
    assert step
    assert step.fate is Fate.CONFLICT


def test_line_ends_of_windows_stay_and_are_no_change() -> None:
    yours = OLD.replace(b"one", b"ONE").replace(b"\n", b"\r\n")
    step = fate(OLD, yours, OLD.replace(b"five", b"FIVE"))
    assert step == Step(FILE, Fate.MERGE, b"ONE\r\ntwo\r\nthree\r\nfour\r\nFIVE\r\n")


def test_what_is_no_text_is_put_beside() -> None:
    step = fate(OLD, b"\xff\xfe", b"new\n")
    assert step == Step(PurePosixPath("main.txt.samplegen"), Fate.APART, b"new\n")


def test_without_git_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MachineError, match="install git"):
        fate(OLD, b"mine\n", b"theirs\n")
