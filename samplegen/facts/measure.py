"""Runs the probes of a language, and tells what they printed and what arrived."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from samplegen import execute
from samplegen.build import build
from samplegen.errors import InputError
from samplegen.facts.probes import Probe, Probes
from samplegen.facts.trials import LONGEST, PATIENT, told
from samplegen.language import Toolchain
from samplegen.model import (
    Case,
    Exchange,
    Interaction,
    Json,
    Outcome,
    Reply,
    Request,
    Scenario,
    Service,
)
from samplegen.runners import Workspace

SECONDS = 90.0
"""How long a probe may take; six retries take one SDK 51 s."""

_ANSWER = Reply("text", "An API is an agreement.")
_MANY = 1000
_ADDRESS = re.compile(r"\b(?:\d+\.){3}\d+:\d+|\b(?:\d+\.){3}\d+\b")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a probe.

    Args:
        printed: the line of JSON that it printed.
        requests: what arrived at the endpoint, in order.
    """

    printed: Mapping[str, Json]
    requests: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What a run finds in its environment.

    Args:
        variables: environment variables.
        keys: the ones among them that hold a key the service knows.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lab:
    """Where the probes of one language are run.

    Args:
        runs: runs probes, as many at a time as there are jobs; most of the time they wait.
    """

    workspace: Workspace
    toolchain: Toolchain
    service: Service
    probes: Probes
    runs: Executor

    def build(self) -> None:
        """Builds all probes at once.

        Raises:
            InputError: one cannot be built; the text is what the compiler said.
        """
        probes = self.probes.all()
        self.workspace.sync({probe.source.path: probe.content for probe in probes})
        failed = build(self.workspace, self.toolchain, [probe.source for probe in probes])
        if failed:
            said = "\n".join(f"{source.path}: {text}" for source, text in failed.items())
            raise InputError(f"the probe cannot be built:\n{said}")

    def cases(
        self, cases: Iterable[Case], repeats: int = 1
    ) -> Mapping[str, Future[tuple[Run, ...]]]:
        """Begins the runs of cases; each future is found under the name of its case.

        Args:
            repeats: runs of a case that is retried: delays vary, and their range is told.
        """
        return {case.name: self.runs.submit(self._case, case, repeats) for case in cases}

    def patience(self) -> Future[tuple[Run, ...]]:
        """Begins a run that is not answered until the client gives up."""
        probe = self.probes.by_setup[PATIENT.setup]
        return self.runs.submit(lambda: (self._observed(probe, PATIENT, LONGEST),))

    def variables(self, kinds: Mapping[str, str]) -> Mapping[str, Future[bool]]:
        """Begins to look which variables a client reads of itself.

        Args:
            kinds: variable -> what it may hold.
        """
        bare = self.probes.bare
        if bare is None:
            return {}
        return {
            name: self.runs.submit(self._reads, bare, name, kind) for name, kind in kinds.items()
        }

    def _case(self, case: Case, repeats: int) -> tuple[Run, ...]:
        probe = self.probes.by_setup[case.setup]
        if case.reply is None:
            return (self._unserved(probe),)
        first = self._observed(probe, case)
        again = repeats - 1 if len(first.requests) > 1 else 0
        return (first, *(self._observed(probe, case) for _ in range(again)))

    def _keyed(self) -> Around:
        key = {str(self.service.inputs["key_variable"]): secrets.token_hex(16)}
        return Around(key, key)

    def _reads(self, bare: Probe, name: str, kind: str) -> bool:
        """Whether what a variable holds shows in what arrives."""
        way = next(auth for auth in self.service.auths if auth.endpoint_variable)
        secret = secrets.token_hex(16)
        key, endpoint = {way.variable: "none"}, {way.endpoint_variable: self.service.endpoint}
        if kind == "key":
            around = Around(endpoint | {name: secret}, {name: secret})
            return any(
                name in request.credential.split("+") for request in self._sent(bare, around)
            )
        if kind == "endpoint":
            return bool(self._sent(bare, Around(key | {name: self.service.endpoint})))
        around = Around(key | endpoint | {name: secret})
        return any(secret in request.headers.values() for request in self._sent(bare, around))

    def _sent(self, probe: Probe, around: Around) -> tuple[Exchange, ...]:
        return self._served(probe, _ANSWER, around)[1]

    def _observed(self, probe: Probe, case: Case, seconds: float = 0.0) -> Run:
        reply = told(case.reply or _ANSWER)
        outcome, arrived = self._served(probe, reply, self._keyed(), seconds)
        return Run(_printed(probe, outcome), arrived)

    def _served(
        self, probe: Probe, reply: Reply, around: Around, seconds: float = 0.0
    ) -> tuple[Outcome, tuple[Exchange, ...]]:
        usual = self.toolchain.run(probe.source)
        step = replace(usual, seconds=seconds or max(usual.seconds, SECONDS))
        with self.workspace.mock.open(self._scenario(reply), around.keys) as served:
            led = execute.surroundings(self.toolchain, self.workspace.mock, served)
            outcome = self.workspace.run(step, led | dict(around.variables), sample=True)
            exchanges = served.close()
        host = (urlsplit(self.service.endpoint).hostname or "").lower()
        return outcome, tuple(exchange for exchange in exchanges if exchange.host == host)

    def _unserved(self, probe: Probe) -> Run:
        """Runs with neither proxy nor service: the client looks its endpoint up by itself."""
        step = self.toolchain.run(probe.source)
        outcome = self.workspace.run(step, self._keyed().variables, sample=True)
        return Run(_printed(probe, outcome))

    def _scenario(self, reply: Reply) -> Scenario:
        path = f"{urlsplit(self.service.endpoint).path}responses"
        steps = Interaction(Request("POST", path), reply, 0, _MANY)
        return Scenario("probe", (steps,), "")


def _printed(probe: Probe, outcome: Outcome) -> Mapping[str, Json]:
    with suppress(ValueError):
        line = json.loads(outcome.stdout)
        if isinstance(line, dict):
            return {**line, "message": _ADDRESS.sub("address", str(line.get("message") or ""))}
    said = (outcome.stdout + outcome.stderr).strip()[-500:]
    raise InputError(f"{probe.source.path}: expected a line of JSON, got {said!r}")
