"""An emulated Azure OpenAI service, good enough to prove unmodified samples against it.

``Mock`` is the service, ``Run`` one execution of a sample against it, ``Trust`` what the sample needs
to believe it. They are loaded when first used: importing this package is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .server import Mock, Run
    from .tls import Trust

__all__ = ["Mock", "Run", "Trust"]

_HOMES = {"Mock": "server", "Run": "server", "Trust": "tls"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
