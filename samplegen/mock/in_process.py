"""The service in a thread of somebody else's process, such as one that runs tests."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

from samplegen.mock.api.routes import ROOT
from samplegen.mock.freestyle import Freestyle
from samplegen.mock.loop import Loop
from samplegen.mock.signin.credentials import Door
from samplegen.mock.signin.identity import AUDIENCES, Issuer
from samplegen.mock.wire.app import serve
from samplegen.mock.wire.listener import Listener, Origin, bind
from samplegen.mock.wire.room import Room

T = TypeVar("T")

KEY = "in-process"
"""Name that stands in the journal for the key of the service."""


class InProcess:
    """A service without TLS; a context manager. Whoever begins a session has it to itself.

    Attributes:
        base_url: where the API is.
    """

    def __enter__(self) -> InProcess:  # noqa: PYI034 - Self needs Python 3.11
        """Start the service.

        Raises:
            OSError: no port can be had.
        """
        bound = bind()
        host, port = bound.getsockname()
        self.base_url = f"http://{host}:{port}{ROOT}"
        self._issuer, self._room = Issuer(), Room()
        self._session: Freestyle | None = None
        self._loop = Loop()
        self._listener = Listener(serve, self._origin, self._room)
        self._loop.call(self._listener.start(bound))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the service, whatever is under way."""
        self._loop.call(self._listener.stop())
        self._loop.end()

    def begin(self, api_key: str) -> Freestyle:
        """A session of which nothing has arrived and nothing is kept; it ends the one before.

        Connections that were opened before belong to the earlier session.
        """
        door = Door({KEY: api_key}, self._issuer.verify, AUDIENCES)
        session, before = Freestyle((), door, self._issuer), self._session
        self._session = session
        if before is not None:
            self.call(before.closing.set)
        return session

    def call(self, do: Callable[[], T]) -> T:
        """Do something in the thread of the service, once it has noted what it answered."""

        async def done() -> T:
            return do()

        return self._loop.call(done())

    def _origin(self, _: int) -> Origin | None:
        return None if self._session is None else Origin(self._session, "")
