"""``samplegen doctor``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import click

from samplegen import registry
from samplegen.cli.verbs import Verb
from samplegen.errors import MachineError
from samplegen.language import Language
from samplegen.toolchains import Found, find

ENGINE = "docker"


@dataclass(frozen=True, slots=True)
class Check:
    """One program of one language. ``path`` and ``version`` are empty where ``mend`` says why."""

    language: str
    tool: str
    path: str
    version: str
    mend: str


@click.command("doctor", cls=Verb)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(*, as_json: bool) -> int:
    """Say what this machine can run, and what to install for the rest.

    Exits with 1 if there is a language that its own toolchain cannot run.
    """
    languages = registry.load()
    checks = [check for language in languages.by_name.values() for check in _checks(language)]
    engine = _engine()
    if as_json:
        value = {
            "tools": [asdict(check) for check in checks],
            "docker": {"version": engine.version, "mend": engine.mend},
            "plug-ins": list(languages.broken),
        }
        click.echo(json.dumps(value, indent=2))
    else:
        _print([*checks, engine], languages.broken)
    return int(bool(languages.broken) or any(check.mend for check in checks))


def _checks(language: Language) -> list[Check]:
    return [
        Check(language.name, tool.name, found.path, found.version, "")
        if isinstance(found := find(tool), Found)
        else Check(language.name, tool.name, "", "", found.reason)
        for tool in language.toolchain.tools
    ]


def _engine() -> Check:
    """The engine, with which languages run whose own toolchain is missing."""
    from samplegen.runners.docker.engine import connect

    try:
        engine = connect()
    except MachineError as error:
        return Check(ENGINE, "engine", "", "", str(error))
    engine.close()
    return Check(ENGINE, "engine", engine.client.api.base_url, engine.version, "")


def _print(checks: list[Check], broken: tuple[str, ...]) -> None:
    for check in checks:
        mark = click.style("missing", fg="red") if check.mend else click.style("ok", fg="green")
        told = check.mend or f"{check.version}  {check.path}"
        click.echo(f"{check.language:<12}{check.tool:<10}{mark:<8}  {told}")
    for line in broken:
        click.echo(line)
