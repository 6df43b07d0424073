"""Samples that need no disk, and a document of one line each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from samplegen.embed import FORMATS, Embedded, Shelf, embed
from samplegen.errors import InputError
from samplegen.matrix import Matrix
from samplegen.model import Auth, Operation, Sample, Scenario
from tests import toy

SCENARIOS = (
    Scenario("unreachable", (), "It failed.\n", exit_code=1),
    Scenario("default", (), "One answer.\nIn two lines.\n"),
    Scenario("another", (), "Another answer.\n"),
)
OPERATIONS = {
    "chat": Operation("chat", "Chat", "", {}, SCENARIOS),
    "crash": Operation("crash", "Crash", "", {}, SCENARIOS[:1]),
    "quiet": Operation("quiet", "Quiet", "", {}, (Scenario("default", (), ""),)),
}
CHAT = """\
import json
import os


def main():
    answer = ask(
        "one",

        "two",
    )
    if answer:
        print(answer)
    else:
        print("none")


main()
"""


def shelf(contents: Mapping[str, bytes | str] | None = None) -> Shelf:
    """The toy's samples.

    Args:
        contents: operation -> the sample that signs in with a key.
    """
    files = {
        PurePosixPath(f"toy/{name}/api-key/main.py"): content
        for name, content in (contents or {"chat": CHAT, "crash": "", "quiet": ""}).items()
    }

    def read(path: PurePosixPath) -> bytes:
        if path not in files:
            raise InputError(f"{path} is not there")
        content = files[path]
        return content.encode() if isinstance(content, str) else content

    samples = tuple(
        Sample("toy", operation, Auth(auth, auth, "key"),
               PurePosixPath(f"toy/{operation.name}/{auth}/main.py"))
        for operation in OPERATIONS.values() for auth in ("api-key", "entra-id")
    )  # fmt: skip
    reasons = {"toy/chat/environment": "the toy reads no variables"}
    return Shelf(Matrix(samples, reasons), {"toy": toy.LANGUAGE}, read)


def embedded(document: str, format_: str = ".md", sample: bytes | str = "new\n") -> Embedded:
    """Embeds a sample of one line; with it, all that a document does can be seen at once."""
    return embed(document, FORMATS[format_], shelf({"chat": sample}))


def refreshed(document: str, format_: str = ".md", sample: bytes | str = "new\n") -> str:
    done = embedded(document, format_, sample)
    assert done.problems == ()
    return done.text


def problems(document: str, format_: str = ".md") -> list[str]:
    """The problems as ``line: message``."""
    done = embed(document, FORMATS[format_], shelf())
    assert done.text == document or not done.problems
    assert not (done.changes and done.problems)
    return [f"{line}: {text}" for line, text in done.problems]
