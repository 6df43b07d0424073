"""The arrows between the parts, and what each part must not know."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "samplegen"

ARROWS = {
    "errors": set(),
    "model": set(),
    "real": {"model"},
    "language": set(),
    "text": set(),
    "resources": set(),
    "registry": {"errors", "language"},
    "matrix": {"errors", "language", "model"},
    "tree": {"errors", "model"},
    "render": {"errors", "language", "model", "text"},
    "generate": {"errors", "language", "model", "render", "tree"},
    "source": {"errors", "generate", "language", "model", "render"},
    "settings": {"errors", "model"},
    "toolchains": {"language"},
    "parse": {"errors"},
    "spec": {"errors", "model", "resources"},
    "mock": {"errors", "model", "spec"},
    "runners": {"errors", "language", "mock", "model", "resources", "toolchains", "tree"},
    "build": {"language", "model", "runners"},
    "execute": {"language", "mock", "model", "real", "runners"},
    "task": {"language", "model"},
    "progress": {"model", "report"},
    "report": {"errors", "model", "tree", ""},
    "cache": {"errors", "model", "report", "tree"},
    "known": {"model"},
    "lane": {
        "build", "execute", "language", "model", "progress", "real", "runners", "task",
    },
    "equivalence": {"lane", "mock", "model"},
    "verify": {
        "cache", "equivalence", "errors", "known", "lane", "mock", "model", "parse", "progress",
        "runners", "task", "tree",
    },
    "facts": {
        "build", "errors", "execute", "language", "matrix", "model", "render", "runners",
    },
    "pages": {
        "catalog", "errors", "generate", "language", "model", "provenance", "render", "tree", "",
    },
    "provenance": {"errors", "model", "tree"},
    "starter": {
        "errors", "facts", "generate", "language", "matrix", "mock", "model", "render", "text",
        "tree", "",
    },
    "embed": {"errors", "language", "matrix", "model", "parse"},
    "catalog": {"model", "matrix", "mock", "registry", "resources", "spec"},
    "languages": {"language"},
    "drift": {"facts", "model"},
    "releases": {"errors", "language", "runners"},
    "versions": {
        "errors", "generate", "language", "matrix", "model", "render", "task",
    },
    "pytest_plugin": {"mock", "model", "spec"},
}  # fmt: skip
"""Part -> the parts that it may import. ``cli`` may import all, and nothing may import it."""

NAMES = r"(?i)\b(c#|csharp|dotnet|golang|java|javascript|node\.?js|npm|maven|python)\b"


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path


def imports(path: Path) -> set[str]:
    package = path.relative_to(PACKAGE.parent).parent.parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*start, *([node.module] if node.module else [])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def parts_imported(path: Path) -> set[str]:
    own = {
        name.split(".")[1:] and name.split(".")[1]
        for name in imports(path)
        if name.startswith("samplegen")
    }
    known = {part for part, _ in modules()}
    return {part if part in known else "" for part in own}


@pytest.mark.parametrize("part", sorted(ARROWS))
def test_a_part_imports_only_what_it_may(part: str) -> None:
    for name, path in modules():
        if name == part:
            assert parts_imported(path) - {part} <= ARROWS[part], path


def test_every_part_has_its_arrows() -> None:
    assert {part for part, _ in modules()} - {"__init__", "__main__", "cli"} == set(ARROWS)


def test_languages_do_not_know_each_other() -> None:
    languages = {path.stem for path in (PACKAGE / "languages").glob("*.py")} - {"__init__"}
    for path in (PACKAGE / "languages").glob("*.py"):
        others = {f"samplegen.languages.{name}" for name in languages - {path.stem}}
        assert not any(name.startswith(tuple(others)) for name in imports(path)), path


def code_only(path: Path) -> str:
    """Drops docstrings and comments: a fact may name its SDK, code may not."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    return ast.unparse(tree)


@pytest.mark.parametrize(
    "path",
    [path for part, path in modules() if part != "languages"],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_the_core_names_no_language(path: Path) -> None:
    code = re.sub(r"\bpython_version\b", "", code_only(path))
    assert not re.findall(NAMES, code)


def test_built_in_languages_are_plug_ins_like_any() -> None:
    names = {point.name for point in entry_points(group="samplegen.languages")}
    assert {"csharp", "go", "java", "javascript", "python"} <= names


def test_no_file_is_long_and_most_functions_are_short() -> None:
    lengths = []
    for _, path in modules():
        text = path.read_text()
        assert len(text.splitlines()) <= 300, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                start = node.body[1:] and isinstance(node.body[0], ast.Expr)
                first = node.body[1] if start else node.body[0]
                lengths.append((node.end_lineno or 0) - first.lineno + 1)
    assert statistics.median(lengths) <= 10


def test_help_waits_for_nothing_heavy() -> None:
    import subprocess
    import sys

    code = (
        "import sys, samplegen.cli\n"
        "samplegen.cli.run(['--help'])\n"
        "heavy = {'jinja2', 'yaml', 'httptools', 'aiohttp', 'rich', 'tree_sitter', 'docker',"
        " 'cryptography', 'jsonschema', 'asyncio'}\n"
        "sys.exit(str(sorted(heavy & set(sys.modules))) if heavy & set(sys.modules) else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
