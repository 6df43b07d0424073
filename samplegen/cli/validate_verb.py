"""``samplegen validate``."""

from __future__ import annotations

from pathlib import Path

import click

from samplegen import resources, spec
from samplegen.cli import options
from samplegen.cli.verbs import Verb
from samplegen.mock import ERRORS


@click.command("validate", cls=Verb)
@click.argument(
    "files", nargs=-1, metavar="[SPEC]...", type=click.Path(dir_okay=False, path_type=Path)
)
@click.option("--specs", type=options.EXISTING, help="Directory of the specs.")
def command(*, files: tuple[Path, ...], specs: Path | None) -> None:
    """Check specs, and say every problem at once as file:line:column: message.

    SPEC is the file of an operation. Without one, the whole directory of specs is checked.
    """
    if files:
        operations = spec.load_operations(files, errors=ERRORS)
    else:
        operations = spec.load(specs or resources.root() / "specs", errors=ERRORS).operations
    scenarios = sum(len(operation.scenarios) for operation in operations)
    click.echo(f"{len(operations)} operations with {scenarios} scenarios are valid", err=True)
