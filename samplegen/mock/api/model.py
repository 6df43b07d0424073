"""What the emulated model says: made from the request itself; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from samplegen.mock.values import Arrived, Moment
from samplegen.model import Json

from .example import Maker

TOOL: Json = {
    "name": "search",
    "description": "Searches what the server knows.",
    "input_schema": {
        "type": "object",
        "properties": {"query": {"type": "string"}},
        "required": ["query"],
    },
}
"""The tool of every remote MCP server."""

Objects = list[Mapping[str, Json]]


def objects(items: Json) -> Objects:
    """The JSON objects in a list; none where it is no list."""
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def text(sent: Arrived, items: Json) -> str:
    """The model's answer to a conversation, in the form that was asked for.

    Args:
        items: messages of a chat, or the input of a response.
    """
    schema = _asked_schema(sent)
    if schema is not None:
        return json.dumps(_value(schema), ensure_ascii=False)
    said = last_text(items)
    return f"You said: {said}" if said else "You said nothing."


def last_text(items: Json) -> str:
    """The text of the last user message among messages or input items; empty for none."""
    if isinstance(items, str):
        return items
    said = [item for item in objects(items) if item.get("role") == "user"]
    return text_of(said[-1].get("content")) if said else ""


def text_of(content: Json) -> str:
    """The text in the content of a message: itself, or that of its parts."""
    if isinstance(content, str):
        return content
    return " ".join(str(part["text"]) for part in objects(content) if "text" in part)


def _asked_schema(sent: Arrived) -> Json:
    """The JSON Schema that the answer must keep to; None where it may be any text."""
    asked = sent.member("response_format") or (sent.member("text") or {}).get("format") or {}
    match asked:
        case {"type": "json_schema", "json_schema": {"schema": schema}}:
            return schema
        case {"type": "json_schema", "schema": schema}:
            return schema
        case {"type": "json_object"}:
            return {
                "type": "object", "properties": {"answer": {"type": "string"}},
                "required": ["answer"],
            }  # fmt: skip
    return None


def _value(schema: Json) -> Json:
    types = {**schema.get("$defs", {}), **schema.get("definitions", {}), "#": schema}
    try:
        return Maker(types, whole=True).make(schema)
    except (RecursionError, TypeError, ValueError, AttributeError):  # a schema that means nothing
        return {}


# --- functions --------------------------------------------------------------------------------


def called(sent: Arrived, items: Json) -> Objects:
    """The functions that the model calls, with ``name`` and ``parameters``; none if it answers.

    It calls the first function that it is given, unless the choice is another's, and answers once
    it has got an output.
    """
    functions = [_function(tool) for tool in objects(sent.member("tools")) if _callable(tool)]
    choice = sent.member("tool_choice", "auto")
    if not functions or choice == "none" or _has_output(items):
        return []
    wanted = _chosen(choice)
    return [one for one in functions if wanted in ("", one.get("name"))][:1]


def _callable(tool: Mapping[str, Json]) -> bool:
    return tool.get("type") == "function"


def _function(tool: Mapping[str, Json]) -> Mapping[str, Json]:
    inner = tool.get("function")
    return inner if isinstance(inner, Mapping) else tool


def _chosen(choice: Json) -> str:
    if not isinstance(choice, Mapping):
        return ""
    return str(_function(choice).get("name", ""))


def _has_output(items: Json) -> bool:
    last = objects(items)[-1:]
    return any(
        one.get("role") == "tool" or one.get("type") == "function_call_output" for one in last
    )


def arguments(function: Mapping[str, Json]) -> str:
    """The arguments that the model calls a function with, as JSON."""
    schema = function.get("parameters")
    value = _value(schema) if isinstance(schema, Mapping) else {}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def chat_calls(functions: Objects, moment: Moment) -> list[Json]:
    """Calls of functions in a chat message."""
    return [
        {
            "id": moment.id("call_", place)[:29],
            "type": "function",
            "function": {"name": str(one.get("name")), "arguments": arguments(one)},
        }
        for place, one in enumerate(functions)
    ]


# --- output items -----------------------------------------------------------------------------


def output(sent: Arrived, items: Json) -> list[dict[str, Any]] | None:
    """Output items of a response, each a part of it; None where it is a mere text."""
    functions = called(sent, items)
    if functions:
        made = {"name": str(functions[0].get("name")), "arguments": arguments(functions[0])}
        return [{"type": "function_call", **made}]
    tools = [tool for tool in objects(sent.member("tools")) if tool.get("type") == "mcp"]
    return _with_tool(items, tools, text(sent, items)) if tools else None


def _with_tool(items: Json, tools: Objects, said: str) -> list[dict[str, Any]]:
    """Lists of tools, then one call, which waits for approval unless that is not required."""
    label = str(tools[0].get("server_label", ""))
    call = {"server_label": label, "name": TOOL["name"], "arguments": '{"query":"everything"}'}
    listed = [{"type": "mcp_list_tools", **_label(tool), "tools": [TOOL]} for tool in tools]
    answers = [item for item in objects(items) if item.get("type") == "mcp_approval_response"]
    if not answers and tools[0].get("require_approval", "always") != "never":
        return [*listed, {"type": "mcp_approval_request", **call}]
    message = {"type": "message", "text": said}
    if any(answer.get("approve") is False for answer in answers):
        return [message]
    return [*([] if answers else listed), _call(call, answers), message]


def _label(tool: Mapping[str, Json]) -> dict[str, Json]:
    return {"server_label": str(tool.get("server_label", ""))}


def _call(call: Mapping[str, Json], answers: Sequence[Mapping[str, Json]]) -> dict[str, Any]:
    approved = {"approval_request_id": answers[0].get("approval_request_id")} if answers else {}
    return {"type": "mcp_call", **call, **approved, "output": "Found."}
