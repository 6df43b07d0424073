"""What is generated is exactly what each language's own formatter leaves, and its linter accepts.

A formatter that comes neither with a toolchain nor with our own tools is pinned in
``tests/formatters/`` and installed on first use, below the user's cache directory.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import PurePosixPath

import platformdirs
import pytest

from samplegen import catalog, generate
from samplegen.language import Language, Step
from samplegen.runners import InstallFailedError
from samplegen.runners.local import LocalRunner, LocalWorkspace
from tests.conftest import ROOT
from tests.machine import absent, needed

LOADED = catalog.load(ROOT / "specs", ROOT / "templates")
RUFF = (sys.executable, "-m", "ruff")
RULES = ("--isolated", "--target-version=py310")
PRETTIER = ("{node}", "node_modules/prettier/bin/prettier.cjs", "--no-config", "--no-editorconfig")
JAVA_FORMAT = ("{java}", "-jar", "lib/google-java-format-all-deps.jar")
GO = {"CGO_ENABLED": "0", "GOFLAGS": "-trimpath -buildvcs=false", "GOPROXY": "off", "GOWORK": "off"}
DOTNET = {"DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1"}


@dataclass(frozen=True)
class Formatter:
    """What has a say in how a language looks.

    Args:
        language: whose files, and whose tools.
        files: the paths that it formats, as a regular expression.
        steps: these paths -> what formats them, and what must pass then.
        pinned: the directory in ``tests/formatters`` that says which formatter to install.
        install: how; None for the steps of the language's own toolchain.
    """

    language: str
    files: str
    steps: Callable[[Sequence[str]], tuple[Step, ...]]
    pinned: str = ""
    install: tuple[Step, ...] | None = ()


def _python(paths: Sequence[str]) -> tuple[Step, ...]:
    return (
        Step((*RUFF, "format", *RULES, *paths)),
        Step((*RUFF, "check", *RULES, "--select=E,F,I,B", *paths)),
    )


def _go(paths: Sequence[str]) -> tuple[Step, ...]:
    return (
        Step(("{go}", "mod", "edit", "-fmt"), GO),
        Step(("{go}", "fmt", "./..."), GO),
        Step(("{go}", "vet", "./..."), GO, seconds=1800),  # the first one compiles the SDK
    )


def _javascript(paths: Sequence[str]) -> tuple[Step, ...]:
    return (Step((*PRETTIER, "--write", *paths)),)


def _java(paths: Sequence[str]) -> tuple[Step, ...]:
    return (Step((*JAVA_FORMAT, "--replace", *paths)),)


def _csharp(paths: Sequence[str]) -> tuple[Step, ...]:
    restore = Step(("{dotnet}", "tool", "restore"), DOTNET, network=True)
    return (restore, Step(("{dotnet}", "csharpier", "format", *paths), DOTNET))


MAVEN = Step(("{mvn}", "-B", "-q", "--strict-checksums", "dependency:copy-dependencies"))
FORMATTERS = (
    Formatter("csharp", r"\.(cs|csproj|targets)$", _csharp, "csharpier"),
    Formatter("go", r"\.go$|^go\.mod$", _go, install=None),
    Formatter("java", r"\.java$", _java, "google-java-format", (MAVEN,)),
    Formatter("javascript", r"\.mjs$|^(package|tsconfig)\.json$", _javascript, "prettier", None),
    Formatter("python", r"\.py$", _python),
)


def rendered(language: Language) -> dict[str, bytes]:
    """What is generated for a language, by path below its directory."""
    samples = [sample for sample in LOADED.matrix.samples if sample.language == language.name]
    languages = {language.name: language}
    files = generate.plan(languages, samples, LOADED.specs.service, LOADED.templates).files
    return {
        str(path.relative_to(language.name)): content
        for path, content in files.items()
        if path.parts[0] == language.name
    }


def to_install(formatter: Formatter, files: Mapping[str, bytes]) -> dict[PurePosixPath, bytes]:
    """The manifest of the formatter; without one that of the samples, which linters may need."""
    if not formatter.pinned:
        return {PurePosixPath(path): data for path, data in files.items() if "/" not in path}
    root = ROOT / "tests" / "formatters" / formatter.pinned
    paths = [path for path in root.rglob("*") if path.is_file()]
    return {PurePosixPath(path.relative_to(root)): path.read_bytes() for path in paths}


def left(workspace: LocalWorkspace, formatter: Formatter, files: Mapping[str, bytes]) -> str:
    """Says how files differ after they were formatted, and what a step complained of."""
    below = "samples/" if formatter.pinned else ""
    formatted = [path for path in files if re.search(formatter.files, path)]
    assert formatted
    # Empty lines at the end show that a formatter passes no file over.
    spoilt = {path: files[path] + b"\n\n" * (path in formatted) for path in files}
    workspace.sync({f"{below}{path}": content for path, content in spoilt.items()})
    for step in formatter.steps([f"{below}{path}" for path in formatted]):
        outcome = workspace.run(step)
        if outcome.exit_code != 0:
            said = f"{' '.join(step.argv[:4])}: {outcome.stdout}{outcome.stderr}"
            return absent(said) if step.network else said
    found = {path: (workspace.root / below / path).read_text() for path in formatted}
    return "".join(
        "".join(unified_diff(lines(files[path].decode()), lines(text), path, f"{path}, formatted"))
        for path, text in found.items()
    )


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def told(formatter: Formatter, files: Mapping[str, bytes]) -> str:
    """Installs what is missing, and says what is wrong with the files of a language."""
    language = LOADED.languages.by_name[formatter.language]
    needed(language)
    install = language.toolchain.install if formatter.install is None else formatter.install
    toolchain = replace(language.toolchain, install=install, warm=None)
    ours = replace(language, name=f"formatted-{language.name}", toolchain=toolchain)
    runner = LocalRunner(platformdirs.user_cache_path("samplegen-tests"))
    try:
        with runner.open(ours, to_install(formatter, files)) as workspace:
            return left(workspace, formatter, files)
    except InstallFailedError as error:
        return absent(str(error))


@pytest.mark.toolchain
@pytest.mark.parametrize("formatter", FORMATTERS, ids=lambda formatter: formatter.language)
def test_what_is_generated_is_what_its_formatter_leaves(formatter: Formatter) -> None:
    assert told(formatter, rendered(LOADED.languages.by_name[formatter.language])) == ""


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("language", "path", "text", "sentence"),
    [
        ("csharp", "A.cs", "class A{ }", "+class A { }"),
        ("csharp", "a.csproj", '<Project  Sdk="x" />\n', '+<Project Sdk="x" />'),
        ("go", "a.go", "package a\n\nvar a=1\n", "+var a = 1"),
        ("go", "a.go", "package a\n\nfunc a() {\n\treturn\n\ta()\n}\n", "unreachable code"),
        ("java", "A.java", "class A{ }", "+class A {}"),
        ("javascript", "a.mjs", "a = 'b'\n", '+a = "b";'),
        ("javascript", "package.json", '{"a":1}\n', '+  "a": 1'),
        ("python", "a.py", "a  = 1\n", "+a = 1"),
        ("python", "a.py", "import os\n", "F401"),
    ],
)
def test_what_a_formatter_would_change_is_told(
    language: str, path: str, text: str, sentence: str
) -> None:
    formatter = next(formatter for formatter in FORMATTERS if formatter.language == language)
    manifest = {"go.mod": b"module a\n\ngo 1.26\n"} if language == "go" else {}
    assert sentence in told(formatter, {path: text.encode(), **manifest})
