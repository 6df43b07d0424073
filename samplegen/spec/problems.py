"""Problems of spec files, gathered with their places until all are known."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from samplegen.errors import SpecError


class Mark(Protocol):
    """A place in a file as PyYAML tells it, counted from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


class Place(NamedTuple):
    """A place in a file, counted from 0."""

    line: int
    column: int


START = Place(0, 0)


class Problems:
    """The problems of one file. An alias shows the same problem again; it is kept once.

    ``failures`` counts how often something could not be read, for whatever reason: what follows
    from values that were not read is not worth a message of its own.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.found: set[tuple[int, int, str]] = set()
        self.failures = 0

    def add(self, mark: Mark, message: str) -> None:
        """Takes a problem with its place."""
        self.failures += 1
        self.found.add((mark.line + 1, mark.column + 1, message))


def raise_any(reports: Iterable[Problems]) -> None:
    """Raises what was found.

    Raises:
        SpecError: there is a problem; it holds all of them, as ``lines`` has them.
    """
    if found := lines(reports):
        raise SpecError(found)


def lines(reports: Iterable[Problems]) -> tuple[str, ...]:
    """What was found, as ``file:line:column: message``, sorted by file, line and column."""
    found = sorted((_shown(each.file), *problem) for each in reports for problem in each.found)
    shown = (f"{file}:{line}:{column}: {text}" for file, line, column, text in found)
    return tuple(dict.fromkeys(shown))


def _shown(file: Path) -> str:
    """The path relative to the working directory, where it lies below that."""
    full = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would replace links by targets
    return str(full.relative_to(Path.cwd())) if full.is_relative_to(Path.cwd()) else str(file)


def place(mark: Mark) -> str:
    """Words for another place in the same file."""
    return f"line {mark.line + 1}, column {mark.column + 1}"


def closest(word: str, words: Iterable[str]) -> str:
    """The word that was probably meant; empty if none is near."""
    known = {each.lower(): each for each in sorted(words)}
    close = difflib.get_close_matches(word.lower(), known, n=1)
    return known[close[0]] if close else ""


def near(word: str, words: Iterable[str]) -> str:
    """Words for the way out of an unknown name: what is near, or else all there is."""
    known = sorted(words)
    close = closest(word, known)
    if close:
        return f"did you mean {close}?"
    if len(known) == 1:
        return f"write {known[0]}"
    return f"known are {', '.join(known)}" if known else "there is none to choose from"
