"""An emulated Azure OpenAI service, good enough to prove unmodified samples against it.

``Mock`` is the service, ``Run`` one execution of a sample against it, ``Trust`` what the sample
needs to believe it; ``differences`` and ``across`` judge what was sent; ``ERRORS`` and ``KINDS``
are the names of errors and of kinds of replies that a spec may use. They are loaded when first
used: importing this package is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .between import across
    from .compare import differences
    from .errors import NAMES as ERRORS
    from .respond import KINDS
    from .server import Mock, Run
    from .tls import Trust
    from .upstream import Upstream

__all__ = ["ERRORS", "KINDS", "Mock", "Run", "Trust", "Upstream", "across", "differences"]

_HOMES = {
    "ERRORS": ("errors", "NAMES"),
    "KINDS": ("respond", "KINDS"),
    "Mock": ("server", "Mock"),
    "Run": ("server", "Run"),
    "Trust": ("tls", "Trust"),
    "Upstream": ("upstream", "Upstream"),
    "across": ("between", "across"),
    "differences": ("compare", "differences"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(f"{__name__}.{module}"), attribute)
