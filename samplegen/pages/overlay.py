"""A document as an OpenAPI Overlay 1.0.0 that adds its samples to the operations they call.

https://spec.openapis.org/overlay/v1.0.0.html; ``x-codeSamples`` is read by Redoc and others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from samplegen.model import Json, Operation
from samplegen.model.page import Document, Fence


def write(
    document: Document,
    operations: Iterable[Operation],
    titles: Mapping[str, str],
    *,
    base: str,
    version: str,
) -> str:
    """Writes the overlay as JSON.

    Args:
        operations: they say which request a sample sends first.
        titles: language -> as people write it.
        base: path of the endpoint, which the paths of an OpenAPI document start after.
        version: of the overlay: that of samplegen.
    """
    routes = {operation.name: _route(operation, base) for operation in operations}
    found: dict[tuple[str, str], list[Json]] = {}
    leaves = (leaf for _, leaf in document.leaves())
    samples = (leaf for leaf in leaves if isinstance(leaf, Fence) and leaf.sample)
    for fence in dict.fromkeys(samples):
        language, operation, auth = fence.sample.split("/")
        route = routes.get(operation)
        if route:
            label = f"{titles[language]} ({operation}, {auth})"
            found.setdefault(route, []).append(
                {"lang": fence.syntax, "label": label, "source": fence.content}
            )
    actions = [
        {"target": f"$.paths['{path}'].{method}", "update": {"x-codeSamples": added}}
        for (path, method), added in found.items()
    ]
    info = {"title": document.title, "version": version}
    value = {"overlay": "1.0.0", "info": info, "actions": actions}
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _route(operation: Operation, base: str) -> tuple[str, str] | None:
    """The path below the endpoint, and the method, of the first request."""
    steps = [step for scenario in operation.scenarios for step in scenario.interactions]
    if not steps:
        return None
    request = steps[0].request
    return request.path.removeprefix(base.rstrip("/")), request.method.lower()
