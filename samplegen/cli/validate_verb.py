"""``samplegen validate``."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import click

from samplegen import catalog, registry, resources, spec
from samplegen.cli import options
from samplegen.cli.verbs import Verb
from samplegen.mock import ERRORS
from samplegen.model import Operation


@click.command("validate", cls=Verb)
@click.argument(
    "files", nargs=-1, metavar="[SPEC]...", type=click.Path(dir_okay=False, path_type=Path)
)
@click.option("--specs", type=options.EXISTING, help="Directory of the specs.")
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
    help="The day that models must still be there on.  [default: today]",
)  # fmt: skip
def command(*, files: tuple[Path, ...], specs: Path | None, today: datetime | None) -> None:
    """Check specs, and say every problem at once as file:line:column: message.

    SPEC is the file of an operation. Without one, the whole directory of specs is checked.
    A model that is retired is a problem; one that will be within 90 days is told.
    """
    warnings: list[str] = []
    day = (today or datetime.now(timezone.utc)).date()
    try:
        operations = _read(files, specs, spec.Calendar(day, warnings.append))
        scenarios = sum(len(operation.scenarios) for operation in operations)
        click.echo(f"{len(operations)} operations with {scenarios} scenarios are valid", err=True)
    finally:
        for line in warnings:
            click.echo(line, err=True)


def _read(
    files: tuple[Path, ...], specs: Path | None, calendar: spec.Calendar
) -> tuple[Operation, ...]:
    if files:
        return spec.load_operations(files, errors=ERRORS, calendar=calendar)
    directory = specs or resources.root() / "specs"
    read = spec.load(directory, errors=ERRORS, calendar=calendar)
    catalog.pages(directory, read, registry.load(), resources.root() / "templates")
    return read.operations
