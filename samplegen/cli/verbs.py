"""The verbs, each imported when it is called: ``--help`` must not wait for Jinja or Starlette."""

from __future__ import annotations

import os
from collections.abc import Mapping
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

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        if not extra.get("resilient_parsing"):
            extra["default_map"] = self._settings()
        return super().make_context(
            info_name, args, parent, auto_envvar_prefix="SAMPLEGEN", **extra
        )

    def _settings(self) -> dict[str, Any]:
        from samplegen import settings

        table = settings.load(Path.cwd())
        own = {each.name: each for each in self.params if isinstance(each, click.Option)}
        found = {key.replace("-", "_"): value for key, value in table.items()}
        for name in found.keys() & own.keys():
            if isinstance(own[name].type, click.Path) and not isinstance(found[name], str):
                raise InputError(f"{own[name].opts[0][2:]}: expected a path, is {found[name]!r}")
        return {name: value for name, value in found.items() if name in own}


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="samplegen")
def cli() -> None:
    """Code samples in every language: rendered from one spec, proved by running them."""
    if os.environ.get("TERM") == "dumb":
        os.environ.setdefault("NO_COLOR", "1")
