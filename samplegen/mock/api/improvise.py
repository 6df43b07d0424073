"""Sensible replies for requests that no scenario foresees, made from the request itself; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

from samplegen.mock import bodies, errors
from samplegen.mock.values import Arrived
from samplegen.model import Json, Reply

from . import routes

MODELS = (
    "gpt-5-mini",
    "gpt-5",
    "gpt-4.1-nano",
    "gpt-4.1",
    "gpt-4o",
    "o4-mini",
    "text-embedding-3-small",
    "text-embedding-3-large",
)
"""The models of a resource that has all that the published samples name."""

DIMENSIONS: Mapping[str, int] = {"text-embedding-3-large": 3072}
"""Length of a model's vectors, where it is not 1536."""

TOOL: Json = {
    "name": "search",
    "description": "Searches what the server knows.",
    "input_schema": {
        "type": "object",
        "properties": {"query": {"type": "string"}},
        "required": ["query"],
    },
}


def reply(sent: Arrived) -> Reply | errors.Failure:
    """The reply to a request; a failure where the service has no such path or model."""
    found = routes.find(sent.method, sent.path)
    if found is None:
        return errors.not_found()
    route, segments = found
    maker = _MAKERS.get(route.operation)
    return maker(sent, segments) if maker else errors.not_found()


def last_text(items: Json) -> str:
    """The text of the last user message among messages or input items; empty for none."""
    if isinstance(items, str):
        return items
    said = [item for item in _objects(items) if item.get("role") == "user"]
    return _text(said[-1].get("content")) if said else ""


def _text(content: Json) -> str:
    if isinstance(content, str):
        return content
    return " ".join(str(part["text"]) for part in _objects(content) if "text" in part)


def _objects(items: Json) -> list[Mapping[str, Json]]:
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _said(text: str) -> str:
    return f"You said: {text}" if text else "You said nothing."


def _chat(sent: Arrived, _: Mapping[str, str]) -> Reply:
    return Reply("text", _said(last_text(sent.member("messages"))))


def _response(sent: Arrived, _: Mapping[str, str]) -> Reply:
    text = _said(last_text(sent.member("input")))
    tools = [tool for tool in _objects(sent.member("tools")) if tool.get("type") == "mcp"]
    if not tools:
        return Reply("text", text)
    return Reply("output", _with_tool(sent, tools, text))


def _with_tool(sent: Arrived, tools: Sequence[Mapping[str, Json]], text: str) -> list[Json]:
    """Lists of tools, then one call, which waits for approval unless that is not required."""
    label = str(tools[0].get("server_label", ""))
    call = {"server_label": label, "name": TOOL["name"], "arguments": '{"query":"everything"}'}
    listed = [{"type": "mcp_list_tools", **_label(tool), "tools": [TOOL]} for tool in tools]
    answers = _approvals(sent)
    if not answers and tools[0].get("require_approval", "always") != "never":
        return [*listed, {"type": "mcp_approval_request", **call}]
    message = {"type": "message", "text": text}
    if any(answer.get("approve") is False for answer in answers):
        return [message]
    approved = [{"approval_request_id": answer.get("approval_request_id")} for answer in answers]
    done = {"type": "mcp_call", **call, **(approved[0] if approved else {}), "output": "Found."}
    return [*([] if answers else listed), done, message]


def _label(tool: Mapping[str, Json]) -> dict[str, Json]:
    return {"server_label": str(tool.get("server_label", ""))}


def _approvals(sent: Arrived) -> list[Mapping[str, Json]]:
    items = _objects(sent.member("input"))
    return [item for item in items if item.get("type") == "mcp_approval_response"]


def _embeddings(sent: Arrived, _: Mapping[str, str]) -> Reply:
    model = str(sent.member("model"))
    dimensions = sent.member("dimensions") or DIMENSIONS.get(model, 1536)
    starts = [_start(text) for text in _inputs(sent.member("input", ""))]
    return Reply("vectors", {"dimensions": dimensions, "starts": starts})


def _inputs(value: Json) -> list[Json]:
    """What is embedded: one text, one list of tokens, or a list of either."""
    many = isinstance(value, list) and value and isinstance(value[0], (str, list))
    return list(value) if many else [value]


def _start(text: Json) -> list[float]:
    digest = hashlib.sha256(repr(text).encode("utf-8", "surrogatepass")).digest()
    return [(byte - 128) / 2560 for byte in digest[:8]]


def _models(_: Arrived, __: Mapping[str, str]) -> Reply:
    return Reply("models", MODELS)


def _model(_: Arrived, segments: Mapping[str, str]) -> Reply | errors.Failure:
    name = segments["model"]
    if name in MODELS:
        return Reply("body", bodies.model(name))
    return errors.not_found()


_MAKERS: Mapping[str, Callable[[Arrived, Mapping[str, str]], Reply | errors.Failure]] = {
    "ChatCompletions_Create": _chat,
    "Responses_Create": _response,
    "Embeddings_Create": _embeddings,
    "Models_List": _models,
    "Models_Get": _model,
}
