"""What arrived in a run, in order of arrival, without any secret."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import parse_qsl

from samplegen.mock.judging import waits
from samplegen.mock.redaction import Redaction
from samplegen.mock.signin import entra, grant
from samplegen.mock.signin.credentials import Credential
from samplegen.mock.values import RUN, Answer, Arrived
from samplegen.model import Exchange, Json

SECRET_FIELDS = frozenset(
    {"assertion", "client_assertion", "client_secret", "code", "password", "refresh_token"}
)
"""Parameters of a token request by which a client proves who it is (RFC 6749, RFC 7521)."""

SMALL = 4096
"""Bytes of a body that are kept beside what was read from them."""

KEPT_BYTES = 64 * 1024 * 1024
"""Bytes of bodies that a journal keeps; one sample shall not use up the memory of all."""

MOST = 10_000
"""Number of exchanges that a journal keeps that is to keep all."""

OMITTED = "[not kept: the run has sent too much]"
"""Stands for a body that was not kept."""

ID = re.compile(rb'"id":"([^"]+)"')


class Outcome(NamedTuple):
    """What became of a request; members as in :class:`samplegen.model.Exchange`."""

    status: int
    seconds: float
    complete: bool
    told: Mapping[str, str]
    fault: str = ""
    reply_id: str = ""


UNDER_WAY = Outcome(0, 0.0, complete=False, told={})


class Entry:
    """A request and what became of it; told as an exchange when somebody asks.

    Attributes:
        size: bytes of the request's body.
    """

    __slots__ = ("_at", "_credential", "_journal", "_outcome", "_sent", "size")

    def __init__(self, sent: Arrived, credential: Credential, at: float, journal: Journal) -> None:
        self.size = len(sent.data)
        self._sent = replace(sent, data=b"") if self.size > SMALL else sent
        self._credential, self._at, self._journal = credential, at, journal
        self._outcome = UNDER_WAY

    def finish(
        self,
        status: int,
        answer: Answer | None = None,
        *,
        complete: bool = True,
        over: float | None = None,
    ) -> None:
        """Note what became of the request.

        Args:
            status: what was sent; 0 for nothing.
            answer: what was meant to be sent.
            over: when it was, by the clock of the journal; None for now.
        """
        journal = self._journal
        seconds = (journal.clock() if over is None else over) - self._at
        if answer is None:
            self._outcome = Outcome(status, seconds, complete, {})
        else:
            self._outcome = Outcome(
                status, seconds, complete, _told(answer), _fault(answer), _reply_id(answer)
            )
        if journal.on_finish is not None:
            journal.on_finish(self.exchange)

    @property
    def exchange(self) -> Exchange:
        """The exchange, without any secret."""
        sent, credential = self._sent, self._credential
        hide = self._journal.redaction.of(sent.headers, sent.query)
        return Exchange(
            method=sent.method,
            host=sent.host,
            path=hide.text(sent.path),
            query=hide.query(_proved(sent, dict(sent.query))),
            auth=credential.auth,
            credential=credential.name,
            headers=hide.headers(sent.headers, _names(credential)),
            body=hide.json(_proved(sent, _read(sent))),
            at=self._at,
            **self._outcome._asdict(),
        )

    @property
    def run(self) -> str:
        """The name that the client gave to its run; empty for none."""
        return self._sent.headers.get(RUN, "")


class Journal:
    """The exchanges of one run; belongs to the thread of the service.

    Args:
        kept: number of exchanges to keep, the last ones; None for all, the first MOST of them,
            without the bodies that come after KEPT_BYTES.

    Attributes:
        on_finish: called with each exchange once it is over; None where nobody listens.
    """

    def __init__(self, redaction: Redaction, kept: int | None = None) -> None:
        self.on_finish: Callable[[Exchange], None] | None = None
        self.redaction = redaction
        self._kept, self._bytes = kept, 0
        self._entries: deque[Entry] = deque()
        self._opened = time.perf_counter()

    def clock(self) -> float:
        """Seconds since the run was opened."""
        return time.perf_counter() - self._opened

    def arrive(self, sent: Arrived, credential: Credential) -> Entry:
        """Note a request, before it is answered; until then it counts as not complete."""
        if self._kept is None and self._bytes + len(sent.data) > KEPT_BYTES:
            sent = replace(sent, body=OMITTED, data=b"")
        entry = Entry(sent, credential, self.clock(), self)
        if self._kept is None and len(self._entries) >= MOST:
            return entry
        self._entries.append(entry)
        self._bytes += entry.size
        if self._kept is not None:
            while len(self._entries) > self._kept or self._bytes > KEPT_BYTES:
                self._bytes -= self._entries.popleft().size
        return entry

    def exchanges(self, run: str | None = None) -> tuple[Exchange, ...]:
        """The exchanges in order of arrival; with a name, those of the run that has it."""
        entries = (entry for entry in self._entries if run in (None, entry.run))
        return tuple(entry.exchange for entry in entries)

    def clear(self, run: str | None = None) -> None:
        """Forget the exchanges; with a name, those of the run that has it."""
        left = [] if run is None else [entry for entry in self._entries if entry.run != run]
        self._entries = deque(left)
        self._bytes = sum(entry.size for entry in left)


def _read(sent: Arrived) -> Json:
    """The body; a form as an object."""
    if isinstance(sent.body, str) and (grant.is_form(sent) or entra.meant(sent)):
        return dict(parse_qsl(sent.body, keep_blank_values=True))
    return sent.body


def _proved(sent: Arrived, value: Json) -> Json:
    """Parameters of a token request without what proves who sends it."""
    if not isinstance(value, dict) or not (grant.is_form(sent) or entra.meant(sent)):
        return value
    return {name: f"[{name}]" if name in SECRET_FIELDS else one for name, one in value.items()}


def _told(answer: Answer) -> Mapping[str, str]:
    """The headers that say something about coming again, and the date that they count from."""
    if not any(name in answer.headers for name in waits.HEADERS):
        return {}
    names = (*waits.HEADERS, "date")
    return {name: answer.headers[name] for name in names if name in answer.headers}


def _fault(answer: Answer) -> str:
    return answer.fault.value if answer.fault else ""


def _reply_id(answer: Answer) -> str:
    """The id that the client learnt from a stream whose end was kept back."""
    if answer.fault is None or not answer.streamed:
        return ""
    found = ID.search(b"".join(part.data for part in answer.parts[: answer.upto]))
    return found[1].decode() if found else ""


def _names(credential: Credential) -> dict[str, str]:
    pairs = zip(credential.auth.split("+"), credential.name.split("+"), strict=False)
    return {
        "api-key" if auth == "api-key" else "authorization": name if "key" in auth else "token"
        for auth, name in pairs
    }
