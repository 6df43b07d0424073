"""Where pages state what was measured; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samplegen.model.page import EachAuth, EachLanguage, Item, Page, Part, Stated


def stating(pages: Iterable[Page], language: str, statement: str) -> list[str]:
    """Says where a statement about a language stands, as ``page > section > section``."""
    return [
        " > ".join([page.name, *titles])
        for page in pages
        if language in page.languages
        for name, titles in _stated(page.parts, ())
        if name == statement
    ]


def _stated(
    items: Iterable[Item], titles: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for item in items:
        if isinstance(item, Stated):
            yield item.name, titles
        elif isinstance(item, Part):
            yield from _stated(item.parts, (*titles, item.title))
        elif isinstance(item, (EachLanguage, EachAuth)):
            yield from _stated(item.parts, titles)
