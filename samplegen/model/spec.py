"""What specs say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""A JSON value: None, bool, int, float, str, list of Json, or dict from str to Json."""


class Fault(str, Enum):
    """What goes wrong on the wire instead of, or in the middle of, a reply."""

    REFUSED = "refused"  # nothing listens: the connection is refused
    RESET = "reset"  # the request is read, then the connection is reset
    STALLED = "stalled"  # the reply stops coming, the connection stays open
    CUT = "cut"  # the connection closes before the reply is complete
    MALFORMED = "malformed"  # one piece of the reply loses its second half, the rest follows
    FAILED = "failed"  # the service gives up in the middle of the reply, and says so there


class Filter(str, Enum):
    """What the content filter does beside looking on; it refuses a prompt with an error."""

    COMPLETION = "completion"  # the answer ends where the filter stops it
    ASYNCHRONOUS = "asynchronous"  # a chat stream tells its verdicts in chunks of their own


@dataclass(frozen=True, slots=True)
class Latency:
    """How long an answer takes, in seconds.

    Args:
        first: before its first byte.
        between: between one piece of its text and the next, where it is a stream.
    """

    first: float = 0.0
    between: float = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """What must arrive: a subset of the request that a sample sends.

    Args:
        method: HTTP method, upper case.
        path: path from the root of the host, for example ``/openai/v1/responses``.
        query: query parameters, exactly these.
        headers: header values that must be there, by lower-case name.
        body: JSON that the sent body must contain: objects as subsets, lists element by element.
        absent: dotted member paths that the sent body must not have, for example ``max_tokens``.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Json = None
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service answers.

    Args:
        kind: what ``value`` is: ``text`` (an answer in one piece), ``deltas`` (one in pieces),
            ``output`` (output items of a Responses call, each a subset that is completed),
            ``vectors`` (embeddings), ``models`` (names), ``error`` (name of a service error),
            ``body`` (JSON as it stands), ``events`` (server-sent events as they stand), ``none``.
            No spec says ``own`` (what the service answers of itself) and ``calls`` (functions that
            a chat completion calls).
            The value of ``error`` may be a status: the usual error with that status.
        members: merged into the body that is built from ``kind`` and ``value``, deeply.
        headers: response headers beside the ones that the service always sends.
        fault: what goes wrong, if anything.
        after: number of pieces of text that still arrive before a fault or the filter.
        retry_date: seconds from the date of the answer to the one that its Retry-After names;
            None where it names none.
    """

    kind: str
    value: Json = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Json] = field(default_factory=dict)
    fault: Fault | None = None
    after: int = 0
    filter: Filter | None = None
    latency: Latency = Latency()
    retry_date: int | None = None


@dataclass(frozen=True, slots=True)
class Interaction:
    """One request and its reply, ``least`` to ``most`` times in a row.

    ``because`` says why the number may vary between languages; it is empty when least == most.
    """

    request: Request
    reply: Reply
    least: int = 1
    most: int = 1
    because: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One run of the program: what the service answers and what must come out of it.

    Args:
        exit_code: the exact exit code, or None for any code but 0 (a crash).
        stdout: the exact text.
        stderr_free: True where stderr may hold anything, as after a crash.
    """

    name: str
    interactions: tuple[Interaction, ...]
    stdout: str
    exit_code: int | None = 0
    stderr_free: bool = False


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A member in which languages may differ on the wire, and why."""

    member: str
    reason: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that an API can do, said once for all languages.

    Args:
        inputs: what the templates print; strings are plain here and become opaque when rendered.
        stream: True where the answer is a stream; such an operation has a scenario that cuts it.
        source: the file that it was read from.
        digest: SHA-256 of that file and of the service description, in hex.
    """

    name: str
    title: str
    summary: str
    inputs: Mapping[str, Json]
    scenarios: tuple[Scenario, ...]
    stream: bool = False
    tolerated: tuple[Tolerance, ...] = ()
    source: Path = Path()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Auth:
    """A way of signing in.

    Args:
        name: ``entra-id``, ``api-key`` or ``environment``.
        credential: ``token`` or ``key``.
        variable: the environment variable that holds the key; empty for a token.
        endpoint_variable: the variable that holds the endpoint, where the sample does not name it.
    """

    name: str
    title: str
    credential: str
    variable: str = ""
    endpoint_variable: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """The API that all operations call.

    Args:
        endpoint: base URL as samples print it, with the slash at its end.
        scope: what a token is asked for; its audience is the scope without ``/.default``.
        inputs: shared inputs of every template: endpoint, scope, key_variable and so on.
        endpoint_variable: the variable in which a starter project finds the root of the endpoint.
    """

    endpoint: str
    scope: str
    auths: tuple[Auth, ...]
    inputs: Mapping[str, Json] = field(default_factory=dict)
    endpoint_variable: str = ""


@dataclass(frozen=True, slots=True)
class KnownIssue:
    """A failure that is known; it must keep failing, or it is reported as fixed."""

    samples: str
    scenario: str
    reason: str
    link: str
    since: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """How a starter project deploys a model.

    Args:
        variable: the environment variable in which its programs find the deployment's name.
        version: of the model, as the provider writes it.
        sku: kind of the deployment, such as ``GlobalStandard``.
    """

    variable: str
    version: str
    sku: str


@dataclass(frozen=True, slots=True)
class Model:
    """A model that operations may name.

    Args:
        can: what it can be asked for, such as ``chat``, ``embeddings`` or ``image-input``.
        reasoning: whether it reasons before it answers.
        retires: the day on which it is retired; None where none is announced.
        source: where the provider says so.
        deployment: None where no starter project deploys it.
    """

    name: str
    can: frozenset[str]
    reasoning: bool
    retires: date | None
    source: str
    deployment: Deployment | None = None
