"""Markers and code blocks of reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from samplegen.embed.lines import body, dedent, ending, leading, margin
from samplegen.embed.marker import Marked
from samplegen.embed.piece import Piece

_TAB = 8
_INDENT = 3
_ITEMS = r"((?:\s*(?:[-+*\u2022\u2023\u2043]|\(?(?:\d+|[A-Za-z#])[.)])\s+)*\s*)"
_BEGIN = re.compile(_ITEMS)
_MARKER = re.compile(rf"{_ITEMS}\.\.\s+samplegen:?(?=\s|$)(.*)")
_BLOCK = re.compile(rf"{_ITEMS}\.\.\s+(?:code-block|code|sourcecode)::(?=\s|$)")
_LITERAL = re.compile(
    r"\.\.\s+(?:code-block|code|sourcecode|parsed-literal|raw|math|prompt|doctest|test\w+"
    r"|productionlist|graphviz|mermaid)::|"  # what is in these is no RST
    r"\.\.\s+(?![_\[|]|[\w:.+-]+\s?::)"  # a comment
)
_NO_FENCE = "no code-block follows the marker; put an empty one after it, indented as the marker is"


def scan(all_lines: Sequence[str]) -> tuple[Marked, ...]:
    """Finds the markers of a document.

    Args:
        all_lines: its lines, with their endings.
    """
    return tuple(_scan(all_lines))


def _scan(all_lines: Sequence[str]) -> Iterator[Marked]:
    number = 0
    while number < len(all_lines):
        text = body(all_lines[number])
        if marker := _MARKER.fullmatch(text):
            fence = _fence(all_lines, number, _width(marker[1]))
            fault = "" if fence else _NO_FENCE
            yield Marked(number, marker[2].strip(), fence, fault)
            number = fence.end if fence else number + 1
        elif _is_literal(text):
            number = _block_ends(all_lines, number + 1, _column(text))
        else:
            number += 1


def _width(text: str) -> int:
    return len(text.expandtabs(_TAB))


def _column(text: str) -> int:
    """Where what a line says begins, behind its indentation and the signs of list items."""
    found = _BEGIN.match(text)
    return _width(found[1]) if found else 0


def _is_literal(text: str) -> bool:
    """Whether what is indented below a line is no RST."""
    rest = _BEGIN.sub("", text, count=1).rstrip()
    return bool(_LITERAL.match(rest)) or (rest.endswith("::") and not rest.startswith(".. "))


def _block_ends(all_lines: Sequence[str], start: int, column: int) -> int:
    """The index after the last line that is indented by more; blank lines at the end left out."""
    end = start
    for number in range(start, len(all_lines)):
        text = body(all_lines[number])
        if text.strip():
            if _width(leading(text)) <= column:
                break
            end = number + 1
    return end


@dataclass(frozen=True, slots=True)
class _Fence:
    """A directive; its indentation is kept, and so are the blank lines before its body.

    Args:
        opening: the line of the directive.
        options: the lines from there to the first blank one.
        old: its body.
        follows: True where the line after it is not blank.
    """

    line: int
    end: int
    opening: str
    options: tuple[str, ...]
    blank: tuple[str, ...]
    old: tuple[str, ...]
    follows: bool

    @property
    def start(self) -> int:
        return self.line

    def render(self, piece: Piece) -> str:
        head = "".join([self._directive(piece.syntax), *self.options])
        eol = ending(self.opening) or "\n"
        shown = "\n".join(dedent(piece.lines)).strip("\n").split("\n")
        inner = self._inner()
        content = eol.join(inner + each if each else "" for each in shown)
        if self.old:
            return head + "".join(self.blank) + content + ending(self.old[-1])
        return body(head) + eol * 2 + content + ending(head) + eol * self.follows

    def _directive(self, syntax: str) -> str:
        text = body(self.opening).rstrip()
        return self.opening if text[-1] != ":" else f"{text} {syntax}{ending(self.opening)}"

    def _inner(self) -> str:
        inner = leading(self.options[0]) if self.options else margin(tuple(map(body, self.old)))
        column = _column(self.opening)
        return inner if _width(inner) > column else " " * (column + _INDENT)


def _fence(all_lines: Sequence[str], after: int, column: int) -> _Fence | None:
    """The directive that follows a marker, as far to the right."""
    number = after + 1
    while number < len(all_lines) and not all_lines[number].strip():
        number += 1
    directive = _BLOCK.match(all_lines[number]) if number < len(all_lines) else None
    if not directive or _width(directive[1]) != column:
        return None
    end = _block_ends(all_lines, number + 1, column)
    block = all_lines[number + 1 : end]
    options = tuple(takewhile(str.strip, block))
    rest = block[len(options) :]
    blank = tuple(takewhile(lambda line: not line.strip(), rest))
    old = tuple(rest[len(blank) :])
    follows = end < len(all_lines) and bool(all_lines[end].strip())
    return _Fence(number, end, all_lines[number], options, blank, old, follows)
