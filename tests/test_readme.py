"""What README tells people to type is what works."""

from __future__ import annotations

import re
import shlex

import pytest

from samplegen.cli.verbs import VERBS, cli
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()


def commands(program: str) -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", README + CONTRIBUTING, re.DOTALL)
    lines = (line for block in blocks for line in block.splitlines())
    parsed = (shlex.split(line, comments=True) for line in lines)
    return [words[1:] for words in parsed if words[:1] == [program]]


def test_every_make_command_is_a_target_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = {word for words in commands("make") for word in words}
    assert {"verify", "test", "setup", "test-fast"} <= told
    assert told <= targets


def test_ci_runs_the_test_command() -> None:
    assert re.search(r"^make test$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)


@pytest.mark.parametrize("words", commands("samplegen"), ids=" ".join)
def test_every_samplegen_command_parses(words: list[str]) -> None:
    verb, *arguments = words
    assert verb in VERBS
    command = cli.get_command(cli.make_context("samplegen", ["list", "samples"]), verb)
    assert command is not None
    command.make_context(verb, arguments)


def test_every_link_to_a_file_leads_somewhere() -> None:
    for text in (README, CONTRIBUTING):
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / target).exists(), target
