"""The types of what the API takes and gives, as JSON Schemas.

They are those of the official ``openai`` package (3.57.0), written down by :mod:`.make_schemas`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from samplegen.model import Json

if TYPE_CHECKING:
    from jsonschema_rs import Validator

REQUESTS = "requests"
REPLIES = "replies"

_ADDED: Mapping[str, Mapping[str, Json]] = {
    REQUESTS: {
        "FileCreateParams": {
            "type": "object",
            "properties": {
                "file": {"type": "object", "required": ["filename", "bytes"]},
                "purpose": {
                    "enum": ["assistants", "batch", "fine-tune", "vision", "user_data", "evals"]
                },
                "expires_after": {
                    "type": "object",
                    "properties": {
                        "anchor": {"enum": ["created_at"]},
                        "seconds": {"type": "integer"},
                    },
                    "required": ["anchor", "seconds"],
                },
            },
            "required": ["file", "purpose"],
        },
        "SpokenTextParam": {
            "type": "object",
            "properties": {
                "type": {"const": "output_text"},
                "text": {"type": "string"},
                "annotations": {"type": "array"},
                "logprobs": {"type": "array"},
            },
            "required": ["type", "text"],
        },
    },
    REPLIES: {
        "responses.Deleted": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "object": {"const": "response"},
                "deleted": {"type": "boolean"},
            },
            "required": ["id", "object", "deleted"],
        },
    },
}
"""What the package has no type of; ``file`` is what :mod:`samplegen.mock.reply.forms` makes."""

_DATA: Json = {
    "data_sources": {"type": "array", "items": {"type": "object"}},
    "user_security_context": {"type": "object"},
}
_WIDER: Mapping[str, Json] = {
    # Members that Azure's v1 API takes beside the official ones (azure-v1-v1-generated.json).
    "CompletionCreateParamsNonStreaming": {"properties": _DATA},
    "CompletionCreateParamsStreaming": {"properties": _DATA},
    # What the model said may be told again as it came, or without the id and status of its type.
    "ChatCompletionAssistantMessageParam": {"properties": {"annotations": {}}},
    "EasyInputMessageParam": {"properties": {"content": {"anyOf": [{"items": {"anyOf": [
        {"$ref": "#/$defs/SpokenTextParam"},
    ]}, "type": "array"}]}}},
}  # fmt: skip
"""Type -> what it takes besides."""


@cache
def definitions(side: str) -> Mapping[str, Json]:
    """All types of one side, ``requests`` or ``replies``, by name."""
    text = files(__package__).joinpath("schemas.json").read_text(encoding="utf-8")
    types: dict[str, Json] = {**json.loads(text)[side], **_ADDED[side]}
    for name, more in _WIDER.items() if side == REQUESTS else ():
        types[name] = widened(types[name], more)
    return types


def widened(schema: Json, more: Json) -> Json:
    """A schema that takes what ``more`` says, too: members and alternatives are joined."""
    if isinstance(schema, dict) and isinstance(more, dict):
        joined = {name: widened(schema.get(name), value) for name, value in more.items()}
        return {**schema, **joined}
    return [*schema, *more] if isinstance(schema, list) else more


@cache
def _strict() -> Mapping[str, Json]:
    return {name: closed(schema) for name, schema in definitions(REQUESTS).items()}


def closed(schema: Json) -> Json:
    """The schema without room for members that it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: _inner(name, value) for name, value in schema.items()}
    return {"additionalProperties": False, **inner} if "properties" in schema else inner


def _inner(name: str, value: Json) -> Json:
    if name == "properties":
        return {member: closed(one) for member, one in value.items()}
    return value if name in ("enum", "const", "required") else closed(value)


@cache
def validator(name: str, side: str = REPLIES, *, strict: bool = False) -> Validator:
    """What tells whether a value is of a type.

    Args:
        strict: for a request: whether a member that the type does not name is a mistake.

    Raises:
        KeyError: there is no such type.
    """
    from jsonschema_rs import Draft202012Validator

    types = _strict() if strict else definitions(side)
    if name not in types:
        raise KeyError(name)
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": types})


def fitted(name: str, value: dict[str, Json], likely: Mapping[str, Json]) -> dict[str, Json]:
    """A reply whose members that are not of their types are taken from a likely one.

    Requests and replies differ in what they allow: what a request said is repeated in the reply
    only where it may be.
    """
    checked = validator(name)
    if checked.is_valid(value):
        return value
    wrong = {str(one.instance_path[0]) for one in checked.iter_errors(value) if one.instance_path}
    kept = {member: one for member, one in value.items() if member not in wrong}
    return {**kept, **{member: likely[member] for member in wrong & likely.keys()}}
