"""The emulated service in a container of its own, on every network that samples run on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

from samplegen.mock import RemoteMock
from samplegen.model import Service
from samplegen.runners.docker.engine import Engine
from samplegen.runners.docker.network import Slots, close_network, open_network, slot
from samplegen.runners.docker.sandbox import Limits, Plan, settings
from samplegen.runners.docker.streams import STDERR, close, frames, send, unlimited
from samplegen.runners.docker.workers import SERVICE, TRUST

if TYPE_CHECKING:
    from docker.models.containers import Container
    from docker.models.volumes import Volume

LIMITS = Limits(memory=2048, processes=256)


class Emulation:
    """What samples talk to: started when made, and gone when closed.

    Args:
        image: id of the image of the service.
        jobs: number of samples that run at a time.

    Attributes:
        mock: the service, as this program reaches it.
        slots: the networks on which it is reached.
        volume: name of the volume with the certificate of its authority.
    """

    def __init__(self, engine: Engine, image: str, service: Service, jobs: int) -> None:
        self._stack = ExitStack()
        with ExitStack() as stack:
            volume = _volume(engine)
            stack.callback(engine.discard, partial(volume.remove, force=True))
            networks = []
            for number in range(jobs):
                networks.append(open_network(engine, number))
                stack.callback(close_network, engine, networks[-1])
            self.volume = str(volume.name)
            plan = Plan(
                image, "mock", LIMITS, network=str(networks[0].name),
                volumes={self.volume: TRUST}, mode="rw", command=(),
            )  # fmt: skip
            channel = stack.enter_context(Channel(engine, plan))
            for network in networks[1:]:
                network.connect(channel.container)
            self.slots = Slots()
            for network in reversed(networks):
                self.slots.put(slot(network, channel.container))
            self.mock = stack.enter_context(RemoteMock(channel, service, SERVICE, TRUST))
            self._stack = stack.pop_all()

    def close(self) -> None:
        """Ends the service and removes all that belongs to it."""
        self._stack.close()


class Channel:
    """The standard streams of a container; a context manager that removes the container."""

    def __init__(self, engine: Engine, plan: Plan) -> None:
        self._engine = engine
        self.container: Container = engine.client.containers.create(**settings(engine, plan))
        self.stderr = bytearray()
        self._stream: Any = None
        api: Any = engine.client.api
        wanted = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        try:
            self._stream = unlimited(api, api.attach_socket(self.container.id, wanted))
            self.container.start()
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Channel:  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.remove(self.container)
        self.close()

    def close(self) -> None:
        """Ends both directions, from any thread."""
        close(self._stream)

    def send(self, data: bytes) -> None:
        """Writes to the service.

        Raises:
            OSError: it is gone.
        """
        send(self._stream, data)

    def received(self) -> Iterator[bytes]:
        """Reads what the service answers, until it ends."""
        for channel, data in frames(self._stream):
            if channel == STDERR:
                self.stderr += data
            else:
                yield data


def _volume(engine: Engine) -> Volume:
    return engine.client.volumes.create(engine.name("trust"), labels=engine.labels("trust"))
