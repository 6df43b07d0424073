"""``samplegen verify``."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import click
import platformdirs

from samplegen import catalog, matrix, report, versions
from samplegen.cache import Cache
from samplegen.cli import choosing, options, running
from samplegen.cli import live as live_target
from samplegen.cli.keep import keeper
from samplegen.cli.signals import terminable
from samplegen.cli.verbs import Verb
from samplegen.errors import UsageError
from samplegen.matrix import Selection
from samplegen.model import Report, Stage
from samplegen.progress import open_progress
from samplegen.source import read
from samplegen.task import Task
from samplegen.verify import verify

STAGES = [stage.value for stage in Stage if stage is not Stage.MATCH]


@click.command("verify", cls=Verb)
@options.selection
@options.inputs
@running.options
@live_target.options
@choosing.options
@click.option(
    "--until", type=click.Choice(STAGES), default="run", show_default=True,
    help="The last stage to go through.",
)  # fmt: skip
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Samples that run at a time.")
@click.option(
    "--strict/--no-strict", default=None,
    help="Whether a skipped sample is a failure.  [default: on when CI is set]",
)  # fmt: skip
@click.option(
    "--report", "reports", multiple=True, metavar="FORMAT=PATH",
    help=f"Write a report ({', '.join(report.FORMATS)}); PATH - is stdout. Repeatable.",
)  # fmt: skip
@click.option(
    "--source", type=options.DIRECTORY, default="generated", show_default=True,
    help="Directory of the samples; they are run as they are there.",
)  # fmt: skip
@click.option("--fail-fast", is_flag=True, help="Stop at the first failure.")
@click.option("--cold", is_flag=True, help="Start each sample by itself, not in a warm process.")
@click.option("--keep", type=options.DIRECTORY, help="Keep what each run printed and sent here.")
@click.option("--cache/--no-cache", default=True, help="Whether to skip what passed unchanged.")
def command(
    *,
    selection: Selection,
    specs: Path | None,
    templates: Path | None,
    where: running.Wanted,
    live: live_target.Live,
    chosen: choosing.Chosen,
    until: str,
    jobs: int | None,
    strict: bool | None,
    reports: tuple[str, ...],
    source: Path,
    fail_fast: bool,
    cold: bool,
    keep: Path | None,
    cache: bool,
) -> int:
    """Run samples as they are on disk, compare with the specs, and report.

    ID is a glob over sample ids, for example 'go/*/entra-id'. Without one, all are verified.
    """
    report.check(reports)
    loaded = catalog.load(specs, templates)
    options.tell_broken(loaded.languages.broken)
    samples = matrix.select(loaded.matrix, selection)
    contents, workspaces = read(source, samples, loaded.languages.by_name, loaded.templates)
    task = Task(
        samples=samples,
        contents=contents,
        workspaces=workspaces,
        languages=loaded.languages.by_name,
        service=loaded.specs.service,
        known=loaded.specs.known,
        until=Stage(until),
        jobs=jobs or _jobs(),
        strict=bool(os.environ.get("CI")) if strict is None else strict,
        fail_fast=fail_fast,
        cold=cold,
    )
    sets = choosing.sets(chosen, workspaces)
    tasks = {name: versions.apply(task, own, loaded.templates) for name, own in sets.items()}
    _check(reports, sets, live)
    directory = platformdirs.user_cache_path("samplegen")
    runner = running.make(
        where, task.jobs, directory, live=live.target != live_target.MOCK, names=task.languages
    )
    called = live if task.reaches(Stage.RUN) else live_target.Live()
    with terminable(), live_target.reach(called, samples, task.service) as reached:
        good = True
        for name, own in tasks.items():
            choosing.tell(name, sets[name])
            found = verify(
                replace(own, target=live.target, unable=reached.unable) if reached else own,
                runner,
                open_progress(sys.stderr, sys.stderr.isatty()),
                Cache(directory / "verdicts", enabled=cache and keep is None),
                keeper(keep / name) if keep else None,
                upstream=reached.upstream if reached else None,
            )
            _tell(found, [_named(spec, name) for spec in reports], str(source), name)
            good &= found.good
    return 0 if good else 1


def _check(reports: Sequence[str], sets: Collection[str], live: live_target.Live) -> None:
    if not any(sets):
        return
    if live.target != live_target.MOCK:
        raise UsageError("--versions: a real endpoint is called with one set at a time; use --with")
    if any(spec.endswith("=-") for spec in reports):
        raise UsageError("--report FORMAT=-: with --versions there are several; name a file")
    report.check([_named(spec, name) for spec in reports for name in sets])


def _named(spec: str, name: str) -> str:
    """Puts the name of a set into ``FORMAT=PATH``: ``json=a.json`` -> ``json=a-oldest.json``."""
    path = Path(spec)
    return str(path.with_stem(f"{path.stem}-{name}")) if name else spec


def _jobs() -> int:
    """One more than there are processors: some samples wait between their retries."""
    return (os.cpu_count() or 1) + 1


def _tell(found: Report, reports: Sequence[str], source: str, name: str) -> None:
    own = any(spec.endswith("=-") for spec in reports)
    stream = sys.stderr if own else sys.stdout
    if name:
        click.echo(f"{name}:", stream)
    report.show(found, stream)
    report.write(found, reports, source)
