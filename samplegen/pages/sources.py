"""What a page was made of, kept beside it, so that a change can be put down to its cause; pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TypeAlias

from samplegen.errors import InputError
from samplegen.model.page import Document, Leaf

CAUSES = {
    "page": "the page's own spec",
    "spec": "the spec of the operation",
    "template": "the template",
    "facts": "what was measured",
    "generated": "the file in generated/",
    "proof": "the last run",
}
"""What may have changed -> how it is told; versions of packages are told one by one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One block of a page.

    Args:
        where: titles that lead to it.
        what: id of the sample, path of the file, or name of the statement; empty for words.
        digests: name in ``CAUSES`` -> SHA-256 of what it was made from.
        packages: package -> version.
    """

    where: str
    what: str
    digests: Mapping[str, str]
    packages: Mapping[str, str] = field(default_factory=dict)


Describe: TypeAlias = "Callable[[Leaf, str], Entry]"
"""A block and where it stands -> its entry."""


def inventory(document: Document, describe: Describe) -> list[Entry]:
    """Lists what a document was made of, in its order."""
    return [
        describe(leaf, " > ".join((document.name, *titles))) for titles, leaf in document.leaves()
    ]


def dumps(entries: Iterable[Entry]) -> bytes:
    """Writes the file that stands beside a page."""
    return (json.dumps([asdict(entry) for entry in entries], indent=1) + "\n").encode()


def loads(content: bytes, place: str) -> list[Entry]:
    """Reads such a file.

    Raises:
        InputError: it is none.
    """
    try:
        return [Entry(**entry) for entry in json.loads(content)]
    except (ValueError, TypeError) as error:
        raise InputError(f"{place}: this says no sources of a page; remove it") from error


def explain(before: Iterable[Entry], after: Iterable[Entry]) -> list[str]:
    """Says of each block that differs where it stands, what it is, and why it changed."""
    old, new = _numbered(before), _numbered(after)
    lines = []
    for key in dict.fromkeys([*old, *new]):
        where, what, _ = key
        name = f"{where}: {what or 'words'}"
        if key not in new:
            lines.append(f"{name} is gone")
        elif key not in old:
            lines.append(f"{name} is new")
        elif causes := list(_causes(old[key], new[key])):
            lines.append(f"{name} changed with {', '.join(causes)}")
    return lines


def _numbered(entries: Iterable[Entry]) -> dict[tuple[str, str, int], Entry]:
    """Entries by place; several of one kind in one place are counted."""
    found: dict[tuple[str, str, int], Entry] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        kind = (entry.where, entry.what)
        found[(*kind, counts[kind])] = entry
        counts[kind] += 1
    return found


def _causes(before: Entry, after: Entry) -> Iterator[str]:
    for name, told in CAUSES.items():
        if before.digests.get(name) != after.digests.get(name):
            yield told
    for package in dict.fromkeys([*before.packages, *after.packages]):
        old, new = before.packages.get(package, "none"), after.packages.get(package, "none")
        if old != new:
            yield f"{package} {old} -> {new}"
