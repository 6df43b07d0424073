"""``samplegen facts``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path, PurePosixPath

import click
import platformdirs

from samplegen import catalog, matrix, tree, versions
from samplegen.catalog import Catalog
from samplegen.cli import choosing, edited, options, running
from samplegen.cli.verbs import Verb
from samplegen.errors import InputError, MachineError, UsageError
from samplegen.facts import statements, store
from samplegen.facts.compare import differences, settle
from samplegen.facts.work import Subject, measure
from samplegen.generate import directory
from samplegen.language import Language
from samplegen.model import Facts, Probing, Project
from samplegen.pages.where import stating
from samplegen.render import Renderer
from samplegen.runners import InstallFailedError, Runner
from samplegen.versions import Choice


@click.command("facts", cls=Verb)
@click.argument("languages", nargs=-1, metavar="[LANGUAGE]...")
@options.inputs
@running.options
@choosing.options
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Probes that run at a time.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a fact no longer holds.")
@click.option(
    "--patient", is_flag=True,
    help="Wait until clients give up by themselves: ten minutes for some.",
)  # fmt: skip
@click.option(
    "--output", type=options.DIRECTORY, default="generated", show_default=True,
    help="Directory whose facts/ holds them.",
)  # fmt: skip
def command(
    *,
    languages: tuple[str, ...],
    specs: Path | None,
    templates: Path | None,
    where: running.Wanted,
    chosen: choosing.Chosen,
    jobs: int | None,
    check: bool,
    patient: bool,
    output: Path,
) -> int:
    """Measure what errors an SDK raises and how it retries, and write it down.

    Without a LANGUAGE, all are measured. What is written to facts/<language>.json holds for the
    versions that it names; with other versions, to facts/versions/<language>/<package>-<version>.
    """
    loaded = catalog.load(specs, templates)
    options.tell_broken(loaded.languages.broken)
    if loaded.specs.probing is None:
        raise InputError("the specs have no facts.yaml, which says what is to be measured")
    names = _names(languages, loaded)
    subjects = _subjects(names, chosen, loaded)
    cache = platformdirs.user_cache_path("samplegen")
    count = jobs or 4 * (os.cpu_count() or 1)
    runner = running.make(where, count, cache, live=False, names=loaded.languages.by_name)
    before = dict(_kept(output, subjects))
    lab = _Bench(loaded, loaded.specs.probing, runner, count, patient)
    measured = lab.measured(subjects)
    settled = {
        key: settle(before[key], facts) if key in before else facts
        for key, facts in measured.items()
    }
    if check:
        return _told(before, settled, loaded)
    return _written(settled, loaded, output)


def _names(languages: tuple[str, ...], loaded: Catalog) -> tuple[str, ...]:
    known = loaded.languages.by_name
    for name in languages:
        if name not in known:
            raise UsageError(f"there is no language {name}{matrix.near(name, sorted(known))}")
    return tuple(dict.fromkeys(languages or known))


def _subjects(
    names: tuple[str, ...], chosen: choosing.Chosen, loaded: Catalog
) -> dict[str, Subject]:
    """What is measured, by the place of its facts: with other versions, only what they change."""
    found: dict[str, Subject] = {}
    for own in choosing.sets(chosen, names).values():
        changed = versions.choose(loaded.languages.by_name, own)
        for name in [name for name in names if name in changed] or ([] if own else names):
            language = changed.get(name, loaded.languages.by_name[name])
            templates, service = loaded.templates, loaded.specs.service
            files = (
                versions.manifest(language, templates, service)
                if name in changed
                else Renderer(language, directory(language, templates), service).workspace()
            )
            subject = Subject(language, directory(language, templates), files)
            found[_place(language, own)] = subject
    return found


def _place(language: Language, choices: Iterable[Choice]) -> str:
    mine = sorted(
        re.sub(r"[^\w.-]+", "-", f"{choice.package}-{choice.version}")
        for choice in choices
        if choice.language == language.name
    )
    return f"versions/{language.name}/{'+'.join(mine)}" if mine else language.name


def _kept(output: Path, places: Iterable[str]) -> Iterator[tuple[str, Facts]]:
    for place in places:
        path = output / "facts" / f"{place}.json"
        if path.is_file():
            yield place, store.loads(path.read_bytes(), str(path))


@dataclass(frozen=True, slots=True)
class _Bench:
    """Where all is measured.

    Args:
        jobs: number of probes that run at a time.
        patient: whether clients are waited for until they give up by themselves.
    """

    loaded: Catalog
    probing: Probing
    runner: Runner
    jobs: int
    patient: bool

    def measured(self, subjects: Mapping[str, Subject]) -> dict[str, Facts]:
        """Measures everything at the same time; most of that is waiting."""
        languages = {subject.language.name: subject.language for subject in subjects.values()}
        missing = [text for each in languages.values() if (text := self.runner.missing(each))]
        if missing:
            raise MachineError("\n".join(missing))
        with (
            closing(self.runner),
            self.runner.serving(self.loaded.specs.service),
            ThreadPoolExecutor(self.jobs, "probe") as runs,
            ThreadPoolExecutor(len(subjects), "facts") as lanes,
        ):
            futures = {
                place: lanes.submit(self._one, place, subject, runs)
                for place, subject in subjects.items()
            }
            try:
                return {place: future.result() for place, future in futures.items()}
            except BaseException:
                self.runner.stop()
                runs.shutdown(wait=False, cancel_futures=True)
                raise

    def _one(self, place: str, subject: Subject, runs: Executor) -> Facts:
        title = subject.language.title if place == subject.language.name else place
        tell = lambda line: click.echo(f"{title}: {line}", err=True)  # noqa: E731
        service = self.loaded.specs.service
        try:
            return measure(
                subject, service, self.probing, self.runner, runs, tell, patient=self.patient
            )
        except InstallFailedError as failure:
            raise MachineError(f"{title}: {failure}") from failure
        except InputError as error:
            raise InputError(f"{title}: {error}") from error


def _told(before: Mapping[str, Facts], after: Mapping[str, Facts], loaded: Catalog) -> int:
    changed = 0
    for name, facts in after.items():
        if name not in before:
            click.echo(f"{name}: not measured before; the same without --check writes it down")
            changed += 1
            continue
        for difference in differences(before[name], facts):
            click.echo(f"{name}: {difference}")
            changed += 1
        _told_statements(name, before[name], facts, loaded)
    return int(changed > 0)


def _told_statements(name: str, before: Facts, after: Facts, loaded: Catalog) -> None:
    """Says which sentences would change, and the pages that say them."""
    old, new = (statements.render(each, loaded.templates) for each in (before, after))
    changed = [statement for statement in new if old[statement] != new[statement]]
    pages = loaded.pages() if changed else ()
    for statement in changed:
        places = stating(pages, after.language, statement)
        where = f" ({'; '.join(places)})" if places else ""
        click.echo(f"  {statement} of {name} would change{where}")
        for line in ndiff(old[statement].splitlines(), new[statement].splitlines()):
            if line.startswith(("-", "+")):
                click.echo(f"  {line}")


def _written(settled: Mapping[str, Facts], loaded: Catalog, output: Path) -> int:
    files: dict[PurePosixPath, bytes] = {}
    for name, facts in settled.items():
        files[PurePosixPath(f"{name}.json")] = store.dumps(facts)
        told = statements.render(facts, loaded.templates)
        title = f"{loaded.languages.by_name[facts.language].title}: what was measured"
        files[PurePosixPath(f"{name}.md")] = statements.page(told, title).encode()
    changes = tree.write(Project(files, partial=True), output / "facts", keep=edited.keep)
    for path in changes.written:
        click.echo(f"{'create' if path in changes.created else 'change'} {path}")
    return 0
