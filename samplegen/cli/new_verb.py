"""``samplegen new``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import click

from samplegen import __version__, catalog, registry, resources, tree
from samplegen.catalog import Catalog
from samplegen.cli import edited, options
from samplegen.cli.verbs import Verb
from samplegen.errors import UsageError
from samplegen.model import Project
from samplegen.starter import order
from samplegen.starter.archive import pack
from samplegen.starter.merge import Fate, Step
from samplegen.starter.names import Name
from samplegen.starter.order import Order
from samplegen.starter.plan import plan
from samplegen.starter.update import update as bring_up
from samplegen.starter.wanted import Wanted

_LABEL = f"samplegen {__version__}"
_SAID = {
    Fate.KEEP: "newer templates have it no more; you changed it, so it stays",
    Fate.GONE: "newer templates change it; you removed it, so it stays away",
    Fate.APART: "holds what newer templates have; it is no text, so yours is unchanged",
}


def _choices(function: Any) -> Any:
    """Adds the options that the languages bring."""
    languages = registry.load().by_name.values()
    found = {choice.name: choice for each in languages if each.starter
             for choice in each.starter.choices}  # fmt: skip
    for name, choice in sorted(found.items(), reverse=True):
        kind: dict[str, Any] = (
            {"type": click.Choice(choice.values)} if choice.values else {"is_flag": True}
        )
        function = click.option(f"--{name}", help=choice.help, **kind)(function)
    return function


@click.command("new", cls=Verb)
@click.argument("words", nargs=-1, metavar="LANGUAGE OPERATION[,OPERATION]... DEST")
@click.option("--auth", metavar="NAME", help="How to sign in.  [default: the first of the service]")
@click.option("--name", metavar="NAME", help="The project's name.  [default: that of DEST]")
@_choices
@click.option("--zip", "zipped", is_flag=True, help="Make DEST a zip archive.")
@click.option("--force", is_flag=True, help="Write into a DEST that is not empty.")
@click.option("--update", is_flag=True, help="Merge newer templates into the project in DEST.")
@options.inputs
def command(
    *,
    words: tuple[str, ...],
    auth: str | None,
    name: str | None,
    zipped: bool,
    force: bool,
    update: bool,
    specs: Path | None,
    templates: Path | None,
    **chosen: str | bool | None,
) -> int:
    """Make a starter project: programs that call the service, their tests, and its infrastructure.

    \b
    samplegen new go chat my-app
    samplegen new go chat,embeddings my-app --auth api-key
    samplegen new --update my-app

    A DEST that is not empty is left alone without --force, and with it all files but those that
    samplegen wrote. --update keeps what was changed by hand, and shows conflicts in the files.
    """  # noqa: D301 - click takes \b for "do not wrap"
    if update:
        _refuse_beside_update(words, auth, name, chosen, zipped=zipped, force=force)
        return _update(Path(words[0]), catalog.load(specs, templates))
    language, operations, dest = _three(words)
    loaded = catalog.load(specs, templates)
    name = name or Path(dest).absolute().resolve().name.removesuffix(".zip")
    auth = auth or loaded.specs.service.auths[0].name
    made = _wanted(Order(language, tuple(operations.split(",")), auth, name, chosen), loaded)
    write = _write_zip if zipped else _write
    return write(_sealed(made, loaded), Path(dest), made.name, force=force)


def _three(words: tuple[str, ...]) -> tuple[str, str, str]:
    if len(words) != 3:  # noqa: PLR2004 - language, operations, directory
        raise UsageError(
            f"expected LANGUAGE OPERATION DEST, such as `go chat my-app`; got {len(words)} words"
        )
    return words[0], words[1], words[2]


def _refuse_beside_update(
    words: tuple[str, ...],
    auth: str | None,
    name: str | None,
    chosen: Mapping[str, str | bool | None],
    **flags: bool,
) -> None:
    if len(words) != 1:
        raise UsageError("expected --update DEST: the project says itself what it was made of")
    given = {"auth": auth, "name": name, **chosen, **flags}
    said = [f"--{key.replace('zipped', 'zip')}" for key, value in given.items() if value]
    if said:
        raise UsageError(
            f"leave {', '.join(said)} out: --update keeps what the project was made of"
        )


def _wanted(asked: Order, loaded: Catalog) -> Wanted:
    specs = loaded.specs
    return order.resolve(asked, loaded.languages.by_name, specs.operations, specs.service.auths)


def _sealed(made: Wanted, loaded: Catalog) -> dict[PurePosixPath, bytes]:
    facts = resources.root() / "generated" / "facts"
    service, models = loaded.specs.service, loaded.specs.models
    return order.seal(order.order_of(made), plan(made, service, models, loaded.templates, facts))


def _write(files: dict[PurePosixPath, bytes], dest: Path, name: Name, *, force: bool) -> int:
    if dest.exists() and not dest.is_dir():
        raise UsageError(f"{dest} is a file; name a directory, or add --zip for an archive")
    if not force and dest.is_dir() and any(each.name != ".git" for each in dest.iterdir()):
        raise UsageError(f"{dest} is not empty; name another directory, or add --force")
    changes = tree.write(Project(files), dest, keep=edited.keep)
    for path in changes.written:
        click.echo(dest / path)
    click.echo(f"{name.kebab} is made; go on with {dest / 'README.md'}", err=True)
    return 0


def _write_zip(files: dict[PurePosixPath, bytes], dest: Path, name: Name, *, force: bool) -> int:
    path = dest if dest.suffix == ".zip" else dest.with_name(f"{dest.name}.zip")
    if path.exists() and not force:
        raise UsageError(f"{path} is there already; name another file, or add --force")
    ledger = {tree.LEDGER: tree.ledger(tree.digests(files))}
    tree.write_file(path, pack({**files, **ledger}, folder=name.kebab))
    click.echo(path)
    return 0


def _update(dest: Path, loaded: Catalog) -> int:
    from samplegen import releases

    asked, base = order.unseal(dest)
    if releases.order(asked.samplegen) > releases.order(__version__):
        raise UsageError(
            f"{dest} was made by samplegen {asked.samplegen}, and this is {__version__}: upgrade it"
        )
    steps = bring_up(dest, base, _sealed(_wanted(asked, loaded), loaded), _LABEL)
    for step in steps:
        click.echo(_told(step))
    conflicts = [step for step in steps if step.fate is Fate.CONFLICT]
    if conflicts:
        click.echo("resolve the conflicts: the markers show your lines and the new ones", err=True)
    elif not steps:
        click.echo(f"{dest} is up to date", err=True)
    return int(bool(conflicts))


def _told(step: Step) -> str:
    said = _SAID.get(step.fate, "")
    return f"{step.fate.value} {step.path}{f': {said}' if said else ''}"
