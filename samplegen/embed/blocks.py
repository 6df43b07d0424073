"""The blocks of Markdown that can hold a fence, and those that hide one.

They are found as CommonMark finds them, with liberties that its descendants take: lists, quotes
and fences may be indented by any number of columns, as in a tab of MkDocs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

CODE = 4
"""Columns of indentation that make code of what is no fence."""

TAB = 4
"""Columns from one tab stop to the next."""

_QUOTE = 0
_CONTAINER = re.compile(r" *(?:(>) ?|(?:[-+*]|\d{1,9}[.)])(?= |$))")
_BREAK = re.compile(r" *([-_*]) *(?:\1 *){2,}")
_NO_TEXT = re.compile(r" *(?:#{1,6}(?= |$)|`{3,}[^`]*$|~{3,}|<|[-=]+ *$)")
_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_RAW = (
    (re.compile(r"<!--"), "-->"),
    (re.compile(r"\{/\*"), "*/"),
    (re.compile(r"<pre(?=[\s>]|$)"), "</pre>"),
    (re.compile(r"<script(?=[\s>]|$)"), "</script>"),
    (re.compile(r"<style(?=[\s>]|$)"), "</style>"),
    (re.compile(r"<textarea(?=[\s>]|$)"), "</textarea>"),
)


def enter(text: str) -> tuple[list[int], str]:
    """Finds the lists and quotes that begin on a line.

    Args:
        text: what is left of it, without tabs.

    Returns:
        A container each, as ``stay`` reads them, and what is left of the line then.
    """
    found: list[int] = []
    while (start := _CONTAINER.match(text)) and not _BREAK.fullmatch(text):
        width = start.end() if start[1] else _item(text, start.end())
        found.append(_QUOTE if start[1] else width)
        text = text[width:]
    return found, text


def _item(text: str, end: int) -> int:
    """How far what belongs to an item of a list is indented."""
    rest = text[end:]
    space = len(rest) - len(rest.lstrip(" "))
    return end + (space if rest.strip() and space <= CODE else 1)


def stay(containers: Sequence[int], text: str) -> tuple[int, str]:
    """Finds how many of the open lists and quotes a line goes on with.

    Args:
        containers: the columns that each list item takes; 0 for a quote.
        text: the line, without tabs.

    Returns:
        Their number, from the outermost, and what is left of the line then.
    """
    for depth, columns in enumerate(containers):
        if columns == _QUOTE:
            quote = _CONTAINER.match(text)
            if not (quote and quote[1]):
                return depth, text
            text = text[quote.end() :]
        elif text[:columns].strip():
            return depth, text
        else:
            text = text[columns:]
    return len(containers), text


def words(text: str) -> bool:
    """Whether a line can go on a paragraph that began in a list or quote which it does not.

    https://spec.commonmark.org/0.31.2/#lazy-continuation-line
    """
    begins = _CONTAINER.match(text) or _BREAK.fullmatch(text) or _NO_TEXT.match(text)
    return bool(text.strip()) and not begins


def hides(text: str) -> str:
    """What ends the block that begins on a line and hides Markdown; empty where none does."""
    lowered = text.strip().lower()
    for start, end in _RAW:
        if (found := start.match(lowered)) and end not in lowered[found.end() :]:
            return end
    return ""


def without_code(paragraph: str) -> str:
    """A paragraph with every character of inline code replaced, line breaks aside."""
    return _SPAN.sub(lambda span: re.sub(r"[^\n]", "x", span[0]), paragraph)
