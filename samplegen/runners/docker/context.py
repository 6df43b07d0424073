"""What an image is built from: a directory of ``docker/``, the workspace, and how to install it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from samplegen.errors import PluginError
from samplegen.language import Language, Step, Tool
from samplegen.resources import root
from samplegen.runners.docker.sandbox import WORKSPACE

MOCK = "mock"
"""Name of the directory and of the base image of the emulated service."""

_BASE = re.compile(r"""^ARG BASE_IMAGE=["']?([^\s"']+)""", re.MULTILINE)
_PLACE = re.compile(r"\{(\w+)\}")


def for_language(
    language: Language, files: Mapping[PurePosixPath, bytes], ca_bundle: bytes
) -> dict[str, bytes]:
    """Gives the files of the context: the Dockerfile's directory, ``workspace/``, ``install.sh``.

    Args:
        files: manifest and lock file, by path below the workspace.
        ca_bundle: certificates that the build shall trust too, PEM; may be empty.

    Raises:
        PluginError: the language has no Dockerfile, or one that takes no base image.
    """
    folder = Path(language.docker) if language.docker else root() / "docker" / language.name
    written = {path: text.encode() for step in language.toolchain.install
               for path, text in step.files.items()}  # fmt: skip
    return {
        **_folder(folder, language.title),
        "ca-bundle.pem": ca_bundle,
        "install.sh": script(language).encode(),
        **{f"workspace/{path}": content for path, content in files.items()},
        **{f"workspace/{path}": content for path, content in written.items()},
    }


def for_mock(ca_bundle: bytes) -> dict[str, bytes]:
    """Gives the files of the context: the Dockerfile's directory, and samplegen as it is here."""
    package = Path(__file__).parents[2]
    own = {f"samplegen/{path.relative_to(package).as_posix()}": path.read_bytes()
           for path in sorted(package.rglob("*")) if _travels(path.relative_to(package))
           and path.is_file()}  # fmt: skip
    data = {f"samplegen/_data/{path.relative_to(root()).as_posix()}": path.read_bytes()
            for path in sorted((root() / "specs").rglob("*.yaml"))}  # fmt: skip
    folder = _folder(root() / "docker" / MOCK, "the emulated service")
    return {**folder, "ca-bundle.pem": ca_bundle, **own, **data}


def base_image(context: Mapping[str, bytes]) -> str:
    """Reads the image that a Dockerfile starts from where nothing else is said; empty for none."""
    found = _BASE.search(context["Dockerfile"].decode())
    return found[1] if found else ""


def script(language: Language) -> str:
    """Writes the install steps of a language as a shell script; programs are found on PATH."""
    found = [f"{tool.name}=$({_which(tool)})" for tool in language.toolchain.tools]
    steps = [_line(step) for step in language.toolchain.install]
    return "\n".join(["set -eu", *found, *steps, ""])


def _folder(folder: Path, title: str) -> dict[str, bytes]:
    file = folder / "Dockerfile"
    if not file.is_file():
        raise PluginError(f"{title}: there is no {file} to build an image from")
    files = {path.relative_to(folder).as_posix(): path.read_bytes()
             for path in sorted(folder.rglob("*")) if path.is_file()}  # fmt: skip
    if not base_image(files):
        raise PluginError(f"{title}: {file}: expected a line `ARG BASE_IMAGE=…` with a default")
    return files


def _travels(path: Path) -> bool:
    return "__pycache__" not in path.parts and path.parts[0] != "_data"


def _which(tool: Tool) -> str:
    return " || ".join(f"command -v {shlex.quote(program)}" for program in tool.programs)


def _line(step: Step) -> str:
    pairs = [_quoted(f"{name}={value}") for name, value in step.environment.items()]
    return " ".join(["env", *pairs, *(_quoted(argument) for argument in step.argv)])


def _quoted(text: str) -> str:
    """Quotes for a shell, but for ``{workspace}`` and ``{tool}``."""
    parts = _PLACE.split(text)
    return "".join(_value(part) if odd % 2 else part and shlex.quote(part)
                   for odd, part in enumerate(parts)) or "''"  # fmt: skip


def _value(name: str) -> str:
    return WORKSPACE if name == "workspace" else f'"${name}"'
