"""The service on its own, for people's programs: what ``samplegen mock`` runs."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit

from samplegen.errors import MachineError, WriteError
from samplegen.mock.api.routes import ROOT
from samplegen.mock.freestyle import Freestyle
from samplegen.mock.live.recording import Recorded
from samplegen.mock.live.replay import Tape
from samplegen.mock.signin.credentials import Door
from samplegen.mock.signin.entra import HOSTS
from samplegen.mock.signin.identity import AUDIENCES, Issuer, audience_of
from samplegen.mock.values import TOKEN_PATH
from samplegen.mock.wire.listener import Listener, Origin, bind
from samplegen.mock.wire.proxy import Gate, ProxyGate, Yard, listener
from samplegen.mock.wire.room import Room, widen
from samplegen.mock.wire.tls import Authority
from samplegen.model import Exchange, Interaction, Operation, Service

ADDRESS = "127.0.0.1"
"""Where the service listens unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked ``samplegen mock`` for.

    Args:
        operations: operations whose first scenario is answered as their specs say.
        port: port of the service; 0 for any free one.
        tls: True where that port speaks TLS.
        proxy_port: port of a CONNECT proxy that leads to the service; None for none.
        api_keys: the keys that are let in; none for any key.
        lenient: True where unknown ids are answered as if they were known.
        journal: file to which every exchange is appended as a line of JSON; None for none.
        replay: recorded exchanges to answer from, and from nothing else; None for none.
        scenarios: what is answered to whom.
        address: on which it listens.
        trust: an existing directory for what clients need to believe it; None for a temporary one.
    """

    service: Service
    operations: Sequence[Operation] = ()
    port: int = 0
    tls: bool = False
    proxy_port: int | None = None
    api_keys: Sequence[str] = ()
    lenient: bool = False
    journal: Path | None = None
    replay: Sequence[Recorded] | None = None
    scenarios: Sequence[Sequence[Interaction]] = ()
    address: str = ADDRESS
    trust: Path | None = None


def serve(wanted: Wanted, ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Args:
        ready: called once, with a line that holds the addresses.

    Raises:
        MachineError: a port is taken, or not allowed.
        WriteError: the journal cannot be written.
    """
    widen()
    with contextlib.suppress(KeyboardInterrupt):  # where loops know no signal handlers
        asyncio.run(_until_told(wanted, ready))


async def _until_told(wanted: Wanted, ready: Callable[[str], None]) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, told.set)
    async with serving(wanted) as addresses:
        ready(line(addresses))
        await told.wait()


def line(addresses: Mapping[str, str]) -> str:
    """Addresses by name, in one line."""
    return "samplegen mock: " + " · ".join(f"{name} {value}" for name, value in addresses.items())


@contextlib.asynccontextmanager
async def serving(wanted: Wanted) -> AsyncIterator[Mapping[str, str]]:
    """Serve while the context lasts.

    Yields:
        The addresses by name: ``api``, ``identity``, and where there are any ``proxy`` and ``ca``.

    Raises:
        MachineError: a port is taken, or not allowed.
        WriteError: the journal cannot be written.
    """
    with contextlib.ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="samplegen-")))
        note = stack.enter_context(_opened(wanted.journal))
        service = _Standalone(wanted, wanted.trust or directory, note and _appended(note))
        try:
            yield await service.start()
        finally:
            await service.stop()


class _Standalone:
    def __init__(
        self, wanted: Wanted, directory: Path, note: Callable[[Exchange], None] | None
    ) -> None:
        from samplegen.mock.wire.pages import around

        self._wanted, self._directory = wanted, directory
        issuer = Issuer()
        keys = {f"--api-key {place}": key for place, key in enumerate(wanted.api_keys, 1)}
        audiences = AUDIENCES | {audience_of(wanted.service.scope)}
        door = Door(keys, issuer.verify, audiences, any_key=not keys)
        tape = None if wanted.replay is None else Tape(wanted.replay)
        told = [one.scenarios[0].interactions for one in wanted.operations if one.scenarios]
        self._session = Freestyle(
            (*wanted.scenarios, *told), door, issuer, lenient=wanted.lenient, tape=tape
        )
        self._session.journal.on_finish = note
        self._application = around(self._session)
        self._origins: dict[int, Origin] = {}
        self._room = Room()
        self._listeners: list[Listener] = []
        self._servers: list[asyncio.Server] = []
        self._gates: set[Gate] = set()

    async def start(self) -> dict[str, str]:
        wanted = self._wanted
        first = _bound(wanted.address, wanted.port, "--port")
        hidden = bind(ADDRESS)
        secure, plain = (first, hidden) if wanted.tls else (hidden, first)
        addresses = {"api": _url("https" if wanted.tls else "http", first, ROOT)}
        addresses["identity"] = _url("http", plain, TOKEN_PATH)
        await self._listen(plain)
        if wanted.tls or wanted.proxy_port is not None:
            authority = Authority()
            await self._listen(secure, authority)
            addresses["ca"] = _written(authority, self._directory)
        else:
            secure.close()
        if wanted.proxy_port is not None:
            bound = _bound(wanted.address, wanted.proxy_port, "--proxy-port")
            await self._proxy(bound, secure)
            addresses["proxy"] = _url("http", bound, "")
        return addresses

    async def stop(self) -> None:
        for server in self._servers:
            server.close()
        self._session.closing.set()
        for gate in list(self._gates):
            gate.transport.abort()
        for one in self._listeners:
            await one.stop()

    async def _listen(self, bound: socket.socket, authority: Authority | None = None) -> None:
        one = Listener(self._application, self._origin, self._room)
        self._listeners.append(one)
        await one.start(bound, authority.context() if authority else None)

    async def _proxy(self, bound: socket.socket, secure: socket.socket) -> None:
        host = (urlsplit(self._wanted.service.endpoint).hostname or "").lower()
        yard = Yard(
            self._origins, secure.getsockname()[1], 0, frozenset({host}) | HOSTS, self._room
        )
        make = listener(ProxyGate, yard, self._session, self._gates)
        loop = asyncio.get_running_loop()
        self._servers.append(await loop.create_server(make, sock=bound))

    def _origin(self, port: int) -> Origin:
        return self._origins.get(port) or Origin(self._session, "")


def _url(scheme: str, bound: socket.socket, path: str) -> str:
    address, port = bound.getsockname()[:2]
    return f"{scheme}://{f'[{address}]' if ':' in address else address}:{port}{path}"


def _written(authority: Authority, directory: Path) -> str:
    try:
        return str(authority.write(directory).ca_pem)
    except OSError as problem:
        raise WriteError(f"{directory}: no file can be written ({problem.strerror})") from problem


def _bound(address: str, port: int, option: str) -> socket.socket:
    try:
        return bind(address, port)
    except OSError as problem:
        raise MachineError(_trouble(address, port, option, problem)) from problem
    except OverflowError as problem:
        raise MachineError(f"{option} {port}: a port is a number up to 65535") from problem


def _trouble(address: str, port: int, option: str, problem: OSError) -> str:
    if isinstance(problem, socket.gaierror) or problem.errno == errno.EADDRNOTAVAIL:
        return f"--address {address}: this machine has no such address ({problem.strerror})"
    advice = f"choose another with {option}, or {option} 0 for any that is free"
    if problem.errno == errno.EADDRINUSE:
        return f"port {port} on {address} is taken: stop what listens there, or {advice}"
    return f"port {port} on {address} cannot be used ({problem.strerror}): {advice}"


@contextlib.contextmanager
def _opened(path: Path | None) -> Any:
    if path is None:
        yield None
        return
    try:
        note = path.open("a", encoding="utf-8", errors="backslashreplace")
    except OSError as problem:
        raise WriteError(f"{path}: the journal cannot be written ({problem.strerror})") from problem
    with note:
        yield note


def _appended(note: TextIO) -> Callable[[Exchange], None]:
    def append(exchange: Exchange) -> None:
        note.write(json.dumps(asdict(exchange), ensure_ascii=False) + "\n")
        note.flush()

    return append
