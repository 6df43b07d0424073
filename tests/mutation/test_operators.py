"""What the operators make of the published samples; nothing is run."""

from __future__ import annotations

import difflib

import pytest

from samplegen import catalog, parse
from tests.mutation.mutants import ROOT, Record, mutants, record
from tests.mutation.operators import OPERATORS, Operator, named

LANGUAGES = ("csharp", "go", "java", "javascript", "python")
LOADED = catalog.load(ROOT / "specs", ROOT / "templates")
RECORDS = {language: record(LOADED, language) for language in LANGUAGES}
ALL = 1000

PRINT = "print(completion.choices[0].message.content)"
ENDS = {"credential-elsewhere", "exit-code-changed", "sleeps-for-ever"}

CHANGES = {
    "wrong-model": ('    model="gpt-5-mini",', '    model="gpt-5-nano",'),
    "wrong-path": ("azure.com/openai/v1/", "azure.com/openai/v2/"),
    "wrong-host": ("NAME.openai.azure.com", "NAME.services.ai.azure.com"),
    "wrong-scheme": ("https://YOUR", "http://YOUR"),
    "wrong-audience": ("https://ai.azure.com/", "https://cognitiveservices.azure.com/"),
    "wrong-variable": ('["AZURE_OPENAI_API_KEY"]', '["OPENAI_API_KEY"]'),
    "missing-import": ("from openai import OpenAI\n", ""),
    "misspelt-class": ("= OpenAI(", "= OpenAPI("),
    "output-dropped": (PRINT, "pass"),
    "output-doubled": (PRINT, f"{PRINT}\n{PRINT}"),
    "output-on-stderr": (PRINT, PRINT[:-1] + ', file=__import__("sys").stderr)'),
    "role-changed": ('"role": "system"', '"role": "developer"'),
    "exit-code-changed": (PRINT, f"{PRINT}\nraise SystemExit(3)"),
}
"""Operator -> what it replaces in Python's `chat`, and by what."""


def text(published: Record, operation: str, auth: str) -> str:
    (found,) = (
        text
        for sample, text in published.texts.items()
        if (sample.operation.name, sample.auth.name) == (operation, auth)
    )
    return found


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda one: one.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_operator_breaks_something_in_every_language(
    operator: Operator, language: str
) -> None:
    assert mutants(RECORDS[language], [operator], ALL)


@pytest.mark.parametrize("name", CHANGES)
def test_an_operator_changes_what_it_says_and_nothing_else(name: str) -> None:
    (operator,) = named(name)
    before = text(RECORDS["python"], "chat", operator.auth)
    old, new = CHANGES[name]
    assert old in before
    assert operator.mutants("python", "chat", before)[0] == before.replace(old, new, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_lost_but_the_place_that_is_broken(language: str) -> None:
    published = RECORDS[language]
    for mutant in mutants(published, OPERATORS, ALL):
        before, after = (_words(each) for each in (published.texts[mutant.origin], mutant.text))
        gone = [line for line in difflib.ndiff(before, after) if line.startswith("- ")]
        most = 0 if mutant.operator in ENDS else 4 if mutant.operator == "member-dropped" else 2
        assert len(gone) <= most, (mutant.sample.id, gone)


def _words(source: str) -> list[str]:
    """Lines without their indentation, and without the name of the class, which is the file's."""
    stripped = (line.strip() for line in source.splitlines())
    return [line for line in stripped if not line.startswith("public class ")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mutant_is_caught_for_its_syntax(language: str) -> None:
    grammar = RECORDS[language].language.syntax.grammar
    for mutant in mutants(RECORDS[language], OPERATORS, ALL):
        assert parse.problems(grammar, mutant.text.encode()) == (), mutant.sample.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mutant_differs_from_what_is_published_and_from_the_others(language: str) -> None:
    published = RECORDS[language]
    made = [mutant for mutant in mutants(published, OPERATORS, ALL) if mutant.operator]
    ids = [mutant.sample.id for mutant in made]
    assert len(set(ids)) == len(ids)
    for mutant in made:
        assert _words(mutant.text) != _words(published.texts[mutant.origin]), mutant.sample.id


def test_a_sample_that_is_broken_is_run_unbroken_as_well() -> None:
    control, first, *_ = mutants(RECORDS["java"], named("wrong-model"), 1)
    assert (control.operator, first.operator) == ("", "wrong-model")
    assert control.origin == first.origin
    published = RECORDS["java"].texts[control.origin]
    assert control.text.replace("Control", "") == published


def test_operators_take_turns_until_every_operation_is_broken_in_some_language() -> None:
    broken = {
        mutant.origin.operation.name
        for language in LANGUAGES
        for mutant in mutants(RECORDS[language], named("wrong-path"), 3)
    }
    assert broken == {operation.name for operation in LOADED.specs.operations}


def test_no_operator_makes_more_mutants_than_are_asked_for() -> None:
    made = mutants(RECORDS["go"], OPERATORS, 2)
    counts = [sum(one.operator == operator.name for one in made) for operator in OPERATORS]
    assert set(counts) == {1, 2}
    (sleeps,) = named("sleeps-for-ever")
    assert sum(one.operator == sleeps.name for one in made) == 1
