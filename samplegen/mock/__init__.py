"""An emulated Azure OpenAI service, good enough to prove unmodified samples against it.

``Mock`` is the service, ``Run`` one execution of a sample against it, ``Trust`` what the sample
needs to believe it; ``RemoteMock`` and ``RemoteRun`` are the same at the other end of a
``Channel``; ``differences``, ``across`` and ``deviations`` judge what was sent; ``ERRORS`` and
``KINDS`` are the names of errors and of kinds of replies that a spec may use. They are loaded when
first used: importing this package is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samplegen.mock.live.upstream import Upstream
    from samplegen.mock.matching.between import across, deviations
    from samplegen.mock.matching.compare import differences
    from samplegen.mock.remote.channel import Channel
    from samplegen.mock.remote.near import RemoteMock, RemoteRun
    from samplegen.mock.reply.errors import NAMES as ERRORS
    from samplegen.mock.reply.respond import KINDS
    from samplegen.mock.server import Mock, Run
    from samplegen.mock.wire.tls import Trust

__all__ = [
    "ERRORS",
    "KINDS",
    "Channel",
    "Mock",
    "RemoteMock",
    "RemoteRun",
    "Run",
    "Trust",
    "Upstream",
    "across",
    "deviations",
    "differences",
]

_HOMES = {
    "ERRORS": ("reply.errors", "NAMES"),
    "KINDS": ("reply.respond", "KINDS"),
    "Channel": ("remote.channel", "Channel"),
    "Mock": ("server", "Mock"),
    "RemoteMock": ("remote.near", "RemoteMock"),
    "RemoteRun": ("remote.near", "RemoteRun"),
    "Run": ("server", "Run"),
    "Trust": ("wire.tls", "Trust"),
    "Upstream": ("live.upstream", "Upstream"),
    "across": ("matching.between", "across"),
    "deviations": ("matching.between", "deviations"),
    "differences": ("matching.compare", "differences"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(f"{__name__}.{module}"), attribute)
