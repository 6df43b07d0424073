"""The matrix: which samples there are, and which of them are meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from samplegen.errors import NothingSelectedError, UsageError
from samplegen.language import Language
from samplegen.model import Auth, Operation, Sample


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every cell: the samples, and id -> reason for the cells that an SDK cannot fill."""

    samples: tuple[Sample, ...]
    unsupported: dict[str, str]


def build(
    languages: Iterable[Language], operations: Sequence[Operation], auths: Sequence[Auth]
) -> Matrix:
    """Crosses languages, operations and auths."""
    samples: list[Sample] = []
    without: dict[str, str] = {}
    for language in languages:
        for operation in operations:
            for auth in auths:
                sample = _sample(language, operation, auth)
                reason = unsupported(language, f"{operation.name}/{auth.name}")
                if reason is None:
                    samples.append(sample)
                else:
                    without[sample.id] = reason
    return Matrix(tuple(samples), without)


def _sample(language: Language, operation: Operation, auth: Auth) -> Sample:
    file = language.file_name(operation.name)
    path = PurePosixPath(language.name, operation.name, auth.name, file)
    return Sample(language.name, operation, auth, path)


def unsupported(language: Language, cell: str) -> str | None:
    """Says why an SDK cannot fill a cell, ``<operation>/<auth>``; None where it can."""
    globs = (glob for glob in language.unsupported if fnmatchcase(cell, glob))
    return next((language.unsupported[glob] for glob in globs), None)


@dataclass(frozen=True, slots=True)
class Selection:
    """What a user asked for: globs over ids, and exact names for the parts of an id."""

    ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    auths: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        return not (self.ids or self.languages or self.operations or self.auths)


def select(matrix: Matrix, selection: Selection) -> tuple[Sample, ...]:
    """Picks the samples that a selection means, in the order of the matrix.

    Raises:
        UsageError: a name or glob that fits nothing at all, with what is near it.
        NothingSelectedError: each part fits something, but no sample fits all.
    """
    parts = [sample.id.split("/") for sample in matrix.samples]
    for place, (option, wanted) in enumerate(
        [
            ("--language", selection.languages),
            ("--operation", selection.operations),
            ("--auth", selection.auths),
        ]
    ):
        _known(option, wanted, sorted({part[place] for part in parts}))
    for glob in selection.ids:
        _fits(matrix, glob)
    chosen = tuple(sample for sample in matrix.samples if _meant(sample, selection))
    if not chosen:
        raise NothingSelectedError(_nothing(matrix, selection))
    return chosen


def _meant(sample: Sample, selection: Selection) -> bool:
    return (
        (not selection.ids or any(fnmatchcase(sample.id, glob) for glob in selection.ids))
        and (not selection.languages or sample.language in selection.languages)
        and (not selection.operations or sample.operation.name in selection.operations)
        and (not selection.auths or sample.auth.name in selection.auths)
    )


def _known(option: str, wanted: Sequence[str], names: Sequence[str]) -> None:
    for name in wanted:
        if name not in names:
            raise UsageError(f"{option} {name}: there is none of that name{near(name, names)}")


def _fits(matrix: Matrix, glob: str) -> None:
    ids = [sample.id for sample in matrix.samples]
    if any(fnmatchcase(id_, glob) for id_ in ids):
        return
    for id_, reason in matrix.unsupported.items():
        if fnmatchcase(id_, glob):
            raise UsageError(f"{id_} does not exist: {reason}")
    raise UsageError(f"no sample is called {glob!r}{near(glob, ids)}")


def near(name: str, names: Sequence[str]) -> str:
    """Says which names are near one that does not exist, as the end of a sentence."""
    close = get_close_matches(name, names, n=3, cutoff=0.5)
    if close:
        return f"; did you mean {' or '.join(close)}?"
    if len(names) <= 20:  # noqa: PLR2004 - more would not be read
        return f"; there are {', '.join(names)}"
    return "; `samplegen list samples` shows all"


def _nothing(matrix: Matrix, selection: Selection) -> str:
    if not matrix.samples:
        return "there is no sample at all: no operation, or no language"
    asked = " ".join(
        [*selection.ids, *selection.languages, *selection.operations, *selection.auths]
    )
    return f"no sample fits all of: {asked}; `samplegen list samples` shows all"
