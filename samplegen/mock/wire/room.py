"""How many connections there may be, and how long each may keep the service waiting.

A client that sends a byte now and then holds one connection, and nothing else: it has to go when
its time is over, or as soon as somebody else needs the room.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Coroutine
from typing import Any, Protocol

FILES_EACH = 4
"""Open files that a client takes at most: the two ends of its pipe at the proxy, the service's end,
and one for what else a process has open."""

MOST = 4096
"""Connections that are enough for anybody."""

TICK = 1.0
"""Seconds between two looks at the deadlines."""


class Guest(Protocol):
    """A connection, as far as its room cares.

    Attributes:
        deadline: time of the loop at which the client has kept us waiting too long; infinite while
            the service is the one to act.
    """

    deadline: float
    transport: asyncio.Transport

    def overdue(self) -> None:
        """The deadline has passed."""


class Room:
    """The open connections of a service, and the answers under way; belongs to its loop.

    Args:
        most: number of connections; by default what the limit of open files allows.
    """

    def __init__(self, most: int = 0) -> None:
        self.most = most or _seats()
        self.guests: set[Guest] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ticking: asyncio.TimerHandle | None = None

    def enter(self, guest: Guest) -> None:
        """Take a connection in; where there is no room, the one that waits longest has to go."""
        if len(self.guests) >= self.most:
            self._push_out()
        self.guests.add(guest)
        if self._ticking is None:
            self._ticking = asyncio.get_running_loop().call_later(TICK, self._tick)

    def leave(self, guest: Guest) -> None:
        """Forget a connection that is closed."""
        self.guests.discard(guest)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on with an answer in a task."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End all connections, in whatever state they are, and the answers under way."""
        if self._ticking is not None:
            self._ticking.cancel()
        for guest in list(self.guests):
            guest.transport.abort()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        for guest in [one for one in self.guests if one.deadline < now]:
            guest.overdue()
        self._ticking = loop.call_later(TICK, self._tick) if self.guests else None

    def _push_out(self) -> None:
        first = min(self.guests, key=lambda guest: guest.deadline)
        if first.deadline < math.inf:
            self.guests.discard(first)
            first.transport.abort()


def widen() -> None:
    """Let this process have as many open files as everybody's connections take."""
    try:
        import resource
    except ImportError:  # not on every system
        return
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST * FILES_EACH if most == resource.RLIM_INFINITY else min(MOST * FILES_EACH, most)
    if resource.RLIM_INFINITY != allowed < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _seats() -> int:
    try:
        import resource
    except ImportError:
        return MOST
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    unlimited = allowed == resource.RLIM_INFINITY
    return MOST if unlimited else min(MOST, allowed // FILES_EACH)
