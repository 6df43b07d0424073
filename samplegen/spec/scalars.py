"""What a plain scalar means: YAML 1.2 core schema, less everything that readers disagree about."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple


class Scalar(NamedTuple):
    """A plain scalar as it was understood.

    Args:
        kind: ``text``, ``integer``, ``number``, ``boolean``, ``null``; ``date`` is text that looks
            like a date, and is only taken where a date is asked for; ``broken`` is nothing.
        problem: why it cannot stay as it is, with what to write instead; empty if it can.
    """

    kind: str
    value: Any
    problem: str = ""


_WORDS = {
    "true": Scalar("boolean", value=True),
    "false": Scalar("boolean", value=False),
    "null": Scalar("null", None),
    "~": Scalar("null", None),
    "": Scalar("broken", None, 'there is no value; write null, "" or what is meant'),
}
_SPELLINGS = {
    **dict.fromkeys(("true", "yes", "on"), "true"),
    **dict.fromkeys(("false", "no", "off"), "false"),
    "null": "null",
}
_SUSPECT = frozenset("0123456789+-.<=")
_DIGITS = r"(0|[1-9]\d{0,99})"
_INTEGER = re.compile(rf"[-+]?{_DIGITS}|0x[0-9a-fA-F]{{1,99}}", re.ASCII)
_NUMBER = re.compile(rf"[-+]?{_DIGITS}?\.(0|\d*[1-9])([eE][-+]\d+)?", re.ASCII)


def quoted(text: str) -> str:
    """Writes text as a double-quoted scalar that YAML and JSON read alike."""
    return json.dumps(text, ensure_ascii=False)


@lru_cache(maxsize=4096)  # keys come again and again
def scalar(text: str) -> Scalar:
    """Reads a plain scalar."""
    known = _WORDS.get(text)
    if known:
        return known
    if text[0] not in _SUSPECT:
        meant = _SPELLINGS.get(text.lower())
        return Scalar("broken", None, _taken(text, meant)) if meant else Scalar("text", text)
    if _INTEGER.fullmatch(text):
        return Scalar("integer", int(text, 16 if "x" in text else 10))
    if _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return Scalar("number", float(text))
    return _suspect(text)


def _suspect(text: str) -> Scalar:
    for kind, pattern, explain in _SURPRISES:
        if pattern.fullmatch(text):
            return Scalar(kind, text if kind == "date" else None, explain(text))
    return Scalar("text", text)


def _taken(text: str, meant: str) -> str:
    return f"some readers take {text} for {meant}; {_or(text, meant)}"


def _decimal(text: str) -> str:
    number = float(text)
    meant = repr(number).replace("e", ".0e") if "." not in repr(number) else repr(number)
    why = f"the number {text} would not keep its form"
    return f"{why}; {_or(text, meant)}" if math.isfinite(number) else _quote("{} is infinite")(text)


def _octal(text: str) -> str:
    digits = text.replace("_", "")
    decimal, octal = int(digits), int(digits, 8)
    why = f"YAML 1.1 takes {text} for {octal}, YAML 1.2 for {decimal}"
    return f"{why}; {_or(text, str(decimal))}"


def _based(text: str) -> str:
    return _taken(text, str(int(text.replace("_", ""), 0)))


def _grouped(text: str) -> str:
    return _taken(text, str(int(text.replace("_", ""))))


def _or(text: str, value: str) -> str:
    return f"write {quoted(text)} for the text, or {value}"


def _quote(why: str) -> Callable[[str], str]:
    return lambda text: f"{why.format(text)}; write {quoted(text)}"


_SURPRISES: tuple[tuple[str, re.Pattern[str], Callable[[str], str]], ...] = tuple(
    (kind, re.compile(pattern, re.ASCII), explain)
    for kind, pattern, explain in (
        ("date", r"\d{4}-\d\d?-\d\d?", _quote("YAML 1.1 takes {} for a date")),
        ("broken", r"[-+]?[\d_]{100,}", _quote("this is too long for a number")),
        ("broken", r"[-+]?0_*[0-7][0-7_]*", _octal),
        ("broken", r"[-+]?0(b_*[01][01_]*|o[0-7][0-7_]*|x_*[\da-fA-F][\da-fA-F_]*)", _based),
        ("broken", r"[-+]?\d[\d_]*", _grouped),
        ("broken", r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", _decimal),
        (
            "broken",
            r"[-+]?(\d[\d_]*\.[\d_]*|\.\d[\d_]*)([eE][-+]?\d+)?",
            _quote("YAML 1.1 takes {} for a number"),
        ),
        (
            "broken",
            r"[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?",
            _quote("YAML 1.1 takes {} for a number of base 60"),
        ),
        (
            "broken",
            r"\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d\d?:\d\d:\d\d.*",
            _quote("YAML 1.1 takes {} for a time"),
        ),
        ("broken", r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", _quote("JSON has no number {}")),
        ("broken", r"=|<<", _quote("{} means something else to YAML 1.1")),
    )
)
