"""Samples to verdicts, through the stages: parse, install, build, run, match.

It knows neither which runner runs them nor which languages they are in.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import TYPE_CHECKING

from samplegen import cache as caching
from samplegen import equivalence, known, parse
from samplegen.cache import Cache
from samplegen.errors import MachineError
from samplegen.lane import Desk, Keep, Lane
from samplegen.model import Report, Sample, ScenarioVerdict, Stage, Status, Toolset, Verdict, Wire
from samplegen.progress import Progress
from samplegen.runners import Runner
from samplegen.task import Task
from samplegen.tree import sha256

if TYPE_CHECKING:
    from samplegen.mock import Upstream


def verify(
    task: Task,
    runner: Runner,
    progress: Progress,
    cache: Cache,
    keep: Keep | None = None,
    *,
    upstream: Upstream | None = None,
) -> Report:
    """Verifies samples and reports on each; a failing sample is a verdict, not an exception.

    Args:
        cache: neither read nor written where a real endpoint is called: it changes by itself.
        keep: called with every scenario that was run, from any thread.
        upstream: the real endpoint, where ``task.target`` is one.

    Raises:
        MachineError: no language of the task can be run here at all.
        KeyboardInterrupt: after every process has been ended.
    """
    start = time.monotonic()
    kept = None if task.live else cache
    verification = _Verification(task, runner, progress, kept, keep, upstream)
    with closing(runner), progress:
        verification.go()
    verdicts, wires = verification.final()
    return Report(
        runner=verification.ran_with(),
        target=task.target,
        strict=task.strict,
        seconds=time.monotonic() - start,
        toolchains=verification.toolsets,
        verdicts=verdicts,
        wires=wires,
    )


@dataclass
class _Verification:
    task: Task
    runner: Runner
    progress: Progress
    cache: Cache | None
    keep: Keep | None
    upstream: Upstream | None
    toolsets: dict[str, Toolset] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    stopped: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def go(self) -> None:
        by_language = self._by_language()
        for name, samples in by_language.items():
            self.progress.expect(name, len(samples))
        parsed = {
            name: mine
            for name, samples in by_language.items()
            if (mine := [sample for sample in samples if self._parses(sample)])
        }
        if self.task.reaches(Stage.INSTALL):
            self._beyond_parsing(parsed)
        for sample in self.task.samples:
            if sample.id not in self.verdicts:
                self.settle(sample, Status.PASSED, self.task.until)

    def final(self) -> tuple[tuple[Verdict, ...], tuple[Wire, ...]]:
        """Compares the languages; gives the verdicts in the order of the samples, and the wires."""
        found = [self.verdicts[sample.id] for sample in self.task.samples]
        wires = equivalence.compare(self.task.samples, found)
        verdicts = equivalence.judge(found, wires)
        final = tuple(known.apply(verdict, self.task.known) for verdict in verdicts)
        for verdict in final:
            if self.cache and verdict.sample in self.keys:
                self.cache.put(self.keys[verdict.sample], verdict)
        return final, wires

    def ran_with(self) -> str:
        """Names the runners that languages were run with, and the one asked for if none was."""
        used = {toolset.runner: None for toolset in self.toolsets.values()}
        return "+".join(sorted(used, reverse=True)) or self.runner.name

    def settle(
        self,
        sample: Sample,
        status: Status,
        stage: Stage,
        reason: str = "",
        scenarios: tuple[ScenarioVerdict, ...] = (),
    ) -> None:
        """Says what is known about a sample."""
        content = self.task.contents.get(sample.id)
        self._finish(
            Verdict(
                sample=sample.id,
                status=status,
                stage=stage,
                reason=reason,
                seconds=sum(scenario.seconds for scenario in scenarios),
                file=str(sample.file),
                sha256="" if content is None else sha256(content),
                scenarios=scenarios,
            )
        )

    def _finish(self, verdict: Verdict) -> None:
        with self.lock:
            self.verdicts[verdict.sample] = verdict
        if verdict.status is Status.FAILED and self.task.fail_fast:
            self.stopped.set()
        self.progress.finished(verdict)

    def _by_language(self) -> dict[str, list[Sample]]:
        by_language: dict[str, list[Sample]] = {}
        for sample in self.task.samples:
            by_language.setdefault(sample.language, []).append(sample)
        return by_language

    def _parses(self, sample: Sample) -> bool:
        content = self.task.contents.get(sample.id)
        if content is None:
            reason = f"{sample.file} is not there; `samplegen generate` writes it"
            self.settle(sample, Status.FAILED, Stage.PARSE, reason)
            return False
        problems = parse.problems(self.task.languages[sample.language].syntax.grammar, content)
        if problems:
            reason = "\n".join(f"{sample.file}:{problem}" for problem in problems)
            self.settle(sample, Status.FAILED, Stage.PARSE, reason)
        return not problems

    def _beyond_parsing(self, parsed: Mapping[str, Sequence[Sample]]) -> None:
        able = {name: mine for name, mine in parsed.items() if self._able(name, mine)}
        if parsed and not able:
            raise MachineError(
                "\n".join(self.runner.missing(self.task.languages[n]) for n in parsed)
            )
        let_in = {name: list(filter(self._let_in, mine)) for name, mine in able.items()}
        changed = {
            name: left for name, mine in let_in.items() if (left := self._changed(name, mine))
        }
        if changed:
            self._lanes(changed)
        for name in able:
            language, files = self.task.languages[name], self.task.workspaces[name]
            self.toolsets[name] = self.runner.toolset(language, files)

    def _able(self, name: str, samples: Sequence[Sample]) -> bool:
        language = self.task.languages[name]
        missing = self.runner.missing(language)
        for sample in samples if missing else ():
            self.settle(sample, Status.SKIPPED, Stage.PARSE, missing)
        return not missing

    def _let_in(self, sample: Sample) -> bool:
        """Whether there is a credential for what a sample calls; settles it where there is none."""
        why = self.task.unable.get(sample.auth.credential, "")
        if why:
            self.settle(sample, Status.SKIPPED, Stage.PARSE, why)
        return not why

    def _changed(self, name: str, samples: Sequence[Sample]) -> list[Sample]:
        """Settles what passed before and has not changed since; returns the rest."""
        if self.cache is None:
            return list(samples)
        run = [self.task.until.value, self.task.cold]
        language, files = self.task.languages[name], self.task.workspaces[name]
        identity = self.runner.identity(language, files)
        changed = []
        for sample in samples:
            content = self.task.contents[sample.id]
            key = caching.key(sample, content, identity, run)
            kept = self.cache.get(key)
            if kept:
                self._finish(kept)
            else:
                changed.append(sample)
                self.keys[sample.id] = key
        return changed

    def _lanes(self, changed: Mapping[str, Sequence[Sample]]) -> None:
        with ExitStack() as stack:
            if self.task.reaches(Stage.RUN):
                stack.enter_context(self.runner.serving(self.task.service, self.upstream))
            runs = stack.enter_context(ThreadPoolExecutor(self.task.jobs, "run"))
            lanes = stack.enter_context(ThreadPoolExecutor(len(changed), "lane"))
            desk = Desk(
                self.task, self.runner, self.progress, runs, self.settle, self.stopped, self.keep
            )
            try:
                futures = [
                    lanes.submit(Lane(desk, self.task.languages[name], tuple(mine)).go)
                    for name, mine in changed.items()
                ]
                for future in as_completed(futures):
                    future.result()
            except BaseException:
                self.stopped.set()
                self.runner.stop()
                runs.shutdown(wait=False, cancel_futures=True)
                raise
