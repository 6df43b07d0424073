"""``samplegen docs``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath

import click

from samplegen import catalog, generate, matrix, provenance, tree
from samplegen.catalog import Catalog
from samplegen.cli import edited, options
from samplegen.cli.verbs import Verb
from samplegen.errors import InputError, UsageError
from samplegen.facts import statements, store
from samplegen.model import Project
from samplegen.model.page import Page
from samplegen.pages import sources
from samplegen.pages.formats import FORMATS
from samplegen.pages.plan import SOURCES, plan
from samplegen.pages.resolve import Shelf
from samplegen.render import INSTALL
from samplegen.report import json_format

PROVENANCE = "provenance.json"


@click.command("docs", cls=Verb)
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
@options.inputs
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="markdown",
    show_default=True, help="What pages are written as.",
)  # fmt: skip
@click.option(
    "--source", type=options.DIRECTORY, default="generated", show_default=True,
    help="Directory of the samples and facts.",
)  # fmt: skip
@click.option(
    "--output", type=options.DIRECTORY, help="Directory to write to.  [default: SOURCE/docs]"
)
@click.option(
    "--report", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON report of a verification, to say of samples where they ran.",
)  # fmt: skip
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
    report: Path | None,
    check: bool,
    diff: bool,
) -> int:
    """Render pages from their specs, the samples on disk, and the facts that were measured.

    Without a PAGE, all are rendered.
    """
    loaded = catalog.load(specs, templates)
    options.tell_broken(loaded.languages.broken)
    if report is not None:
        _remember(report, source)
    project = plan(_chosen(pages, loaded.pages()), loaded, shelf(loaded, source), FORMATS[form])
    directory = output or source / "docs"
    if not (check or diff):
        changes = tree.write(project, directory, keep=edited.keep)
        click.echo("".join(f"write {path}\n" for path in changes.written), nl=False)
        return 0
    changes = tree.compare(project, directory)
    if diff:
        click.echo(tree.diff(project, directory, changes), nl=False)
    else:
        click.echo("".join(f"change {path}\n" for path in changes.written), nl=False)
    for line in _causes(project, directory):
        click.echo(line, err=diff)
    return int(check and bool(changes))


def _remember(report: Path, source: Path) -> None:
    """Adds what a report proves to what is known about the samples."""
    path = source / PROVENANCE
    known = provenance.loads(path.read_bytes(), str(path)) if path.is_file() else {}
    day = datetime.fromtimestamp(report.stat().st_mtime, timezone.utc).date()
    found = provenance.of(json_format.load(report.read_text(encoding="utf-8")), day)
    tree.write_file(path, provenance.dumps({**known, **found}))


def _causes(project: Project, directory: Path) -> Iterator[str]:
    """Says of each block of a page why it is no longer what it was."""
    for path, content in project.files.items():
        before = directory / path
        if path.name.endswith(SOURCES) and before.is_file():
            old = sources.loads(before.read_bytes(), str(before))
            yield from sources.explain(old, sources.loads(content, str(path)))


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
    known = {str(sample.file) for sample in loaded.matrix.samples}
    files = {
        PurePosixPath(path.relative_to(source).as_posix()): path.read_text(encoding="utf-8")
        for path in sorted(source.rglob("*"))
        if path.is_file() and _published(path.relative_to(source), known)
    }
    told, measured = {}, {}
    for name in loaded.languages.by_name:
        path = source / "facts" / f"{name}.json"
        if path.is_file():
            content = path.read_bytes()
            facts, measured[name] = store.loads(content, str(path)), tree.sha256(content)
            told[name] = statements.render(facts, loaded.templates)
    samples = {sample.id: sample for sample in loaded.matrix.samples}
    kept = source / PROVENANCE
    proved = provenance.loads(kept.read_bytes(), str(kept)) if kept.is_file() else {}
    auths = loaded.specs.service.auths
    return Shelf(loaded.languages.by_name, auths, samples, files, told, proved, measured)


def _published(path: Path, known: Collection[str]) -> bool:
    """Whether pages may show a file: a sample, what it prints, or how its packages are added.

    Args:
        known: the files of samples.
    """
    parts = path.parts
    return path.as_posix() in known or parts[0] == str(generate.OUTPUT) or INSTALL in parts[1:2]
