"""``samplegen verify``."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click
import platformdirs

from samplegen import catalog, matrix, report
from samplegen.cache import Cache
from samplegen.cli import live as live_target
from samplegen.cli import options, running
from samplegen.cli.keep import keeper
from samplegen.cli.verbs import Verb
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
    directory = platformdirs.user_cache_path("samplegen")
    runner = running.make(
        where, task.jobs, directory, live=live.target != live_target.MOCK, names=task.languages
    )
    called = live if task.reaches(Stage.RUN) else live_target.Live()
    with _terminable(), live_target.reach(called, samples, task.service) as reached:
        if reached:
            task = replace(task, target=live.target, unable=reached.unable)
        found = verify(
            task,
            runner,
            open_progress(sys.stderr, sys.stderr.isatty()),
            Cache(directory / "verdicts", enabled=cache and keep is None),
            keeper(keep) if keep else None,
            upstream=reached.upstream if reached else None,
        )
    _tell(found, reports, str(source))
    return 0 if found.good else 1


def _jobs() -> int:
    """One more than there are processors: some samples wait between their retries."""
    return (os.cpu_count() or 1) + 1


def _tell(found: Report, reports: tuple[str, ...], source: str) -> None:
    own = any(spec.endswith("=-") for spec in reports)
    report.show(found, sys.stderr if own else sys.stdout)
    report.write(found, reports, source)


@contextmanager
def _terminable() -> Iterator[None]:
    """Ends as cleanly on SIGTERM as on Ctrl-C."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
