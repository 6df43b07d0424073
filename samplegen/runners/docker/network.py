"""Networks that lead to the emulated service and nowhere else, one for each sample at a time."""

from __future__ import annotations

from dataclasses import dataclass
from queue import LifoQueue
from typing import TYPE_CHECKING

from samplegen.runners.docker.engine import Engine

if TYPE_CHECKING:
    from docker.models.containers import Container
    from docker.models.networks import Network

_OPTIONS = {
    # The bridge gets no address of this machine, so that nothing that listens here is reached.
    "com.docker.network.bridge.inhibit_ipv4": "true",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A network on which one sample runs at a time.

    Args:
        network: its name.
        address: address of the emulated service on it.
    """

    network: str
    address: str


def open_network(engine: Engine, number: int) -> Network:
    """Makes a network without a way out; the first of a run is number 0."""
    return engine.client.networks.create(
        engine.name(f"network-{number}"),
        driver="bridge",
        internal=True,
        options=_OPTIONS,
        labels=engine.labels("network"),
    )


def close_network(engine: Engine, network: Network) -> None:
    """Removes a network that has no containers any more."""
    engine.discard(network.remove)


def slot(network: Network, service: Container) -> Slot:
    """Gives the slot of a network that the service is on."""
    service.reload()
    networks = service.attrs["NetworkSettings"]["Networks"]
    return Slot(str(network.name), str(networks[network.name]["IPAddress"]))


Slots = LifoQueue[Slot]
"""The slots that are free; the last one that was used comes first."""
