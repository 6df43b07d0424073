"""A document as an OpenAPI Overlay 1.0.0 that adds its samples to the operations they call.

https://spec.openapis.org/overlay/v1.0.0.html; ``x-codeSamples`` is read by Redoc and others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from samplegen.model import Json, Operation
from samplegen.model.page import Block, Document, Fence, Section, Tabs


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
    for fence in dict.fromkeys(_samples(document.blocks)):
        language, operation, auth = fence.sample.split("/")
        route = routes.get(operation)
        if route:
            label = f"{titles[language]} ({operation}, {auth})"
            found.setdefault(route, []).append(
                {"lang": fence.syntax, "label": label, "source": fence.content}
            )
    actions = [
        {"target": f"$.paths['{path}'].{method}", "update": {"x-codeSamples": samples}}
        for (path, method), samples in found.items()
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


def _samples(blocks: Iterable[Block]) -> Iterator[Fence]:
    for block in blocks:
        if isinstance(block, Fence) and block.sample:
            yield block
        elif isinstance(block, Section):
            yield from _samples(block.blocks)
        elif isinstance(block, Tabs):
            for tab in block.tabs:
                yield from _samples(tab.blocks)
