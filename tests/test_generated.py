"""``generated/`` is the golden record: what is published is what would be rendered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samplegen import catalog, generate, tree
from samplegen.catalog import Catalog
from tests.conftest import ROOT

GENERATED = ROOT / "generated"


@pytest.fixture(scope="module")
def loaded() -> Catalog:
    return catalog.load()


def test_disk_is_what_would_be_rendered(loaded: Catalog) -> None:
    project = generate.plan(
        loaded.languages.by_name, loaded.matrix.samples, loaded.specs.service, loaded.templates
    )
    assert tree.diff(project, GENERATED, tree.compare(project, GENERATED)) == ""
    assert not tree.compare(project, GENERATED)


def test_every_operation_is_in_every_language_and_auth(loaded: Catalog) -> None:
    assert len(loaded.specs.operations) == 13
    assert len(loaded.languages.by_name) == 5
    assert len(loaded.matrix.samples) == 13 * (5 * 3 - 1)
    assert {id_.rsplit("/", 1)[1] for id_ in loaded.matrix.unsupported} == {"environment"}
    assert {id_.split("/")[0] for id_ in loaded.matrix.unsupported} == {"csharp"}


def samples() -> list[Path]:
    index = generate.read_index(GENERATED)
    return [GENERATED / file for entry in index.values() for file in entry["files"]]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"AuthenticationUtil", "it sends the token to another host"),
        (r"api-version=\d", "the v1 API needs no dated version"),
        (r"eyJ|sk-[A-Za-z0-9]|-----BEGIN", "a secret"),
        (r"(?i)samplegen|mock|TODO|FIXME", "a line that is only there for us"),
        (r"[ \t]+\n", "white space at the end of a line"),
        (r"\n\n\n", "two empty lines where one would do"),
    ],
)
def test_no_sample_has(pattern: str, why: str) -> None:
    found = [
        str(path.relative_to(GENERATED))
        for path in samples()
        if re.search(pattern, path.read_text())
        and not (pattern == r"\n\n\n" and path.suffix == ".py")
    ]
    assert not found, why


def test_lock_files_carry_no_download_addresses() -> None:
    for path in GENERATED.rglob("*"):
        if path.is_file() and re.search(r"lock|\.sum$|requirements.*\.txt$", path.name):
            assert not re.search(
                r"https?://[^/\s]*(registry|pypi|proxy|nuget|maven)", path.read_text()
            ), path


def test_the_five_languages_say_the_same_thing(loaded: Catalog) -> None:
    for sample in loaded.matrix.samples:
        text = (GENERATED / sample.file).read_text()
        for name, value in sample.operation.inputs.items():
            if isinstance(value, str) and name != "effort":
                assert value in text, (sample.id, name)
