"""The sandboxes of a language: one for each slot, made when first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event, Lock

from samplegen.model import Outcome
from samplegen.runners import NotWarmError
from samplegen.runners.docker import keeper
from samplegen.runners.docker.engine import Engine
from samplegen.runners.docker.network import Slot, Slots
from samplegen.runners.docker.sandbox import WORKSPACE, Limits, Plan, Sandbox
from samplegen.runners.warm import Warm

TRUST = "/trust"
"""Where the emulated service puts the certificate of its authority."""

SERVICE = "samplegen-mock"
"""What the emulated service is called inside."""

Command = tuple[Sequence[str], Mapping[str, str]]
"""A program with its arguments, and all of its environment."""


@dataclass
class Worker:
    """A sandbox, and the warm process that may be in it."""

    sandbox: Sandbox
    warm: Warm | None = None

    def cool(self) -> None:
        """Ends the warm process; nothing that it ran may have been killed with it."""
        warm, self.warm = self.warm, None
        if warm:
            warm.stop()

    def close(self) -> None:
        """Ends both."""
        self.sandbox.kill()
        self.cool()


@dataclass(frozen=True, slots=True)
class Yard:
    """What all workers of a language are started with.

    Args:
        slots: the networks that are free.
        volume: name of the volume with the certificate of the service.
        warm: argv and environment of the warm process; None where there is none.
        isolate: whether each run has a sandbox of its own.
        stopped: set when nothing is to be run any more.
    """

    engine: Engine
    slots: Slots
    volume: str
    limits: Limits
    warm: Command | None
    isolate: bool
    stopped: Event


class Workers:
    """Runs samples, each alone in its sandbox; used from many threads at once.

    Args:
        image: gives the id of the image that the samples are in.
    """

    def __init__(self, yard: Yard, image: Callable[[], str]) -> None:
        self._yard, self._image = yard, image
        self._lock = Lock()
        self._workers: dict[Slot, Worker] = {}
        self._closed = Event()

    def run(self, argv: Sequence[str], environment: Mapping[str, str], seconds: float) -> Outcome:
        """Runs a sample with just this environment."""
        with self._taken() as worker:
            worker.cool()
            return worker.sandbox.run(argv, environment, seconds)

    def run_warm(
        self, argv: Sequence[str], environment: Mapping[str, str], seconds: float
    ) -> Outcome:
        """Runs a sample in a warm process.

        Args:
            argv: without the program that would run it.

        Raises:
            NotWarmError: it cannot be run so.
        """
        warm = None if self._yard.isolate else self._yard.warm
        if warm is None:
            raise NotWarmError
        with self._taken() as worker:
            worker.warm = worker.warm or Warm(partial(worker.sandbox.talk, *warm), WORKSPACE)
            try:
                outcome = worker.warm.run(argv, environment, seconds)
            except NotWarmError:
                worker.cool()
                worker.sandbox.tidy()
                raise
            worker.sandbox.tidy(keeper.FILES)  # the warm process has killed what was left of it
            return outcome

    def close(self) -> None:
        """Ends all that runs and removes the sandboxes, from any thread; there are none later."""
        self._closed.set()
        for worker in tuple(self._workers.values()):
            worker.close()

    def _ended(self) -> bool:
        return self._closed.is_set() or self._yard.stopped.is_set()

    @contextmanager
    def _taken(self) -> Iterator[Worker]:
        slot = self._yard.slots.get()
        try:
            worker = self._at(slot)
            try:
                yield worker
            finally:
                if self._yard.isolate or not worker.sandbox.usable:
                    del self._workers[slot]
                    worker.close()
        finally:
            self._yard.slots.put(slot)

    def _at(self, slot: Slot) -> Worker:
        if self._ended():
            raise CancelledError
        if slot not in self._workers:
            with self._lock:
                image = self._image()
            plan = Plan(
                image, "sandbox", self._yard.limits, network=slot.network,
                hosts={SERVICE: slot.address}, volumes={self._yard.volume: TRUST},
            )  # fmt: skip
            self._workers[slot] = Worker(Sandbox(self._yard.engine, plan))
        if self._ended():  # it has meanwhile
            self._workers[slot].close()
        return self._workers[slot]
