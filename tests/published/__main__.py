"""Writes docs/page-versus-facts.md: `python -m tests.published`."""

from __future__ import annotations

import json
from pathlib import Path

from samplegen import registry
from tests.conftest import ROOT

from .page import CLAIMS, claims, page

TARGET = ROOT / "docs" / "page-versus-facts.md"


def text() -> str:
    """The document as it follows from the facts that are written down."""
    by_name = registry.load().by_name
    files = {name: ROOT / "generated" / "facts" / f"{name}.json" for name in by_name}
    facts = {name: json.loads(file.read_bytes()) for name, file in files.items()}
    titles = {name: language.title for name, language in by_name.items()}
    return page(claims(CLAIMS.read_text(encoding="utf-8")), facts, titles)


if __name__ == "__main__":
    Path(TARGET).write_text(text(), encoding="utf-8")
