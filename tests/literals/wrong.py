"""Functions that forget one thing, each of which somebody once did, and a text that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.literals.programs import Write


@dataclass(frozen=True)
class Wrong:
    """A function that is wrong.

    Args:
        what: the function of a Syntax that it stands for.
        text: one that it gets wrong.
    """

    language: str
    what: str
    forgets: str
    write: Write
    text: str


def _plain(text: str) -> str:
    """Escapes nothing but the line ends that every language refuses."""
    return '"' + text.replace("\n", "\\n").replace("\r", "\\r") + '"'


def _octal(text: str) -> str:
    return '"' + text.replace("\0", "\\0") + '"'


def _escaped(text: str, *chars: str) -> str:
    for char in ("\\", *chars):
        text = text.replace(char, f"\\{char}")
    return text


def _numbered(text: str) -> str:
    return '"' + "".join(f"\\u{ord(char):04x}" for char in text) + '"'


def _commented(mark: str, end: str) -> Write:
    return lambda text: "\n".join(f"{mark} {line}" for line in text.split(end))


ROWS = (
    Wrong("csharp", "literal", "backslashes", _plain, "\\a"),
    Wrong("csharp", "literal", "braces", lambda text: f'$"{_escaped(text)}"', "{{"),
    Wrong(
        "csharp",
        "literal",
        "that \\x takes up to four digits",
        lambda text: '"' + text.replace("\x1b", "\\x1b") + '"',
        "\x1ba",
    ),
    Wrong("csharp", "comment", "next line", _commented("//", "\n"), "\x85a"),
    Wrong("go", "literal", "backslashes", _plain, "\\a"),
    Wrong("go", "literal", "that raw strings drop CR", lambda text: f"`{text}`", "\r"),
    Wrong("go", "comment", "line ends", _commented("//", "\r"), "\na"),
    Wrong("java", "literal", "backslashes", _plain, "\\b"),
    Wrong("java", "literal", "that \\u is read first", _numbered, '"'),
    Wrong("java", "literal", "that octal goes on", _octal, "\x007"),
    Wrong("java", "comment", "that \\u is read in comments", _commented("//", "\n"), "\\u000aa"),
    Wrong("javascript", "literal", "backslashes", _plain, "\\a"),
    Wrong("javascript", "literal", "${", lambda text: f"`{_escaped(text, '`')}`", "${1}"),
    Wrong("javascript", "literal", "that octal goes on", _octal, "\x007"),
    Wrong("javascript", "comment", "line separator", _commented("//", "\n"), "\u2028a"),
    Wrong("python", "literal", "backslashes", _plain, "\\a"),
    Wrong("python", "literal", "braces", lambda text: f'f"{_escaped(text)}"', "{{"),
    Wrong("python", "literal", "that octal goes on", _octal, "\x007"),
    Wrong("python", "comment", "declared encodings", _commented("#", "\n"), "coding:latin-1 é"),
    Wrong("python", "comment", "carriage return", _commented("#", "\n"), "\ra"),
)
