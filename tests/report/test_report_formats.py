"""What holds for every format."""

import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from samplegen.model import Stage, Status
from samplegen.report import FORMATS
from tests.report.making import HOSTILE, every_status, hostile, many, report, verdict

PEOPLE = sorted(set(FORMATS) - {"json"})
CONTROL = {chr(code) for code in (*range(32), *range(127, 160))} - {"\n", "\t"}


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_character_reaches_people(name: str, text: str) -> None:
    found = FORMATS[name](hostile(text))

    assert not CONTROL & set(found)
    assert "\u202e" not in found
    found.encode()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("stage", Stage)
def test_every_status_at_every_stage(name: str, status: Status, stage: Stage) -> None:
    value = report(verdict("ml/chat/key", status, stage=stage, reason="the reason"))
    found = FORMATS[name](value)

    if status is Status.PASSED:
        assert status.value in found or name in {"junit", "sarif", "github"}
    else:
        assert "the reason" in found
        assert stage.value in found


@pytest.mark.parametrize("name", FORMATS)
def test_an_id_that_is_none_is_shown_all_the_same(name: str) -> None:
    assert FORMATS[name](report(verdict("odd", Status.FAILED, file="")))


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert FORMATS[name](many(30)) == FORMATS[name](many(30))


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_of_the_machine_is_in_it(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    canary = "canary-5f3a"
    for variable in (*os.environ, "AZURE_OPENAI_API_KEY", "OPENAI_API_KEY", "GITHUB_TOKEN"):
        if variable not in {"PATH", "TERM", "NO_COLOR"}:
            monkeypatch.setenv(variable, canary)
    directory = tmp_path / canary
    directory.mkdir()
    monkeypatch.chdir(directory)

    found = FORMATS[name](every_status())

    assert canary not in found
    assert str(Path(__file__).parents[2]) not in found
    assert str(os.getpid()) not in found.replace("0123456789abcdef" * 4, "")
    assert socket.gethostname() not in found or len(socket.gethostname()) < 5


@pytest.mark.parametrize("name", FORMATS)
def test_ten_times_the_samples_is_not_a_hundred_times_the_text(name: str) -> None:
    one, ten = (len(FORMATS[name](many(count))) for count in (300, 3000))

    assert ten < one * 12


@pytest.mark.parametrize("name", FORMATS)
def test_the_report_is_not_changed(name: str) -> None:
    value = every_status()
    copy = replace(value)

    FORMATS[name](value)

    assert value == copy == every_status()


def test_formats_are_imported_when_they_are_used() -> None:
    program = (
        "import sys, samplegen.report, samplegen.progress; "
        "print([name for name in ('rich', 'jinja2', 'xml.etree.ElementTree', 'jsonschema',"
        " 'samplegen.report.html') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
