"""What leads to a service in another process, as far as this end cares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class Channel(Protocol):
    """The standard streams of a process; ``send`` and ``received`` are in use at once."""

    @property
    def stderr(self) -> bytes | bytearray:
        """The last of what it wrote to its stderr, as far as that is known."""

    def send(self, data: bytes) -> None:
        """Write all of it; never called by two threads at once.

        Raises:
            OSError: nobody reads it any more.
        """

    def received(self) -> Iterator[bytes]:
        """Give what comes, in pieces of any size, until the other side ends; called once.

        Raises:
            OSError: the connection broke.
        """

    def close(self) -> None:
        """End both directions, and what waits in them; from any thread, and more than once."""
