"""What a run shows, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from samplegen.model.spec import Json, Tolerance


class Status(str, Enum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    KNOWN = "known"
    FIXED = "fixed"


class Stage(str, Enum):
    PARSE = "parse"
    INSTALL = "install"
    BUILD = "build"
    RUN = "run"
    MATCH = "match"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as it arrived, and what became of it. Holds no secret.

    Args:
        host: host name asked for, lower case, without port; ``identity`` for the token endpoint.
        auth: ``none``, ``api-key``, ``bearer-key``, ``bearer-token``, or these joined with ``+``.
        credential: what was sent: the variable that the key came from, the audience of the token,
            or ``unknown``; empty for none.
        status: status of the answer; 0 where none was sent.
        at: seconds since the run was opened.
        complete: False where the client went away before the end of the reply.
        told: headers of the answer that say whether and when to come again, and its date.
        fault: what went wrong on purpose; empty for nothing.
        reply_id: id of the object that the answer made, where its end was kept back.
    """

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    auth: str
    credential: str
    headers: Mapping[str, str]
    body: Json
    status: int
    seconds: float
    at: float
    complete: bool = True
    told: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""
    reply_id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one process.

    ``exit_code`` is None when it was killed for taking longer than ``timeout`` seconds;
    ``truncated`` tells that it printed more than the limit, and was killed for that; ``exceeded``
    which other limit it hit, as a sentence without a subject; empty if that is none, or not known.
    """

    exit_code: int | None
    stdout: str
    stderr: str
    seconds: float
    truncated: bool = False
    exceeded: str = ""


@dataclass(frozen=True, slots=True)
class ScenarioVerdict:
    name: str
    status: Status
    exit_code: int | None
    stdout: str
    stderr: str
    seconds: float
    differences: tuple[str, ...]
    requests: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known about one sample after a verification."""

    sample: str
    status: Status
    stage: Stage
    reason: str
    seconds: float
    file: str
    sha256: str
    scenarios: tuple[ScenarioVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Wire:
    """How the requests of one run compare with those of the same run in other languages.

    Args:
        tolerated: members in which they differ as the spec tolerates it, each with its reason.
        differences: a sentence for all else in which they differ; the sample fails for it.
    """

    sample: str
    scenario: str
    tolerated: tuple[Tolerance, ...] = ()
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Toolset:
    """What a language was verified with: program -> version, package -> version, and where."""

    tools: Mapping[str, str]
    packages: Mapping[str, str]
    runner: str = "local"


@dataclass(frozen=True, slots=True)
class Report:
    """A whole verification.

    Args:
        runner: ``local``, ``docker``, or ``local+docker`` where languages differ in that.
        target: ``mock`` or the URL of a live endpoint.
        seconds: wall time of the whole verification.
        toolchains: language -> what it was verified with.
        wires: every run that could be compared with other languages.
    """

    runner: str
    target: str
    strict: bool
    seconds: float
    toolchains: Mapping[str, Toolset]
    verdicts: tuple[Verdict, ...]
    wires: tuple[Wire, ...] = ()

    def counts(self) -> dict[str, int]:
        """Number of samples by status, all five statuses in their order."""
        return {s.value: sum(v.status is s for v in self.verdicts) for s in Status}

    @property
    def good(self) -> bool:
        """Whether the check says yes: nothing failed, was fixed, or (when strict) was skipped."""
        bad = {Status.FAILED, Status.FIXED} | ({Status.SKIPPED} if self.strict else set())
        return bool(self.verdicts) and not any(v.status in bad for v in self.verdicts)
