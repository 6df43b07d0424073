"""A matrix as large as one likes: copies of the chat operation under other names."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
CELLS = 14
"""Samples of one operation: five languages, and three auths in four of them."""


def make(directory: Path, samples: int) -> tuple[Path, Path]:
    """Writes specs and templates for about so many samples.

    Returns:
        The directories for ``--specs`` and ``--templates``.
    """
    names = [f"chat-{number:05}" for number in range(1, samples // CELLS + 2)]
    return _specs(directory / "specs", names), _templates(directory / "templates", names)


def _specs(target: Path, names: list[str]) -> Path:
    (target / "operations").mkdir(parents=True)
    service = (ROOT / "specs" / "service.yaml").read_text()
    listed = "\n".join(f"  - {name}" for name in names)
    head = service[: service.index("operations:")]
    (target / "service.yaml").write_text(f"{head}operations:\n{listed}\n")
    chat = (ROOT / "specs" / "operations" / "chat.yaml").read_text()
    for name in names:
        (target / "operations" / f"{name}.yaml").write_text(chat)
    return target


def _templates(target: Path, names: list[str]) -> Path:
    for source in sorted((ROOT / "templates").iterdir()):
        language = target / source.name
        for part in ("auth", "workspace"):
            shutil.copytree(source / part, language / part)
        chat = (source / "chat.j2").read_text()
        for name in names:
            (language / f"{name}.j2").write_text(chat)
    return target
