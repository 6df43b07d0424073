"""The JSON Schemas of spec files: one file each, for editors and ``samplegen schema``."""

from __future__ import annotations

import json
from typing import Any

from samplegen import resources
from samplegen.errors import UsageError
from samplegen.spec.problems import near

_END = ".schema.json"


def schema_names() -> tuple[str, ...]:
    """The names that ``schema`` takes."""
    files = (resources.root() / "specs").glob(f"*{_END}")
    return tuple(sorted(file.name.removesuffix(_END).replace("_", "-") for file in files))


def schema(name: str) -> dict[str, Any]:
    """Reads a JSON Schema (draft 2020-12).

    Args:
        name: ``operation``, ``scenario``, ``service`` or ``known-issues``.

    Raises:
        UsageError: there is no schema of that name.
    """
    if name not in schema_names():
        raise UsageError(f"there is no schema {name}; {near(name, schema_names())}")
    file = resources.root() / "specs" / f"{name.replace('-', '_')}{_END}"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
