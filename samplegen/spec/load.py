"""A directory of specs -> Specs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from samplegen.model import KnownIssue, Operation, Service
from samplegen.spec.compose import Node, compose
from samplegen.spec.fields import text
from samplegen.spec.known import read_known
from samplegen.spec.operation import read_operation
from samplegen.spec.problems import START, Problems, near, raise_any
from samplegen.spec.service import read_service

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Specs:
    """Everything that a directory of specs says.

    Args:
        operations: in the order that ``service.yaml`` lists them; those it does not list, by name.
    """

    service: Service
    operations: tuple[Operation, ...]
    known: tuple[KnownIssue, ...]


def load(directory: Path, *, errors: Collection[str] | None = None) -> Specs:
    """Reads ``service.yaml``, ``operations/*.yaml`` and, if it is there, ``known_issues.yaml``.

    Args:
        directory: holds them.
        errors: the service errors that a reply may name; None lets every name pass.

    Raises:
        SpecError: there are problems; it holds those of all files.
    """
    reports: list[Problems] = []
    service_file = directory / "service.yaml"
    content = _bytes(service_file, reports)
    described = _parsed(content, reports[-1], read_service)
    paths = sorted((directory / "operations").glob("*.yaml"))
    operations = _operations(paths, content or b"", errors, reports)
    known: tuple[KnownIssue, ...] = ()
    known_file = directory / "known_issues.yaml"
    if known_file.exists():
        known = _parsed(_bytes(known_file, reports), reports[-1], read_known) or ()
    if described:
        operations = _ordered(operations, described[1], reports[0])
    raise_any(reports)
    assert described  # noqa: S101 - its absence was a problem
    return Specs(described[0], operations, known)


def load_operations(
    paths: Iterable[Path], *, service: bytes = b"", errors: Collection[str] | None = None
) -> tuple[Operation, ...]:
    """Reads some operations only.

    Args:
        paths: their files.
        service: the bytes of ``service.yaml``; they go into each digest.
        errors: the service errors that a reply may name; None lets every name pass.

    Raises:
        SpecError: there are problems; it holds those of all files.
    """
    reports: list[Problems] = []
    operations = _operations(paths, service, errors, reports)
    raise_any(reports)
    return operations


def _operations(
    paths: Iterable[Path],
    service: bytes,
    errors: Collection[str] | None,
    reports: list[Problems],
) -> tuple[Operation, ...]:
    found = []
    for path in paths:
        content = _bytes(path, reports)
        digest = hashlib.sha256((content or b"") + service).hexdigest()
        operation = _parsed(
            content, reports[-1], lambda root, to, hexa=digest: read_operation(root, to, errors, hexa)
        )
        if operation:
            found.append(operation)
    return tuple(found)


def _bytes(path: Path, reports: list[Problems]) -> bytes | None:
    reports.append(Problems(path))
    try:
        return path.read_bytes()
    except OSError as error:
        reports[-1].add(START, f"cannot be read: {error.strerror}")
        return None


def _parsed(
    content: bytes | None, problems: Problems, read: Callable[[Node, Problems], T]
) -> T | None:
    root = None if content is None else compose(content, problems)
    return read(root, problems) if root else None


def _ordered(
    operations: Sequence[Operation], order: Sequence[Node], problems: Problems
) -> tuple[Operation, ...]:
    by_name = {operation.name: operation for operation in operations}
    names = {text(node, problems, "an item of operations"): node for node in order}
    for name, node in names.items():
        if name and name not in by_name:
            mend = near(name, by_name)
            problems.add(node.mark, f"operations lists {name}, which has no file; {mend}")
    listed = [by_name[name] for name in names if name in by_name]
    return (*listed, *(each for each in operations if each.name not in names))
