"""What somebody has who follows a README: samplegen from its wheel, the tools, and a service."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samplegen.language import Language
from samplegen.toolchains import Missing, find
from tests.conftest import ROOT
from tests.machine import absent
from tests.test_wheel import build_wheel

OTHERS = ("AZURE_", "IDENTITY_", "OPENAI_", "PYTEST_", "SAMPLEGEN_", "VIRTUAL_ENV", "PYTHONPATH")
BESIDE = {"go": ("gofmt",)}  # what is installed with a tool, in the same directory
# Compilers that would stay behind as servers end with their command.
ALONE = {"MSBUILDDISABLENODEREUSE": "1", "UseSharedCompilation": "false"}
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def install(directory: Path) -> Path:
    """Builds the wheel, installs it into a clean environment, and says where samplegen is."""
    wheel = build_wheel(directory)
    _run(sys.executable, "-m", "venv", str(directory / "venv"))
    python = directory / "venv" / "bin" / "python"
    _run(str(python), "-m", "pip", "install", "--quiet", str(wheel))
    return python.with_name("samplegen")


def _run(*argv: str) -> None:
    subprocess.run(argv, cwd=ROOT, check=True, capture_output=True)


def environment(language: Language, directory: Path) -> dict[str, str]:
    """What a shell has in which the tools of a language are found, and little else of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OTHERS)}
    shims = directory / "bin"
    shims.mkdir(parents=True)
    for tool in language.toolchain.tools:
        found = find(tool)
        if isinstance(found, Missing):
            absent(found.reason)
        words = [found.path]
        if tool.interpreter:
            interpreter = find(tool.interpreter)
            assert not isinstance(interpreter, Missing)
            words.insert(0, interpreter.path)
        for name in (tool.name, *tool.programs):
            _shim(shims / name, words)
        for name in BESIDE.get(tool.name, ()):
            _shim(shims / name, [str(Path(found.path).with_name(name))])
    _shim(shims / "uv", [str(Path(sys.executable).with_name("uv"))])
    return {**kept, **ALONE, "PATH": f"{shims}:{SYSTEM_PATH}", "NO_COLOR": "1"}


def _shim(path: Path, words: list[str]) -> None:
    quoted = " ".join(f"'{word}'" for word in words)
    path.write_text(f'#!/bin/sh\nexec {quoted} "$@"\n')
    path.chmod(0o755)


@dataclass(frozen=True)
class Service:
    """``samplegen mock``, as its user sees it."""

    addresses: Mapping[str, str]
    ca: Path

    @property
    def root(self) -> str:
        return self.addresses["api"].removesuffix("/openai/v1")

    def asked(self) -> list[dict[str, Any]]:
        """The requests that arrived, oldest first."""
        context = ssl.create_default_context(cafile=str(self.ca))
        address = f"{self.root}/_samplegen/journal"
        with urllib.request.urlopen(address, context=context) as answer:  # noqa: S310 - our own
            held: list[dict[str, Any]] = json.load(answer)
        return held


@contextlib.contextmanager
def serving(samplegen: Path, directory: Path, *flags: str) -> Iterator[Service]:
    """Runs ``samplegen mock`` on a free port while the context lasts."""
    argv = [str(samplegen), "mock", "--port", "0", "--trust", str(directory), *flags]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=directory) as process:
        assert process.stdout
        try:
            words = process.stdout.readline().removeprefix("samplegen mock: ").split(" · ")
            addresses = dict(word.strip().split(" ", 1) for word in words)
            yield Service(addresses, _bundle(directory, addresses.get("ca")))
        finally:
            process.terminate()


def _bundle(directory: Path, ca: str | None) -> Path:
    """The system's certificates and the service's: tools and programs share the variable."""
    bundle = directory / "bundle.pem"
    system = ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"
    with bundle.open("wb") as file:
        for path in filter(None, (system, ca)):
            if Path(path).is_file():
                file.write(Path(path).read_bytes())
    return bundle


def copied(project: Path, place: Path) -> Path:
    """A copy of a project as it was made."""
    shutil.copytree(project, place)
    return place
