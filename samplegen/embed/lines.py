"""Lines as Markdown and RST count them: what ends one is CR, LF or both, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def split(text: str) -> list[str]:
    """Splits a text into lines that keep their endings."""
    return _LINE.findall(text)


def body(line: str) -> str:
    """A line without its ending."""
    return line.rstrip("\r\n")


def ending(line: str) -> str:
    """What ends a line; empty for the last one of a text that ends without."""
    return line[len(body(line)) :]


def leading(line: str) -> str:
    """The white space that a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def margin(bodies: Sequence[str]) -> str:
    """The white space that all lines begin with, blank ones aside."""
    found = [leading(each) for each in bodies if each.strip()]
    pairs = zip(min(found, default=""), max(found, default=""), strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def dedent(bodies: Sequence[str]) -> tuple[str, ...]:
    """Removes the white space that all lines begin with; blank lines become empty."""
    width = len(margin(bodies))
    return tuple(each[width:] if each.strip() else "" for each in bodies)
