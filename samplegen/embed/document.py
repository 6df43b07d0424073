"""A document and the samples → the document with its fences as they should be, or problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from samplegen.embed import lines, markdown, rst
from samplegen.embed.marker import Marked, Scan, parse
from samplegen.embed.piece import Piece, Shelf, Wanted, piece
from samplegen.errors import InputError

FORMATS: Mapping[str, Scan] = {
    ".md": markdown.scan,
    ".markdown": markdown.scan,
    ".mdx": partial(markdown.scan, mdx=True),
    ".rst": rst.scan,
}
"""Ending of a document's name -> how its markers are found."""

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Change:
    """A fence that is not as it should be.

    Args:
        line: where it begins, counted from 1.
        marker: what its marker asks for, as it is written.
    """

    line: int
    marker: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """What became of a document.

    Args:
        text: the document with its fences refreshed; as it was where there are problems.
        fences: how many fences have a marker.
        problems: line, counted from 1, and what is wrong there, with the mend.
    """

    text: str
    fences: int
    changes: tuple[Change, ...]
    problems: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str
    change: Change


def embed(document: str, scan: Scan, shelf: Shelf) -> Embedded:
    """Refreshes every fence that follows a marker.

    Args:
        document: text with its line endings, and its byte order mark if it has one.
        scan: how markers are found, one of ``FORMATS``.
    """
    bom = _BOM if document.startswith(_BOM) else ""
    all_lines = lines.split(document.removeprefix(_BOM))
    marked = scan(all_lines)
    edits, problems = _edits(marked, shelf)
    if problems:
        return Embedded(document, len(marked), (), tuple(problems))
    changed = [edit for edit in edits if edit.text != "".join(all_lines[edit.start : edit.end])]
    text = bom + _applied(all_lines, changed)
    return Embedded(text, len(marked), tuple(edit.change for edit in changed), ())


def _edits(marked: Sequence[Marked], shelf: Shelf) -> tuple[list[_Edit], list[tuple[int, str]]]:
    edits: list[_Edit] = []
    problems: list[tuple[int, str]] = []
    first: dict[Wanted, int] = {}
    for each in marked:
        try:
            content = _piece(each, shelf, first)
        except InputError as error:
            problems.append((each.line + 1, str(error)))
        else:
            edits += _edit(each, content)
        if each.fault:
            problems.append((each.line + 1, each.fault))
    return edits, problems


def _piece(marked: Marked, shelf: Shelf, first: dict[Wanted, int]) -> Piece | None:
    if marked.text is None:
        return None
    wanted = parse(marked.text)
    earlier = first.setdefault(wanted, marked.line)
    if earlier != marked.line:
        raise InputError(f"line {earlier + 1} has the same marker; remove one of the two")
    return piece(wanted, shelf)


def _edit(marked: Marked, content: Piece | None) -> Iterator[_Edit]:
    fence = marked.fence
    if fence and content:
        change = Change(fence.line + 1, marked.text or "")
        yield _Edit(fence.start, fence.end, fence.render(content), change)


def _applied(all_lines: Sequence[str], edits: Sequence[_Edit]) -> str:
    parts: list[str] = []
    done = 0
    for edit in edits:
        parts += [*all_lines[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, *all_lines[done:]])
