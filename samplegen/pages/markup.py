"""A document as text: what all Markdown dialects share, and in what they differ; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from samplegen.model.page import Block, Document, Fence, Proof, Prose, Section, Tabs

Inner: TypeAlias = "Callable[[Sequence[Block], int], str]"
"""Blocks and the level of their headings -> text."""

PROVED = "This sample was run"
"""What is shown of a proof before it is unfolded."""

TOP = 2
"""Level of the first headings below the title."""


def fenced(fence: Fence) -> str:
    """Writes a file behind a fence that is longer than any in it."""
    runs = [len(run) for run in re.findall("`+", fence.content)]
    ticks = "`" * max(3, *(length + 1 for length in runs), 3)
    content = fence.content if fence.content.endswith("\n") else f"{fence.content}\n"
    return f"{ticks}{fence.syntax}\n{content}{ticks}\n"


def folded(proof: Proof) -> str:
    """Writes where a sample ran as HTML, which every dialect takes."""
    rows = "".join(f"<li>{escape(name)}: {escape(value)}</li>\n" for name, value in proof.rows)
    return f"<details>\n<summary>{PROVED}</summary>\n<ul>\n{rows}</ul>\n</details>\n"


@dataclass(frozen=True, slots=True)
class Markup:
    """A dialect.

    Args:
        extension: how its files end, without a dot.
        head: what stands before the blocks, the title included.
        tabs: alternatives at a level, with what writes their blocks.
        prose: Markdown -> the dialect's.
        fence: a file -> the dialect's.
        proof: where a sample ran -> the dialect's.
    """

    extension: str
    head: Callable[[Document], str]
    tabs: Callable[[Tabs, int, Inner], str]
    prose: Callable[[str], str] = lambda text: text
    fence: Callable[[Fence], str] = fenced
    proof: Callable[[Proof], str] = folded

    def write(self, document: Document) -> str:
        """Writes a whole document; it ends with a newline."""
        return f"{self.head(document)}\n{self._blocks(document.blocks, TOP)}"

    def _blocks(self, blocks: Iterable[Block], level: int) -> str:
        return "\n".join(self._block(block, level) for block in blocks)

    def _block(self, block: Block, level: int) -> str:
        if isinstance(block, Prose):
            return self.prose(block.text)
        if isinstance(block, Fence):
            return self.fence(block)
        if isinstance(block, Proof):
            return self.proof(block)
        if isinstance(block, Section):
            inner = self._blocks(block.blocks, level + 1)
            return f"{'#' * level} {self.prose(block.title)}\n\n{inner}"
        return self.tabs(block, level, self._blocks)


def indented(text: str, by: str = "    ") -> str:
    """Moves all lines that are not empty to the right."""
    return "".join(f"{by}{line}" if line.strip() else line
                   for line in text.splitlines(keepends=True))  # fmt: skip
