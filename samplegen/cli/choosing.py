"""The options that choose versions, and the sets of versions that they choose."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from samplegen import versions
from samplegen.errors import UsageError
from samplegen.versions import Choice


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was asked for.

    Args:
        choices: ``LANGUAGE:PACKAGE==VERSION`` each, for every set.
        file: file of the sets; None where there is one set only, without a name.
    """

    choices: tuple[str, ...] = ()
    file: Path | None = None


with_versions = click.option(
    "--with", "choices", multiple=True, metavar="LANGUAGE:PACKAGE==VERSION",
    help="Another version than the pinned one, of any dependency of a language; repeatable.",
)  # fmt: skip
"""Adds ``--with``, and passes it on as ``choices``."""


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--with`` and ``--versions``, and passes them on as ``chosen``."""

    @wraps(function)
    def with_chosen(choices: tuple[str, ...], file: Path | None, **others: Any) -> Any:
        return function(chosen=Chosen(choices, file), **others)

    added: Callable[..., Any] = click.option(
        "--versions", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="File of such choices (TOML: a list for each name); each set is gone through in turn.",
    )(with_chosen)  # fmt: skip
    return with_versions(added)


def parse(choices: tuple[str, ...], languages: Collection[str]) -> tuple[Choice, ...]:
    """Reads what ``--with`` was given.

    Args:
        languages: those that something is done with.

    Raises:
        UsageError: one is not a choice, or nothing is done with its language.
    """
    parsed = tuple(map(versions.parse, choices))
    for choice in parsed:
        if choice.language not in languages:
            there = ", ".join(languages)
            raise UsageError(f"--with {choice}: nothing of {choice.language} is selected: {there}")
    return parsed


def sets(chosen: Chosen, languages: Collection[str]) -> dict[str, tuple[Choice, ...]]:
    """Gives the sets of versions by name; one without a name where there is no file.

    Args:
        languages: those that something is done with.

    Raises:
        UsageError: as ``parse``.
        InputError: the file is not one of versions.
    """
    always = parse(chosen.choices, languages)
    if chosen.file is None:
        return {"": always}
    return {name: (*always, *own) for name, own in versions.read(chosen.file).items()}


def tell(name: str, choices: tuple[Choice, ...]) -> None:
    """Says on stderr which set comes now."""
    if name:
        listed = ", ".join(map(str, choices)) or "the pinned versions"
        click.echo(f"samplegen: {name}: {listed}", err=True)
