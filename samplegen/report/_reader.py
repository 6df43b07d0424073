"""Reads a JSON object member by member, checking each, and says where a wrong one stands."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TypeVar

from samplegen.errors import InputError
from samplegen.model import Json

_E = TypeVar("_E", bound=Enum)
_T = TypeVar("_T")
_KINDS = {
    dict: "an object",
    list: "a list",
    str: "a string",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    type(None): "null",
}


class Reader:
    """One JSON object.

    Args:
        value: what should be an object.
        where: its place, as in ``report.samples[3]``.

    Raises:
        InputError: by every method, when the value is missing or of another kind.
    """

    __slots__ = ("_members", "_where")

    def __init__(self, value: Json, where: str) -> None:
        self._where = where
        self._members: dict[str, Json] = _expect(value, dict, where)

    def names(self) -> tuple[str, ...]:
        return tuple(self._members)

    def anything(self, name: str, default: Json = ...) -> Json:
        value = self._members.get(name, default)
        if value is ...:
            raise InputError(f"{self._where}: the member {name!r} is missing")
        return value

    def text(self, name: str, default: Json = ...) -> str:
        return self._member(name, str, default)

    def truth(self, name: str, *, default: Json = ...) -> bool:
        return self._member(name, bool, default)

    def integer(self, name: str) -> int:
        return self._member(name, int)

    def integer_or_none(self, name: str) -> int | None:
        return None if self.anything(name) is None else self.integer(name)

    def number(self, name: str, default: Json = ...) -> float:
        value = self.anything(name, default)
        if type(value) is int:
            return float(value)
        return _expect(value, float, f"{self._where}.{name}")

    def choice(self, name: str, kind: type[_E]) -> _E:
        value = self.text(name)
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(str(item.value) for item in kind)
            raise InputError(f"{self._where}.{name}: {value!r} is not one of {known}") from None

    def items(self, name: str, default: Json = ...) -> Iterator[Reader]:
        for number, item in enumerate(self._member(name, list, default)):
            yield Reader(item, f"{self._where}.{name}[{number}]")

    def objects(self, name: str) -> Iterator[tuple[str, Reader]]:
        for key, item in self._member(name, dict).items():
            yield key, Reader(item, f"{self._where}.{name}.{key}")

    def texts(self, name: str) -> tuple[str, ...]:
        where = f"{self._where}.{name}"
        return tuple(_expect(item, str, where) for item in self._member(name, list))

    def strings(self, name: str) -> dict[str, str]:
        where = f"{self._where}.{name}"
        members: dict[str, Json] = self._member(name, dict)
        return {key: _expect(item, str, where) for key, item in members.items()}

    def _member(self, name: str, kind: type[_T], default: Json = ...) -> _T:
        return _expect(self.anything(name, default), kind, f"{self._where}.{name}")


def _expect(value: Json, kind: type[_T], where: str) -> _T:
    # Not isinstance: True would be a whole number.
    if type(value) is not kind:
        found = _KINDS.get(type(value), type(value).__name__)
        raise InputError(f"{where}: {_KINDS[kind]} is expected, found {found}")
    checked: _T = value
    return checked
