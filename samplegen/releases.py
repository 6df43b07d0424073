"""The releases of a package: which there are, and in which order they came."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from samplegen.errors import MachineError, UsageError
from samplegen.language import Language
from samplegen.runners import ending
from samplegen.runners.local import LocalRunner

_RELEASE: Final = re.compile(r"(?<![\w.+/-])v?\d+(?:\.\d+)+(?![\w+-]|\.\w)")
_NUMBER: Final = re.compile(r"\d+")
_LINES: Final = 20


def listed(language: Language, package: str, cache: Path) -> list[str]:
    """Asks the registry of a language for the releases of a package, with this machine's tools.

    Args:
        language: one that has ``unlocked``.
        package: its name in the registry.
        cache: the directory that workspaces live in.

    Raises:
        MachineError: a tool is missing, or the registry does not answer.
    """
    bare = replace(language, toolchain=replace(language.toolchain, install=()))
    printed = ""
    with LocalRunner(cache).open(bare, {}) as workspace:
        how = language.toolchain.unlocked
        for step in how.releases(package) if how else ():
            outcome = workspace.run(step)
            if outcome.exit_code != 0:
                raise MachineError(ending(step.argv, outcome, _LINES))
            printed = outcome.stdout
    return found(printed)


def found(printed: str) -> list[str]:
    """Finds the releases in a text, each once and in their order; pre-releases are left out."""
    return sorted(set(_RELEASE.findall(printed)), key=order)


def order(release: str) -> tuple[int, ...]:
    """Gives the numbers by which releases are sorted: ``v3.10.0`` comes after ``v3.9.1``."""
    return tuple(map(int, _NUMBER.findall(release)))


def between(releases: Iterable[str], old: str, new: str) -> list[str]:
    """Gives the releases from one to another, both included.

    Raises:
        UsageError: one of them is not there, or they are not in this order.
    """
    by_order = {order(release): release for release in releases}
    for end in (old, new):
        if order(end) not in by_order:
            raise UsageError(f"there is no release {end}; {_around(by_order.values(), end)}")
    if order(old) >= order(new):
        raise UsageError(f"{old}..{new}: expected the older release first")
    return [by_order[at] for at in sorted(by_order) if order(old) <= at <= order(new)]


def _around(releases: Iterable[str], wanted: str) -> str:
    ordered = sorted(releases, key=order)
    older = [each for each in ordered if order(each) < order(wanted)]
    newer = [each for each in ordered if order(each) > order(wanted)]
    close = ", ".join([*older[-2:], *newer[:2]])
    return f"near it are {close}" if close else "the registry lists none"
