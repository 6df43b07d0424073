"""What a fence shows: a sample as it is on disk, a part of it, or what it prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from samplegen.embed import lines
from samplegen.embed.statement import last_line
from samplegen.errors import InputError
from samplegen.language import Language
from samplegen.matrix import Matrix, near
from samplegen.model import Operation, Sample


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown.

    Args:
        id: of a sample.
        lines: the first and the last line, counted from 1; the last is None for all that follow.
        region: the statement that begins on the first line that holds this text.
        output: what the sample prints, not its source.
    """

    id: str
    lines: tuple[int, int | None] | None = None
    region: str = ""
    output: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """What is shown.

    Args:
        syntax: what it is written in, as a fence says it.
        lines: without their endings.
    """

    syntax: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where samples are found.

    Args:
        languages: by name.
        read: path of a sample below ``generated/`` -> its bytes. Raises InputError where it
            cannot be read.
    """

    matrix: Matrix
    languages: Mapping[str, Language]
    read: Callable[[PurePosixPath], bytes]


def piece(wanted: Wanted, shelf: Shelf) -> Piece:
    """Finds what is to be shown. Parts of a sample lose the indentation that they have in common.

    Raises:
        InputError: there is no such sample, it is not on disk, or it has no such part.
    """
    sample = _sample(wanted.id, shelf.matrix)
    syntax = "text" if wanted.output else sample.language
    text = _output(sample.operation) if wanted.output else _source(sample, shelf)
    bodies = tuple(map(lines.body, lines.split(text)))
    if wanted.lines:
        bodies = lines.dedent(_range(bodies, wanted))
    elif wanted.region:
        grammar = shelf.languages[sample.language].syntax.grammar
        bodies = lines.dedent(_region(bodies, wanted, grammar))
    if not any(each.strip() for each in bodies):
        raise InputError(f"nothing is there to be shown of {wanted.id}; remove the marker")
    return Piece(syntax, bodies)


def _sample(id_: str, matrix: Matrix) -> Sample:
    samples = {sample.id: sample for sample in matrix.samples}
    if id_ in matrix.unsupported:
        raise InputError(f"{id_} does not exist: {matrix.unsupported[id_]}")
    if id_ not in samples:
        raise InputError(f"no sample is called {id_}{near(id_, list(samples))}")
    return samples[id_]


def _source(sample: Sample, shelf: Shelf) -> str:
    try:
        return shelf.read(sample.file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{sample.file} is not UTF-8; `samplegen generate` writes it anew"
        ) from error


def _output(operation: Operation) -> str:
    for scenario in operation.scenarios:
        if scenario.exit_code == 0:
            return scenario.stdout
    raise InputError(f"no scenario of {operation.name} ends with 0; remove output")


def _range(bodies: tuple[str, ...], wanted: Wanted) -> tuple[str, ...]:
    first, last = wanted.lines or (1, None)
    if max(first, last or 0) > len(bodies):
        asked = f"{first}-{last or ''}" if last != first else f"{first}"
        raise InputError(f"lines={asked}: {wanted.id} has {len(bodies)} lines; choose among them")
    return bodies[first - 1 : last]


def _region(bodies: tuple[str, ...], wanted: Wanted, grammar: str) -> tuple[str, ...]:
    for number, each in enumerate(bodies):
        if wanted.region in each:
            return bodies[number : last_line(grammar, bodies, number) + 1]
    raise InputError(f"no line of {wanted.id} holds {wanted.region!r}; choose a text of it")
