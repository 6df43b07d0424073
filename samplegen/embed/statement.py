"""Where a statement ends, in any language that has a grammar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from samplegen import parse
from samplegen.embed.lines import leading
from samplegen.errors import InputError

if TYPE_CHECKING:
    from tree_sitter import Node


def last_line(grammar: str, bodies: Sequence[str], first: int) -> int:
    """Finds where the statement ends that a line begins with.

    Args:
        grammar: module of the tree-sitter grammar.
        bodies: the lines of a file, without their endings.
        first: index of the line.

    Returns:
        The index of its last line; ``first`` where no statement begins there.

    Raises:
        InputError: the file has a fault of syntax.
        PluginError: the grammar cannot be used.
    """
    content = "\n".join(bodies).encode()
    if faults := parse.problems(grammar, content):
        raise InputError(f"a region of a file that cannot be parsed: {faults[0]}; mend the sample")
    root = parse.parser(grammar).parse(content).root_node
    start = (first, len(leading(bodies[first])))
    node = root.descendant_for_point_range(start, start)
    if node is None or node.start_point != start:
        return first
    whole = _whole(node).text or b""
    return first + whole.rstrip().count(b"\n")


def _whole(node: Node) -> Node:
    parent = node.parent
    while parent and parent.start_point == node.start_point and not _one_of_many(node, parent):
        node, parent = parent, parent.parent
    return node


def _one_of_many(node: Node, parent: Node) -> bool:
    """Whether something follows on another line as far to the left: a statement, not a part.

    A keyword is always a part, and so is what a bracket begins.
    """
    row, column = node.start_point
    return node.is_named and any(
        each.start_point.row > row
        and each.start_point.column == column
        and not (each.text or b"").startswith(b"{")
        for each in parent.named_children
    )
