"""``samplegen facts``, with a language that needs no SDK."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from samplegen import registry
from tests import toy
from tests.conftest import ROOT
from tests.test_cli import Run, chat, cli

__all__ = ["chat", "cli"]

FILE = Path("generated/facts/toy.json")
PROBE = ROOT / "tests/toy/templates/probe.j2"
SMALL = """\
inputs: {model: gpt-5-mini, input: What is an API?}
statuses: [404, 429, 500]
cases:
  reset:
    reply: {fault: reset}
  dns:
    endpoint: https://no-such-resource.invalid/openai/v1/
  cut-stream:
    stream: true
    reply: {deltas: [An API, " is an agreement."], fault: cut, after: 1}
"""


PAGE = """\
title: The toy
description: What the toy does.
languages: [toy]
parts:
  - each-language:
      - section: Errors
        parts:
          - section: Codes
            parts:
              - facts: error-codes
"""


@pytest.fixture
def specs(chat: str, tmp_path: Path) -> str:
    (tmp_path / chat / "facts.yaml").write_text(SMALL)
    (tmp_path / chat / "pages").mkdir()
    (tmp_path / chat / "pages" / "toys.yaml").write_text(PAGE)
    return chat


@pytest.fixture
def measured(cli: Run, specs: str) -> dict[str, Any]:
    code, out, err = cli("facts", "--specs", specs, "--runner", "local")
    assert (code, out) == (0, "create toy.json\ncreate toy.md\n"), err
    told: dict[str, Any] = json.loads(FILE.read_bytes())
    return told


def test_what_a_client_does_is_written_down(measured: dict[str, Any]) -> None:
    cases = measured["cases"]
    assert list(cases) == ["404", "429", "500", "reset", "dns", "cut-stream"]
    assert (cases["404"]["error"], cases["404"]["bases"]) == ("HTTPError", ["URLError"])
    assert (cases["404"]["status"], cases["404"]["attempts"]) == (404, 1)
    assert cases["404"]["request_id"] == "x-request-id"
    assert (cases["429"]["attempts"], len(cases["429"]["delays"])) == (2, 1)
    assert cases["reset"]["error"] is not None
    assert (cases["dns"]["error"], cases["dns"]["attempts"]) == ("URLError", None)
    assert (cases["cut-stream"]["error"], cases["cut-stream"]["attempts"]) == ("IncompleteRead", 1)
    retry = measured["retry"]
    assert (retry["default"], retry["statuses"], retry["off"]) == (1, [429], True)
    assert retry["headers"]["retry-after"] is True
    assert retry["headers"]["retry-after-ms"] is False
    assert retry["headers"]["x-should-retry"] is False
    assert measured["packages"] == {"toy-sdk": "1.2.3"}
    assert measured["request_id_header"] == "x-request-id"


def test_what_still_holds_is_no_difference(
    cli: Run,
    specs: str,
    measured: dict[str, Any],
) -> None:
    before = FILE.read_bytes()
    assert cli("facts", "toy", "--check", "--specs", specs, "--runner", "local")[:2] == (0, "")
    code, out, _ = cli("facts", "--specs", specs, "--runner", "local")
    assert (code, out) == (0, "")
    assert FILE.read_bytes() == before


def test_what_no_longer_holds_is_told_with_the_sentence(
    cli: Run,
    specs: str,
    measured: dict[str, Any],
) -> None:
    measured["cases"]["404"]["error"] = "NotFound"
    FILE.write_text(json.dumps(measured))
    code, out, err = cli("facts", "--check", "--specs", specs, "--runner", "local")
    assert code == 1, err
    assert "toy: cases.404.error: was NotFound, is HTTPError\n" in out
    assert "error-codes of toy would change (toys > Errors > Codes)\n" in out
    assert "  - | 404 | `NotFound` | 1 |\n" in out
    assert "  + | 404" in out
    assert "request-ids of toy" not in out


def test_what_was_never_measured_is_told(cli: Run, specs: str) -> None:
    code, out, _ = cli("facts", "--check", "--specs", specs, "--runner", "local")
    assert code == 1
    assert "toy: not measured before; the same without --check writes it down" in out
    assert not FILE.exists()


def test_a_file_edited_by_hand_is_kept(
    cli: Run,
    specs: str,
    measured: dict[str, Any],
    tmp_path: Path,
) -> None:
    measured["cases"]["404"]["error"] = "Mine"
    FILE.write_text(json.dumps(measured))
    code, _, err = cli("facts", "--specs", specs, "--runner", "local")
    assert code == 0
    assert "had been edited by hand" in err
    (kept,) = (tmp_path / ".state" / "samplegen" / "replaced").glob("*toy.json")
    assert "Mine" in kept.read_text()


@pytest.mark.parametrize(
    "broken",
    [
        ("line = once()\nfor", "line = (\nfor", "the probe cannot be built"),
        ("print(json.dumps(line))", "print('hello')", "expected a line of JSON, got 'hello'"),
        ("{{ inputs.model | literal }}", "{{ inputs.nothing }}", "nothing"),
    ],
)  # fmt: skip
def test_a_probe_that_is_wrong_is_told(
    cli: Run, specs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    broken: tuple[str, str, str],
) -> None:  # fmt: skip
    templates = tmp_path / "templates"
    shutil.copytree(PROBE.parent, templates)
    (old, new, told), text = broken, PROBE.read_text()
    assert old in text
    (templates / "probe.j2").write_text(text.replace(old, new))
    language = replace(toy.LANGUAGE, templates=str(templates))
    monkeypatch.setattr(registry, "load", lambda: registry.Languages({"toy": language}, ()))
    code, _, err = cli("facts", "--specs", specs, "--runner", "local")
    assert code == 3
    assert told in err
    assert "Traceback" not in err


def test_a_language_that_is_not_there(cli: Run, specs: str) -> None:
    code, _, err = cli("facts", "toi", "--specs", specs)
    assert code == 2
    assert "there is no language toi; did you mean toy?" in err


def test_specs_without_facts(cli: Run, specs: str, tmp_path: Path) -> None:
    (tmp_path / specs / "facts.yaml").unlink()
    code, _, err = cli("facts", "--specs", specs)
    assert code == 3
    assert "facts.yaml" in err
