"""What stands around the programs of a project: files that editors, CI and people read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
import yaml

from samplegen.tree import write_file
from tests.machine import absent
from tests.starter.kinds import KINDS, UNRUN, Kind, rendered
from tests.starter.readme import blocks, ways

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"
EVERY = pytest.mark.parametrize("kind", [*KINDS, *UNRUN], ids=str)
LONGEST = "x1-" + "y" * 60

Files = dict[PurePosixPath, bytes]


@EVERY
def test_files_of_a_known_format_can_be_read(kind: Kind) -> None:
    readers: dict[str, Callable[[str], object]] = {
        ".json": json.loads, ".yml": yaml.safe_load, ".yaml": yaml.safe_load,
        ".toml": tomllib.loads,
    }  # fmt: skip
    for path, content in rendered(kind).items():
        if path.suffix in readers:
            assert readers[path.suffix](content.decode()), path


@EVERY
@pytest.mark.parametrize("operations", ["", "client", "chat"])
@pytest.mark.parametrize("name", ["a", LONGEST])
def test_texts_are_whole(kind: Kind, operations: str, name: str) -> None:
    for path, content in rendered(kind, operations, name).items():
        text = content.decode()
        assert text.endswith("\n") or path.name == "packages.lock.json", path  # as NuGet leaves it
        assert not text.endswith("\n\n"), path
        assert not re.search(r"[ \t]$", text, re.MULTILINE), path
        assert not re.search(r"\{%|%\}", text), path


@EVERY
def test_the_placeholder_stands_where_one_fills_it_in_and_nowhere_else(kind: Kind) -> None:
    holding = [str(path) for path, text in rendered(kind).items() if b"YOUR-RESOURCE-NAME" in text]
    assert holding == [".env.example"]


@EVERY
def test_secrets_stay_out_of_version_control(kind: Kind) -> None:
    ignored = rendered(kind)[PurePosixPath(".gitignore")].decode().splitlines()
    assert {".env", ".azure/"} <= set(ignored)
    assert not {".samplegen.json", ".samplegen.zip"} & set(ignored)


@EVERY
def test_the_readme_tells_both_ways_of_signing_in_and_every_program(kind: Kind) -> None:
    files = rendered(kind, "chat,embeddings")
    readme = files[PurePosixPath("README.md")].decode()
    for told in ("az login", "az role assignment create", "keys list", "azd provision",
                 "--update", "`chat`", "`embeddings`", "status 429"):  # fmt: skip
        assert told in readme
    found = list(blocks(readme))
    for followed in ways(found):
        assert {block.section for block in followed} == {"Set up", "Run", "Test"}
    example = files[PurePosixPath(".env.example")].decode()
    for variable in re.findall(r"(?m)^(\w+)=", example):
        assert f"`{variable}`" in readme


@EVERY
def test_a_dev_container_has_an_image_and_the_tools_of_azure(kind: Kind) -> None:
    container = json.loads(rendered(kind)[PurePosixPath(".devcontainer/devcontainer.json")])
    assert container["image"].startswith("mcr.microsoft.com/devcontainers/")
    features = " ".join(container["features"])
    assert "azure-cli" in features
    assert "azd" in features


@EVERY
def test_links_inside_the_readme_lead_to_headings(kind: Kind) -> None:
    readme = rendered(kind)[PurePosixPath("README.md")].decode()
    headings = {
        re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-")
        for text in re.findall(r"(?m)^#+ (.*)$", readme)
    }
    targets = re.findall(r"\]\(#([^)]*)\)", readme)
    assert targets
    assert set(targets) <= headings


@pytest.mark.starter
def test_the_workflows_are_what_github_runs(tmp_path: Path) -> None:
    """actionlint reads workflows as GitHub does, scripts of steps included."""
    go = shutil.which("go")
    if not go:
        absent("actionlint is run by Go, which is not here")
    kinds = [*KINDS, *UNRUN]
    for kind in kinds:
        workflow = rendered(kind, "chat")[PurePosixPath(".github/workflows/test.yml")]
        write_file(tmp_path / f"{kind}.yml", workflow)
    broken = b"on: push\njobs: {test: {runs-on: ubuntu-latest, steps: [{uses: nothing}]}}\n"
    write_file(tmp_path / "broken.yml", broken)
    done = subprocess.run(
        [go, "run", ACTIONLINT, "-oneline", *(path.name for path in tmp_path.glob("*.yml"))],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert {line.partition(":")[0] for line in done.stdout.splitlines()} == {"broken.yml"}
