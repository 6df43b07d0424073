"""Syntax, before anything is installed: tree-sitter grammars, offline and in milliseconds."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from samplegen.errors import PluginError

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_MOST = 5


def problems(grammar: str, content: bytes) -> tuple[str, ...]:
    """Finds what cannot be parsed.

    Args:
        grammar: module of the tree-sitter grammar.
        content: the bytes of a file.

    Returns:
        ``line:column: message``, 1-based, five at most; empty for a file without fault.
    """
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return (f"{line}:1: byte 0x{content[error.start]:02x} is not UTF-8",)
    root = parser(grammar).parse(content).root_node
    return tuple(_message(node) for node in _faults(root))[:_MOST] if root.has_error else ()


@cache
def parser(grammar: str) -> Parser:
    """Gives the parser of a grammar.

    Raises:
        PluginError: it cannot be used.
    """
    from tree_sitter import Language, Parser

    try:
        return Parser(Language(import_module(grammar).language()))
    except (ImportError, AttributeError, ValueError) as error:
        raise PluginError(f"the tree-sitter grammar {grammar} cannot be used: {error}") from error


def _faults(node: Node) -> list[Node]:
    if node.is_error or node.is_missing:
        return [node]
    return [
        fault
        for child in node.children
        if child.has_error or child.is_missing
        for fault in _faults(child)
    ]


def _message(node: Node) -> str:
    line, column = node.start_point
    if node.is_missing:
        return f"{line + 1}:{column + 1}: {node.type!r} is missing"
    text = (node.text or b"").decode("utf-8", "replace").strip().split("\n")[0]
    return f"{line + 1}:{column + 1}: syntax error at {text[:40]!r}"
