"""Makes text of unknown origin fit to be shown to people: what a sample prints may be anything."""

from __future__ import annotations

import re

# Control characters could steer a terminal, those for direction could turn a sentence round, and
# neither they, lone surrogates nor non-characters may stand in XML.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BYTE = 0xFF


def visible(text: str) -> str:
    """Returns the text with an escape for whatever cannot be seen, except newline and tab."""
    return _UNSEEN.sub(_escape, text)


def one_line(text: str, limit: int = 2000) -> str:
    """Returns the text on one line of at most ``limit`` characters."""
    shown = visible(text[:limit].strip()).replace("\n", " ⏎ ")
    return f"{shown}… ({len(text):,} characters)" if len(text) > limit else shown


def excerpt(text: str, lines: int, characters: int) -> str:
    """Returns the beginning of the text; when something is left out, a last line says how much."""
    head = text[:characters].split("\n", lines)
    shown = "\n".join(head[:lines]).rstrip("\n")
    left = len(text.rstrip("\n")) - len(shown)
    note = f"\n… ({left:,} of {len(text):,} characters not shown)" if left > 0 else ""
    return visible(shown) + note


def encodable(text: str, encoding: str | None) -> str:
    """Returns the text with escapes for whatever the encoding does not have."""
    name = encoding or "ascii"
    return text.encode(name, "backslashreplace").decode(name)


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    return "\\r" if character == "\r" else f"\\x{code:02x}" if code <= _BYTE else f"\\u{code:04x}"
