"""The name of a project or a program, in the ways in which languages write names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_FALLBACK = "app"
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions
_DEVICE = re.compile("aux|con|nul|prn|(com|lpt)[0-9]")
_LONGEST = 40  # a resource group's name holds 90 characters, a directory's name often 143


@dataclass(frozen=True, slots=True)
class Name:
    """A name made of ASCII words: small letters and digits, the first one begins with a letter."""

    words: tuple[str, ...]

    @property
    def kebab(self) -> str:
        """``my-app``."""
        return "-".join(self.words)

    @property
    def snake(self) -> str:
        """``my_app``."""
        return "_".join(self.words)

    @property
    def pascal(self) -> str:
        """``MyApp``."""
        return "".join(word.capitalize() for word in self.words)

    @property
    def camel(self) -> str:
        """``myApp``."""
        return self.words[0] + "".join(word.capitalize() for word in self.words[1:])

    @property
    def flat(self) -> str:
        """``myapp``."""
        return "".join(self.words)


def name_of(text: str, taken: Callable[[str], bool] = lambda _: False) -> Name:
    """Makes a name of any text, such as the name of a directory.

    Args:
        text: letters lose their accents; what is no ASCII letter or digit parts words.
        taken: says of a name such as ``my-app`` that it cannot be used; it gets ``-app`` then.
    """
    letters = (char for char in unicodedata.normalize("NFKD", text) if not _is_accent(char))
    words = re.findall(r"[a-z0-9]+", "".join(letters).lower()) or [_FALLBACK]
    if words[0][0].isdigit():
        words = [_FALLBACK, *words]
    name = Name(_shortened(words))
    unusable = _DEVICE.fullmatch(name.flat) or taken(name.kebab)
    return Name((*name.words, _FALLBACK)) if unusable else name


def _is_accent(char: str) -> bool:
    return unicodedata.combining(char) > 0


def _shortened(words: list[str]) -> tuple[str, ...]:
    kept = "-".join(words)[:_LONGEST].strip("-")
    return tuple(kept.split("-"))
