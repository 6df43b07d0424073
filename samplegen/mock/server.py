"""The emulated service: one loop in one thread, and a run for each execution of a sample."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections.abc import Coroutine, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from samplegen.mock.live.relay import Relay
from samplegen.mock.live.upstream import Upstream
from samplegen.mock.loop import Loop
from samplegen.mock.session import Scripted, Session
from samplegen.mock.signin.credentials import Door
from samplegen.mock.signin.entra import HOSTS
from samplegen.mock.signin.identity import AUDIENCES, Issuer, audience_of
from samplegen.mock.values import TOKEN_PATH
from samplegen.mock.wire.listener import Listener, bind
from samplegen.mock.wire.proxy import Gate, IdentityGate, ProxyGate, Yard, listener
from samplegen.mock.wire.room import Room
from samplegen.mock.wire.tls import Authority, Trust
from samplegen.model import Exchange, Fault, Scenario, Service

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds that closing a run waits for answers under way."""


class Mock:
    """The emulated service; a context manager that may be used from many threads at once.

    Args:
        service: the endpoint and the scope that samples are written for.
        hosts: host names beside the endpoint and Entra's that the proxy lets through.
        address: address on which the doors of runs listen.
        upstream: the real endpoint that answers live runs; None where there are none.
        host: the name under which clients reach that address; empty for the address itself.
        directory: an existing directory for what clients need to believe the service, which stays
            there; None for a temporary one.
    """

    def __init__(
        self,
        service: Service,
        hosts: frozenset[str] = frozenset(),
        address: str = "127.0.0.1",
        upstream: Upstream | None = None,
        *,
        host: str = "",
        directory: Path | None = None,
    ) -> None:
        self.endpoint = (urlsplit(service.endpoint).hostname or "").lower()
        self.address, self.host = address, host or address
        self._directory = directory
        self._upstream = upstream
        self._runs: set[Run] = set()
        self._room = Room()
        self._hosts = frozenset(host.lower() for host in hosts) | {self.endpoint} | HOSTS
        self._audiences = AUDIENCES | {audience_of(service.scope)}

    def __enter__(self) -> Mock:  # noqa: PYI034 - Self needs Python 3.11
        """Start the service.

        Raises:
            OSError: no port or no file can be had.
        """
        self._files = ExitStack()
        directory = self._directory or Path(self._files.enter_context(_temporary()))
        self._loop = Loop()
        try:
            self.call(self._start(directory))
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the service; runs that are open lose their connections."""
        self.call(self._stop())
        self._end()

    @property
    def trust(self) -> Trust:
        """What a program needs to believe this service."""
        return self._trust

    def open(self, scenario: Scenario, keys: Mapping[str, str], *, live: bool = False) -> Run:
        """Begin a run that is answered as ``scenario`` says.

        Where any of its replies has the fault ``refused``, the proxy of the run refuses every
        connection; its identity endpoint works.

        Args:
            keys: name of each variable that holds a key to that key, decoys included.
            live: True where the real endpoint answers what is sent as the scenario says.

        Raises:
            OSError: no port can be had.
        """
        run: Run = self.call(self._open(scenario, dict(keys), live=live))
        return run

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the thread of the service and wait for its outcome."""
        return self._loop.call(work)

    def _end(self) -> None:
        self._loop.end()
        self._files.close()

    async def _start(self, directory: Path) -> None:
        from samplegen.mock.wire.app import serve

        self._issuer, authority = Issuer(), Authority()
        self._trust = authority.write(directory)
        tls, plain = bind(), bind()
        yard = Yard({}, tls.getsockname()[1], plain.getsockname()[1], self._hosts, self._room)
        self._yard = yard
        self._listeners = [Listener(serve, yard.origins.get, self._room) for _ in range(2)]
        await self._listeners[0].start(tls, authority.context(self.endpoint))
        await self._listeners[1].start(plain)

    async def _stop(self) -> None:
        for run in list(self._runs):
            await run.end()
        for one in self._listeners:
            await one.stop()
        if self._upstream is not None:
            await self._upstream.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _open(self, scenario: Scenario, keys: dict[str, str], *, live: bool) -> Run:
        secret = secrets.token_urlsafe(24)
        door = Door(keys, self._issuer.verify, self._audiences)
        script = Scripted(scenario, self.endpoint, door, secret, self._issuer)
        upstream = self._upstream if live else None
        session = Relay(scenario, script, upstream) if upstream else script
        run = Run(self, session, secret, self._runs)
        self._runs.add(run)
        await run.start(self._yard, refused=_refuses(scenario))
        return run


class Run:
    """One execution of a sample: its own proxy, its own identity endpoint, its own journal.

    Attributes:
        host: the name under which a sample reaches both ports.
        proxy_port: port of the CONNECT proxy.
        identity_port: port of the identity endpoint.
        identity_secret: value for ``IDENTITY_HEADER``, ``AZURE_CLIENT_SECRET``, or the file that
            ``AZURE_FEDERATED_TOKEN_FILE`` names.
        identity_endpoint: value for ``IDENTITY_ENDPOINT``.
    """

    def __init__(self, mock: Mock, session: Session, secret: str, runs: set[Run]) -> None:
        self._mock, self._session, self._runs = mock, session, runs
        self._gates: set[Gate] = set()
        self._servers: list[asyncio.Server] = []
        self._sockets = [bind(mock.address), bind(mock.address)]
        self.proxy_port, self.identity_port = (
            int(bound.getsockname()[1]) for bound in self._sockets
        )
        self.host, self.identity_secret = mock.host, secret
        self.identity_endpoint = f"http://{self.host}:{self.identity_port}{TOKEN_PATH}"
        self._exchanges: tuple[Exchange, ...] | None = None

    def __enter__(self) -> Run:  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    async def start(self, yard: Yard, *, refused: bool) -> None:
        """Listen; a proxy that refuses keeps its port without listening."""
        loop = asyncio.get_running_loop()
        kinds: list[tuple[type[Gate], Any]] = [(IdentityGate, self._sockets[1])]
        if not refused:
            kinds.append((ProxyGate, self._sockets[0]))
        for kind, bound in kinds:
            make = listener(kind, yard, self._session, self._gates)
            self._servers.append(await loop.create_server(make, sock=bound))

    @property
    def failures(self) -> tuple[str, ...]:
        """What went wrong that the sample is not to blame for, as sentences."""
        return tuple(self._session.failures)

    def close(self) -> tuple[Exchange, ...]:
        """End the run and give its journal, in order of arrival; again, the same journal.

        Waits until answers under way are done, at most PATIENCE seconds.
        """
        if self._exchanges is None:
            self._exchanges = self._mock.call(self.end())
        return self._exchanges

    async def end(self) -> tuple[Exchange, ...]:
        """The same as :meth:`close`, in the thread of the service."""
        self._runs.discard(self)
        self._session.closing.set()
        await self._settle()
        for server in self._servers:
            server.close()
        for bound in self._sockets:
            bound.close()
        for gate in list(self._gates):
            gate.transport.abort()
        self._exchanges = self._session.exchanges()
        return self._exchanges

    async def _settle(self) -> None:
        """Let what the client sent before it ended come through, and its answers be written."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE
        for _ in range(TURNS):
            await asyncio.sleep(0)
            await self._session.idle(until - loop.time())


TURNS = 16
"""Turns of the loop after which bytes sent on loopback have become a request: accept, connect,
read, pass on, TLS, parse, and the same again for safety."""


def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="samplegen-mock-")


def _refuses(scenario: Scenario) -> bool:
    return any(step.reply.fault is Fault.REFUSED for step in scenario.interactions)
