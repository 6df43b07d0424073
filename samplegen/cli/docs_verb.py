"""``samplegen docs``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import click

from samplegen import catalog, generate, matrix, tree
from samplegen.catalog import Catalog
from samplegen.cli import edited, options
from samplegen.cli.verbs import Verb
from samplegen.errors import InputError, UsageError
from samplegen.facts import statements, store
from samplegen.model import Project
from samplegen.model.page import Page
from samplegen.pages import formats
from samplegen.pages.resolve import Shelf, resolve


@click.command("docs", cls=Verb)
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
@options.inputs
@click.option(
    "--format", "form", type=click.Choice(list(formats.FORMATS)), default="markdown",
    show_default=True, help="What pages are written as.",
)  # fmt: skip
@click.option(
    "--source", type=options.DIRECTORY, default="generated", show_default=True,
    help="Directory of the samples and facts.",
)  # fmt: skip
@click.option(
    "--output", type=options.DIRECTORY, help="Directory to write to.  [default: SOURCE/docs]"
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if anything would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
def command(
    *,
    pages: tuple[str, ...],
    specs: Path | None,
    templates: Path | None,
    form: str,
    source: Path,
    output: Path | None,
    check: bool,
    diff: bool,
) -> int:
    """Render pages from their specs, the samples on disk, and the facts that were measured.

    Without a PAGE, all are rendered.
    """
    loaded = catalog.load(specs, templates)
    options.tell_broken(loaded.languages.broken)
    found = shelf(loaded, source)
    files = {}
    for page in _chosen(pages, loaded.pages()):
        text = formats.FORMATS[form].write(resolve(page, found), loaded)
        files[PurePosixPath(f"{page.name}.{formats.FORMATS[form].extension}")] = text.encode()
    project, directory = Project(files, partial=True), output or source / "docs"
    if not (check or diff):
        changes = tree.write(project, directory, keep=edited.keep)
        click.echo(
            "".join(f"write {path}\n" for path in (*changes.created, *changes.changed)), nl=False
        )
        return 0
    changes = tree.compare(project, directory)
    if diff:
        click.echo(tree.diff(project, directory, changes), nl=False)
    else:
        click.echo(
            "".join(f"change {path}\n" for path in (*changes.created, *changes.changed)), nl=False
        )
    return int(check and bool(changes))


def _chosen(names: Sequence[str], pages: Sequence[Page]) -> list[Page]:
    known = {page.name: page for page in pages}
    if not known:
        raise UsageError("the specs have no pages; write one as pages/<name>.yaml")
    for name in names:
        if name not in known:
            raise UsageError(f"there is no page {name}{matrix.near(name, sorted(known))}")
    return [known[name] for name in dict.fromkeys(names or known)]


def shelf(loaded: Catalog, source: Path) -> Shelf:
    """Gathers what pages are made of.

    Args:
        source: directory that ``generate`` and ``facts`` wrote.

    Raises:
        InputError: there is no such directory, or facts in it cannot be read.
    """
    if not source.is_dir():
        raise InputError(f"{source} is not there; `samplegen generate` writes it")
    files = {
        PurePosixPath(path.relative_to(source).as_posix()): path.read_text(encoding="utf-8")
        for path in sorted(source.rglob("*"))
        if path.is_file() and _published(path.relative_to(source), loaded)
    }
    told = {}
    for name in loaded.languages.by_name:
        path = source / "facts" / f"{name}.json"
        if path.is_file():
            facts = store.loads(path.read_bytes(), str(path))
            told[name] = statements.render(facts, loaded.templates)
    samples = {sample.id: sample for sample in loaded.matrix.samples}
    return Shelf(loaded.languages.by_name, loaded.specs.service.auths, samples, files, told)


def _published(path: Path, loaded: Catalog) -> bool:
    """Whether pages may show a file: a sample, what it prints, or how its packages are added."""
    parts = path.parts
    known = {str(sample.file) for sample in loaded.matrix.samples}
    return path.as_posix() in known or parts[0] == str(generate.OUTPUT) or "install" in parts[1:2]
