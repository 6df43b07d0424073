"""Makes a value that is of a type: the least one, with likely members."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from samplegen.model import Json

DEEP = 6
"""Depth from which on only what must be is made, and nothing that could go on without end."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes values of JSON Schemas.

    Args:
        types: what ``#/$defs/NAME`` refers to.
        known: name of a member -> its value, where one of that name must be made.
        whole: whether members that need not be there are made too.
    """

    types: Mapping[str, Json] = field(default_factory=dict)
    known: Mapping[str, Json] = field(default_factory=dict)
    whole: bool = False

    def make(self, schema: Json, name: str = "", depth: int = 0) -> Json:
        """A value of ``schema``.

        Args:
            name: the member that it is for.

        Raises:
            RecursionError: the type contains itself, always.
        """
        if not isinstance(schema, Mapping):  # true: anything will do
            return name or "value"
        schema = self._meant(schema, depth)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return schema["enum"][0]
        if name in self.known and self._takes(schema, self.known[name]):
            return self.known[name]
        return self._of_kind(schema, name, depth)

    def _meant(self, schema: Json, depth: int) -> dict[str, Json]:
        """The schema behind references and alternatives."""
        for _ in range(100):
            if "$ref" in schema:
                schema = self._referred(schema["$ref"])
            elif alternatives := schema.get("anyOf") or schema.get("oneOf"):
                schema = self._chosen(alternatives, depth)
            elif parts := schema.get("allOf"):
                rest = {name: value for name, value in schema.items() if name != "allOf"}
                schema = _joined([rest, *(self._meant(part, depth) for part in parts)])
            else:
                return dict(schema)
        message = "a type that refers to itself"
        raise RecursionError(message)

    def _referred(self, reference: str) -> Json:
        if reference == "#":
            return self.types.get("#", {})
        name = reference.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        return self.types.get(name, {})

    def _chosen(self, alternatives: list[Json], depth: int) -> Json:
        """The first alternative; deep down one that ends."""
        able = [one for one in alternatives if one.get("type") != "null"] or alternatives
        if depth < DEEP:
            return able[0]
        ends = [one for one in alternatives if one.get("type") not in (None, "object", "array")]
        return (ends or able)[0]

    def _takes(self, schema: Mapping[str, Json], value: Json) -> bool:
        kinds: Mapping[str, type | tuple[type, ...]] = {
            "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list,
            "object": dict,
        }  # fmt: skip
        return isinstance(value, kinds.get(_kind(schema), object))

    def _of_kind(self, schema: Mapping[str, Json], name: str, depth: int) -> Json:
        match _kind(schema):
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, name, depth)
            case "integer" | "number":
                return _number(schema)
            case "boolean" | "null" as kind:
                return {"boolean": True}.get(kind)
        return _text(schema, name)

    def _array(self, schema: Mapping[str, Json], name: str, depth: int) -> list[Json]:
        least = schema.get("minItems", 1 if self.whole and depth < DEEP else 0)
        return [self.make(schema.get("items", {}), name, depth + 1) for _ in range(least)]

    def _object(self, schema: Mapping[str, Json], depth: int) -> dict[str, Json]:
        members = schema.get("properties", {})
        must = schema.get("required", ())
        made = (
            members if self.whole and depth < DEEP else [name for name in members if name in must]
        )
        return {name: self.make(members[name], name, depth + 1) for name in made}


def _joined(parts: list[Mapping[str, Json]]) -> dict[str, Json]:
    joined: dict[str, Json] = {}
    for part in parts:
        for name, value in part.items():
            before = joined.get(name)
            if isinstance(before, dict) and isinstance(value, dict):
                joined[name] = {**before, **value}
            elif isinstance(before, list) and isinstance(value, list):
                joined[name] = [*before, *value]
            else:
                joined[name] = value
    return joined


def _kind(schema: Mapping[str, Json]) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "")
    if isinstance(kind, list):
        return next((one for one in kind if one != "null"), "null")
    return str(kind)


_FORMATS: Mapping[str, str] = {
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "time": "00:00:00Z",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "uri": "https://example.com/",
    "duration": "PT1M",
    "byte": "",
}


def _text(schema: Mapping[str, Json], name: str) -> str:
    text = _FORMATS.get(str(schema.get("format")), name or "text")
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    return text.ljust(least, ".")[:most]


def _number(schema: Mapping[str, Json]) -> Json:
    """The least number that is allowed, but 1 where that is."""
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    most = schema.get("maximum", schema.get("exclusiveMaximum", max(least, 1) + 1))
    value = least + (most - least) / 2 if "exclusiveMinimum" in schema else least
    if _kind(schema) == "integer":
        value = least + 1 if "exclusiveMinimum" in schema else math.ceil(least)
    value = 1 if value < 1 < most else value
    step = schema.get("multipleOf")
    return -(-value // step) * step if step else value
