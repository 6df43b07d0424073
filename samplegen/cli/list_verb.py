"""``samplegen list``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from samplegen import catalog
from samplegen.catalog import Catalog
from samplegen.cli import options
from samplegen.cli.verbs import Verb
from samplegen.model import Json

Rows = list[dict[str, Json]]


def _operations(loaded: Catalog) -> Rows:
    return [
        {
            "name": operation.name,
            "title": operation.title,
            "scenarios": [scenario.name for scenario in operation.scenarios],
        }
        for operation in loaded.specs.operations
    ]


def _languages(loaded: Catalog) -> Rows:
    return [
        {
            "name": language.name,
            "title": language.title,
            "packages": {dep.package: dep.version for dep in language.dependencies},
        }
        for language in loaded.languages.by_name.values()
    ]


def _samples(loaded: Catalog) -> Rows:
    made: Rows = [{"id": sample.id, "file": str(sample.file)} for sample in loaded.matrix.samples]
    lacking = loaded.matrix.unsupported.items()
    return [*made, *({"id": id_, "unsupported": reason} for id_, reason in lacking)]


def _pages(loaded: Catalog) -> Rows:
    return [{"name": page.name, "title": page.title} for page in loaded.pages()]


def _runners(_: Catalog) -> Rows:
    return [
        {"name": "local", "title": "the toolchains of this machine"},
        {"name": "docker", "title": "a container per language, without a way out"},
    ]


KINDS: Mapping[str, Callable[[Catalog], Rows]] = {
    "operations": _operations,
    "languages": _languages,
    "samples": _samples,
    "pages": _pages,
    "runners": _runners,
}


@click.command("list", cls=Verb)
@click.argument("what", type=click.Choice(list(KINDS)))
@options.inputs
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(*, what: str, specs: Path | None, templates: Path | None, as_json: bool) -> None:
    """Show operations, languages, samples, pages or runners."""
    loaded = catalog.load(specs, templates)
    options.tell_broken(loaded.languages.broken)
    rows = KINDS[what](loaded)
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for row in rows:
            click.echo(_line(row))


def _line(row: Mapping[str, Json]) -> str:
    first, *rest = (_text(value) for key, value in row.items() if key != "file")
    return "  ".join([f"{first:<34}", *rest]).rstrip()


def _text(value: Json) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {version}" for name, version in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
