"""What a plain scalar means: YAML 1.2 core schema, less everything that readers disagree about."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple


class Scalar(NamedTuple):
    """A plain scalar as it was understood.

    Args:
        kind: ``text``, ``integer``, ``number``, ``boolean``, ``null``, or ``date``: text that looks
            like a date and is only taken where a date is asked for.
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
}
_SUSPECT = frozenset("0123456789+-.~<=tTfFnNyYoO")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?")
_INTEGER = re.compile(r"[-+]?(0|[1-9]\d*)|0x[0-9a-fA-F]+", re.ASCII)
_NUMBER = re.compile(r"[-+]?\d*\.(0|\d*[1-9])(e[-+]\d+)?", re.ASCII | re.IGNORECASE)


def quoted(text: str) -> str:
    """Writes text as a double-quoted scalar that YAML and JSON read alike."""
    return json.dumps(text, ensure_ascii=False)


def scalar(text: str) -> Scalar:
    """Reads a plain scalar."""
    known = _WORDS.get(text)
    if known:
        return known
    if not text:
        return Scalar("broken", None, 'there is no value; write null, "" or what is meant')
    if text[0] not in _SUSPECT:
        return Scalar("text", text)
    if _INTEGER.fullmatch(text):
        return Scalar("integer", int(text, 16 if "x" in text else 10))
    if _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return Scalar("number", float(text))
    return _surprise(text)


def _surprise(text: str) -> Scalar:
    if _DATE.fullmatch(text):
        return Scalar("date", text, f"YAML 1.1 takes {text} for a date; write {quoted(text)}")
    for pattern, explain in _SURPRISES:
        if pattern.fullmatch(text):
            return Scalar("broken", None, explain(text))
    return Scalar("text", text)


def _word(text: str) -> str:
    meant = "true" if text.lower() in {"yes", "on", "true"} else "false"
    return f"YAML 1.1 takes {text} for {meant}; write {quoted(text)} for the text, or {meant}"


def _null(text: str) -> str:
    return f"{text} is null to some readers; write {quoted(text)} for the text, or null"


def _decimal(text: str) -> str:
    value = float(text)
    plain = f", or {_written(value)} for the number" if math.isfinite(value) else ""
    return f"the number {text} does not keep its form; write {quoted(text)} for the text{plain}"


def _written(value: float) -> str:
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def _whole(base: int) -> Callable[[str], str]:
    def explain(text: str) -> str:
        digits = re.sub(r"(?i)_|(?<=^)0[ob]|(?<=[-+])0[ob]", "", text)
        value = int(digits, base)
        return f"readers disagree about {text}; write {quoted(text)} for the text, or {value}"

    return explain


def _quote(why: str) -> Callable[[str], str]:
    return lambda text: f"{why.format(text)}; write {quoted(text)}"


_SURPRISES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = tuple(
    (re.compile(pattern, re.ASCII | re.VERBOSE), explain)
    for pattern, explain in (
        (r"(?i:yes|no|on|off|true|false)", _word),
        (r"(?i:null)", _null),
        (r"[-+]?0b_*[01][01_]*", _whole(2)),
        (r"[-+]?0o[0-7]+|[-+]?0_*[0-7][0-7_]*", _whole(8)),
        (r"[-+]?\d[\d_]*", _whole(10)),
        (r"[-+]?0x[\da-fA-F_]+", _quote("readers disagree about {0}")),
        (r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", _decimal),
        (r"[-+]?(\d[\d_]*\.[\d_]*|\.\d[\d_]*)([eE][-+]?\d+)?", _quote("YAML 1.1 takes {0} for a number")),
        (r"[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?", _quote("YAML 1.1 takes {0} for a number of base 60")),
        (r"\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d\d?:\d\d:\d\d.*", _quote("YAML 1.1 takes {0} for a time")),
        (r"[-+]?\.(?i:inf)|\.(?i:nan)", _quote("{0} is a number that JSON does not have")),
        (r"=|<<", _quote("{0} means something else to YAML 1.1")),
    )
)
