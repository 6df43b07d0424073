"""The formats that pages are written in, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from samplegen import __version__
from samplegen.catalog import Catalog
from samplegen.model.page import Document
from samplegen.pages import dialects, html, overlay
from samplegen.pages.markup import Markup


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a page.

    Args:
        extension: how its files end, without a dot.
        write: a document, and what its page was made of -> the text of the file.
    """

    extension: str
    write: Callable[[Document, Catalog], str]


def _of(markup: Markup) -> Format:
    return Format(markup.extension, lambda document, _: markup.write(document))


def _overlay(document: Document, catalog: Catalog) -> str:
    titles = {name: language.title for name, language in catalog.languages.by_name.items()}
    base = urlsplit(catalog.specs.service.endpoint).path
    return overlay.write(document, catalog.specs.operations, titles, base=base, version=__version__)


FORMATS: Final[Mapping[str, Format]] = {
    "learn": _of(dialects.LEARN),
    "learn-references": _of(dialects.LEARN_REFERENCES),
    "mkdocs": _of(dialects.MKDOCS),
    "docusaurus": _of(dialects.DOCUSAURUS),
    "html": Format("html", lambda document, _: html.write(document)),
    "overlay": Format("overlay.json", _overlay),
    "markdown": _of(dialects.PLAIN),
}
