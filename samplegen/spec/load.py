"""A directory of specs -> Specs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from samplegen.model import Interaction, KnownIssue, Model, Operation, Probing, Service
from samplegen.model.page import Page
from samplegen.spec.compose import Node, compose
from samplegen.spec.facts import read_probing
from samplegen.spec.known import read_known
from samplegen.spec.models import Calendar, check_abilities, check_dates, read_models
from samplegen.spec.operation import read_operation
from samplegen.spec.page import Known, read_page
from samplegen.spec.problems import START, Mark, Problems, lines, raise_any
from samplegen.spec.scenario import read_scenario
from samplegen.spec.service import check_order, read_service

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Specs:
    """Everything that a directory of specs says.

    Args:
        operations: in the order of ``service.yaml``, then those it does not list, by name.
        known: empty where there is no ``known_issues.yaml``.
        probing: None where there is no ``facts.yaml``.
        models: those that operations may name, by name; empty where there is no ``models.yaml``.
    """

    service: Service
    operations: tuple[Operation, ...]
    known: tuple[KnownIssue, ...]
    probing: Probing | None = None
    models: Mapping[str, Model] = field(default_factory=dict)


def load(
    directory: Path, *, errors: Collection[str] | None = None, calendar: Calendar | None = None
) -> Specs:
    """Reads a directory: ``service.yaml`` and ``operations/*.yaml``, and what else there is.

    That may be ``known_issues.yaml``, ``facts.yaml`` and ``models.yaml``.

    Args:
        directory: holds them.
        errors: the service errors that a reply may name; None lets every name pass.
        calendar: what day it is; None lets models pass that are retired.

    Raises:
        SpecError: there are problems; it holds those of all files.
    """
    service = _File(directory / "service.yaml")
    folder = directory / "operations"
    files = [_File(path) for path in sorted(folder.glob("*.yaml"))]
    lifecycle = _Lifecycle(directory, calendar)
    operations = _operations(files, service.content, errors, lifecycle.check)
    described = service.read(read_service)
    order = described[1] if described else {}
    check_order(order, [file.problems.file.stem for file in files], service.problems)
    issues = [_File(path) for path in directory.glob("known_issues.yaml")]
    known = _known(issues, operations, whole=0 < len(operations) == len(files))
    facts = [_File(path) for path in directory.glob("facts.yaml")]
    probing = [file.read(lambda root, found: read_probing(root, found, errors)) for file in facts]
    read = (service, *files, *issues, *facts, *lifecycle.files)
    _tell(files, calendar)
    raise_any([*(each.problems for each in read), *_strays(folder, files)])
    assert described  # noqa: S101 - its absence is a problem
    ordered = _sorted(operations, order)
    return Specs(described[0], ordered, known, next(iter(probing), None), lifecycle.models or {})


def load_operations(
    paths: Iterable[Path],
    *,
    service: bytes = b"",
    errors: Collection[str] | None = None,
    calendar: Calendar | None = None,
) -> tuple[Operation, ...]:
    """Reads some operations, in the order given.

    The models that they may name are those of ``models.yaml`` in the directory above theirs.

    Args:
        paths: their files.
        service: the bytes of ``service.yaml``; they go into each digest.
        errors: the service errors that a reply may name; None lets every name pass.
        calendar: what day it is; None lets models pass that are retired.

    Raises:
        SpecError: there are problems; it holds those of all files.
    """
    files = [_File(path) for path in paths]
    _check_names(files)
    folders = {file: file.problems.file.absolute().parent.parent for file in files}
    lifecycles = {each: _Lifecycle(each, calendar) for each in dict.fromkeys(folders.values())}

    def check(root: Node, file: _File) -> None:
        lifecycles[folders[file]].check(root, file)

    operations = _operations(files, service, errors, check)
    read = [*files, *(file for each in lifecycles.values() for file in each.files)]
    _tell(files, calendar)
    raise_any(file.problems for file in read)
    return operations


def load_scenarios(
    paths: Iterable[Path], *, errors: Collection[str] | None = None
) -> tuple[tuple[Interaction, ...], ...]:
    """Reads scenario files for a service that runs, in the order given.

    Args:
        paths: their files.
        errors: the service errors that a reply may name; None lets every name pass.

    Raises:
        SpecError: there are problems; it holds those of all files.
    """
    files = [_File(path) for path in paths]
    read = [file.read(lambda root, found: read_scenario(root, found, errors)) for file in files]
    raise_any(file.problems for file in files)
    return tuple(each or () for each in read)


def load_pages(directory: Path, known: Known) -> tuple[Page, ...]:
    """Reads the pages of a directory of specs, by name; none where it has no ``pages``.

    Args:
        directory: holds ``pages/*.yaml``.
        known: what pages may name.

    Raises:
        SpecError: there are problems; it holds those of all pages.
    """
    files = [_File(path) for path in sorted((directory / "pages").glob("*.yaml"))]
    pages = [file.read(lambda root, found: read_page(root, found, known)) for file in files]
    raise_any(file.problems for file in files)
    return tuple(page for page in pages if page)


class _File:
    """One file: its bytes, and what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.problems = Problems(path)
        self.warnings = Problems(path)
        self.content = b""
        self._readable = False
        try:
            self.content = path.read_bytes()
            self._readable = True
        except FileNotFoundError:
            self.problems.add(START, "there is no such file; create it, or name another one")
        except OSError as error:
            self.problems.add(START, f"this cannot be read ({error.strerror}); name another one")

    def read(self, reader: Callable[[Node, Problems], T]) -> T | None:
        """What a reader makes of it; None where there is nothing to read."""
        root = compose(self.content, self.problems) if self._readable else None
        return reader(root, self.problems) if root else None


class _Lifecycle:
    """The models of a directory, if it has any, and the checks that need them."""

    def __init__(self, folder: Path, calendar: Calendar | None) -> None:
        self.files = [_File(path) for path in folder.glob("models.yaml")]
        read = [file.read(read_models) for file in self.files]
        sound = not any(file.problems.found for file in self.files)
        self.models = next(iter(read), None) if sound else None
        self._calendar = calendar

    def check(self, root: Node, file: _File) -> None:
        """Checks the models that an operation names."""
        if self.models is None or file.problems.failures:
            return
        check_abilities(root, self.models, file.problems)
        if self._calendar:
            today = self._calendar.today
            check_dates(root, self.models, today, file.problems, file.warnings)


def _tell(files: Sequence[_File], calendar: Calendar | None) -> None:
    if calendar:
        for line in lines(file.warnings for file in files):
            calendar.warn(line)


def _operations(
    files: Sequence[_File],
    service: bytes,
    errors: Collection[str] | None,
    check: Callable[[Node, _File], None],
) -> tuple[Operation, ...]:
    """The operations of all files that have no problem."""

    def one(file: _File) -> Operation | None:
        digest = hashlib.sha256(file.content + service).hexdigest()

        def reader(root: Node, problems: Problems) -> Operation:
            operation = read_operation(root, problems, errors, digest)
            check(root, file)
            return operation

        return file.read(reader)

    read = [(file, one(file)) for file in files]
    return tuple(found for file, found in read if found and not file.problems.found)


def _known(
    files: Sequence[_File], operations: Sequence[Operation], *, whole: bool
) -> tuple[KnownIssue, ...]:
    """The known issues; whether they are about anything shows when all operations are there."""
    about = {each.name: [s.name for s in each.scenarios] for each in operations} if whole else None
    read = [file.read(lambda root, problems: read_known(root, problems, about)) for file in files]
    return tuple(issue for found in read for issue in found or ())


def _sorted(operations: Sequence[Operation], order: Mapping[str, Mark]) -> tuple[Operation, ...]:
    places = {name: number for number, name in enumerate(order)}
    return tuple(
        sorted(operations, key=lambda each: (places.get(each.name, len(places)), each.name))
    )


def _strays(folder: Path, files: Sequence[_File]) -> Iterator[Problems]:
    """What was looked for or written in the wrong place."""
    for path in folder.glob("*.yml"):
        stray = Problems(path)
        stray.add(START, f"operations end with .yaml; rename this to {path.stem}.yaml")
        yield stray
    if not files:
        empty = Problems(folder)
        empty.add(START, "there is no operation; write one as <name>.yaml")
        yield empty


def _check_names(files: Iterable[_File]) -> None:
    first: dict[str, Path] = {}
    for file in files:
        path = file.problems.file
        if first.setdefault(path.stem, path) != path:
            message = f"{path.stem} is also the name of {first[path.stem]}; rename one"
            file.problems.add(START, message)
