"""Pages as the command makes them, of the repository's own specs or of small ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from samplegen import catalog
from samplegen.catalog import Catalog
from samplegen.cli.docs_verb import shelf
from samplegen.model.page import Block, Document, Fence, Prose, Section, Tab, Tabs
from samplegen.pages.formats import FORMATS
from samplegen.pages.resolve import resolve
from tests.conftest import ROOT

NAMES = [path.stem for path in sorted((ROOT / "specs" / "pages").glob("*.yaml"))]


@cache
def loaded() -> Catalog:
    return catalog.load(ROOT / "specs", ROOT / "templates")


@cache
def document(name: str) -> Document:
    """A page of the repository."""
    (page,) = (page for page in loaded().pages() if page.name == name)
    return resolve(page, shelf(loaded(), ROOT / "generated"))


def written(name: str, form: str) -> str:
    return FORMATS[form].write(document(name), loaded())


def write(name: str, form: str, folder: Path) -> Path:
    """Writes a page where a tool finds it."""
    path = folder / f"{name}.{FORMATS[form].extension}"
    path.write_text(written(name, form), encoding="utf-8")
    return path


def small(*blocks: Block) -> Document:
    return Document("page", "A page", "What it is about.", blocks)


def fences(blocks: tuple[Block, ...]) -> list[Fence]:
    found = []
    for block in blocks:
        if isinstance(block, Fence):
            found.append(block)
        elif isinstance(block, Section):
            found += fences(block.blocks)
        elif isinstance(block, Tabs):
            found += [fence for tab in block.tabs for fence in fences(tab.blocks)]
    return found


GO = Fence("go", "package main\n", "go/chat/api-key/main.go", "go/chat/api-key")
TOKEN = Fence("go", "package token\n", "go/chat/entra-id/main.go", "go/chat/entra-id")
PYTHON = Fence("python", 'print("{}")\n', "python/chat/api-key/main.py", "python/chat/api-key")
PRINTED = Fence("text", "One <b>\n", "output/chat.txt", output=True)
AUTH = Tabs(
    "auth", (Tab("entra-id", "Microsoft Entra ID", (TOKEN,)), Tab("api-key", "API key", (GO,)))
)
PAGE = small(
    Prose("It is {said} once, with `{code}` & <less>.\n"),
    Section("First", (Prose("Text.\n"),)),
    Tabs("language", (
        Tab("go", "Go", (Section("Chat", (AUTH, PRINTED)),)),
        Tab("python", "Python", (Section("Chat", (PYTHON,)),)),
    )),
    Section("Last", (Prose("More.\n"),)),
)  # fmt: skip
