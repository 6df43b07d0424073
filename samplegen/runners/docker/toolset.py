"""The programs in an image: where they are, and in which version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from samplegen.errors import WriteError
from samplegen.language import Language, Tool
from samplegen.runners import InstallFailedError
from samplegen.runners.docker.engine import Engine
from samplegen.runners.docker.sandbox import Limits, Plan, Sandbox
from samplegen.toolchains import newer, version_in, wanted
from samplegen.tree import write_file

_SECONDS = 60
_WHERE = 'for name; do command -v "$name" && exit; done'


@dataclass(frozen=True, slots=True)
class Program:
    """A program in an image."""

    path: str
    version: str


def recall(file: Path) -> dict[str, Program]:
    """Reads what was found out before; nothing where nothing was."""
    try:
        kept = json.loads(file.read_bytes())
        return {name: Program(**value) for name, value in kept.items()}
    except (OSError, ValueError, TypeError):
        return {}


def ask(engine: Engine, image: str, language: Language, file: Path) -> dict[str, Program]:
    """Looks for a language's programs in an image, and remembers them.

    Raises:
        InstallFailedError: one is missing or too old.
    """
    sandbox = Sandbox(engine, Plan(image, "toolset", Limits()))
    try:
        found: dict[str, Program] = {}
        for tool in language.toolchain.tools:
            found[tool.name] = _program(sandbox, tool, found)
    finally:
        sandbox.kill()
    kept = {name: asdict(program) for name, program in found.items()}
    with suppress(WriteError):  # then it is asked again the next time
        write_file(file, json.dumps(kept).encode())
    return found


def _program(sandbox: Sandbox, tool: Tool, found: Mapping[str, Program]) -> Program:
    path = sandbox.execute(["sh", "-c", _WHERE, "sh", *tool.programs], _SECONDS).stdout.strip()
    first = [found[tool.interpreter.name].path] if tool.interpreter else []
    said = sandbox.execute([*first, path, *tool.version], _SECONDS) if path else None
    version = version_in(said.stdout, said.stderr) if said else ""
    if not newer(version, tool.minimum):
        seen = f"{path} is {version or 'broken'}" if path else "there is none"
        raise InstallFailedError(
            f"{wanted(tool)} is needed in the image ({seen}); name another base image"
        )
    return Program(path, version)
