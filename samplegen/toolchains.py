"""Finds a language's programs on this machine, and says what is missing and how to get it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from samplegen.language import Tool

_VERSION = re.compile(r"\d+(?:\.\d+)+|\b\d+\b")
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Found:
    """A program that will do."""

    path: str
    version: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Why no program will do, and the mend."""

    reason: str


@cache
def find(tool: Tool) -> Found | Missing:
    """Looks for a tool on PATH, then in the Python packages that ship it.

    The first one that is new enough is taken.
    """
    interpreter = find(tool.interpreter) if tool.interpreter else None
    if isinstance(interpreter, Missing):
        return interpreter
    seen: list[str] = []
    for path in _places(tool):
        program = (interpreter.path, path) if interpreter else (path,)
        version = _version((*program, *tool.version))
        if newer(version, tool.minimum):
            return Found(path, version)
        seen.append(f"{path} is {version or 'broken'}")
    return Missing(f"{wanted(tool)} is needed ({'; '.join(seen) or 'there is none'}); {tool.hint}")


def _places(tool: Tool) -> list[str]:
    on_path = (shutil.which(program) for program in tool.programs)
    return [place for place in [*on_path, _in_wheel(tool.wheel)] if place]


def _in_wheel(wheel: str) -> str | None:
    module, _, relative = wheel.partition(":")
    spec = find_spec(module) if module else None
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / relative
    return str(path) if path.is_file() else None


def _version(argv: tuple[str, ...]) -> str:
    try:
        done = subprocess.run(
            argv,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return version_in(done.stdout, done.stderr)


def wanted(tool: Tool) -> str:
    """Says what will do for a tool, for example ``go 1.26 or newer``."""
    return f"{tool.name} {'.'.join(map(str, tool.minimum))} or newer"


def version_in(*texts: str) -> str:
    """Finds the first version in what a program printed; empty if there is none."""
    found = (_VERSION.search(text) for text in texts)
    return next((match[0] for match in found if match), "")


def newer(version: str, minimum: tuple[int, ...]) -> bool:
    """Whether a version is one, and not below the least that will do."""
    return bool(version) and tuple(int(part) for part in version.split(".")) >= minimum
