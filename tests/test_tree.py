"""Writing a directory: whole files, nothing lost, and what differs is told."""

from __future__ import annotations

import errno
import os
from pathlib import Path, PurePosixPath

import pytest

from samplegen import tree
from samplegen.errors import UsageError, WriteError
from samplegen.model import Project


def project(partial: bool = False, **files: str) -> Project:
    return Project(
        {PurePosixPath(name.replace("__", "/")): text.encode() for name, text in files.items()},
        partial,
    )


def content(directory: Path) -> dict[str, str]:
    return {
        path.relative_to(directory).as_posix(): path.read_text()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != tree.LEDGER.name
    }


def test_what_is_planned_is_what_is_there(tmp_path: Path) -> None:
    tree.write(project(a="1", d__b="2"), tmp_path)
    assert content(tmp_path) == {"a": "1", "d/b": "2"}
    assert not tree.compare(project(a="1", d__b="2"), tmp_path)


def test_writing_again_touches_nothing(tmp_path: Path) -> None:
    tree.write(project(a="1"), tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert not tree.write(project(a="1"), tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_files_of_an_earlier_run_go_and_their_empty_directories_too(tmp_path: Path) -> None:
    tree.write(project(a="1", d__e__b="2"), tmp_path)
    changes = tree.write(project(a="1"), tmp_path)
    assert changes.removed == (PurePosixPath("d/e/b"),)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_a_partial_plan_removes_nothing_and_forgets_nothing(tmp_path: Path) -> None:
    tree.write(project(a="1", b="2"), tmp_path)
    tree.write(project(partial=True, a="3"), tmp_path)
    assert content(tmp_path) == {"a": "3", "b": "2"}
    tree.write(project(a="3"), tmp_path)
    assert content(tmp_path) == {"a": "3"}


def test_files_of_others_stay(tmp_path: Path) -> None:
    tree.write(project(d__a="1"), tmp_path)
    (tmp_path / "d" / "mine").write_text("mine")
    tree.write(project(b="2"), tmp_path)
    assert content(tmp_path) == {"b": "2", "d/mine": "mine"}


def test_a_file_of_others_in_the_way_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    with pytest.raises(UsageError, match=r"did not write where it would write:\n  .*a\nMove them"):
        tree.write(project(a="1", b="2"), tmp_path)
    assert content(tmp_path) == {"a": "mine"}


def test_the_same_bytes_in_the_way_are_no_problem(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    tree.write(project(a="1"), tmp_path)
    assert content(tmp_path) == {"a": "1"}


def test_an_edited_file_is_handed_over_before_it_is_replaced(tmp_path: Path) -> None:
    tree.write(project(a="1", b="1"), tmp_path)
    (tmp_path / "a").write_text("edited")
    kept = {}
    tree.write(
        project(a="2", b="2"),
        tmp_path,
        keep=lambda path: kept.update({path.name: path.read_text()}),
    )
    assert kept == {"a": "edited"}
    assert content(tmp_path) == {"a": "2", "b": "2"}


def test_a_full_disk_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write_file(tmp_path / "a", b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WriteError, match="No space left on device") as caught:
        tree.write_file(tmp_path / "a", b"new")
    assert caught.value.exit_code == 70
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_an_interrupted_run_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write(project(a="1", b="1"), tmp_path)
    whole = tree.write_file

    def interrupted(path: Path, text: bytes) -> None:
        if path.name == "b":
            raise KeyboardInterrupt
        whole(path, text)

    monkeypatch.setattr(tree, "write_file", interrupted)
    with pytest.raises(KeyboardInterrupt):
        tree.write(project(a="2", b="2", c="2"), tmp_path)
    assert content(tmp_path) == {"a": "2", "b": "1", "c": "2"} or content(tmp_path)["b"] == "1"
    monkeypatch.undo()
    tree.write(project(a="2", b="2", c="2"), tmp_path)
    assert content(tmp_path) == {"a": "2", "b": "2", "c": "2"}


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file")
    with pytest.raises(WriteError, match="a"):
        tree.write_file(tmp_path / "a" / "b", b"")


def test_a_diff_says_what_would_change(tmp_path: Path) -> None:
    tree.write(project(a="one\ntwo\n", gone="x\n"), tmp_path)
    plan = project(a="one\nthree\n", new="no newline")
    text = tree.diff(plan, tmp_path, tree.compare(plan, tmp_path))
    assert "--- a/a\n+++ b/a\n" in text
    assert "-two\n+three\n" in text
    assert "--- a/gone\n+++ /dev/null\n" in text
    assert (
        "--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+no newline\n\\ No newline at end of file\n"
        in text
    )


def test_a_broken_ledger_means_that_nothing_is_ours(tmp_path: Path) -> None:
    tree.write(project(a="1"), tmp_path)
    (tmp_path / tree.LEDGER).write_text("{")
    with pytest.raises(UsageError):
        tree.write(project(a="2"), tmp_path)
