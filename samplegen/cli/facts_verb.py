"""``samplegen facts``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from difflib import ndiff
from pathlib import Path, PurePosixPath

import click
import platformdirs

from samplegen import catalog, matrix, tree
from samplegen.catalog import Catalog
from samplegen.cli import edited, options, running
from samplegen.cli.verbs import Verb
from samplegen.errors import InputError, MachineError, UsageError
from samplegen.facts import statements, store
from samplegen.facts.compare import differences, settle
from samplegen.facts.work import Subject, measure
from samplegen.generate import directory
from samplegen.model import Facts, Probing, Project
from samplegen.pages.where import stating
from samplegen.render import Renderer
from samplegen.runners import InstallFailedError, Runner


@click.command("facts", cls=Verb)
@click.argument("languages", nargs=-1, metavar="[LANGUAGE]...")
@options.inputs
@running.options
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
    jobs: int | None,
    check: bool,
    patient: bool,
    output: Path,
) -> int:
    """Measure what errors an SDK raises and how it retries, and write it down.

    Without a LANGUAGE, all are measured. What is written to facts/<language>.json holds for the
    versions that it names.
    """
    loaded = catalog.load(specs, templates)
    options.tell_broken(loaded.languages.broken)
    if loaded.specs.probing is None:
        raise InputError("the specs have no facts.yaml, which says what is to be measured")
    names = _names(languages, loaded)
    cache = platformdirs.user_cache_path("samplegen")
    count = jobs or 4 * (os.cpu_count() or 1)
    runner = running.make(where, count, cache, live=False, names=loaded.languages.by_name)
    before = dict(_kept(output, names))
    measured = _measured(names, loaded, loaded.specs.probing, runner, count, patient=patient)
    settled = {
        name: settle(before[name], facts) if name in before else facts
        for name, facts in measured.items()
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


def _kept(output: Path, names: tuple[str, ...]) -> Iterator[tuple[str, Facts]]:
    for name in names:
        path = output / "facts" / f"{name}.json"
        if path.is_file():
            yield name, store.loads(path.read_bytes(), str(path))


def _measured(
    names: tuple[str, ...],
    loaded: Catalog,
    probing: Probing,
    runner: Runner,
    jobs: int,
    *,
    patient: bool,
) -> dict[str, Facts]:
    by_name = loaded.languages.by_name
    missing = [text for name in names if (text := runner.missing(by_name[name]))]
    if missing:
        raise MachineError("\n".join(missing))

    def one(name: str) -> Facts:
        language = by_name[name]
        own = directory(language, loaded.templates)
        manifest = Renderer(language, own, loaded.specs.service).workspace()
        subject = Subject(language, own, manifest)
        tell = lambda line: click.echo(f"{language.title}: {line}", err=True)  # noqa: E731
        try:
            return measure(
                subject, loaded.specs.service, probing, runner, runs, tell, patient=patient
            )
        except InstallFailedError as failure:
            raise MachineError(f"{language.title}: {failure}") from failure
        except InputError as error:
            raise InputError(f"{language.title}: {error}") from error

    with (
        closing(runner),
        runner.serving(loaded.specs.service),
        ThreadPoolExecutor(jobs, "probe") as runs,
        ThreadPoolExecutor(len(names), "facts") as lanes,
    ):
        futures = {name: lanes.submit(one, name) for name in names}
        try:
            return {name: future.result() for name, future in futures.items()}
        except BaseException:
            runner.stop()
            runs.shutdown(wait=False, cancel_futures=True)
            raise


def _told(before: Mapping[str, Facts], after: Mapping[str, Facts], loaded: Catalog) -> int:
    changed = 0
    for name, facts in after.items():
        if name not in before:
            click.echo(f"{name}: not measured before; `samplegen facts {name}` writes it down")
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
    for statement in new:
        lines = [
            line.rstrip("\n")
            for line in ndiff(old[statement].splitlines(), new[statement].splitlines())
            if line.startswith(("-", "+"))
        ]
        if lines:
            pages = stating(loaded.pages(), name, statement)
            where = f" ({'; '.join(pages)})" if pages else ""
            click.echo(f"  {statement} of {name} would change{where}")
            click.echo("".join(f"  {line}\n" for line in lines), nl=False)


def _written(settled: Mapping[str, Facts], loaded: Catalog, output: Path) -> int:
    files: dict[PurePosixPath, bytes] = {}
    for name, facts in settled.items():
        files[PurePosixPath(f"{name}.json")] = store.dumps(facts)
        told = statements.render(facts, loaded.templates)
        title = f"{loaded.languages.by_name[name].title}: what was measured"
        files[PurePosixPath(f"{name}.md")] = statements.page(told, title).encode()
    changes = tree.write(Project(files, partial=True), output / "facts", keep=edited.keep)
    for path in (*changes.created, *changes.changed):
        click.echo(f"{'create' if path in changes.created else 'change'} {path}")
    return 0
