"""``--report FORMAT=PATH``: what is understood, what is refused, and whole files or none."""

import errno
import io
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from samplegen import report as package
from samplegen.errors import UsageError, WriteError
from samplegen.report import FORMATS, check, output, write
from tests.report.making import HOSTILE, every_status, hostile, report


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_every_format_of_the_contract() -> None:
    assert {"json", "junit", "sarif", "markdown", "html", "github"} <= set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_writes_each_format(name: str) -> None:
    write(every_status(), [f"{name}=out/deep/report"])

    assert Path("out/deep/report").read_text(encoding="utf-8") == FORMATS[name](every_status())


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_can_be_written(name: str, text: str) -> None:
    write(hostile(text), [f"{name}=report"])

    assert Path("report").read_bytes().decode()


def test_several_at_once_and_the_source_is_handed_on() -> None:
    write(every_status(), ["github=a", "junit=b"], "site/samples")

    assert "file=site/samples/ml/chat/key/main.x" in Path("a").read_text(encoding="utf-8")
    assert 'file="site/samples/ml/chat/key/main.x"' in Path("b").read_text(encoding="utf-8")


def test_the_path_may_hold_equals_signs() -> None:
    write(report(), ["json=a=b.json"])

    assert Path("a=b.json").exists()


def test_the_schema_is_reached_from_the_package() -> None:
    assert package.json_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


# --- refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize("function", [check, lambda specs: write(report(), specs)])
@pytest.mark.parametrize(
    ("specs", "message"),
    [
        (["json"], "--report json: say FORMAT=PATH, for example json=report.json"),
        (["report.json"], "say FORMAT=PATH"),
        (["json="], "say FORMAT=PATH"),
        ([""], "say FORMAT=PATH"),
        (["jsn=a"], "did you mean json?"),
        (["JSON=a"], "The formats are text, json, junit, sarif, markdown, html, github"),
        (["pdf=a"], "--report pdf=a: The formats are"),
        (["json=a", "junit=a"], "--report junit=a: json goes there too; name another file"),
        (["json=a", "junit=x/../a"], "json goes there too"),
        (["json=-", "junit=-"], "json goes there too"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    function: Callable[[list[str]], None], specs: list[str], message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        function(specs)

    assert message in str(caught.value)
    assert list(Path().iterdir()) == []


def test_a_directory_is_no_file() -> None:
    Path("out").mkdir()

    with pytest.raises(
        WriteError, match="the report out cannot be written: it is a directory; name"
    ):
        check(["json=out"])
    with pytest.raises(WriteError, match="the report out cannot be written: Is a directory"):
        write(report(), ["json=out"])


def test_a_file_is_no_directory() -> None:
    Path("file").write_text("", encoding="utf-8")

    with pytest.raises(WriteError, match="file is a file; name another directory"):
        check(["json=file/report.json"])
    with pytest.raises(WriteError, match=r"file/report.json cannot be written: .*another place"):
        write(report(), ["json=file/report.json"])


def test_a_directory_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("locked").mkdir()
    # Not chmod: it does not stop root.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "locked")

    check(["json=open.json", "json=-"])
    with pytest.raises(WriteError, match="locked cannot be written; name another one"):
        check(["json=locked/new/report.json"])


def test_check_writes_nothing() -> None:
    check(["json=out/report.json", "junit=-", "text=report.txt"])

    assert list(Path().iterdir()) == []


# --- whole or not at all ----------------------------------------------------------------------


def full(*_: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_leaves_what_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("report.json").write_text("old", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(WriteError, match=r"report.json cannot be written: No space left on device"):
        write(every_status(), ["json=report.json"])

    assert [path.name for path in Path().iterdir()] == ["report.json"]
    assert Path("report.json").read_text(encoding="utf-8") == "old"


def test_an_interrupt_leaves_what_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    Path("report.json").write_text("old", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", interrupt)

    with pytest.raises(KeyboardInterrupt):
        write(every_status(), ["json=report.json"])

    assert [path.name for path in Path().iterdir()] == ["report.json"]
    assert Path("report.json").read_text(encoding="utf-8") == "old"


def test_one_that_fails_does_not_keep_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("bad").mkdir()
    Path("worse").mkdir()

    with pytest.raises(WriteError) as caught:
        write(every_status(), ["json=bad", "junit=good.xml", "text=worse"])

    assert Path("good.xml").exists()
    assert [line.split()[2] for line in str(caught.value).splitlines()] == ["bad", "worse"]


def test_what_was_there_is_replaced_through_a_link() -> None:
    Path("real").write_text("a much longer text than the report " * 99, encoding="utf-8")
    Path("link").symlink_to("real")

    write(report(), ["text=link"])

    assert Path("link").is_symlink()
    assert Path("real").read_text(encoding="utf-8") == FORMATS["text"](report())


def test_a_device_stays_a_device() -> None:
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)

    write(report(), ["text=pipe"])

    assert os.read(reader, 10_000).decode() == FORMATS["text"](report())
    os.close(reader)
    assert stat.S_ISFIFO(Path("pipe").stat().st_mode)


def test_others_may_read_it_as_their_umask_says() -> None:
    old = os.umask(0o022)
    try:
        write(report(), ["text=report"])
    finally:
        os.umask(old)

    assert stat.S_IMODE(Path("report").stat().st_mode) == 0o644


# --- stdout -----------------------------------------------------------------------------------


def test_stdout_is_utf_8_whatever_the_terminal_says(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    stream.write("before\n")

    write(every_status(), ["text=-"])

    assert stream.buffer.getvalue().decode() == "before\n" + FORMATS["text"](every_status())


def test_stdout_may_be_a_text_stream_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)

    write(every_status(), ["json=-"])

    assert stream.getvalue() == FORMATS["json"](every_status())


@pytest.mark.parametrize(
    ("code", "error"), [(errno.ENOSPC, WriteError), (errno.EPIPE, BrokenPipeError)]
)
def test_stdout_that_breaks(
    monkeypatch: pytest.MonkeyPatch, code: int, error: type[WriteError | BrokenPipeError]
) -> None:
    def breaks(_: bytes) -> NoReturn:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(output, "_to_stdout", breaks)

    with pytest.raises(error):
        write(report(), ["json=-"])
