"""Writes ``schemas.json`` from the types of the official ``openai`` package.

``python -m samplegen.mock.api.make_schemas`` after that package was updated; a test compares.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from samplegen.model import Json

from .routes import ROUTES

TARGET = Path(__file__).with_name("schemas.json")

_OWN = {"FileCreateParams", "responses.Deleted"}
"""Types that the package has no JSON form of: an upload, and an answer that its client drops."""

_MEMBERS_OF_TALK = {"title", "description", "default", "discriminator"}


def main() -> None:
    """Write the file."""
    TARGET.write_text(rendered(), encoding="utf-8")


def rendered() -> str:
    """The text of the file."""
    replies = {name for route in ROUTES for name in (route.reply, route.events)}
    requests = {name for route in ROUTES for name in (route.body, route.query)}
    made = {"replies": _schemas(replies), "requests": _schemas(requests)}
    for route in ROUTES:
        for name in {route.body, route.query} - _OWN - {""}:
            _without(made["requests"][name], re.findall(r"{(\w+)}", route.path))
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def _schemas(names: Iterable[str]) -> Json:
    """JSON Schemas by name, and under the names of their own the types that they refer to."""
    from pydantic import TypeAdapter

    wanted = sorted({name for name in names if name} - _OWN)
    inputs = [(name, "validation", TypeAdapter(_type(name))) for name in wanted]
    by_key, rest = TypeAdapter.json_schemas(inputs)  # type: ignore[arg-type]
    types = rest["$defs"]
    named = {name: _behind(schema, types) for (name, _), schema in by_key.items()}
    return _plain({**types, **named})


def _without(schema: Json, segments: Iterable[str]) -> None:
    """Take out of a request's type what stands in its path: the client has both in one."""
    for name in segments:
        if schema.get("properties", {}).pop(name, None):
            schema["required"] = [one for one in schema.get("required", ()) if one != name]


def _behind(schema: Json, types: Json) -> Json:
    """What a mere reference refers to; the reference of a type to its own name says nothing."""
    return types[schema["$ref"].rpartition("/")[2]] if set(schema) == {"$ref"} else schema


def _type(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(f"openai.types.{module}".rstrip(".")), attribute)


def _plain(schema: Json) -> Json:
    """A schema without the words that are for people."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    return dict(_members(schema)) if isinstance(schema, dict) else schema


def _members(schema: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    for name, value in schema.items():
        if name in ("properties", "$defs"):
            yield name, {member: _plain(one) for member, one in value.items()}
        elif name not in _MEMBERS_OF_TALK:
            yield name, _plain(value)


if __name__ == "__main__":
    main()
