"""Mutants of the golden record, and their verification: all of a language at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from samplegen import source
from samplegen.cache import Cache
from samplegen.catalog import Catalog
from samplegen.language import Language, Source, Step
from samplegen.model import Sample, Status, Verdict
from samplegen.progress import Silent
from samplegen.runners import Runner
from samplegen.task import Task
from samplegen.verify import verify
from tests.mutation.operators import Operator

ROOT = Path(__file__).parents[2]
JOBS = 2

HANGS = "sleeps-for-ever"
PATIENCE = 10.0
"""Seconds that a mutant which sleeps for ever may run; all others have what samples have."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A sample that is broken, or, as the control of the experiment, one that is not.

    Args:
        operator: name of the operator; empty for the control.
        origin: the published sample.
        sample: the same, as an operation of its own.
    """

    operator: str
    origin: Sample
    sample: Sample
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a mutant."""

    mutant: Mutant
    verdict: Verdict

    @property
    def caught(self) -> bool:
        """Whether the verifier says no to it."""
        return self.verdict.status is Status.FAILED


@dataclass(frozen=True, slots=True)
class Record:
    """The golden record of one language.

    Args:
        texts: the published samples.
        workspace: the files that its workspace is installed from.
    """

    language: Language
    texts: Mapping[Sample, str]
    workspace: Mapping[PurePosixPath, bytes]


def record(loaded: Catalog, language: str, generated: Path = ROOT / "generated") -> Record:
    """Reads what is published.

    Raises:
        InputError: there is nothing, or no manifest.
    """
    samples = [one for one in loaded.matrix.samples if one.language == language]
    contents, workspaces = source.read(
        generated, samples, loaded.languages.by_name, loaded.templates
    )
    texts = {one: contents[one.id].decode() for one in samples}
    return Record(loaded.languages.by_name[language], texts, workspaces[language])


def mutants(published: Record, operators: Iterable[Operator], most: int) -> list[Mutant]:
    """Makes mutants, and before them a control of every sample that is broken.

    Args:
        most: mutants that an operator makes. Where it could make more, each language gets others,
            so that all operations are broken in some language.
    """
    made = [
        mutant
        for operator in operators
        for mutant in _turn(_all(published, operator), published.language, operator.most or most)
    ]
    origins = dict.fromkeys(mutant.origin for mutant in made)
    controls = [_mutant("", origin, published.texts[origin], 1, published) for origin in origins]
    return controls + made


def _all(published: Record, operator: Operator) -> list[Mutant]:
    return [
        _mutant(operator.name, origin, text, number, published)
        for origin, original in published.texts.items()
        if origin.auth.name == operator.auth
        for number, text in enumerate(
            operator.mutants(origin.language, origin.operation.name, original), start=1
        )
    ]


def _turn(found: Sequence[Mutant], language: Language, most: int) -> Iterator[Mutant]:
    start = (language.order - 1) * most
    for index in range(min(most, len(found))):
        yield found[(start + index) % len(found)]


def _mutant(operator: str, origin: Sample, text: str, number: int, published: Record) -> Mutant:
    language = published.language
    name = f"{origin.operation.name}-{operator or 'control'}" + (f"-{number}" if number > 1 else "")
    path = PurePosixPath(language.name, name, origin.auth.name, language.file_name(name))
    sample = replace(origin, operation=replace(origin.operation, name=name), file=path)
    # A class is called as its file is, where a language wants that.
    renamed = re.sub(rf"\bclass {origin.file.stem} ", f"class {path.stem} ", text)
    return Mutant(operator, origin, sample, renamed)


def run(loaded: Catalog, published: Record, made: Sequence[Mutant], runner: Runner) -> list[Result]:
    """Verifies mutants of one language.

    Languages are not compared with each other: what only that would show counts as not caught.
    """
    language = _hurried(published.language)
    task = Task(
        samples=tuple(mutant.sample for mutant in made),
        contents={mutant.sample.id: mutant.text.encode() for mutant in made},
        workspaces={language.name: published.workspace},
        languages={language.name: language},
        service=loaded.specs.service,
        jobs=JOBS,
    )
    report = verify(task, runner, Silent(), Cache(ROOT, enabled=False))
    return [Result(*pair) for pair in zip(made, report.verdicts, strict=True)]


def _hurried(language: Language) -> Language:
    def step(item: Source) -> Step:
        own = language.toolchain.run(item)
        return replace(own, seconds=PATIENCE) if HANGS in item.id else own

    return replace(language, toolchain=replace(language.toolchain, run=step))
