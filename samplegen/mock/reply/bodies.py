"""Bodies of answers, valid against the types of the official ``openai`` package (3.57.0)."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections.abc import Sequence

from samplegen.mock.values import Arrived, Moment
from samplegen.model import Json

SAFE: Json = {
    category: {"filtered": False, "severity": "safe"}
    for category in ("hate", "self_harm", "sexual", "violence")
}
"""Azure's content filter with nothing to say about a text."""

PROMPT_FILTER: Json = [
    {
        "prompt_index": 0,
        "content_filter_results": {**SAFE, "jailbreak": {"filtered": False, "detected": False}},
    }
]


def tokens(text: str) -> int:
    """A likely number of tokens: four characters each, at least one."""
    return max(1, len(text) // 4)


def chat(sent: Arrived, text: str, moment: Moment, calls: Sequence[Json] = ()) -> dict[str, Json]:
    """A ``chat.completion`` as Azure sends it, with as many choices as were asked for.

    Args:
        calls: the functions that the model calls, in place of a text.
    """
    said: Json = {"tool_calls": [*calls], "content": None} if calls else {"content": text}
    message = {"role": "assistant", "refusal": None, "annotations": [], **said}
    choice = {
        "message": message,
        "logprobs": logprobs(text) if sent.member("logprobs") is True and not calls else None,
        "finish_reason": "tool_calls" if calls else "stop",
        "content_filter_results": {} if calls else SAFE,
    }
    return {
        "id": moment.id("chatcmpl-"),
        "object": "chat.completion",
        "created": moment.now,
        "model": sent.member("model", ""),
        "choices": [{"index": number, **choice} for number in range(int(sent.member("n") or 1))],
        "usage": chat_usage(sent, text),
        "system_fingerprint": "fp_3c1f0a7be2",
        "prompt_filter_results": PROMPT_FILTER,
    }


def logprobs(text: str) -> Json:
    """How sure the model was of each word: quite."""
    told = [
        {"token": word, "bytes": [*word.encode("utf-8", "replace")], **_SURE}
        for word in re.findall(r"\s*\S+", text)
    ]
    return {"content": told, "refusal": None}


_SURE: Json = {"logprob": -0.01, "top_logprobs": []}


def chat_usage(sent: Arrived, text: str) -> dict[str, Json]:
    """Tokens that a chat completion took."""
    prompt, completion = tokens(str(sent.member("messages", ""))), tokens(text)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"audio_tokens": 0, "cached_tokens": 0},
        "completion_tokens_details": {
            "accepted_prediction_tokens": 0,
            "audio_tokens": 0,
            "reasoning_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def response(sent: Arrived, output: Sequence[Json], moment: Moment) -> dict[str, Json]:
    """A completed ``response`` with these output items; what was asked is repeated in it."""
    return {
        "id": moment.id("resp_"),
        "object": "response",
        "created_at": moment.now,
        "status": "completed",
        "background": sent.member("background", False),
        "completed_at": moment.now,
        "content_filters": [_filter("prompt"), _filter("completion")],
        "error": None,
        "incomplete_details": None,
        "model": sent.member("model", ""),
        "output": list(output),
        "usage": response_usage(sent, output),
        **_repeated(sent),
    }


def response_usage(sent: Arrived, output: Sequence[Json]) -> dict[str, Json]:
    """Tokens that a response took."""
    given, made = tokens(str(sent.member("input", ""))), tokens(str(output))
    return {
        "input_tokens": given,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": made,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": given + made,
    }


def _filter(source: str) -> Json:
    return {"blocked": False, "source_type": source, "content_filter_results": SAFE}


def _repeated(sent: Arrived) -> dict[str, Json]:
    reasoning = {"effort": "medium", "summary": None, **(sent.member("reasoning") or {})}
    text = {"format": {"type": "text"}, "verbosity": "medium", **(sent.member("text") or {})}
    return {
        "instructions": sent.member("instructions"),
        "max_output_tokens": sent.member("max_output_tokens"),
        "max_tool_calls": sent.member("max_tool_calls"),
        "metadata": sent.member("metadata") or {},
        "parallel_tool_calls": sent.member("parallel_tool_calls", True),
        "previous_response_id": sent.member("previous_response_id"),
        "prompt_cache_key": sent.member("prompt_cache_key"),
        "reasoning": reasoning,
        "safety_identifier": sent.member("safety_identifier"),
        "service_tier": "default",
        "store": sent.member("store", True),
        "temperature": sent.member("temperature", 1.0),
        "text": text,
        "tool_choice": sent.member("tool_choice", "auto"),
        "tools": [_tool(tool) for tool in sent.member("tools") or ()],
        "top_logprobs": sent.member("top_logprobs", 0),
        "top_p": sent.member("top_p", 1.0),
        "truncation": sent.member("truncation", "disabled"),
        "user": sent.member("user"),
    }


def _tool(tool: Json) -> Json:
    if isinstance(tool, dict) and tool.get("type") == "mcp":
        unset = {"allowed_tools": None, "headers": None, "server_description": None}
        return {**unset, "require_approval": "always", **tool}
    return tool


def embeddings(
    sent: Arrived, vectors: Sequence[Sequence[float]], *, packed: bool
) -> dict[str, Json]:
    """A list of embeddings, in base64 where they are ``packed``, and as numbers otherwise."""
    data = [
        {"object": "embedding", "index": number, "embedding": pack(vector) if packed else [*vector]}
        for number, vector in enumerate(vectors)
    ]
    used = tokens(str(sent.member("input", "")))
    return {
        "object": "list",
        "data": data,
        "model": sent.member("model", ""),
        "usage": {"prompt_tokens": used, "total_tokens": used},
    }


def pack(vector: Sequence[float]) -> str:
    """Base64 of the numbers as little-endian 32-bit floats."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def vector(start: Sequence[float], dimensions: int) -> list[float]:
    """A vector that begins with ``start``; the rest follows from it, between -0.05 and 0.05."""
    digest = hashlib.sha256(repr([*start]).encode()).digest() * (dimensions // 32 + 1)
    padding = [(byte - 128) / 2560 for byte in digest[: max(0, dimensions - len(start))]]
    return [*start, *padding][:dimensions]


def models(names: Sequence[str]) -> dict[str, Json]:
    """The list of models with these names."""
    return {"object": "list", "data": [model(name) for name in names]}


def model(name: str) -> dict[str, Json]:
    """One model; ``created`` is the day on which the v1 endpoint became general, in seconds."""
    return {"id": name, "object": "model", "created": 1756166400, "owned_by": "system"}
