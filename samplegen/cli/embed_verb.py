"""``samplegen embed``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import click

from samplegen import catalog, embed, tree
from samplegen.cli import options
from samplegen.cli.verbs import Verb
from samplegen.embed import Embedded, Shelf
from samplegen.errors import InputError, UsageError
from samplegen.model import Project
from samplegen.tree import Changes

Documents = Mapping[Path, Embedded]


@click.command("embed", cls=Verb)
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
@options.inputs
@click.option(
    "--source", type=options.DIRECTORY, default="generated", show_default=True,
    help="Directory that `samplegen generate` wrote.",
)  # fmt: skip
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a fence would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
def command(
    *,
    files: tuple[Path, ...],
    specs: Path | None,
    templates: Path | None,
    source: Path,
    check: bool,
    diff: bool,
) -> int:
    """Refresh the samples inside documents, in place.

    FILE is Markdown, MDX or RST. A comment such as <!-- samplegen go/chat/entra-id --> names a
    sample, and the fence after it gets the sample as it is under generated/; nothing else in the
    document changes. Parts can be asked for in the comment: lines=3-10, region=TEXT, output.
    """
    for path in files:
        _format(path)
    shelf = _shelf(specs, templates, source)
    documents = {path: _embedded(path, shelf) for path in files}
    _refuse(documents)
    if not (check or diff):
        return _write(documents)
    click.echo(_diff(documents) if diff else _listed(documents), nl=False)
    return int(check and any(each.changes for each in documents.values()))


def _format(path: Path) -> embed.Scan:
    try:
        return embed.FORMATS[path.suffix.lower()]
    except KeyError:
        known = ", ".join(embed.FORMATS)
        raise UsageError(f"{path}: its name must end with one of {known}") from None


def _shelf(specs: Path | None, templates: Path | None, source: Path) -> Shelf:
    loaded = catalog.load(specs, templates)
    options.tell_broken(loaded.languages.broken)
    if not source.is_dir():
        raise InputError(f"{source} is not there; `samplegen generate` writes it")

    def read(file: PurePosixPath) -> bytes:
        try:
            return (source / file).read_bytes()
        except OSError as error:
            text = f"{source / file}: {error.strerror}; `samplegen generate` writes it"
            raise InputError(text) from error

    return Shelf(loaded.matrix, loaded.languages.by_name, read)


def _embedded(path: Path, shelf: Shelf) -> Embedded:
    content = path.read_bytes()
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        fault = f"byte 0x{content[error.start]:02x} is not UTF-8; save the document as UTF-8"
        return Embedded("", 0, (), ((line, fault),))
    return embed.embed(text, _format(path), shelf)


def _refuse(documents: Documents) -> None:
    problems = [
        f"{path}:{line}: {text}" for path, each in documents.items() for line, text in each.problems
    ]
    if problems:
        raise InputError("\n".join(problems))


def _write(documents: Documents) -> int:
    changed = {path: each for path, each in documents.items() if each.changes}
    for path, each in changed.items():
        mode = path.stat().st_mode
        tree.write_file(path.resolve(), each.text.encode())
        path.chmod(mode)
    click.echo(_listed(documents), nl=False)
    count = sum(each.fences for each in documents.values())
    changes = sum(len(each.changes) for each in changed.values())
    click.echo(f"{len(documents)} documents, {count} fences, {changes} changed", err=True)
    return 0


def _listed(documents: Documents) -> str:
    return "".join(
        f"{path}:{change.line}: {change.marker}\n"
        for path, each in documents.items()
        for change in each.changes
    )


def _diff(documents: Documents) -> str:
    texts = {
        PurePosixPath(path.as_posix()): each.text.encode()
        for path, each in documents.items()
        if each.changes
    }
    return tree.diff(Project(texts), Path(), Changes((), tuple(texts), (), (), ()))
