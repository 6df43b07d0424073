"""Pages: what their specs say, and the documents that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

# --- what a spec says -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """Markdown.

    Args:
        text: what is said everywhere; empty where ``by`` says all.
        by: name of a language or of a way of signing in -> what is said there.
    """

    text: str
    by: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A section with a heading of its own."""

    title: str
    parts: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class EachLanguage:
    """What is said once and shown for each language, of which a reader chooses one."""

    parts: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class EachAuth:
    """What is said once and shown for each way of signing in that the language has."""

    parts: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A sample with its expected output.

    Args:
        auth: the way of signing in; empty for all of them, or for the one that is chosen already.
    """

    operation: str
    auth: str = ""


@dataclass(frozen=True, slots=True)
class Install:
    """How the packages of the language are added to a project."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement that was measured, such as ``error-codes``."""

    name: str


Item: TypeAlias = "Words | Part | EachLanguage | EachAuth | Shown | Install | Stated"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its spec says it.

    Args:
        languages: those of the page, in its order.
    """

    name: str
    title: str
    description: str
    languages: tuple[str, ...]
    parts: tuple[Item, ...]
    source: Path = Path()


# --- what comes of it -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown that ends with a newline.

    Args:
        statement: ``<language>/<name>`` where it was measured; empty where somebody wrote it.
    """

    text: str
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Fence:
    """A file, as it is.

    Args:
        syntax: what the language is called behind a fence.
        file: its path below ``generated/``.
        sample: id of the sample that it is; empty for what is none.
        output: whether it is what a program prints.
    """

    syntax: str
    content: str
    file: str
    sample: str = ""
    output: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """Where and with what a sample ran, to be unfolded.

    Args:
        rows: what is told, and its value.
    """

    sample: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Tabs:
    """Alternatives, of which a reader sees one.

    Args:
        group: tabs of one group stay in step: ``language``, ``auth``, ``tool-<language>``.
    """

    group: str
    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: tuple[Block, ...]


Leaf: TypeAlias = "Prose | Fence | Proof"
Block: TypeAlias = "Leaf | Tabs | Section"


@dataclass(frozen=True, slots=True)
class Document:
    """A page with everything in it, in no format yet."""

    name: str
    title: str
    description: str
    blocks: tuple[Block, ...]

    def leaves(self) -> Iterator[tuple[tuple[str, ...], Leaf]]:
        """Gives all that holds no other blocks, each with the titles that lead to it."""
        return _leaves(self.blocks, ())


def _leaves(
    blocks: Iterable[Block], titles: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Leaf]]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _leaves(block.blocks, (*titles, block.title))
        elif isinstance(block, Tabs):
            for tab in block.tabs:
                yield from _leaves(tab.blocks, (*titles, tab.title))
        else:
            yield titles, block
