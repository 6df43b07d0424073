"""``samplegen completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from samplegen.cli.verbs import Verb, cli


@click.command("completion", cls=Verb)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(*, shell: str) -> None:
    """Print the completion script for a shell.

    Put it where your shell finds it, for example:
    samplegen completion bash > ~/.local/share/bash-completion/completions/samplegen
    """
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101
    click.echo(kind(cli, {}, "samplegen", "_SAMPLEGEN_COMPLETE").source())
