"""Versions that a caller chooses: how they are written, found, and put in place of the pinned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from samplegen import registry, versions
from samplegen.errors import InputError, UsageError
from samplegen.language import Dependency, Language, Step, Unlocked
from samplegen.releases import between, found
from samplegen.versions import Choice
from tests import toy
from tests.bench import World


def unlocked_toy() -> Language:
    def install(dependencies: object) -> tuple[Step, ...]:
        return (Step(("{python}", "-c", f"print({dependencies!r})")),)

    how = Unlocked(install, lambda _: (), locks=("compile.py",))
    dependencies = (*toy.LANGUAGE.dependencies, Dependency("go", "example.org/go", "v2.0.0"))
    toolchain = replace(toy.LANGUAGE.toolchain, unlocked=how)
    return replace(toy.LANGUAGE, toolchain=toolchain, dependencies=dependencies)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("python:openai==2.46.0", Choice("python", "openai", "2.46.0")),
        ("java:com.openai:openai-java==4.90.0", Choice("java", "com.openai:openai-java", "4.90.0")),
        ("javascript:@azure/identity==4.13.1", Choice("javascript", "@azure/identity", "4.13.1")),
        ("csharp:OpenAI==2.0.0-beta.1", Choice("csharp", "OpenAI", "2.0.0-beta.1")),
        (
            "go:github.com/openai/openai-go/v3==v3.52.0",
            Choice("go", "github.com/openai/openai-go/v3", "v3.52.0"),
        ),
    ],
)
def test_a_choice_is_read_and_written(text: str, choice: Choice) -> None:
    assert versions.parse(text) == choice
    assert str(choice) == text


@pytest.mark.parametrize(
    "text",
    ["", "openai==1.0", "python:openai", "python:openai=1.0", "python:==1.0", "python:openai==",
     "python:openai==--pre", "python:openai==1.0 2.0", 'csharp:OpenAI==1.0"/><Import'],
)  # fmt: skip
def test_what_is_no_choice_is_refused_with_what_is_expected(text: str) -> None:
    with pytest.raises(UsageError, match="expected LANGUAGE:PACKAGE==VERSION"):
        versions.parse(text)


def test_a_package_is_found_by_its_name_and_by_its_key() -> None:
    languages = {"toy": toy.LANGUAGE}
    assert versions.find(languages, "toy", "toy") is versions.find(languages, "toy", "toy-sdk")


def test_names_that_do_not_exist_are_told_with_those_that_do() -> None:
    languages = registry.load().by_name
    with pytest.raises(UsageError, match="no language pyton; did you mean python"):
        versions.find(languages, "pyton", "openai")
    with pytest.raises(UsageError, match="its dependencies are azure-identity, openai, ty"):
        versions.find(languages, "python", "requests")


def test_a_chosen_version_is_in_the_manifest_and_the_lock_file_is_not(world: World) -> None:
    chosen = versions.choose({"toy": unlocked_toy()}, [Choice("toy", "toy-sdk", "9.9.9")])
    files = versions.manifest(chosen["toy"], world.templates, world.service)
    assert files == {PurePosixPath("toy.txt"): b"toy-sdk==9.9.9\n"}
    (step,) = chosen["toy"].toolchain.install
    assert "version='9.9.9'" in step.argv[-1]


def test_what_was_not_chosen_stays_pinned() -> None:
    chosen = versions.choose({"toy": unlocked_toy()}, [Choice("toy", "toy", "9.9.9")])
    assert [each.version for each in chosen["toy"].dependencies] == ["9.9.9", "v2.0.0"]


@pytest.mark.parametrize("version", ["3.1.0", "v3.1.0"])
def test_a_version_is_written_as_the_pinned_one_is(version: str) -> None:
    choices = [Choice("toy", "toy", version), Choice("toy", "go", version)]
    chosen = versions.choose({"toy": unlocked_toy()}, choices)
    assert [each.version for each in chosen["toy"].dependencies] == ["3.1.0", "v3.1.0"]


def test_two_versions_of_one_package_are_refused() -> None:
    twice = [Choice("toy", "toy", "1.0"), Choice("toy", "toy-sdk", "2.0")]
    with pytest.raises(UsageError, match=r"toy:toy-sdk==2.0: 1.0 was chosen, too"):
        versions.choose({"toy": unlocked_toy()}, twice)
    assert versions.choose({"toy": unlocked_toy()}, [twice[0], twice[0]])


def test_a_language_that_has_no_other_versions_says_so() -> None:
    with pytest.raises(UsageError, match="toy: its plug-in does not say how"):
        versions.choose({"toy": toy.LANGUAGE}, [Choice("toy", "toy", "9.9.9")])


def test_a_file_of_sets_is_read(tmp_path: Path) -> None:
    file = tmp_path / "versions.toml"
    file.write_text('oldest = ["python:openai==2.46.0", "go:openai==3.52.0"]\npinned = []\n')
    assert versions.read(file) == {
        "oldest": (Choice("python", "openai", "2.46.0"), Choice("go", "openai", "3.52.0")),
        "pinned": (),
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no versions in it"),
        ("oldest = [", "versions.toml: "),
        ('oldest = "python:openai==1"', "oldest: expected a list"),
        ("oldest = [1]", "oldest: expected a list"),
        ('oldest = ["openai==1"]', "oldest: openai==1: expected LANGUAGE:PACKAGE==VERSION"),
        ('"../up" = []', r"\.\./up: a name has letters"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_place(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "versions.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=told) as error:
        versions.read(file)
    assert str(error.value).startswith(str(file))


@pytest.mark.parametrize(
    ("printed", "releases"),
    [
        ("x (3.57.0)\nAvailable versions: 3.57.0, 3.9.1, 3.10.0\n", ["3.9.1", "3.10.0", "3.57.0"]),
        ('[\n  "6.0.0-beta.1",\n  "6.0.0",\n  "6.0.0"\n]', ["6.0.0"]),
        ("example.org/x/v3 v3.1.0 v3.10.0 v3.2.0-rc.1", ["v3.1.0", "v3.10.0"]),
        ("<minor>2.1.0-alpha1</minor>\n<minor>2.1.0</minor>", ["2.1.0"]),
        ('{"version": 2, "packages": [{"version": "2.15.0"}]}', ["2.15.0"]),
        ("1.0b1 1.0rc2 1.0.post1 1.0.dev0 1.0+local 1.0", ["1.0"]),
    ],
)
def test_releases_are_found_in_what_registries_print(printed: str, releases: list[str]) -> None:
    assert found(printed) == releases


def test_releases_between_two_include_both_and_are_in_their_order() -> None:
    there = ["v3.10.0", "v3.8.1", "v3.9.0", "v4.0.0"]
    assert between(there, "3.8.1", "v3.10.0") == ["v3.8.1", "v3.9.0", "v3.10.0"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("1.1", "3.0", r"no release 1.1; near it are 1.0, 2.0, 3.0"),
        ("2.0", "9.0", r"no release 9.0; near it are 2.0, 3.0"),
        ("3.0", "1.0", r"3.0\.\.1.0: expected the older release first"),
        ("2.0", "2.0", r"expected the older release first"),
    ],
)
def test_ends_that_are_none_are_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        between(["1.0", "2.0", "3.0"], old, new)


def test_a_registry_that_lists_nothing_is_told() -> None:
    with pytest.raises(UsageError, match="the registry lists none"):
        between([], "1.0", "2.0")
