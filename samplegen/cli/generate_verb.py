"""``samplegen generate``."""

from __future__ import annotations

from pathlib import Path

import click

from samplegen import catalog, generate, matrix, tree
from samplegen.cli import edited, options
from samplegen.cli.verbs import Verb
from samplegen.matrix import Selection
from samplegen.model import Project
from samplegen.tree import Changes


@click.command("generate", cls=Verb)
@options.selection
@options.inputs
@click.option(
    "--output", type=options.DIRECTORY, default="generated", show_default=True,
    help="Directory to write to.",
)  # fmt: skip
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if anything would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
def command(
    *,
    selection: Selection,
    specs: Path | None,
    templates: Path | None,
    output: Path,
    check: bool,
    diff: bool,
) -> int:
    """Render specs and templates into generated/.

    ID is a glob over sample ids, for example 'go/*/entra-id'. Without one, all are rendered, and
    files of an earlier run that are no longer wanted are removed. Files that samplegen did not
    write are never touched.
    """
    loaded = catalog.load(specs, templates)
    options.tell_broken(loaded.languages.broken)
    samples = matrix.select(loaded.matrix, selection)
    earlier = None if selection.everything else generate.read_index(output)
    project = generate.plan(
        loaded.languages.by_name, samples, loaded.specs.service, loaded.templates, earlier
    )
    if not (check or diff):
        return _write(project, output)
    changes = tree.compare(project, output)
    click.echo(tree.diff(project, output, changes) if diff else _listed(changes), nl=False)
    return int(check and bool(changes))


def _write(project: Project, output: Path) -> int:
    changes = tree.write(project, output, keep=edited.keep)
    click.echo(_listed(changes), nl=False)
    count = len(changes.created) + len(changes.changed) + len(changes.removed)
    click.echo(f"{output}: {len(project.files)} files, {count} changed", err=True)
    return 0


def _listed(changes: Changes) -> str:
    groups = {"create": changes.created, "change": changes.changed, "remove": changes.removed}
    return "".join(f"{verb} {path}\n" for verb, paths in groups.items() for path in paths)
