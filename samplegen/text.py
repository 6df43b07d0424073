"""Spec text on its way into a template: opaque, so that quoting cannot be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

_SHOWN = 40


class UnfilteredTextError(TypeError):
    """Spec text was printed without saying as what."""


class Text:
    """Text from a spec; it is printed through ``literal``, ``comment`` or ``identifier`` only."""

    __slots__ = ("_raw",)

    def __init__(self, raw: str) -> None:
        self._raw = raw

    @staticmethod
    def write(value: object, how: Callable[[str], str]) -> str:
        """Prints a value as a filter says; the one way out of a ``Text``."""
        if isinstance(value, Code):
            return value._raw  # noqa: SLF001
        return how(value._raw if isinstance(value, Text) else str(value))  # noqa: SLF001

    def _refuse(self, *_: object) -> NoReturn:
        shown = self._raw if len(self._raw) <= _SHOWN else f"{self._raw[: _SHOWN - 1]}…"
        raise UnfilteredTextError(
            f"the spec text {shown!r} is printed as it stands; add `| literal`, `| comment` or "
            "`| identifier`"
        )

    __str__ = __format__ = __add__ = __radd__ = __mod__ = __html__ = __iter__ = __len__ = _refuse

    def __repr__(self) -> str:
        return f"Text({self._raw!r})"

    def __eq__(self, other: object) -> bool:
        return self._raw == (other._raw if isinstance(other, Text) else other)

    def __hash__(self) -> int:
        return hash(self._raw)


class Code(Text):
    """Code of the language, where samples have a text: every filter prints it as it stands."""

    __slots__ = ()


def opaque(value: Any) -> Any:
    """Returns a copy of a JSON value in which every string, but no key, is a ``Text``."""
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, Mapping):
        return {key: opaque(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [opaque(item) for item in value]
    return value
