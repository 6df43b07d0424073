"""The paths of the v1 API that the service knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

ROOT = "/openai/v1"


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path below ROOT; ``{name}`` stands for one segment.

    Args:
        operation: what the service calls it, as in its error messages.
    """

    method: str
    path: str
    operation: str

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """The segments by name, or None where this route is not meant."""
        if method != self.method:
            return None
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(ROOT + self.path))
        found = re.fullmatch(pattern, path)
        return None if found is None else {k: unquote(v) for k, v in found.groupdict().items()}


ROUTES: tuple[Route, ...] = (
    Route("POST", "/chat/completions", "ChatCompletions_Create"),
    Route("POST", "/responses", "Responses_Create"),
    Route("POST", "/embeddings", "Embeddings_Create"),
    Route("GET", "/models", "Models_List"),
    Route("GET", "/models/{model}", "Models_Get"),
)


def find(method: str, path: str) -> tuple[str, Mapping[str, str]] | None:
    """The operation behind a request and the segments of its path; None for an unknown path."""
    for route in ROUTES:
        segments = route.match(method, path)
        if segments is not None:
            return route.operation, segments
    return None


def operation(method: str, path: str) -> str:
    """What the service calls the operation behind a request, in its messages."""
    found = find(method, path)
    return found[0] if found else "Unknown"
