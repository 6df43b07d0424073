"""Files that somebody edited after they were written: they are kept before they are replaced."""

from __future__ import annotations

from pathlib import Path

import click
import platformdirs

from samplegen import tree


def keep(path: Path) -> None:
    """Copies such a file to where it can be found again, and says where that is."""
    content = path.read_bytes()
    state = platformdirs.user_state_path("samplegen") / "replaced"
    copy = state / f"{tree.sha256(content)[:12]}-{path.name}"
    tree.write_file(copy, content)
    click.echo(f"{path} had been edited by hand; the edited file is kept as {copy}", err=True)
