"""The API as an OpenAPI document (3.1.0), made from its routes and types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from samplegen.mock.reply.forms import FORM
from samplegen.model import Json

from . import bounds, schemas
from .routes import ROOT, ROUTES, Route

JSON = "application/json"

_ERROR: Json = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "message": {"type": "string"},
                "type": {"type": ["string", "null"]},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "null"]},
            },
            "required": ["message"],
        }
    },
    "required": ["error"],
}
_TOKEN_ERROR: Json = {
    "type": "object",
    "properties": {"statusCode": {"type": "integer"}, "message": {"type": "string"}},
    "required": ["statusCode", "message"],
}
_ERRORS: Mapping[str, str] = {
    "400": "The request cannot be served as it is.",
    "401": "The key or the token is missing, wrong, or lacks the right.",
    "404": "There is no such object.",
    "409": "The object is not in a state that allows this.",
    "413": "The body is too large.",
}


@cache
def document() -> Json:
    """The document; its paths are relative to ``/openai/v1``."""
    paths: dict[str, dict[str, Json]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "The emulated Azure OpenAI service, v1 API", "version": "v1"},
        "servers": [{"url": ROOT}],
        "security": [{"key": []}, {"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "api-key"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
            "schemas": {**_named(schemas.REPLIES), **_named(schemas.REQUESTS)},
        },
    }


def _named(side: str) -> dict[str, Json]:
    types = schemas.definitions(side)
    if side == schemas.REQUESTS:
        types = {name: bounded(schemas.closed(schema)) for name, schema in types.items()}
    return {f"{side}.{name}": _moved(schema, side) for name, schema in types.items()}


def _moved(schema: Json, side: str) -> Json:
    """A schema whose references lead to where the document keeps the types of a side."""
    if isinstance(schema, list):
        return [_moved(one, side) for one in schema]
    if not isinstance(schema, dict):
        return schema
    moved = {name: _moved(value, side) for name, value in schema.items()}
    if isinstance(reference := schema.get("$ref"), str):
        moved["$ref"] = _reference(side, reference.removeprefix("#/$defs/"))["$ref"]
    return moved


def _reference(side: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{side}.{name}"}


def bounded(schema: Json) -> Json:
    """A type whose members say the least and the greatest value that they may have."""
    members = schema.get("properties", {})
    kept = {
        name: {**member, **_bounds(name)} if _is_number(member) else member
        for name, member in members.items()
    }
    return {**schema, "properties": kept} if members else schema


def _is_number(member: Json) -> bool:
    kinds = [member.get("type"), *(one.get("type") for one in member.get("anyOf", ()))]
    return "integer" in kinds or "number" in kinds


def _bounds(name: str) -> dict[str, float]:
    if name not in bounds.BOUNDS:
        return {}
    least, most = bounds.BOUNDS[name]
    return {"minimum": least, "maximum": most}


def _operation(route: Route) -> Json:
    operation: dict[str, Json] = {
        "operationId": route.operation,
        "parameters": [*_in_path(route), *_in_query(route)],
        "responses": {"200": _good(route), **{code: _bad(code) for code in _ERRORS}},
    }
    if route.body:
        kind = FORM if route.body == "FileCreateParams" else JSON
        schema = _upload() if kind == FORM else _reference(schemas.REQUESTS, route.body)
        operation["requestBody"] = {"required": True, "content": {kind: {"schema": schema}}}
    return operation


def _upload() -> Json:
    """The form of an upload, as it is sent."""
    schema = schemas.definitions(schemas.REQUESTS)["FileCreateParams"]
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    return {**schema, "properties": {**schema["properties"], "file": file}}


def _in_path(route: Route) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in re.findall(r"{(\w+)}", route.path)
    ]


def _in_query(route: Route) -> list[Json]:
    if not route.query:
        return []
    types = schemas.definitions(schemas.REQUESTS)
    schema = _moved(bounded(types[route.query]), schemas.REQUESTS)
    members, required = schema.get("properties", {}), schema.get("required", ())
    return [_parameter(name, member, name in required) for name, member in members.items()]


def _parameter(name: str, schema: Json, required: bool) -> Json:  # noqa: FBT001
    array = schema.get("type") == "array"
    given = {"name": f"{name}[]" if array else name, "in": "query", "schema": schema}
    return {**given, "required": required}


def _good(route: Route) -> Json:
    content: dict[str, Json] = {"application/octet-stream": {"schema": {}}}
    if route.reply:
        content = {JSON: {"schema": _given(route)}}
    if route.events:
        content["text/event-stream"] = {"schema": {"type": "string"}}
    return {"description": "Done.", "content": content}


def _given(route: Route) -> Json:
    element = _reference(schemas.REPLIES, route.reply)
    if not route.paged:
        return element
    return {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": element},
            "has_more": {"type": "boolean"},
        },
        "required": ["data"],
    }


def _bad(code: str) -> Json:
    schema = {"anyOf": [_ERROR, _TOKEN_ERROR]} if code == "401" else _ERROR
    return {"description": _ERRORS[code], "content": {JSON: {"schema": schema}}}
