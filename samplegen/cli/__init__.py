"""The command line: it parses, calls, prints, and turns errors into exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress

import click

from samplegen.cli.verbs import cli
from samplegen.errors import SamplegenError

INTERRUPTED = 130
BUG = 70


def main(arguments: list[str] | None = None) -> None:
    """Runs a command and exits with its code, as the README lists them."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Runs a command and returns its exit code."""
    try:
        code = cli.main(arguments, prog_name="samplegen", standalone_mode=False)
        _flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except SamplegenError as error:
        click.echo(f"samplegen: {error}", err=True)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:  # noqa: BLE001 - the one place where a bug ends
        traceback.print_exc()
        click.echo("samplegen: this is a bug in samplegen; please report it", err=True)
        return BUG
    return code if isinstance(code, int) else 0


def _flush() -> None:
    with suppress(ValueError):
        sys.stdout.flush()
