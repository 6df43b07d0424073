"""The sandboxes of a language: one for each slot, made when first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event, Lock

from samplegen.model import Outcome
from samplegen.runners.docker.engine import Engine
from samplegen.runners.docker.network import Slot, Slots
from samplegen.runners.docker.sandbox import Limits, Plan, Sandbox

TRUST = "/trust"
"""Where the emulated service puts the certificate of its authority."""

SERVICE = "samplegen-mock"
"""What the emulated service is called inside."""


class Workers:
    """Runs samples, each alone in its sandbox; used from many threads at once.

    Args:
        image: gives the id of the image that the samples are in.
        volume: name of the volume with the certificate of the service.
        isolate: whether each run has a sandbox of its own.
        stopped: set when nothing is to be run any more.
    """

    def __init__(
        self, engine: Engine, image: Callable[[], str], slots: Slots, volume: str, limits: Limits,
        *, isolate: bool, stopped: Event,
    ) -> None:  # fmt: skip
        self._engine, self._image, self._slots, self._volume = engine, image, slots, volume
        self._limits, self._isolate, self._stopped = limits, isolate, stopped
        self._lock = Lock()
        self._sandboxes: dict[Slot, Sandbox] = {}

    def run(self, argv: Sequence[str], environment: Mapping[str, str], seconds: float) -> Outcome:
        """Runs a sample with just this environment."""
        with self._taken() as sandbox:
            if self._stopped.is_set():
                return Outcome(None, "", "", 0.0)
            return sandbox.run(argv, environment, seconds)

    def close(self) -> None:
        """Removes the sandboxes."""
        for sandbox in self._sandboxes.values():
            sandbox.close()

    def kill(self) -> None:
        """Ends all that runs, from any thread."""
        for sandbox in tuple(self._sandboxes.values()):
            sandbox.kill()

    @contextmanager
    def _taken(self) -> Iterator[Sandbox]:
        slot = self._slots.get()
        try:
            sandbox = self._at(slot)
            yield sandbox
            if self._isolate or not sandbox.usable:
                del self._sandboxes[slot]
                sandbox.close()
        finally:
            self._slots.put(slot)

    def _at(self, slot: Slot) -> Sandbox:
        if slot not in self._sandboxes:
            with self._lock:
                image = self._image()
            self._sandboxes[slot] = Sandbox(
                self._engine,
                Plan(
                    image,
                    "sandbox",
                    self._limits,
                    network=slot.network,
                    hosts={SERVICE: slot.address},
                    volumes={self._volume: TRUST},
                ),
            )
        return self._sandboxes[slot]
