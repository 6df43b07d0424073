"""With what a real endpoint is called: the key and the token of whoever runs samplegen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samplegen.errors import MachineError

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken
    from azure.identity import DefaultAzureCredential

PLACEHOLDER = "no-key-needed"
"""What is sent to an endpoint on this machine where the environment holds no key."""

MARGIN = 300
"""Seconds before its end at which a token is replaced."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls a real endpoint; samples never see any of it.

    Args:
        key: the key; empty for none.
        token: gives a token that is good now; None where there is none.
    """

    key: str = field(default="", repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)

    def has(self, auth: str) -> bool:
        """Whether there is a credential of that kind, named as in an exchange."""
        return bool(self.token) if auth == "bearer-token" else bool(self.key)

    def headers(self, auth: str) -> dict[str, str]:
        """The header that signs a request in, in the form in which the sample did it.

        It may take a while: a token may have to be asked for.

        Raises:
            MachineError: no token can be had any more.
        """
        if auth == "api-key":
            return {"api-key": self.key}
        value = self.token() if auth == "bearer-token" and self.token else self.key
        return {"authorization": f"Bearer {value}"}


class Tokens:
    """Tokens of whoever is signed in on this machine, by azure-identity.

    Args:
        scope: what they are for.

    Raises:
        MachineError: none can be had.
    """

    def __init__(self, scope: str) -> None:
        from azure.identity import DefaultAzureCredential

        self._credential: DefaultAzureCredential = DefaultAzureCredential()
        self._scope = scope
        self._token = self._new()

    def __call__(self) -> str:
        """A token that is good for a while.

        Raises:
            MachineError: none can be had any more.
        """
        if self._token.expires_on - time.time() < MARGIN:
            self._token = self._new()
        return self._token.token

    def close(self) -> None:
        """Close the connections to whoever issues tokens."""
        self._credential.close()

    def _new(self) -> AccessToken:
        from azure.core.exceptions import AzureError

        try:
            return self._credential.get_token(self._scope)
        except AzureError as problem:
            raise MachineError(
                f"no token for {self._scope} can be had: {_first_line(problem)}; sign in, for "
                "example with `az login`, or select samples that sign in with a key"
            ) from problem


def _first_line(problem: Exception) -> str:
    lines: Iterator[str] = (line.strip() for line in str(problem).splitlines())
    return next((line for line in lines if line), type(problem).__name__).rstrip(".:")
