"""The Markdown dialects: plain, Microsoft Learn, Material for MkDocs, Docusaurus."""

from __future__ import annotations

import json
import re

from samplegen.model.page import Document, Fence, Tabs
from samplegen.pages.markup import Inner, Markup, indented

_CODE = re.compile(r"(^ {0,3}(`{3,})[^\n]*\n.*?^ {0,3}\2`*[ \t]*$|(?<!`)(`+)(?!`).+?(?<!`)\3(?!`))",
                   re.MULTILINE | re.DOTALL)  # fmt: skip


def _title(document: Document) -> str:
    return f"# {document.title}\n"


# --- plain: headings for languages, bold lines for the rest -----------------------------------


def _plain_tabs(tabs: Tabs, level: int, inner: Inner) -> str:
    if tabs.group == "language":
        return "\n".join(
            f"{'#' * level} {tab.title}\n\n{inner(tab.blocks, level + 1)}" for tab in tabs.tabs
        )
    return "\n".join(f"**{tab.title}**\n\n{inner(tab.blocks, level)}" for tab in tabs.tabs)


PLAIN = Markup("md", _title, _plain_tabs)


# --- Microsoft Learn: zone pivots and tabs ----------------------------------------------------
# https://learn.microsoft.com/contribute/content/markdown-reference


def _learn_head(document: Document) -> str:
    pairs = {
        "title": document.title,
        "description": document.description,
        "ms.topic": "reference",
        "zone_pivot_groups": f"{document.name}-languages",
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in pairs.items()]
    return "\n".join(["---", *lines, "---", "", _title(document)])


def _learn_tabs(tabs: Tabs, level: int, inner: Inner) -> str:
    if tabs.group == "language":
        return "\n".join(
            f'::: zone pivot="programming-language-{tab.name}"\n\n'
            f"{inner(tab.blocks, level)}\n::: zone-end\n"
            for tab in tabs.tabs
        )
    return "\n".join(
        [*(f"# [{tab.title}](#tab/{tab.name})\n\n{inner(tab.blocks, level)}" for tab in tabs.tabs),
         "---\n"]
    )  # fmt: skip


def _learn_reference(fence: Fence) -> str:
    """Names the file instead of repeating it."""
    return f':::code language="{fence.syntax}" source="~/{fence.file}":::\n'


LEARN = Markup("md", _learn_head, _learn_tabs)
LEARN_REFERENCES = Markup("md", _learn_head, _learn_tabs, fence=_learn_reference)


# --- Material for MkDocs: content tabs --------------------------------------------------------
# https://squidfunk.github.io/mkdocs-material/reference/content-tabs/


def _mkdocs_tabs(tabs: Tabs, level: int, inner: Inner) -> str:
    return "\n".join(
        f'=== "{tab.title}"\n\n{indented(inner(tab.blocks, level))}' for tab in tabs.tabs
    )


MKDOCS = Markup("md", _title, _mkdocs_tabs)


# --- Docusaurus: MDX with its tabs ------------------------------------------------------------
# https://docusaurus.io/docs/markdown-features/tabs


def _docusaurus_head(document: Document) -> str:
    pairs = {"title": document.title, "description": document.description}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in pairs.items()]
    imports = ["import TabItem from '@theme/TabItem';", "import Tabs from '@theme/Tabs';"]
    return "\n".join(["---", *lines, "---", "", *imports, "", _title(document)])


def _docusaurus_tabs(tabs: Tabs, level: int, inner: Inner) -> str:
    items = (
        f"<TabItem value={json.dumps(tab.name)} label={json.dumps(tab.title)}>\n\n"
        f"{inner(tab.blocks, level)}\n</TabItem>\n"
        for tab in tabs.tabs
    )
    return f"<Tabs groupId={json.dumps(tabs.group)} queryString>\n{''.join(items)}</Tabs>\n"


def _mdx(text: str) -> str:
    """Escapes what MDX would read as an expression or a tag; code is left as it is."""
    return "".join(
        piece if is_code else re.sub(r"([{}<])", r"\\\1", piece) for piece, is_code in _pieces(text)
    )


def _pieces(text: str) -> list[tuple[str, bool]]:
    """Text in pieces, each with whether it is code."""
    pieces, start = [], 0
    for match in _CODE.finditer(text):
        pieces += [(text[start : match.start()], False), (match[0], True)]
        start = match.end()
    return [*pieces, (text[start:], False)]


DOCUSAURUS = Markup("mdx", _docusaurus_head, _docusaurus_tabs, prose=_mdx)
