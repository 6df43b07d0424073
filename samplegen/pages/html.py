"""A document as one HTML file that needs no network: tabs in step, copy buttons, dark and light."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import count
from pathlib import Path

from samplegen.model.page import Block, Document, Fence, Proof, Prose, Section, Tab, Tabs
from samplegen.pages.markup import folded

_ASSETS = Path(__file__).with_name("assets")
_TOP = 2


def write(document: Document) -> str:
    """Writes the whole file."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_ASSETS), undefined=StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    writer = _Writer()
    body = "".join(writer.blocks(document.blocks, _TOP))
    return environment.get_template("page.html.j2").render(
        document=document,
        body=body,
        contents=writer.contents,
        css=(_ASSETS / "page.css").read_text(encoding="utf-8"),
        js=(_ASSETS / "page.js").read_text(encoding="utf-8"),
    )


class _Writer:
    """Writes blocks, and gives everything that can be pointed at an id of its own.

    Attributes:
        contents: id and title of each section that is outside of tabs.
    """

    def __init__(self) -> None:
        from markdown_it import MarkdownIt

        self.contents: list[tuple[str, str]] = []
        self._markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        self._numbers = count(1)
        self._slugs: set[str] = set()
        self._within = 0

    def blocks(self, blocks: Iterable[Block], level: int) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Prose):
                yield self._prose(block)
            elif isinstance(block, Fence):
                yield self._fence(block)
            elif isinstance(block, Proof):
                yield folded(block)
            elif isinstance(block, Section):
                yield self._section(block, level)
            else:
                yield self._tabs(block, level)

    def _prose(self, prose: Prose) -> str:
        html = str(self._markdown.render(prose.text))
        table = '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>'
        return html.replace("<table>", table).replace("</table>", "</table></div>")

    def _fence(self, fence: Fence) -> str:
        label = "Output" if fence.output else escape(fence.file, quote=True)
        kind = "output" if fence.output else "code"
        return (
            f'<figure class="{kind}"><pre tabindex="0" role="region" aria-label="{label}">'
            f"<code>{highlighted(fence)}</code></pre>"
            f'<button type="button" class="copy" aria-label="Copy {label}" hidden>Copy</button>'
            "</figure>\n"
        )

    def _section(self, section: Section, level: int) -> str:
        slug = self._slug(section.title)
        if not self._within:
            self.contents.append((slug, section.title))
        title = str(self._markdown.renderInline(section.title))
        inner = "".join(self.blocks(section.blocks, level + 1))
        name = f"h{min(level, 6)}"
        return f'<section><{name} id="{slug}">{title}</{name}>\n{inner}</section>\n'

    def _slug(self, title: str) -> str:
        plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "section"
        names = (plain if not number else f"{plain}-{number}" for number in count())
        slug = next(name for name in names if name not in self._slugs)
        self._slugs.add(slug)
        return slug

    def _tabs(self, tabs: Tabs, level: int) -> str:
        number = next(self._numbers)
        self._within += 1
        panels = "".join(self._panel(tab, f"t{number}-{tab.name}", level) for tab in tabs.tabs)
        self._within -= 1
        buttons = "".join(
            f'<button type="button" role="tab" id="t{number}-{tab.name}" data-tab="{tab.name}" '
            f'aria-controls="t{number}-{tab.name}-panel">{escape(tab.title)}</button>'
            for tab in tabs.tabs
        )
        group = escape(tabs.group, quote=True)
        return (
            f'<div class="tabs {group.partition("-")[0]}" data-group="{group}">'
            f'<div role="tablist" aria-label="{_label(tabs.group)}" hidden>{buttons}</div>\n'
            f"{panels}</div>\n"
        )

    def _panel(self, tab: Tab, id_: str, level: int) -> str:
        inner = "".join(self.blocks(tab.blocks, level))
        return (
            f'<div role="tabpanel" id="{id_}-panel" aria-labelledby="{id_}" '
            f'data-tab="{tab.name}"><p class="alone">{escape(tab.title)}</p>\n{inner}</div>\n'
        )


def _label(group: str) -> str:
    return {"language": "Language", "auth": "Way of signing in"}.get(group, "Tool")


def highlighted(fence: Fence) -> str:
    """Marks up a file; its text is exactly the file's."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    if fence.output or fence.syntax == "bash":  # versions are no numbers
        return escape(fence.content, quote=False)
    try:
        lexer = get_lexer_by_name(fence.syntax, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(fence.content, quote=False)
    return str(highlight(fence.content, lexer, HtmlFormatter(nowrap=True)))
