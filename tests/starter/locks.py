"""Makes the lock files of starter projects anew: ``make locks``.

A project is rendered for each file, its own tool renews the lock, and the outcome becomes the template.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from samplegen import registry
from samplegen.tree import write_file
from tests.conftest import ROOT
from tests.starter import desk
from tests.starter.kinds import Kind, rendered

NAME = "zz-project"
PLACES = {"entra-id": "entra-id", "api-key": "key"}


@dataclass(frozen=True)
class Tool:
    """How a language renews its lock files.

    Args:
        commands: for one shell, in the project.
        files: path in the project -> path below the directory of locks.
    """

    commands: str
    files: dict[str, str]


UV = "uv lock --upgrade && uv export --no-emit-project --output-file requirements.txt"
NPM = "rm package-lock.json && npm install --package-lock-only --omit-lockfile-registry-resolved"
TOOLS = {
    Kind("python", ""): Tool(UV, {name: name for name in ("uv.lock", "requirements.txt")}),
    Kind("go", ""): Tool("go mod tidy", {name: name for name in ("go.mod", "go.sum")}),
    Kind("javascript", ""): Tool(NPM, {"package-lock.json": "javascript/package-lock.json"}),
    Kind("javascript", "", ("--typescript",)): Tool(
        NPM, {"package-lock.json": "typescript/package-lock.json"}
    ),
    Kind("csharp", ""): Tool(
        "dotnet restore --force-evaluate",
        {
            "src/Common/packages.lock.json": "common.json",
            "src/Chat/packages.lock.json": "dependents.json",
        },
    ),
}


def renew(kind: Kind, tool: Tool, directory: Path) -> list[str]:
    """Makes the lock files of one kind of project.

    Returns:
        Files that differ and hold more of a template than the project's name: these are for hands.
    """
    project = directory / NAME
    for file, content in rendered(kind, "chat,embeddings", NAME).items():
        write_file(project / file, content)
    shell = desk.environment(registry.load().by_name[kind.language], directory)
    subprocess.run(["/bin/bash", "-ec", tool.commands], cwd=project, env=shell, check=True)
    left = []
    locks = ROOT / "templates" / kind.language / "starter" / "locks" / PLACES[kind.auth]
    for path, name in tool.files.items():
        made = (project / path).read_bytes()
        if made == rendered(kind, "chat,embeddings", NAME)[PurePosixPath(path)]:
            continue
        if re.search(r"\{%|\{\{ deps", (locks / name).read_text()):
            left.append(f"{locks / name}: {path} of a project would be\n{made.decode()}")
        else:
            write_file(locks / name, made.replace(NAME.encode(), b"{{ project.kebab }}"))
    return left


def main() -> int:
    """Renews all of them."""
    left = []
    for template, tool in TOOLS.items():
        for auth in PLACES:
            with tempfile.TemporaryDirectory() as name:
                kind = Kind(template.language, auth, template.options)
                left += renew(kind, tool, Path(name))
    sys.stdout.write("".join(f"{each}\n" for each in left))
    return int(bool(left))


if __name__ == "__main__":
    sys.exit(main())
