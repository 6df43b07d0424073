"""The values that flow through the emulated service: what arrived, and what is answered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field

import orjson

from samplegen.model import Fault, Json, Latency

IDENTITY_HOST = "identity"
"""Host name under which token requests stand in the journal."""

TOKEN_PATH = "/msi/token"  # noqa: S105 - a path, not a secret
"""Path of the managed-identity endpoint (App Service, api-version 2019-08-01)."""

RUN = "x-samplegen-run"
"""Header by which a client names the run that its requests belong to."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request as it was read from the wire; may hold secrets.

    Args:
        host: host that the connection was opened for, lower case, without port.
        headers: by lower-case name; repeated ones joined with a comma.
        body: parsed JSON; text where the body is no JSON; None where there is none.
        scheme: ``https``, or ``http`` where the connection has no TLS.
        data: the body as it came.
    """

    method: str
    host: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Json = None
    data: bytes = field(default=b"", repr=False)
    scheme: str = "https"

    def member(self, name: str, otherwise: Json = None) -> Json:
        """The top-level member ``name`` of a JSON object body, or ``otherwise``."""
        return self.body.get(name, otherwise) if isinstance(self.body, dict) else otherwise

    @property
    def streams(self) -> bool:
        """True where the body asks for a stream; the Accept header does not matter."""
        return self.member("stream") is True


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a streamed body, written at once.

    Args:
        text: True where it carries a piece of the answer's text (faults count these).
    """

    data: bytes
    text: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written on the wire.

    Args:
        reason: reason phrase; empty for the usual one of the status.
        parts: the body; one part is sent with its length, more than one in chunks.
        streamed: True where the body is sent in chunks, whatever its number of parts.
        fault: what goes wrong after ``parts[:upto]`` were written; MALFORMED and FAILED stand
            in the parts already.
        upto: number of parts that arrive before the fault; None for none of the head either.
        flow: the body where its parts are still to come, in place of ``parts``; where it raises
            ConnectionError, the client sees a connection that is cut.
        whole: the completion or response that it tells, in one piece; None where it tells none.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    reason: str = ""
    streamed: bool = False
    fault: Fault | None = None
    upto: int | None = None
    latency: Latency = field(default_factory=Latency)
    flow: AsyncGenerator[Part, None] | None = None
    whole: Json = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where in a run an answer is made; ids follow from it, so equal runs get equal ids.

    Args:
        number: number of the request in its run, from 1.
        now: seconds since 1970.
        seed: told apart runs whose ids must differ.
    """

    number: int = 1
    now: int = 0
    seed: str = ""

    def digest(self, *parts: object) -> str:
        """64 hexadecimal digits that stand for ``parts`` at this moment."""
        text = "\0".join((self.seed, str(self.number), *map(str, parts)))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def id(self, prefix: str, *parts: object) -> str:
        """An id such as ``resp_0a1b…``: the prefix and 48 hexadecimal digits."""
        return prefix + self.digest(prefix, *parts)[:48]

    def uuid(self, *parts: object) -> str:
        """An id in the form of a UUID (version 4)."""
        digits = self.digest("uuid", *parts)
        variant = "89ab"[int(digits[16], 16) % 4]
        return (
            f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
        )


def dumps(value: Json) -> bytes:
    """JSON as the service writes it: compact, UTF-8; a lone surrogate stays an escape."""
    try:
        return orjson.dumps(value)
    except TypeError:  # a lone surrogate, or a number of more than 64 bits
        return json.dumps(value, separators=(",", ":")).encode()


def merge(base: Json, members: Json) -> Json:
    """``base`` with ``members`` laid over it: objects member by member, anything else replaced."""
    if not (isinstance(base, dict) and isinstance(members, Mapping)):
        return members
    laid = {name: merge(base.get(name), value) for name, value in members.items()}
    return {**base, **laid}
