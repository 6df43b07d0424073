"""``samplegen schema``."""

from __future__ import annotations

import json

import click

from samplegen import spec
from samplegen.cli.verbs import Verb
from samplegen.report import json_schema


@click.command("schema", cls=Verb)
@click.argument("name", type=click.Choice([*spec.schema_names(), "report"]))
def command(*, name: str) -> None:
    """Print the JSON Schema of a file that samplegen reads or writes."""
    schema = json_schema() if name == "report" else spec.schema(name)
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))
