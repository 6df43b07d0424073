"""How operators break the samples of a language, as data: a module for each language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement in a text.

    Args:
        pattern: a regular expression; ``^`` and ``$`` match at every line.
        put: what is put there, a template as ``re.sub`` takes it, or a function of the match.
        every: whether each match is replaced, or only the first.
    """

    pattern: str
    put: str | Callable[[re.Match[str]], str] = ""
    every: bool = False

    def __call__(self, text: str) -> str | None:
        """The text after it; None where it does not apply."""
        changed, times = re.subn(
            self.pattern, self.put, text, count=0 if self.every else 1, flags=re.MULTILINE
        )
        return changed if times else None


Way = tuple[Edit, ...]
"""Edits, one after the other; it applies where each of them does."""

Ways = Mapping[str, tuple[Way, ...]]
"""Name of an operator -> the ways in which it breaks a sample; each that applies is a mutant."""


def way(
    pattern: str, put: str | Callable[[re.Match[str]], str] = "", *, every: bool = False
) -> Way:
    """A way of a single edit."""
    return (Edit(pattern, put, every),)


def of(language: str) -> Ways:
    """The table of a language."""
    found: Ways = import_module(f"tests.mutation.ways.{language}").WAYS
    return found
