"""What is measured about an SDK: which errors it raises, and how it retries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samplegen.model.spec import Json, Reply


@dataclass(frozen=True, slots=True)
class Setup:
    """How the client of a probe is set up; what is not given is the SDK's own default.

    Args:
        stream: whether the probe asks for a stream.
        timeout: seconds.
        retries: how often the client may try again.
        endpoint: base URL, where it is not the service's.
    """

    stream: bool = False
    timeout: float | None = None
    retries: int | None = None
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that may happen to a call.

    Args:
        reply: what is answered, however often the call is made; None where nothing serves it.
    """

    name: str
    reply: Reply | None = None
    setup: Setup = Setup()


@dataclass(frozen=True, slots=True)
class Probing:
    """What is to be measured.

    Args:
        inputs: what the templates print beside the setup.
        cases: in the order in which they are shown.
        variables: environment variable -> what it may hold: ``key``, ``endpoint``, ``header``.
    """

    inputs: Mapping[str, Json]
    cases: tuple[Case, ...]
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delay:
    """How long a client waited before it tried again, in seconds, over all runs."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one case.

    Args:
        error: class that the program caught; None where the call returned.
        bases: classes of the SDK that it derives from, the nearest first.
        cause: type of the error that it wraps; None for none.
        complete: False where the call returned without all of the answer.
        attempts: number of requests that arrived; None where they cannot be seen.
        delays: before the second request, the third, and so on.
    """

    error: str | None
    bases: tuple[str, ...] = ()
    status: int | None = None
    code: str | None = None
    message: str = ""
    request_id: str | None = None
    cause: str | None = None
    complete: bool = False
    attempts: int | None = None
    delays: tuple[Delay, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """How an SDK retries of itself.

    Args:
        default: how often, at most; None where no status is retried.
        statuses: the ones that are retried, ``5xx`` for all that start so.
        headers: header of an answer -> whether it is obeyed.
        first_delay: seconds before the first retry.
        growth: what a delay is multiplied with for the next; None where there is no delay.
        cap: seconds that no delay passes, however many retries; None where none was reached.
        asked: delays where a program asks for many retries.
        off: whether a program can switch retries off.
    """

    default: int
    statuses: tuple[int | str, ...]
    headers: Mapping[str, bool]
    first_delay: float
    growth: float | None
    cap: float | None
    asked: tuple[Delay, ...]
    off: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was measured about an SDK.

    Args:
        packages: package -> version that it holds for.
        cases: case -> what came of it.
        request_id_header: the header that its request IDs come from; empty where it tells none.
        timeout_default: seconds that a call may take; None where that is not known.
        timeout_source: how that is known: the header in which the client says it, or ``waited``.
        variables: environment variables that a client reads of itself -> what for.
    """

    language: str
    packages: Mapping[str, str]
    cases: Mapping[str, Seen]
    retry: Retry
    request_id_header: str
    timeout_default: float | None
    timeout_source: str
    variables: Mapping[str, str]
