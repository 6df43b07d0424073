"""The near end: a service that is elsewhere, with the face of one that is here."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import PurePosixPath
from threading import Lock
from types import TracebackType

from samplegen.errors import MachineError, UsageError
from samplegen.mock.remote import lines
from samplegen.mock.remote.asking import Asking, member
from samplegen.mock.remote.channel import Channel
from samplegen.mock.wire.tls import Trust
from samplegen.model import Exchange, Json, Scenario, Service

SECONDS = 60.0
"""How long an answer may take."""


class RemoteMock:
    """The emulated service in another process: what :class:`samplegen.mock.Mock` is in this one.

    A context manager that may be used from many threads at once.

    Args:
        channel: leads to ``python -m samplegen.mock.remote``; it is closed in the end.
        service: the endpoint and the scope that samples are written for.
        host: the name under which samples reach the process.
        directory: an existing directory of the process for what samples need to believe the
            service; they see it under the same name.
        address: on which the process listens.
        seconds: how long any answer of it may take.
    """

    def __init__(
        self,
        channel: Channel,
        service: Service,
        host: str,
        directory: str,
        *,
        address: str = "0.0.0.0",  # noqa: S104 - the network of a sandbox
        seconds: float = SECONDS,
    ) -> None:
        self.host = host
        self._first = {
            "do": "serve", "service": lines.packed(service),
            "address": address, "host": host, "directory": directory,
        }  # fmt: skip
        self._asking = Asking(channel, seconds)

    def __enter__(self) -> RemoteMock:  # noqa: PYI034 - Self needs Python 3.11
        """Start the service.

        Raises:
            MachineError: it cannot be started.
        """
        self._asking.start()
        try:
            answer = self._asking.ask(self._first)
            self._trust = Trust(
                PurePosixPath(member(answer, "ca_pem", str)),
                PurePosixPath(member(answer, "ca_p12", str)),
                member(answer, "ca_password", str),
            )
        except BaseException:
            self._asking.end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the service; runs that are open lose their connections."""
        self._asking.end()

    @property
    def trust(self) -> Trust:
        """What a sample needs to believe this service, where samples see it."""
        return self._trust

    def open(self, scenario: Scenario, keys: Mapping[str, str], *, live: bool = False) -> RemoteRun:
        """Begin a run that is answered as ``scenario`` says; see :meth:`samplegen.mock.Mock.open`.

        Raises:
            MachineError: it cannot be begun, or the service ended.
            UsageError: ``live`` is asked for.
        """
        if live:
            raise UsageError(
                "a real endpoint cannot be called from a sandbox, which has no way out; "
                "call it with --runner local"
            )
        request = {"do": "open", "scenario": lines.packed(scenario), "keys": dict(keys)}
        return RemoteRun(self._asking, self.host, self._asking.ask(request))


class RemoteRun:
    """One execution of a sample: what :class:`samplegen.mock.Run` is in this process.

    Args:
        answer: what the service said about it.

    Attributes:
        host, proxy_port, identity_port, identity_secret, identity_endpoint: as there.
    """

    def __init__(self, asking: Asking, host: str, answer: Mapping[str, Json]) -> None:
        self._asking, self._number = asking, member(answer, "run", int)
        self.host = host
        self.proxy_port = member(answer, "proxy_port", int)
        self.identity_port = member(answer, "identity_port", int)
        self.identity_secret = member(answer, "identity_secret", str)
        self.identity_endpoint = member(answer, "identity_endpoint", str)
        self._lock = Lock()
        self._closed: Future[tuple[Exchange, ...]] = Future()
        self._failures: tuple[str, ...] = ()

    def __enter__(self) -> RemoteRun:  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the run; what is wrong already is not to be hidden by a service that has gone."""
        try:
            self.close()
        except MachineError:
            if value is None:
                raise

    @property
    def failures(self) -> tuple[str, ...]:
        """What went wrong that the sample is not to blame for; known once the run is closed."""
        return self._failures

    def close(self) -> tuple[Exchange, ...]:
        """End the run and give its journal, in order of arrival; again, the same.

        Raises:
            MachineError: the service ended, or its journal cannot be read.
        """
        with self._lock:
            if not self._closed.done():
                try:
                    self._closed.set_result(self._close())
                except MachineError as problem:
                    self._closed.set_exception(problem)
        return self._closed.result()

    def _close(self) -> tuple[Exchange, ...]:
        answer = self._asking.ask({"do": "close", "run": self._number})
        self._failures = tuple(map(str, member(answer, "failures", list)))
        return _journal(member(answer, "exchanges", list))


def _journal(values: list[Json]) -> tuple[Exchange, ...]:
    try:
        return tuple(map(lines.exchange, values))
    except ValueError as problem:
        raise MachineError(f"the emulated service sent what is no journal: {problem}") from problem
