"""``samplegen drift``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import click
import platformdirs

from samplegen import catalog, drift, matrix, releases, versions
from samplegen.cache import Cache
from samplegen.catalog import Catalog
from samplegen.cli import choosing, options, running
from samplegen.cli.signals import terminable
from samplegen.cli.verbs import Verb
from samplegen.drift import Measured, Verdicts
from samplegen.errors import InputError, UsageError
from samplegen.facts.probes import NAME as PROBE
from samplegen.facts.work import Subject, measure
from samplegen.generate import directory
from samplegen.matrix import Selection
from samplegen.model import Facts, Probing, Status
from samplegen.progress import open_progress
from samplegen.runners import InstallFailedError, Runner
from samplegen.source import read
from samplegen.task import Task
from samplegen.verify import verify
from samplegen.versions import Choice


@click.command("drift", cls=Verb)
@click.argument("language")
@click.argument("package")
@click.argument("span", metavar="OLD..NEW")
@click.option(
    "-o", "--operation", "operations", multiple=True, metavar="NAME",
    help="Only samples of this operation; repeatable.",
)  # fmt: skip
@click.option(
    "-a", "--auth", "auths", multiple=True, metavar="NAME",
    help="Only samples of this auth; repeatable.",
)  # fmt: skip
@options.inputs
@running.options
@choosing.with_versions
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Samples that run at a time.")
@click.option(
    "--source", type=options.DIRECTORY, default="generated", show_default=True,
    help="Directory of the samples; they are run as they are there.",
)  # fmt: skip
@click.option("--facts/--no-facts", "with_facts", default=True, help="Whether facts are measured.")
@click.option("--cache/--no-cache", default=True, help="Whether to skip what passed unchanged.")
def command(
    *,
    language: str,
    package: str,
    span: str,
    operations: tuple[str, ...],
    auths: tuple[str, ...],
    specs: Path | None,
    templates: Path | None,
    where: running.Wanted,
    choices: tuple[str, ...],
    jobs: int | None,
    source: Path,
    with_facts: bool,
    cache: bool,
) -> int:
    """Find the releases of a PACKAGE, from OLD to NEW, at which samples or facts change.

    PACKAGE is a dependency of LANGUAGE. Exit code 1 if something changed.
    """
    loaded = catalog.load(specs, templates)
    options.tell_broken(loaded.languages.broken)
    by_name = loaded.languages.by_name
    dependency = versions.find(by_name, language, package)
    always = choosing.parse(choices, [language])
    old, new = _ends(span)
    versions.choose(by_name, [*always, Choice(language, package, new)])
    samples = matrix.select(loaded.matrix, Selection((), (language,), operations, auths))
    contents, workspaces = read(source, samples, by_name, loaded.templates)
    task = Task(
        samples=samples,
        contents=contents,
        workspaces=workspaces,
        languages=by_name,
        service=loaded.specs.service,
        known=loaded.specs.known,
        jobs=jobs or (os.cpu_count() or 1) + 1,
    )
    kept = platformdirs.user_cache_path("samplegen")
    there = releases.listed(by_name[language], dependency.package, kept)
    span_ = releases.between(there, old, new)
    bench = _Bench(
        language=language,
        package=dependency.package,
        always=always,
        task=task,
        templates=loaded.templates,
        runner=running.make(where, task.jobs, kept, live=False, names=by_name),
        cache=Cache(kept / "verdicts", enabled=cache),
        probing=_probing(loaded, language) if with_facts else None,
    )
    found = 0
    with terminable():
        for each in drift.search(span_, bench.verdicts, bench.facts if bench.probing else None):
            found += 1
            click.echo("\n".join(drift.show(each)))
    _tell(found, span_, bench)
    return int(found > 0)


def _ends(span: str) -> tuple[str, str]:
    old, _, new = span.partition("..")
    if not (releases.order(old) and releases.order(new)):
        raise UsageError(f"{span}: expected OLD..NEW, two releases as in 2.46.0..3.57.0")
    return old, new


def _probing(loaded: Catalog, name: str) -> Probing | None:
    """Gives what facts are measured by; None, and says so, where there is nothing to measure."""
    own = directory(loaded.languages.by_name[name], loaded.templates)
    if loaded.specs.probing and (own / f"{PROBE}.j2").is_file():
        return loaded.specs.probing
    click.echo(f"samplegen: {name} has no probe that measures facts; samples alone tell", err=True)
    return None


def _tell(found: int, between: Sequence[str], bench: _Bench) -> None:
    what = f"{bench.language} {bench.package} {between[0]}..{between[-1]}"
    looked = f"{len(between)} releases, {len(bench.verified)} verified"
    if bench.probing:
        looked += f", {len(bench.measured)} measured"
    end = f"{found} of them changed something" if found else "nothing changed"
    click.echo(f"{what}: {end} ({looked})")
    for name in bench.failing():
        click.echo(f"failing with every release that was verified: {name}")
    if bench.measured and not any(isinstance(each, Facts) for each in bench.measured.values()):
        click.echo(f"no facts could be measured: {next(iter(bench.measured.values()))}")


@dataclass(frozen=True, slots=True)
class _Bench:
    """Verifies and measures one release after the other, and remembers what came of it."""

    language: str
    package: str
    always: tuple[Choice, ...]
    task: Task
    templates: Path
    runner: Runner
    cache: Cache
    probing: Probing | None
    verified: dict[str, Verdicts] = field(default_factory=dict)
    measured: dict[str, Measured] = field(default_factory=dict)

    def verdicts(self, release: str) -> Verdicts:
        """Verifies the samples with a release."""
        click.echo(f"samplegen: {self.package} {release}", err=True)
        progress = open_progress(sys.stderr, sys.stderr.isatty())
        found = verify(self._with(release), self.runner, progress, self.cache)
        self.verified[release] = {each.sample: each for each in found.verdicts}
        return self.verified[release]

    def facts(self, release: str) -> Measured:
        """Measures the facts of a release; a text where they cannot be measured."""
        click.echo(f"samplegen: {self.package} {release}: facts", err=True)
        try:
            self.measured[release] = self._measure(self._with(release))
        except (InstallFailedError, InputError) as error:
            self.measured[release] = " ".join(str(error).split("\n")[:2])  # what, and where first
        return self.measured[release]

    def failing(self) -> Iterator[str]:
        """Gives the samples that passed with no release that was verified."""
        for sample in self.task.samples:
            seen = [verdicts[sample.id] for verdicts in self.verified.values()]
            if all(verdict.status is Status.FAILED for verdict in seen):
                yield f"{sample.id}: {(seen[-1].reason.splitlines() or [''])[0]}"

    def _with(self, release: str) -> Task:
        chosen = Choice(self.language, self.package, release)
        return versions.apply(self.task, [*self.always, chosen], self.templates)

    def _measure(self, task: Task) -> Facts:
        assert self.probing is not None  # noqa: S101
        language = task.languages[self.language]
        own = directory(language, self.templates)
        subject = Subject(language, own, task.workspaces[self.language])
        with (
            closing(self.runner),
            self.runner.serving(task.service),
            ThreadPoolExecutor(4 * (os.cpu_count() or 1), "probe") as runs,
        ):
            try:
                return measure(subject, task.service, self.probing, self.runner, runs)
            except KeyboardInterrupt:
                self.runner.stop()
                runs.shutdown(wait=False, cancel_futures=True)
                raise
