"""Programs that hold many texts and print each, so that one process shows how all are read."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from samplegen import registry
from samplegen.language import Syntax
from tests.machine import needed

DRIVERS = Path(__file__).parent / "drivers"
Write = Callable[[str], str]
Programs = Mapping[str, str]

_CANDIDATES = 50  # shorter texts that are tried at once
_SHOWN = 2000


class DoesNotRunError(Exception):
    """A program that does not compile, fails, or prints more or less than its texts."""


@dataclass(frozen=True)
class Driver:
    """How to run a program of many texts.

    Args:
        file: its name in the directory of the language's driver.
        encoding: of the bytes that it prints in hexadecimal, a text a line.
        argvs: paths of the language's tools -> what to run in the directory of the program.
        environment: what that needs beside the caller's own.
    """

    file: str
    encoding: str
    argvs: Callable[[Programs], Sequence[Sequence[str]]]
    environment: Mapping[str, str] = field(default_factory=dict)


_QUICK_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def _csharp(programs: Programs) -> list[list[str]]:
    """Calls the compiler itself; MSBuild would take five times as long."""
    dotnet = programs["dotnet"]
    sdk = _newest(dotnet, "--list-sdks")
    runtime = _newest(dotnet, "--list-runtimes", "Microsoft.NETCore.App ")
    names = ("System.Private.CoreLib", "System.Runtime", "System.Console")
    libraries = [f"-reference:{runtime}/{name}.dll" for name in names]
    compiler = [dotnet, "exec", f"{sdk}/Roslyn/bincore/csc.dll", "-noconfig", "-nologo"]
    return [
        [*compiler, "-langversion:12", "-nostdlib", *libraries, "Program.cs"],
        [dotnet, "exec", "--runtimeconfig", "Program.runtimeconfig.json", "Program.exe"],
    ]


def _newest(dotnet: str, option: str, prefix: str = "") -> str:
    """Returns the directory of the last one listed, as in ``10.0.1 [/usr/share/dotnet/sdk]``."""
    listed = subprocess.run([dotnet, option], capture_output=True, text=True, check=True).stdout
    lines = [line for line in listed.splitlines() if line.startswith(prefix)]
    version, _, directory = lines[-1].removeprefix(prefix).partition(" ")
    return f"{directory.strip('[]')}/{version}"


BY_LANGUAGE = {
    "csharp": Driver("Program.cs", "utf-16-le", _csharp, {"DOTNET_NOLOGO": "1"}),
    "go": Driver(
        "main.go",
        "utf-8",
        lambda programs: [[programs["go"], "run", "main.go"]],
        {"GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": "", "CGO_ENABLED": "0"},
    ),
    "java": Driver(
        "Main.java",
        "utf-16-be",
        lambda programs: [
            [programs["java"], *_QUICK_JAVA, "-Dfile.encoding=UTF-8", "--source", "17", "Main.java"]
        ],
    ),
    "javascript": Driver(
        "main.mjs", "utf-16-le", lambda programs: [[programs["node"], "main.mjs"]]
    ),
    "python": Driver("main.py", "utf-8", lambda programs: [[programs["python"], "main.py"]]),
}


def _without_a_part(text: str, size: int) -> list[str]:
    places = range(0, len(text), size)[:_CANDIDATES]
    return [text[:at] + text[at + size :] for at in places]


class Reader:
    """Shows how a language reads what ``literal`` and ``comment`` write."""

    def __init__(self, name: str, syntax: Syntax) -> None:
        self._driver = BY_LANGUAGE[name]
        self._directory = DRIVERS / name
        self._argvs = self._driver.argvs(needed(registry.load().by_name[name]))
        self._literal = syntax.literal
        self._comment = syntax.comment

    def misread(self, texts: Sequence[str]) -> str | None:
        """Returns the first text that is not read as it is; None where all are.

        Raises:
            DoesNotRunError: the program does not run, but each half of it does.
        """
        try:
            read = self._read(texts)
        except DoesNotRunError:
            if len(texts) == 1:
                return texts[0]
            if not texts:
                raise
            return self._misread_in_a_half(texts)
        expected = [text.encode(self._driver.encoding, "surrogatepass") for text in texts]
        return next(
            (text for text, a, b in zip(texts, expected, read, strict=True) if a != b), None
        )

    def _misread_in_a_half(self, texts: Sequence[str]) -> str | None:
        half = len(texts) // 2
        for part in (texts[:half], texts[half:]):
            if (found := self.misread(part)) is not None:
                return found
        self._read(texts)
        return None

    def smallest(self, text: str) -> str:
        """Leaves out of a misread text what can be left out while it is misread."""
        size = len(text)
        while size := size // 2:
            while (less := self.misread(_without_a_part(text, size))) is not None:
                text = less
        return text

    def told(self, text: str) -> str:
        """Says how a text is written and what becomes of it."""
        written = f"literal: {self._literal(text)!r}\ncomment: {self._comment(text)!r}"
        try:
            (read,) = self._read([text])
        except DoesNotRunError as error:
            return f"{text!r} breaks the program\n{written}\n{error}"
        return f"{text!r} is read as {read.decode(self._driver.encoding, 'replace')!r}\n{written}"

    def _read(self, texts: Sequence[str]) -> list[bytes]:
        with tempfile.TemporaryDirectory(prefix="samplegen-literals-") as directory:
            for file in self._directory.iterdir():
                content = self._filled(file, texts) if file.name == self._driver.file else None
                Path(directory, file.name).write_bytes(content or file.read_bytes())
            lines = self._run(directory).splitlines()
        if len(lines) != len(texts):
            raise DoesNotRunError(f"{len(texts)} texts, but {len(lines)} lines are printed")
        return [bytes.fromhex(line) for line in lines]

    def _filled(self, file: Path, texts: Sequence[str]) -> bytes:
        blocks = {
            "comments": "\n".join(map(self._comment, texts)),
            "literals": "".join(f"{self._literal(text)},\n" for text in texts),
        }
        lines = file.read_text().splitlines()
        return "\n".join(blocks.get(line.strip(" \t/#"), line) for line in lines).encode() + b"\n"

    def _run(self, directory: str) -> str:
        environment = {**os.environ, **self._driver.environment}
        output = ""
        for argv in self._argvs:
            done = subprocess.run(
                argv,
                cwd=directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="backslashreplace",
                check=False,
            )
            if done.returncode != 0:
                raise DoesNotRunError((done.stdout + done.stderr)[-_SHOWN:])
            output = done.stdout
        return output
