"""``samplegen embed``: what it writes and prints, and its exit codes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from samplegen import registry
from samplegen.cli import run
from tests import toy
from tests.conftest import ROOT

Run = Callable[..., tuple[int, str, str]]
MARKER = "<!-- samplegen toy/chat/api-key -->\n"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs the verb in a directory with specs, and with the toy's samples in generated/."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(registry, "load", lambda: registry.Languages({"toy": toy.LANGUAGE}, ()))
    shutil.copytree(ROOT / "specs", "specs")
    sample = Path("generated/toy/chat/api-key/main.py")
    sample.parent.mkdir(parents=True)
    sample.write_text("new\n")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(["embed", *arguments, "--specs", "specs"])
        return code, *capsys.readouterr()

    return call


def write(path: str, document: str | bytes) -> Path:
    file = Path(path)
    file.write_bytes(document.encode() if isinstance(document, str) else document)
    return file


def test_documents_are_refreshed_in_place(cli: Run) -> None:
    one = write("one.md", f"a\r\n{MARKER}```\r\n```\r\n")
    two = write("two.MDX", "{/* samplegen toy/chat/api-key */}\n```toy\nold\n```")
    three = write("three.rst", ".. samplegen: toy/chat/api-key\n.. code:: toy\n\n   new\n")
    code, out, err = cli("one.md", "two.MDX", "three.rst")
    assert (code, out) == (0, "one.md:3: toy/chat/api-key\ntwo.MDX:2: toy/chat/api-key\n")
    assert err == "3 documents, 3 fences, 2 changed\n"
    assert one.read_bytes() == f"a\r\n{MARKER}```toy\r\nnew\r\n```\r\n".encode()
    assert two.read_text().endswith("```toy\nnew\n```")
    assert three.read_text().endswith("\n   new\n")
    assert cli("one.md", "two.MDX", "three.rst")[:2] == (0, "")


def test_check_writes_nothing_and_says_no_until_all_is_right(cli: Run) -> None:
    text = f"{MARKER}```toy\nold\n```\n\n<!-- samplegen toy/chat/api-key output -->\n```\n```\n"
    document = write("one.md", text)
    code, out, _ = cli("one.md", "--check")
    assert (code, out) == (1, "one.md:2: toy/chat/api-key\none.md:7: toy/chat/api-key output\n")
    assert document.read_text() == text
    assert cli("one.md")[0] == 0
    assert "Bill Gates" in document.read_text()
    assert cli("one.md", "--check") == (0, "", "")


def test_diff_shows_what_would_change_and_writes_nothing(cli: Run) -> None:
    text = f"a\n{MARKER}```toy\nold\n```\nb"
    document = write("one.md", text)
    code, out, _ = cli("one.md", "--diff")
    assert code == 0
    assert out.startswith("--- a/one.md\n+++ b/one.md\n")
    assert "\n ```toy\n-old\n+new\n ```\n" in out
    assert cli("one.md", "--diff", "--check")[:2] == (1, out)
    assert document.read_text() == text


def test_a_problem_in_one_document_keeps_all_as_they_are(cli: Run) -> None:
    good = write("good.md", f"{MARKER}```toy\nold\n```\n")
    write("bad.md", f"\n{MARKER}")
    write("worse.rst", b"a\n\xff\n")
    for mode in ([], ["--check"], ["--diff"]):
        code, out, err = cli("good.md", "bad.md", "worse.rst", *mode)
        assert (code, out) == (3, "")
        assert err.splitlines() == [
            "samplegen: bad.md:2: no fence follows the marker; put an empty one on the next line",
            "worse.rst:2: byte 0xff is not UTF-8; save the document as UTF-8",
        ]
        assert "old" in good.read_text()


def test_a_sample_that_is_not_on_disk_is_named_with_what_writes_it(cli: Run) -> None:
    write("one.md", "<!-- samplegen toy/chat/entra-id -->\n```\n```\n")
    code, _, err = cli("one.md")
    assert code == 3
    assert err == (
        "samplegen: one.md:1: generated/toy/chat/entra-id/main.py: No such file or directory; "
        "`samplegen generate` writes it\n"
    )


def test_samples_come_from_where_source_says(cli: Run) -> None:
    shutil.move("generated", "other")
    document = write("one.md", f"{MARKER}```\n```\n")
    code, _, err = cli("one.md")
    assert (code, err) == (
        3, "samplegen: generated is not there; `samplegen generate` writes it\n",
    )  # fmt: skip
    assert cli("one.md", "--source", "other")[0] == 0
    assert "new" in document.read_text()


def test_a_document_of_another_format_or_that_is_not_there_is_refused(cli: Run) -> None:
    write("page.html", f"{MARKER}```\n```\n")
    code, _, err = cli("page.html")
    assert code == 2
    assert err == "samplegen: page.html: its name must end with one of .md, .markdown, .mdx, .rst\n"
    assert cli("nowhere.md")[0] == 2
    assert cli()[0] == 2


def test_links_and_modes_stay(cli: Run) -> None:
    document = write("one.md", f"{MARKER}```\n```\n")
    document.chmod(0o640)
    Path("link.md").symlink_to("one.md")
    assert cli("link.md")[0] == 0
    assert Path("link.md").is_symlink()
    assert "new" in document.read_text()
    assert document.stat().st_mode & 0o777 == 0o640


def test_a_document_without_markers_is_fine(cli: Run) -> None:
    write("one.md", "text\n")
    assert cli("one.md") == (0, "", "1 documents, 0 fences, 0 changed\n")
