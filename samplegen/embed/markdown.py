"""Markers and fences of Markdown and MDX."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from samplegen.embed import blocks
from samplegen.embed.lines import body, ending
from samplegen.embed.marker import Marked
from samplegen.embed.piece import Piece

_MARKER = re.compile(
    r"<!--\s*samplegen:?(?=\s|-->)((?:(?!-->).)*)-->"
    r"|\{/\*\s*samplegen:?(?=\s|\*/)((?:(?!\*/).)*)\*/\s*\}"
)
_STRAY = re.compile(r"(?:<!--|\{/\*)\s*samplegen:?(?=\s|-->|\*/|$)")
_FENCE = re.compile(r"( *)(`{3,}(?=[^`]*$)|~{3,})")
_PARTS = re.compile(r"([^`~]*)(`+|~+)(.*)", re.DOTALL)

_ALONE = "a marker stands alone on a line, and ends on it; move it there"
_NO_FENCE = "no fence follows the marker; put an empty one on the next line"
_OPEN = "the fence that begins on line {} is never closed; close it, nested as it begins"


def scan(all_lines: Sequence[str], *, mdx: bool = False) -> tuple[Marked, ...]:
    """Finds the markers of a document.

    Args:
        all_lines: its lines, with their endings.
        mdx: True where no indentation makes code.
    """
    scanner = _Scanner(mdx)
    for number, line in enumerate(all_lines):
        scanner.take(number, line)
    scanner.end()
    return tuple(sorted(scanner.found, key=lambda each: each.line))


@dataclass(frozen=True, slots=True)
class _Fence:
    line: int
    end: int
    opening: str
    closing: str

    @property
    def start(self) -> int:
        return self.line

    def render(self, piece: Piece) -> str:
        prefix, run, info = _parts(body(self.opening))
        length = max(len(run), 1 + _longest(run[0], piece.lines))
        first = prefix + run[0] * length + (info if info.strip() else piece.syntax)
        inner = _inner(prefix)
        shown = [inner + each if each else inner.rstrip() for each in piece.lines]
        eol = ending(self.opening)
        return "".join(f"{each}{eol}" for each in (first, *shown)) + self._closed(length)

    def _closed(self, length: int) -> str:
        prefix, run, rest = _parts(self.closing)
        return prefix + run[0] * max(len(run), length) + rest


def _parts(line: str) -> tuple[str, str, str]:
    """What stands before a fence, the fence itself, and what stands after it."""
    found = _PARTS.fullmatch(line)
    assert found  # noqa: S101 - it is the line of a fence
    return found[1], found[2], found[3]


def _longest(character: str, bodies: Sequence[str]) -> int:
    """The length of the longest line that would end a fence of this character."""
    return max(len(each.strip()) * (not each.strip().strip(character)) for each in bodies)


def _inner(prefix: str) -> str:
    """What keeps the lines after a fence's first one in the same lists and quotes.

    A quote takes one column of the white space after it, so there must be some.
    """
    return re.sub(r"[^\s>]", " ", prefix) + (" " if prefix.endswith(">") else "")


@dataclass(frozen=True, slots=True)
class _Marker:
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class _Open:
    line: int
    opening: str
    closing: re.Pattern[str]
    marker: _Marker | None


@dataclass(slots=True)
class _Scanner:
    mdx: bool
    found: list[Marked] = field(default_factory=list)
    containers: list[int] = field(default_factory=list)
    paragraph: list[tuple[int, str]] = field(default_factory=list)
    marker: _Marker | None = None
    fence: _Open | None = None
    hidden: str = ""

    def take(self, number: int, line: str) -> None:
        depth, rest = blocks.stay(self.containers, body(line).expandtabs(blocks.TAB))
        if depth < len(self.containers) and not self._goes_on(rest):
            del self.containers[depth:]
            self._leave()
        if self.fence:
            self._inside(self.fence, number, line, rest)
        elif self.hidden:
            self.hidden = "" if self.hidden in rest.lower() else self.hidden
        else:
            self._outside(number, line, rest)

    def _goes_on(self, rest: str) -> bool:
        """Whether a line belongs to the paragraph above it, and so to all that this stands in."""
        return bool(self.paragraph) and all(map(blocks.words, (self.paragraph[-1][1], rest)))

    def end(self) -> None:
        self._leave()
        self._no_fence()

    def _leave(self) -> None:
        """Ends what was open in a list or quote that ends."""
        self._paragraph_ends()
        if self.fence and self.fence.marker:
            marker = self.fence.marker
            fault = _OPEN.format(self.fence.line + 1)
            self.found.append(Marked(marker.line, marker.text, fault=fault))
        self.fence = None
        self.hidden = ""

    def _inside(self, fence: _Open, number: int, line: str, rest: str) -> None:
        if not fence.closing.fullmatch(rest):
            return
        if marker := fence.marker:
            whole = _Fence(fence.line, number + 1, fence.opening, line)
            self.found.append(Marked(marker.line, marker.text, whole))
        self.fence = None

    def _outside(self, number: int, line: str, rest: str) -> None:
        entered, rest = blocks.enter(rest)
        self.containers += entered
        if entered or not rest.strip():
            self._paragraph_ends()
        if fence := _FENCE.match(rest):
            self._opens(number, line, fence[1], fence[2])
        elif rest.strip():
            self._no_fence()
            self._text(number, line, rest)

    def _opens(self, number: int, line: str, indent: str, run: str) -> None:
        self._paragraph_ends()
        self._nest(indent)
        most = "*" if self.mdx else "{0,3}"
        closing = re.compile(rf" {most}{run[0]}{{{len(run)},}} *")
        self.fence = _Open(number, line, closing, self.marker)
        self.marker = None

    def _nest(self, indent: str) -> None:
        """Takes deep indentation for something around it: what begins there ends with it."""
        if len(indent) >= blocks.CODE and not self.mdx:
            self.containers.append(len(indent))

    def _text(self, number: int, line: str, rest: str) -> None:
        if _MARKER.fullmatch(rest.strip()):
            self._paragraph_ends()
            found = _MARKER.search(line)
            self.marker = _Marker(number, (found[1] or found[2] or "").strip() if found else "")
            return
        self.paragraph.append((number, rest))
        self.hidden = blocks.hides(rest)
        if self.hidden:
            self._paragraph_ends()
            self._nest(rest[: len(rest) - len(rest.lstrip())])

    def _no_fence(self) -> None:
        if self.marker:
            self.found.append(Marked(self.marker.line, self.marker.text, fault=_NO_FENCE))
        self.marker = None

    def _paragraph_ends(self) -> None:
        text = blocks.without_code("\n".join(rest for _, rest in self.paragraph))
        for (number, _), rest in zip(self.paragraph, text.split("\n"), strict=False):
            if _STRAY.search(rest) and (self.mdx or rest[: blocks.CODE].strip()):
                self.found.append(Marked(number, None, fault=_ALONE))
        self.paragraph.clear()
