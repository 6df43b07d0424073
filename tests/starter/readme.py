"""The commands of a project's README, as somebody follows them who does what it says, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

COPY = "cp .env.example .env"

_FENCE = re.compile(r"^(?P<indent> *)```(?P<info>\w*)$")


@dataclass(frozen=True)
class Block:
    """Commands to be typed.

    Args:
        section: the heading of second level that it stands under.
        way: X where it stands under a heading ``With X``: one of several ways to do it.
    """

    section: str
    way: str
    text: str


def blocks(readme: str) -> Iterator[Block]:
    """Finds the shell blocks; those for other programs than a shell are not followed here."""
    section = way = ""
    lines = iter(readme.splitlines())
    for line in lines:
        heading = re.match(r"(#{2,3}) (?:With )?(.*)", line)
        if heading and len(heading[1]) == len("##"):
            section, way = heading[2], ""
        elif heading:
            way = heading[2] if line.startswith("### With ") else ""
        elif fence := _FENCE.match(line):
            text = _until_closed(lines, fence["indent"])
            if fence["info"] == "sh":
                yield Block(section, way, text)


def _until_closed(lines: Iterator[str], indent: str) -> str:
    held: list[str] = []
    for line in lines:
        if line == f"{indent}```":
            return dedent("\n".join(held)) + "\n"
        held.append(line)
    raise AssertionError("a fence of the README is not closed")


def ways(found: list[Block]) -> list[list[Block]]:
    """Each way to do it all: what all ways share, and what is of one, in order."""
    names = list(dict.fromkeys(block.way for block in found if block.way)) or [""]
    return [[block for block in found if block.way in {"", name}] for name in names]


def script(followed: list[Block], settings: dict[str, str]) -> str:
    """The commands for one shell; where the reader is told to fill in settings, they are."""
    filled = "".join(f"{name}={value}\n" for name, value in settings.items())
    fill = f"cat > .env <<'FILLED'\n{filled}FILLED\n"
    texts = [block.text.replace(f"{COPY}\n", f"{COPY}\n{fill}") for block in followed]
    return "set -euo pipefail\n" + "\n".join(texts)
