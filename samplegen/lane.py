"""The way of one language: its workspace is installed, all is built at once, each sample is run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Protocol

from samplegen import execute, real
from samplegen.build import build, source
from samplegen.language import Language, Source
from samplegen.model import Sample, Scenario, ScenarioVerdict, Stage, Status
from samplegen.progress import Progress
from samplegen.runners import InstallFailedError, Runner, Workspace
from samplegen.task import Task

Keep = Callable[[Sample, ScenarioVerdict], None]

STOPPED = "not run: an earlier sample failed, and --fail-fast was asked for"


class Settle(Protocol):
    def __call__(
        self,
        sample: Sample,
        status: Status,
        stage: Stage,
        reason: str = "",
        scenarios: tuple[ScenarioVerdict, ...] = (),
    ) -> None:
        """Says what is known about a sample."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What all lanes share.

    Args:
        runs: runs samples, as many at a time as there are jobs.
        settle: takes each verdict.
        stopped: set when no more samples are to be run.
        keep: takes each scenario that was run.
    """

    task: Task
    runner: Runner
    progress: Progress
    runs: Executor
    settle: Settle
    stopped: Event
    keep: Keep | None


@dataclass(frozen=True, slots=True)
class Lane:
    """One language on its way."""

    desk: Desk
    language: Language
    samples: tuple[Sample, ...]

    def go(self) -> None:
        """Takes every sample to its verdict."""
        desk, name = self.desk, self.language.name
        desk.progress.stage(name, Stage.INSTALL)
        tell = partial(desk.progress.stage, name, Stage.INSTALL)
        try:
            with desk.runner.open(self.language, desk.task.workspaces[name], tell) as workspace:
                if desk.task.reaches(Stage.BUILD):
                    self._built(workspace)
        except InstallFailedError as failure:
            for sample in self.samples:
                desk.settle(sample, Status.FAILED, Stage.INSTALL, str(failure))

    def _built(self, workspace: Workspace) -> None:
        self.desk.progress.stage(self.language.name, Stage.BUILD)
        sources = {sample: source(self.language.toolchain, sample) for sample in self.samples}
        contents = self.desk.task.contents
        workspace.sync({sources[sample].path: contents[sample.id] for sample in self.samples})
        failed = build(workspace, self.language.toolchain, tuple(sources.values()))
        good = {sample: item for sample, item in sources.items() if item not in failed}
        for sample, item in sources.items():
            if item in failed:
                self.desk.settle(sample, Status.FAILED, Stage.BUILD, failed[item])
        if self.desk.task.reaches(Stage.RUN):
            self._run(workspace, good)

    def _run(self, workspace: Workspace, sources: Mapping[Sample, Source]) -> None:
        self.desk.progress.stage(self.language.name, Stage.RUN)
        runs = {
            sample: [
                self.desk.runs.submit(self._scenario, workspace, sample, item, scenario)
                for scenario in sample.operation.scenarios
            ]
            for sample, item in sources.items()
        }
        for sample, futures in runs.items():
            self._judge(sample, futures)

    def _scenario(
        self, workspace: Workspace, sample: Sample, item: Source, scenario: Scenario
    ) -> ScenarioVerdict | None:
        if self.desk.stopped.is_set():
            return None
        self.desk.progress.started(sample.id, scenario.name)
        bench = execute.Bench(
            workspace.mock, self.desk.task.service, self.language.toolchain, workspace,
            warm=not self.desk.task.cold,
        )  # fmt: skip
        verdict = execute.run(
            bench, self.language.toolchain.run(item), sample.auth, scenario,
            live=self.desk.task.live and scenario.name in real.scenarios(sample.operation),
        )  # fmt: skip
        if self.desk.keep:
            self.desk.keep(sample, verdict)
        if verdict.status is Status.FAILED and self.desk.task.fail_fast:
            self.desk.stopped.set()
        return verdict

    def _judge(self, sample: Sample, futures: list[Future[ScenarioVerdict | None]]) -> None:
        ran = tuple(verdict for future in futures if (verdict := future.result()))
        failing = [verdict for verdict in ran if verdict.status is Status.FAILED]
        if failing:
            self.desk.settle(sample, Status.FAILED, Stage.MATCH, reason(failing), ran)
        elif len(ran) < len(futures):
            self.desk.settle(sample, Status.SKIPPED, Stage.RUN, STOPPED, ran)
        else:
            self.desk.settle(sample, Status.PASSED, Stage.RUN, "", ran)


def reason(failing: list[ScenarioVerdict]) -> str:
    """Says the first difference of each scenario that failed."""
    return "\n".join(f"{verdict.name}: {verdict.differences[0]}" for verdict in failing)
