"""Takes secrets out of what is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from samplegen.mock.signin.credentials import bearer
from samplegen.model import Json

SECRET_HEADERS = frozenset(
    {"authorization", "api-key", "proxy-authorization", "cookie", "x-identity-header"}
)
TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")

LONG = 8
"""Characters from which on a secret is looked for everywhere: a shorter one is in any text."""

_ALWAYS = re.compile(
    r"authorization|cookie|credential|passw|secret|(api|subscription|function|access|account)s?[-_]?key",
    re.IGNORECASE,
)
_AT_THE_END = re.compile(r"(.*[-_])?(token|signature|sig|pwd)|key|code", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Redaction:
    """Takes secrets out of what is kept.

    Args:
        secrets: each secret to the name that stands for it, as ``[name]``.
        strangers: whether bodies may hold secrets that nobody told; then members with the name of
            one are hidden.
    """

    secrets: Mapping[str, str]
    strangers: bool = False

    def of(self, headers: Mapping[str, str], query: Mapping[str, str]) -> Redaction:
        """The same, for a request whose own secrets may stand elsewhere in it a second time."""
        values = [bearer({"authorization": headers[name]}) for name in headers if is_secret(name)]
        values += [value for name, value in query.items() if is_secret(name)]
        own = {value: "secret" for value in values if len(value) >= LONG}
        return replace(self, secrets={**own, **self.secrets}) if own else self

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
            return {self.text(name): self._member(name, one) for name, one in value.items()}
        return [self.json(element) for element in value] if isinstance(value, list) else value

    def _member(self, name: str, value: Json) -> Json:
        if self.strangers and isinstance(value, str) and _ALWAYS.search(name):
            return f"[{name}]"
        return self.json(value)

    def _value(self, name: str, value: str) -> str:
        plain = self.text(value)
        return f"[{name}]" if plain == value and is_secret(name) else plain

    def headers(self, sent: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
        """Request headers; those that carry secrets hold the name of it.

        Args:
            names: header to what stands for its secret, where that is known.
        """
        return {
            name: _hidden(name, value, names.get(name, "secret"))
            if is_secret(name)
            else self.text(value)
            for name, value in sent.items()
        }

    def query(self, sent: Mapping[str, str]) -> dict[str, str]:
        """Parameters of a query; those with the name of a secret are hidden."""
        return {self.text(name): self._value(name, value) for name, value in sent.items()}


@lru_cache(maxsize=1024)
def is_secret(name: str) -> bool:
    """Whether a header or a parameter of that name carries a secret, as far as names tell."""
    return name in SECRET_HEADERS or bool(_ALWAYS.search(name) or _AT_THE_END.fullmatch(name))


def _hidden(name: str, value: str, known: str) -> str:
    scheme = "Bearer " if name == "authorization" and bearer({name: value}) != value else ""
    return f"{scheme}[{known}]"
