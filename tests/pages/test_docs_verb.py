"""``samplegen docs``, with a language that needs no SDK."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli import CHAT, Run, chat, cli

__all__ = ["chat", "cli"]

SAMPLE = Path("generated/toy/chat/api-key/main.py")
PAGE = Path("generated/docs/toys.md")
BADGE = Path("generated/docs/badges/toy/chat/api-key.svg")
SPEC = """\
title: The toy
description: What the toy does.
languages: [toy]
parts:
  - text: Hello.
  - each-language:
      - section: Chat
        parts:
          - sample: chat
"""


@pytest.fixture
def specs(chat: str, cli: Run, tmp_path: Path) -> str:
    (tmp_path / chat / "pages").mkdir()
    (tmp_path / chat / "pages" / "toys.yaml").write_text(SPEC)
    assert cli("generate", "--specs", chat)[0] == 0
    return chat


@pytest.fixture
def proved(cli: Run, specs: str) -> None:
    options = ("--runner", "local", "--report", "json=report.json")
    assert cli("verify", "--specs", specs, *options)[0] == 0
    assert cli("docs", "--specs", specs, "--report", "report.json")[0] == 0


def test_a_page_shows_samples_as_they_are_on_disk(cli: Run, specs: str) -> None:
    SAMPLE.write_text("print('by hand')\n")
    code, out, _ = cli("docs", "--specs", specs)
    assert code == 0
    assert "write toys.md\n" in out
    assert "```toy\nprint('by hand')\n```" in PAGE.read_text()
    assert cli("docs", "--specs", specs)[:2] == (0, "")


def test_pages_are_listed(cli: Run, specs: str) -> None:
    _, out, _ = cli("list", "pages", "--specs", specs, "--json")
    assert json.loads(out) == [{"name": "toys", "title": "The toy"}]


def test_what_is_up_to_date_passes_the_check(cli: Run, specs: str) -> None:
    assert cli("docs", "--specs", specs, "--check")[0] == 1
    cli("docs", "--specs", specs)
    assert cli("docs", "--specs", specs, "--check")[:2] == (0, "")


def test_the_check_names_page_section_sample_and_cause(cli: Run, specs: str) -> None:
    cli("docs", "--specs", specs)
    SAMPLE.write_text(SAMPLE.read_text() + "# more\n")
    code, out, _ = cli("docs", "--specs", specs, "--check")
    assert code == 1
    assert (
        "toys > Toy > Chat > API key: toy/chat/api-key changed with the file in generated/" in out
    )
    assert "entra-id" not in out


def test_a_spec_is_told_as_a_cause(cli: Run, specs: str, tmp_path: Path) -> None:
    cli("docs", "--specs", specs)
    spec = tmp_path / specs / "operations" / "chat.yaml"
    spec.write_text(spec.read_text().replace("Who founded Microsoft", "Who made Microsoft"))
    cli("generate", "--specs", specs)
    _, out, _ = cli("docs", "--specs", specs, "--check")
    assert "changed with the spec of the operation, the file in generated/" in out


def test_other_words_are_told_as_the_pages_own(cli: Run, specs: str, tmp_path: Path) -> None:
    cli("docs", "--specs", specs)
    page = tmp_path / specs / "pages" / "toys.yaml"
    page.write_text(page.read_text().replace("Hello.", "Good day."))
    code, out, err = cli("docs", "--specs", specs, "--check", "--diff")
    assert code == 1
    assert "-Hello.\n+Good day.\n" in out
    assert "toys: words changed with the page's own spec\n" in err


@pytest.mark.usefixtures("proved")
def test_where_a_sample_ran_is_told_until_it_is_changed(cli: Run, specs: str) -> None:
    assert PAGE.read_text().count("<summary>This sample was run</summary>") == 2
    assert "<li>Against: the emulated service</li>" in PAGE.read_text()
    assert "toy-sdk 1.2.3" in BADGE.read_text()
    beside = json.loads(Path("generated/docs/toys.provenance.json").read_bytes())
    assert set(beside) == {"toy/chat/entra-id", "toy/chat/api-key"}
    assert beside["toy/chat/api-key"]["packages"] == {"toy-sdk": "1.2.3"}
    SAMPLE.write_text(SAMPLE.read_text() + "# more\n")
    cli("docs", "--specs", specs)
    assert PAGE.read_text().count("<summary>This sample was run</summary>") == 1
    beside = json.loads(Path("generated/docs/toys.provenance.json").read_bytes())
    assert set(beside) == {"toy/chat/entra-id"}
    assert "toy-sdk" not in BADGE.read_text()
    assert "not as it is now" in BADGE.read_text()


@pytest.mark.usefixtures("proved")
def test_a_sample_that_fails_says_nothing_new(cli: Run, specs: str) -> None:
    before = json.loads(Path("generated/provenance.json").read_bytes())
    assert set(before) == {"toy/chat/entra-id", "toy/chat/api-key"}
    SAMPLE.write_text(SAMPLE.read_text().replace(CHAT, "'pasted'"))
    options = ("--runner", "local", "--report", "json=report.json")
    assert cli("verify", "--specs", specs, *options)[0] == 1
    cli("docs", "--specs", specs, "--report", "report.json")
    assert json.loads(Path("generated/provenance.json").read_bytes()) == before
    assert "toy-sdk" not in BADGE.read_text()


@pytest.mark.parametrize("name", ["provenance.json", "docs/toys.sources.json"])
def test_files_that_are_none_are_told(cli: Run, specs: str, name: str) -> None:
    cli("docs", "--specs", specs)
    Path("generated", name).write_text("[1]")
    code, _, err = cli("docs", "--specs", specs, "--check")
    assert code == 3
    assert name in err


def test_a_page_that_is_not_there(cli: Run, specs: str) -> None:
    code, _, err = cli("docs", "toy", "--specs", specs)
    assert code == 2
    assert "there is no page toy; did you mean toys?" in err


def test_specs_without_pages(cli: Run, specs: str, tmp_path: Path) -> None:
    (tmp_path / specs / "pages" / "toys.yaml").unlink()
    assert cli("docs", "--specs", specs)[0] == 2


def test_a_source_that_is_not_there(cli: Run, specs: str) -> None:
    code, _, err = cli("docs", "--specs", specs, "--source", "elsewhere")
    assert code == 3
    assert "`samplegen generate` writes it" in err
