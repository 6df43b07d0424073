"""What arrived in a run, in order of arrival, without any secret."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from samplegen.model import Exchange, Json

from . import entra, grant
from .credentials import Credential, bearer
from .values import Answer, Arrived

SECRET_HEADERS = frozenset(
    {"authorization", "api-key", "proxy-authorization", "cookie", "x-identity-header"}
)
SECRET_FIELDS = frozenset(
    {"assertion", "client_assertion", "client_secret", "code", "password", "refresh_token"}
)
"""Parameters of a token request by which a client proves who it is (RFC 6749, RFC 7521)."""

SMALL = 4096
"""Bytes of a body that are kept beside what was read from them."""

KEPT_BYTES = 64 * 1024 * 1024
"""Bytes of bodies that a journal keeps that does not keep all."""

TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")


@dataclass(frozen=True, slots=True)
class Redaction:
    """Takes secrets out of what is kept.

    Args:
        secrets: each secret to the name that stands for it, as ``[name]``.
    """

    secrets: Mapping[str, str]

    def text(self, value: str) -> str:
        """``value`` without the known secrets and without tokens."""
        for secret, name in self.secrets.items():
            if secret and secret in value:
                value = value.replace(secret, f"[{name}]")
        return TOKEN.sub("[token]", value) if "eyJ" in value else value

    def json(self, value: Json) -> Json:
        """A JSON value with every text and every member name redacted."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(name): self.json(member) for name, member in value.items()}
        return [self.json(element) for element in value] if isinstance(value, list) else value

    def headers(self, sent: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
        """Request headers; those that carry secrets hold the name of it.

        Args:
            names: header to what stands for its secret, where that is known.
        """
        return {
            name: _hidden(name, value, names.get(name, "secret"))
            if name in SECRET_HEADERS
            else self.text(value)
            for name, value in sent.items()
        }


def _hidden(name: str, value: str, known: str) -> str:
    scheme = "Bearer " if name == "authorization" and bearer({name: value}) != value else ""
    return f"{scheme}[{known}]"


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
        self._outcome = (0, 0.0, False)

    def finish(self, status: int, answer: Answer | None = None, *, complete: bool = True) -> None:
        """Note the answer; status 0 where none was sent."""
        journal = self._journal
        self._outcome = (status, journal.clock() - self._at, complete)
        if journal.on_finish is not None:
            journal.on_finish(self.exchange)

    @property
    def exchange(self) -> Exchange:
        """The exchange, without any secret."""
        sent, credential, hide = self._sent, self._credential, self._journal.redaction
        status, seconds, complete = self._outcome
        return Exchange(
            method=sent.method,
            host=sent.host,
            path=hide.text(sent.path),
            query=hide.json(_proved(sent, dict(sent.query))),
            auth=credential.auth,
            credential=credential.name,
            headers=hide.headers(sent.headers, _names(credential)),
            body=hide.json(_proved(sent, _read(sent))),
            status=status,
            seconds=seconds,
            at=self._at,
            complete=complete,
        )


class Journal:
    """The exchanges of one run; belongs to the thread of the service.

    Args:
        kept: number of exchanges to keep, the last ones; None for all.

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
        entry = Entry(sent, credential, self.clock(), self)
        self._entries.append(entry)
        self._bytes += entry.size
        if self._kept is not None:
            while len(self._entries) > self._kept or self._bytes > KEPT_BYTES:
                self._bytes -= self._entries.popleft().size
        return entry

    def exchanges(self) -> tuple[Exchange, ...]:
        """All exchanges in order of arrival."""
        return tuple(entry.exchange for entry in self._entries)


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


def _names(credential: Credential) -> dict[str, str]:
    pairs = zip(credential.auth.split("+"), credential.name.split("+"), strict=False)
    return {
        "api-key" if auth == "api-key" else "authorization": name if "key" in auth else "token"
        for auth, name in pairs
    }
