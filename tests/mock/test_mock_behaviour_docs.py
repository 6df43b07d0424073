"""What docs/mock.md says about behaviour on request and verdicts is what happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from samplegen import spec
from samplegen.mock import ERRORS
from samplegen.mock.judging.judge import findings
from samplegen.model import Reply
from tests.mock.serving import served

PAGE = (Path(__file__).parents[2] / "docs" / "mock.md").read_text()
BEHAVIOUR = PAGE.split("## Behaviour on request\n")[1].split("\n## ")[0]
JOURNAL = PAGE.split("## The journal, and the verdict on a client\n")[1].split("\n## ")[0]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def wishes() -> list[str]:
    rows = [line for line in BEHAVIOUR.splitlines() if line.startswith("|")][2:]
    return [wish for row in rows for wish in re.findall(r"`([^`]+)`", row.split(" | ")[1])]


@pytest.mark.parametrize("wish", wishes())
def test_every_header_of_the_table_can_be_meant(wish: str) -> None:
    assert isinstance(spec.read_wish(wish, ERRORS), (Reply, tuple))


def test_the_table_is_read() -> None:
    assert len(wishes()) > 20


@pytest.mark.parametrize("program", blocks(BEHAVIOUR + JOURNAL, "python"))
def test_every_program_runs(program: str) -> None:
    with served() as service:
        known = {"OPENAI_BASE_URL": service.api, "OPENAI_API_KEY": "any"}
        command = [sys.executable, "-c", program]
        done = subprocess.run(
            command, env={**os.environ, **known}, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(
        r"429 429\n|Exchange 2 came 0\.\d+ s after .*\(retry-after: 30\)\.\n", done.stdout
    )


def test_the_scenario_file_is_one(tmp_path: Path) -> None:
    (text,) = blocks(BEHAVIOUR, "yaml")
    file = tmp_path / "lucky.yaml"
    file.write_text(text)
    asked = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hello"}]}
    with served(scenarios=spec.load_scenarios([file], errors=ERRORS)) as service:
        completion = service.client().chat.completions.create(**asked)  # type: ignore[call-overload]
        assert completion.choices[0].message.content == "Third time lucky."
        assert [one["status"] for one in service.journal()] == [429, 429, 200]


def test_every_finding_is_told() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", JOURNAL, re.MULTILINE))
    source = Path(sys.modules[findings.__module__].__file__ or "").read_text()
    assert told == set(re.findall(r'(?:Finding\(|found \+= \[\s*Finding\()\s*"(\w+)"', source))
