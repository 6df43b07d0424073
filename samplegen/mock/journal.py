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
from .values import Arrived

SECRET_HEADERS = frozenset(
    {"authorization", "api-key", "proxy-authorization", "cookie", "x-identity-header"}
)
SECRET_FIELDS = frozenset(
    {"assertion", "client_assertion", "client_secret", "code", "password", "refresh_token"}
)
"""Parameters of a token request by which a client proves who it is (RFC 6749, RFC 7521)."""

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
    """A request whose answer is under way."""

    def __init__(self, exchange: Exchange, began: float, journal: Journal) -> None:
        self.exchange = exchange
        self._began, self._journal = began, journal

    def finish(self, status: int, *, complete: bool = True) -> None:
        """Note the answer; 0 where none was sent."""
        seconds = time.perf_counter() - self._began
        self.exchange = replace(self.exchange, status=status, seconds=seconds, complete=complete)
        self._journal.on_finish(self.exchange)


class Journal:
    """The exchanges of one run; belongs to the thread of the service.

    Args:
        kept: number of exchanges to keep, the last ones; None for all.

    Attributes:
        on_finish: called with each exchange once it is over.
    """

    def __init__(self, redaction: Redaction, kept: int | None = None) -> None:
        self.on_finish: Callable[[Exchange], None] = _nothing
        self._entries: deque[Entry] = deque(maxlen=kept)
        self._opened = time.perf_counter()
        self._redaction = redaction

    def arrive(self, sent: Arrived, credential: Credential) -> Entry:
        """Note a request, before it is answered; until then it counts as not complete."""
        hide, now = self._redaction, time.perf_counter()
        entry = Entry(
            Exchange(
                method=sent.method,
                host=sent.host,
                path=hide.text(sent.path),
                query=hide.json(_proved(sent, dict(sent.query))),
                auth=credential.auth,
                credential=credential.name,
                headers=hide.headers(sent.headers, _names(credential)),
                body=hide.json(_proved(sent, _read(sent))),
                status=0,
                seconds=0.0,
                at=now - self._opened,
                complete=False,
            ),
            now,
            self,
        )
        self._entries.append(entry)
        return entry

    def exchanges(self) -> tuple[Exchange, ...]:
        """All exchanges in order of arrival."""
        return tuple(entry.exchange for entry in self._entries)


def _nothing(_: Exchange) -> None:
    pass


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
