"""Options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from samplegen.matrix import Selection

F = TypeVar("F", bound=Callable[..., Any])

DIRECTORY = click.Path(file_okay=False, path_type=Path)
EXISTING = click.Path(exists=True, file_okay=False, path_type=Path)


def _complete_ids(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    from samplegen.catalog import load

    ids = (sample.id for sample in load().matrix.samples)
    return [CompletionItem(id_) for id_ in ids if id_.startswith(start)]


def selection(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``[ID]...`` and the options for its parts, and passes them on as ``selection``."""

    @wraps(function)
    def with_selection(
        ids: tuple[str, ...],
        languages: tuple[str, ...],
        operations: tuple[str, ...],
        auths: tuple[str, ...],
        **others: Any,
    ) -> Any:
        return function(selection=Selection(ids, languages, operations, auths), **others)

    added: Callable[..., Any] = with_selection
    for part in ("auth", "operation", "language"):
        added = click.option(
            f"-{part[0]}", f"--{part}", f"{part}s", multiple=True, metavar="NAME",
            help=f"Only this {part}; repeatable.",
        )(added)  # fmt: skip
    return click.argument("ids", nargs=-1, metavar="[ID]...", shell_complete=_complete_ids)(added)


def inputs(function: F) -> F:
    """Adds ``--specs`` and ``--templates``."""
    for option in (
        click.option("--templates", type=EXISTING, help="Directory of the templates."),
        click.option("--specs", type=EXISTING, help="Directory of the specs."),
    ):
        function = option(function)
    return function


def tell_broken(broken: tuple[str, ...]) -> None:
    """Says which plug-ins are left out."""
    for line in broken:
        click.echo(f"samplegen: {line}", err=True)
