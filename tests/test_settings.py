"""Where settings come from, and which one wins."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from samplegen import registry, settings
from samplegen.cli.verbs import SETTINGS, VERBS, Verb, cli
from samplegen.errors import InputError


@click.command("demo", cls=Verb)
@click.option("--jobs", type=int, default=1)
@click.option("--fail-fast", is_flag=True)
@click.option("--language", "languages", multiple=True)
def demo(jobs: int, fail_fast: bool, languages: tuple[str, ...]) -> None:
    click.echo(" ".join([str(jobs), str(fail_fast), *languages]))


def run(*arguments: str, **environment: str) -> str:
    result = CliRunner().invoke(demo, arguments, env=environment)
    return result.output.strip()


def refused(text: str, tmp_path: Path) -> str:
    """What is said of a file of settings, after its name."""
    file = tmp_path / "samplegen.toml"
    file.write_text(text)
    with pytest.raises(InputError) as found:
        demo.make_context("demo", [])
    said = str(found.value)
    assert said.startswith(f"{file}: ")
    return said.removeprefix(f"{file}: ")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_option_beats_variable_beats_file_beats_default(tmp_path: Path) -> None:
    assert run() == "1 False"
    (tmp_path / "samplegen.toml").write_text("jobs = 2\nfail-fast = true\n")
    assert run() == "2 True"
    assert run(SAMPLEGEN_JOBS="3") == "3 True"
    assert run("--jobs", "4", SAMPLEGEN_JOBS="3") == "4 True"


def test_pyproject_has_a_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.samplegen]\njobs = 5\n")
    assert run() == "5 False"


def test_the_nearest_file_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "samplegen.toml").write_text("jobs = 2\n")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert run() == "2 False"


def test_a_wrong_value_names_the_option(tmp_path: Path) -> None:
    (tmp_path / "samplegen.toml").write_text('jobs = "many"\n')
    assert "'--jobs'" in run()


def test_options_are_called_as_they_are_written(tmp_path: Path) -> None:
    assert run(SAMPLEGEN_LANGUAGE="go java") == "1 False go java"
    (tmp_path / "samplegen.toml").write_text('language = ["go", "java"]\n')
    assert run() == "1 False go java"
    (tmp_path / "samplegen.toml").write_text('language = "go"\n')
    assert run() == "1 False go"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jbos = 2\n", "jbos: there is no such setting; did you mean jobs?"),
        (
            'xyz = "red"\n',
            "xyz: there is no such setting; `samplegen VERB --help` shows what there is",
        ),
        ("jobs = [2]\n", "jobs: expected one value, is [2]"),
    ],
)
def test_what_cannot_be_meant_is_told(text: str, said: str, tmp_path: Path) -> None:
    assert refused(text, tmp_path) == said


def test_settings_of_other_verbs_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "samplegen.toml").write_text(
        'format = "html"\nfail_fast = true\n[base-images]\ngo = "mirror.example.com/go:1.26"\n'
    )
    assert run() == "1 True"


def test_what_languages_add_may_be_set(tmp_path: Path) -> None:
    (tmp_path / "samplegen.toml").write_text('build = "maven"\n')
    assert run() == "1 False"


def test_the_settings_are_what_the_verbs_take() -> None:
    context = click.Context(cli)
    commands = [cli.get_command(context, verb) for verb in VERBS]
    taken = {
        name.removeprefix("--")
        for command in commands if command
        for option in command.params
        for name in option.opts if name.startswith("--")
    }  # fmt: skip
    added = {
        choice.name
        for language in registry.load().by_name.values() if language.starter
        for choice in language.starter.choices
    }  # fmt: skip
    assert taken - added | {settings.BASE_IMAGES} == SETTINGS


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "samplegen.toml").write_text("jobs = \n")
    with pytest.raises(InputError, match=r"samplegen\.toml: .*line 1"):
        settings.load(tmp_path)


def test_a_table_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool]\nsamplegen = "x"\n')
    with pytest.raises(InputError, match="must be a table, is str"):
        settings.load(tmp_path)
