"""A small world for tests of ``verify``: one operation, a directory of samples, and a runner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from samplegen import generate, matrix, source, tree
from samplegen.cache import Cache
from samplegen.language import Language
from samplegen.model import KnownIssue, Operation, Report, Sample, Service, Verdict
from samplegen.progress import Silent
from samplegen.runners.local import LocalRunner
from samplegen.spec import Specs
from samplegen.task import Task
from samplegen.verify import verify


def chat(specs: Specs) -> tuple[Operation, ...]:
    """The chat operation, with the two scenarios in which it is answered."""
    (found,) = (each for each in specs.operations if each.name == "chat")
    answered = tuple(each for each in found.scenarios if each.exit_code == 0)
    return (replace(found, scenarios=answered),)


@dataclass
class World:
    """Generated samples in a directory of their own, and a way to verify them."""

    directory: Path
    language: Language
    operations: tuple[Operation, ...]
    service: Service
    templates: Path
    known: tuple[KnownIssue, ...] = ()

    def generate(self) -> None:
        project = generate.plan(self.languages, self.samples, self.service, self.templates)
        tree.write(project, self.directory / "generated")

    @property
    def languages(self) -> Mapping[str, Language]:
        return {self.language.name: self.language}

    @property
    def samples(self) -> tuple[Sample, ...]:
        return matrix.build([self.language], self.operations, self.service.auths).samples

    def edit(self, id_: str, change: Callable[[str], str]) -> None:
        """Breaks a sample on purpose; a change that changes nothing is a mistake of the test."""
        (sample,) = [each for each in self.samples if each.id == id_]
        path = self.directory / "generated" / sample.file
        before = path.read_text()
        after = change(before)
        assert after != before
        path.write_text(after)

    def task(self, ids: Iterable[str] = ("*",), **settings: Any) -> Task:
        cells = matrix.Matrix(self.samples, {})
        samples = matrix.select(cells, matrix.Selection(tuple(ids)))
        contents, workspaces = source.read(
            self.directory / "generated", samples, self.languages, self.templates
        )
        task = Task(samples, contents, workspaces, self.languages, self.service, self.known)
        return replace(task, **settings)

    def report(self, *ids: str, cached: bool = False, **settings: Any) -> Report:
        runner = LocalRunner(self.directory / "cache")
        cache = Cache(self.directory / "verdicts", enabled=cached)
        return verify(self.task(ids or ("*",), **settings), runner, Silent(), cache)

    def verdict(self, id_: str, **settings: Any) -> Verdict:
        (found,) = self.report(id_, **settings).verdicts
        return found
