"""Every language that comes with samplegen can be had with other versions than its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from samplegen import registry, versions
from samplegen.language import Language
from samplegen.model import Service
from samplegen.releases import listed, order
from samplegen.runners import InstallFailedError
from samplegen.runners.local import LocalRunner
from samplegen.spec import Specs
from samplegen.versions import Choice
from tests.conftest import ROOT

BUILT_IN = ("csharp", "go", "java", "javascript", "python")
OLDER = {
    "csharp": "2.14.0",
    "go": "v3.90.0",
    "java": "4.95.0",
    "javascript": "7.9.0",
    "python": "3.50.0",
}


def language(name: str) -> Language:
    return registry.load().by_name[name]


def chosen(name: str) -> Language:
    return versions.choose({name: language(name)}, [Choice(name, "openai", OLDER[name])])[name]


@pytest.fixture
def service(specs: Specs) -> Service:
    return specs.service


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_lock_files_are_left_out_and_they_are_files_that_there_are(
    name: str, service: Service
) -> None:
    how = language(name).toolchain.unlocked
    assert how
    left_out = {ROOT / "generated" / name / lock for lock in how.locks}
    assert left_out
    assert all(path.is_file() for path in left_out)
    files = versions.manifest(chosen(name), ROOT / "templates", service)
    assert not {str(path) for path in files} & set(how.locks)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_version_is_in_what_is_installed_from_and_the_pinned_one_is_not(
    name: str, service: Service
) -> None:
    pinned, other = language(name), chosen(name)
    files = versions.manifest(other, ROOT / "templates", service)
    said = " ".join(
        [text.decode() for text in files.values()]
        + [word for step in other.toolchain.install for word in step.argv]
    )
    (version,) = [each.version for each in pinned.dependencies if each.key == "openai"]
    assert OLDER[name] in said
    assert version not in said.replace(OLDER[name], "")


@pytest.mark.parametrize("name", BUILT_IN)
def test_another_version_has_another_workspace(name: str, service: Service, tmp_path: Path) -> None:
    runner = LocalRunner(tmp_path)
    found = set()
    for version in ("1.0.0", "2.0.0"):
        other = versions.choose({name: language(name)}, [Choice(name, "openai", version)])[name]
        found.add(runner.identity(other, versions.manifest(other, ROOT / "templates", service)))
    assert len(found) == 2


@pytest.mark.toolchain
@pytest.mark.parametrize("name", BUILT_IN)
def test_the_registry_lists_the_pinned_release_and_an_older_one(name: str, tmp_path: Path) -> None:
    wanted = language(name)
    if missing := LocalRunner(tmp_path).missing(wanted):
        pytest.skip(missing)
    (openai,) = [each for each in wanted.dependencies if each.key == "openai"]
    found = listed(wanted, openai.package, tmp_path)
    assert {openai.version, OLDER[name]} <= set(found)
    assert found == sorted(found, key=order)


@pytest.mark.toolchain
@pytest.mark.parametrize("name", BUILT_IN)
def test_a_version_that_does_not_exist_is_not_replaced_by_another(
    name: str, service: Service, tmp_path: Path
) -> None:
    runner = LocalRunner(tmp_path)
    if missing := runner.missing(language(name)):
        pytest.skip(missing)
    major = OLDER[name].partition(".")[0].removeprefix("v")
    wanted = versions.choose({name: language(name)}, [Choice(name, "openai", f"{major}.0.1234")])
    files = versions.manifest(wanted[name], ROOT / "templates", service)
    with (
        pytest.raises(InstallFailedError, match=r"0\.1234"),
        runner.open(wanted[name], files),
    ):
        pass
