"""The texts: a table of hostile ones, as many again that Hypothesis makes up, and all of Unicode."""

from __future__ import annotations

import sys
from functools import cache

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

SEED = 4
LIMIT = 65_534  # bytes of a string constant in Java: one less than a class file holds
_HOW_MANY = 400
_CHUNK = 1024

LONGEST = tuple(
    char * (LIMIT // size) for char, size in (("a", 1), ("\0", 2), ("語", 3), ("🌵", 6))
)
# The first row stands in the first line of every program, where Python looks for an encoding.
HOSTILE = (
    "-*- coding: latin-1 -*-",
    "vim: set fileencoding=utf-16 :",
    "",
    " ",
    "  leading and trailing  ",
    "\ttabs\tin\tit\t",
    'say "no"',
    "it's",
    '"it\'s"',
    "'''\"\"\"```",
    '"',
    "\\",
    "\\\\",
    "ends with \\",
    '\\"',
    "C:\\new\\table\\u0041\\x41\\101\\0",
    "\\u0041 \\\\u0041 \\uu0041 \\U0001F335 \\u{1f335} \\N{DASH} \\e[0m \\cA",
    "\\u000a \\u000d \\u0022",
    "one\ntwo\n",
    "one\rtwo\r",
    "one\r\ntwo\r\n",
    "\n\n\r\r\n\r",
    "\0",
    "\0007 \0a \x01b \x1b[0m",
    "".join(map(chr, range(0x20))),
    "\x7f\x80\x85\x9f\xa0\xad",
    "${x} $x $$ #{x} {x} {{x}} {{{x}}} {% x %} {0} {} %s %d %% %(x)s <x> &amp;",
    "*/ /* // # -- --> <!-- ]]> </script>",
    "??= ??/ ??' ??( ??) ??! ??< ??> ??-",
    "`backticks` and `${escaped()}`",
    "line\u2028separator\u2029paragraph",
    "\ufeffmark at the start, \ufeff and inside",
    "\ufffe\uffff\ufdd0\U0001fffe\U0010ffff",
    "🌵 👩\u200d👧\u200d👦 🏳️\u200d🌈 🇨🇭 1️⃣",
    "e\u0301 \u0301 a\u0308\u0323 \u1112\u1161\u11ab",
    "\u202eabc\u202c \u2066def\u2069 \u200f שלום مرحبا",
    "\u200b\u200c\u2060\u00ad\u180e\u3164\u115f",
    "\U000e0041\ue000\U000f0000",
    # What would be run, were a comment or a literal ended by its text.
    '"); escaped(); ("',
    '"]; escaped();',
    "\nescaped()",
    "\rescaped()",
    "\r\nescaped()",
    "\x0bescaped()",
    "\x0cescaped()",
    "\x1cescaped()",
    "\x85escaped()",
    "\u2028escaped()",
    "\u2029escaped()",
    "\\u000aescaped()",
    "\\\\u000aescaped() \\\\\\u000aescaped()",
    "*/ escaped() /*",
    "go on \\\nescaped()",
    "/usr/bin/env node",
    "go:build ignore",
    "+build ignore",
    "line other.go:1",
    "a long one, " * 420,
    *LONGEST,
)

# What UTF-8 cannot hold: a language refuses it by name, or holds it.
SURROGATES = ("\ud800", "a\udfffb", "\udc00\ud800", "\ud800 \udc00", "\udbff🌵\udc00")
HALVES = "\ud83d\ude00"
"""Two code points that become one character where text is UTF-16."""

_PIECES = (
    *"abfnrtuvxNU019AFz .;,:()[]{}<>$#%&@*/-+=!?|~^_",
    *("\\", "\\", '"', "'", "`", "${", "{{", "}}", "\\u", "\\u00", "\\x", "\\N{", "/*", "*/", "//"),
    *("\n", "\r", "\0", "\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\ufeff", "\u202e", "é"),
    *("\u0301", "\u200d", "🌵", "\uffff", "\U0010ffff"),
)


@cache
def generated(start: int | str) -> tuple[str, ...]:
    """Makes up texts: any characters, and those that mean something to a compiler, side by side.

    Args:
        start: the seed; the same one gives the same texts.
    """
    texts: dict[str, None] = {}

    @seed(start)
    @settings(
        max_examples=_HOW_MANY,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.text() | st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
    def collect(text: str) -> None:
        texts[text] = None

    collect()
    return tuple(texts)


@cache
def all_of_unicode() -> tuple[str, ...]:
    """Returns every character there is, and could be, in pieces."""
    points = (range(0xD800), range(0xE000, sys.maxunicode + 1))
    characters = "".join(chr(point) for part in points for point in part)
    return tuple(characters[at : at + _CHUNK] for at in range(0, len(characters), _CHUNK))
