"""Markers: what one asks for, and what a scanner of documents finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from samplegen.embed.piece import Piece, Wanted
from samplegen.errors import InputError

_WORD = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_LINES = re.compile(r"(\d+)(?:(-)(\d+)?)?")


class Fence(Protocol):
    """A place in a document that shows a sample."""

    @property
    def line(self) -> int:
        """Index of the line that it begins with."""

    @property
    def start(self) -> int:
        """Index of the first line that ``render`` replaces."""

    @property
    def end(self) -> int:
        """Index after the last line that ``render`` replaces."""

    def render(self, piece: Piece) -> str:
        """What takes the place of these lines, to show a piece."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A marker in a document.

    Args:
        line: its index.
        text: what it asks for, as it is written; None where it is no marker yet.
        fence: what follows it.
        fault: what is wrong where there is no fence, with the mend.
    """

    line: int
    text: str | None
    fence: Fence | None = None
    fault: str = ""


Scan: TypeAlias = Callable[[Sequence[str]], Sequence[Marked]]
"""The lines of a document, with their endings -> its markers, in their order."""


def parse(text: str) -> Wanted:
    """Reads a marker: the id of a sample, and options.

    Raises:
        InputError: it names no sample, or an option is unknown, wrong or said twice.
    """
    words = _WORD.findall(text)
    if not words:
        raise InputError("the marker names no sample; write samplegen LANGUAGE/OPERATION/AUTH")
    options: dict[str, Any] = {}
    for word in words[1:]:
        name, _, value = word.partition("=")
        if name not in _OPTIONS:
            known = "lines=3-10, region=TEXT and output"
            raise InputError(f"there is no option {word} of a marker; there are {known}")
        if name in options:
            raise InputError(f"{name} stands twice; keep one of the two")
        options[name] = _OPTIONS[name](value)
    wanted = Wanted(words[0], **options)
    if wanted.region and (wanted.lines or wanted.output):
        raise InputError("region stands alone; remove it, or the other option")
    return wanted


def _lines(value: str) -> tuple[int, int | None]:
    found = _LINES.fullmatch(value)
    if not found:
        raise InputError(f"lines={value} is no range; write lines=3-10, lines=3- or lines=3")
    first = int(found[1])
    last = int(found[3]) if found[3] else None if found[2] else first
    if first < 1 or (last is not None and last < first):
        raise InputError(f"lines={value} holds no line; lines are counted from 1, upwards")
    return first, last


def _region(value: str) -> str:
    text = value.removeprefix('"').removesuffix('"')
    if not text.strip():
        raise InputError('region names no text; write region=TEXT or region="a TEXT with spaces"')
    return text


def _output(value: str) -> bool:
    if value:
        raise InputError(f"output takes no value; remove ={value}")
    return True


_OPTIONS: dict[str, Callable[[str], Any]] = {
    "lines": _lines, "region": _region, "output": _output,
}  # fmt: skip
