"""The verbs, each imported when it is called: ``--help`` must not wait for Jinja or Starlette."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from samplegen import __version__
from samplegen.errors import InputError

VERBS: Mapping[str, str] = {
    "list": "Show operations, languages, samples or runners.",
    "validate": "Check specs, and say every problem with its place.",
    "generate": "Render specs and templates into generated/.",
    "verify": "Run samples as they are on disk, and prove them.",
    "facts": "Measure what errors SDKs raise and how they retry, and write it down.",
    "drift": "Find the release of an SDK at which samples or facts change.",
    "docs": "Render pages from their specs, the samples, and the facts.",
    "embed": "Refresh the samples inside Markdown, MDX and RST files, in place.",
    "new": "Make a starter project that calls the service, and keep it up to date.",
    "mock": "Serve the emulated service until Ctrl-C.",
    "doctor": "Say what this machine can run, and what to install for the rest.",
    "clean": "Remove what samplegen has left in the Docker engine and in its cache.",
    "schema": "Print the JSON Schema of a file that samplegen reads or writes.",
    "completion": "Print the completion script for a shell.",
}

SETTINGS = frozenset({
    "address", "api-key", "auth", "base-image", "base-images", "ca-bundle", "cache", "check",
    "cold", "diff", "dry-run", "facts", "fail-fast", "force", "format", "isolate", "jobs",
    "journal", "json", "keep", "keep-cache", "keep-images", "language", "lenient",
    "max-requests", "model", "name", "operation", "output", "patient", "port", "proxy-port",
    "record", "replay", "report", "runner", "scenario", "source", "specs", "strict", "target",
    "templates", "tls", "today", "trust", "until", "update", "versions", "with", "yes", "zip",
})  # fmt: skip
"""What settings may name, so that no verb needs to import all others to know: what the verbs take,
and the table of base images. What languages add is asked for where it is used."""


class Verbs(click.Group):
    """A group that knows the names of its commands before it imports them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        command = import_module(f"samplegen.cli.{cmd_name}_verb").command
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


class Verb(click.Command):
    """A command whose options are also read from ``SAMPLEGEN_<OPTION>`` and from settings."""

    def __init__(self, *args: Any, **members: Any) -> None:
        super().__init__(*args, **members)
        for name, option in _options(self).items():
            option.envvar = f"SAMPLEGEN_{name.replace('-', '_').upper()}"

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        if not extra.get("resilient_parsing"):
            extra["default_map"] = self._settings()
        return super().make_context(info_name, args, parent, **extra)

    def _settings(self) -> dict[str, Any]:
        from samplegen import settings

        read = settings.load(Path.cwd())
        found = {key.replace("_", "-"): value for key, value in read.table.items()}
        own = _options(self)
        if others := found.keys() - own.keys() - SETTINGS:
            _check(others, read.file)
        return {
            str(own[name].name): _value(own[name], value, f"{read.file}: {name}")
            for name, value in found.items()
            if name in own
        }


def _options(command: click.Command) -> dict[str, click.Option]:
    """Gives the options of a verb by their names without dashes, as settings name them."""
    return {
        name[2:]: each
        for each in command.params if isinstance(each, click.Option)
        for name in each.opts if name.startswith("--")
    }  # fmt: skip


def _check(names: Collection[str], file: Path | None) -> None:
    """Tells of settings that are no verb's, nor of a language that is installed here."""
    from samplegen.spec.problems import closest

    context = click.Context(cli)
    verbs = [cli.get_command(context, verb) for verb in VERBS]
    known = {*SETTINGS, *(name for verb in verbs if verb for name in _options(verb))}
    for name in sorted({*names} - known):
        near = closest(name, known)
        mend = f"did you mean {near}?" if near else "`samplegen VERB --help` shows what there is"
        raise InputError(f"{file}: {name}: there is no such setting; {mend}")


def _value(option: click.Option, value: Any, where: str) -> Any:
    """Gives a setting as the option takes it."""
    if option.multiple:
        return value if isinstance(value, list) else [value]
    if isinstance(value, (list, dict)):
        raise InputError(f"{where}: expected one value, is {value!r}")
    if isinstance(option.type, click.Path) and not isinstance(value, str):
        raise InputError(f"{where}: expected a path, is {value!r}")
    return value


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="samplegen")
def cli() -> None:
    """Code samples in every language: rendered from one spec, proved by running them."""
    if os.environ.get("TERM") == "dumb":
        os.environ.setdefault("NO_COLOR", "1")
