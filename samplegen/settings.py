"""Settings from ``samplegen.toml`` or ``[tool.samplegen]`` in ``pyproject.toml``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from samplegen.errors import InputError
from samplegen.model import Json

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover
    import tomli as tomllib


BASE_IMAGES = "base-images"
"""The one setting that is a table, and no option: name of an image -> what it starts from."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings and where they stand.

    Args:
        table: name, as in the file -> value.
        file: None where there is none.
    """

    table: Mapping[str, Json] = field(default_factory=dict)
    file: Path | None = None


def load(start: Path) -> Settings:
    """Reads the nearest settings, in ``start`` or above it; ``samplegen.toml`` comes first.

    Raises:
        InputError: the file is not TOML, or its table is not one.
    """
    for directory in [start, *start.parents]:
        own = directory / "samplegen.toml"
        if own.is_file():
            return Settings(_read(own), own)
        project = directory / "pyproject.toml"
        if project.is_file():
            table = _table(_read(project).get("tool", {}).get("samplegen", {}), project)
            if table:
                return Settings(table, project)
    return Settings()


def _read(path: Path) -> dict[str, Json]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {error}") from error


def _table(value: Json, path: Path) -> Mapping[str, Json]:
    if isinstance(value, dict):
        return value
    raise InputError(f"{path}: tool.samplegen must be a table, is {type(value).__name__}")
