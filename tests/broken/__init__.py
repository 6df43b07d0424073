"""Samples that are broken on purpose, a table for each language.

Each row takes a published sample and changes it in one way; it must come out ``failed`` with the
sentence that says why. All rows of a language are built and run in one verification: every row is
an operation of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path, PurePosixPath

from samplegen import catalog, generate, matrix
from samplegen.cache import Cache
from samplegen.catalog import Catalog
from samplegen.language import Language
from samplegen.model import Sample, Stage, Verdict
from samplegen.progress import Silent
from samplegen.render import Renderer
from samplegen.runners import Runner
from samplegen.task import Task
from samplegen.verify import verify

ROOT = Path(__file__).parents[2]
JOBS = 4


@dataclass(frozen=True, slots=True)
class Broken:
    """One way to break a sample.

    Args:
        name: what is wrong, kebab-case; unique in its table.
        sample: ``<operation>/<auth>`` of the sample that is broken.
        edits: (old, new) pairs; each old text must be there.
        sentence: what must stand in the reason or in a difference.
        stage: the stage at which it must be caught.
    """

    name: str
    sample: str
    edits: tuple[tuple[str, str], ...]
    sentence: str
    stage: Stage = Stage.MATCH


def task(loaded: Catalog, language: Language, rows: tuple[Broken, ...]) -> Task:
    """Makes one task of all rows of a language."""
    templates = generate.directory(language, loaded.templates)
    renderer = Renderer(language, templates, loaded.specs.service)
    cells = matrix.build([language], loaded.specs.operations, loaded.specs.service.auths)
    by_id = {sample.id: sample for sample in cells.samples}
    samples, contents = [], {}
    for row in rows:
        origin = by_id[f"{language.name}/{row.sample}"]
        sample = _named(row, origin, language)
        samples.append(sample)
        contents[sample.id] = _edited(row, renderer.sample(origin).decode(), origin, sample)
    return Task(
        samples=tuple(samples),
        contents=contents,
        workspaces={language.name: renderer.workspace()},
        languages={language.name: language},
        service=loaded.specs.service,
        jobs=JOBS,
    )


def _named(row: Broken, origin: Sample, language: Language) -> Sample:
    operation = replace(origin.operation, name=f"{origin.operation.name}-{row.name}")
    file = language.file_name(operation.name)
    path = PurePosixPath(language.name, operation.name, origin.auth.name, file)
    return Sample(language.name, operation, origin.auth, path)


def _edited(row: Broken, text: str, origin: Sample, sample: Sample) -> bytes:
    for old, new in row.edits:
        assert old in text, f"{row.name}: {old!r} is not in {origin.id}"
        text = text.replace(old, new)
    # A class is called as its file is, where a language wants that.
    return text.replace(f"class {origin.file.stem} ", f"class {sample.file.stem} ").encode()


def told(verdict: Verdict) -> str:
    """Everything that is said about a sample."""
    lines = [line for scenario in verdict.scenarios for line in scenario.differences]
    return "\n".join([verdict.reason, *lines])


def rows(language: str) -> tuple[Broken, ...]:
    """The table of a language."""
    found: tuple[Broken, ...] = import_module(f"tests.broken.{language}").ROWS
    return found


def verdicts(
    language: str, runner: Runner, ways: Collection[str] | None = None
) -> dict[str, Verdict]:
    """Verifies rows of a language; name of the row -> verdict.

    Args:
        ways: names of the rows; None for all.
    """
    loaded = catalog.load(ROOT / "specs", ROOT / "templates")
    chosen = tuple(row for row in rows(language) if ways is None or row.name in ways)
    made = task(loaded, loaded.languages.by_name[language], chosen)
    report = verify(made, runner, Silent(), Cache(ROOT, enabled=False))
    return {row.name: verdict for row, verdict in zip(chosen, report.verdicts, strict=True)}
