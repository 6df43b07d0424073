"""Finds the languages: one way for built-in ones and for anybody's, entry points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from samplegen.errors import PluginError
from samplegen.language import Language

GROUP = "samplegen.languages"


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that were found.

    Args:
        by_name: in the order of a page.
        broken: one line for each plug-in that could not be used, saying which and why.
    """

    by_name: Mapping[str, Language]
    broken: tuple[str, ...]


def load(points: Iterable[EntryPoint] | None = None) -> Languages:
    """Loads every language that is registered; a broken plug-in does not stop the others.

    Args:
        points: entry points to load instead of the installed ones.
    """
    found: dict[str, Language] = {}
    broken: list[str] = []
    for point in sorted(entry_points(group=GROUP) if points is None else points, key=_key):
        try:
            language = _language(point)
            if language.name in found:
                raise PluginError(f"a language named {language.name!r} is registered already")
        except PluginError as error:
            broken.append(f"plug-in {point.name} ({point.value}) is left out: {error}")
        else:
            found[language.name] = language
    ordered = sorted(found.values(), key=lambda language: (language.order, language.name))
    return Languages({language.name: language for language in ordered}, tuple(broken))


def _key(point: EntryPoint) -> tuple[str, str]:
    return point.name, point.value


def _language(point: EntryPoint) -> Language:
    try:
        value = point.load()
    except Exception as error:
        raise PluginError(f"{type(error).__name__}: {error}".splitlines()[0]) from error
    if not isinstance(value, Language):
        raise PluginError(f"expected a samplegen.language.Language, got {type(value).__name__}")
    if value.name != point.name:
        raise PluginError(f"its entry point is {point.name!r} but its name is {value.name!r}")
    return value
