"""What a project's own tests replay."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from samplegen.model import Operation
from samplegen.spec import Specs
from samplegen.starter.recording import record


def recorded(
    specs: Specs, name: str, sends: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    (operation,) = (each for each in specs.operations if each.name == name)
    told: dict[str, Any] = json.loads(record(operation, specs.service.endpoint, sends or {}))
    return told


def test_it_tells_requests_answers_and_what_the_program_prints(specs: Specs) -> None:
    told = recorded(specs, "chat")
    assert told["operation"] == "chat"
    first = told["scenarios"][0]
    assert first["stdout"] == "Bill Gates and Paul Allen founded Microsoft on April 4, 1975.\n"
    assert first["exitCode"] == 0
    (exchange,) = first["exchanges"]
    assert exchange["request"] == {
        "method": "POST",
        "path": "/openai/v1/chat/completions",
        "model": "gpt-5-mini",
    }
    assert exchange["response"]["status"] == 200
    body = json.loads(exchange["response"]["body"])
    assert f"{body['choices'][0]['message']['content']}\n" == first["stdout"]


def test_failures_are_told_too(specs: Specs) -> None:
    scenarios = recorded(specs, "error-handling")["scenarios"]
    codes = {each["name"]: each["exitCode"] for each in scenarios}
    assert codes == {"answered": 0, "not-found": 1, "bad-request": 1, "unauthorized": 1}


def test_repeated_requests_stand_one_by_one(specs: Specs) -> None:
    (recovers, *_) = recorded(specs, "retries")["scenarios"]
    statuses = [each["response"]["status"] for each in recovers["exchanges"]]
    assert statuses == [429, 429, 429, 200]


def test_no_connection_has_to_break(specs: Specs) -> None:
    for operation in specs.operations:
        names = [each["name"] for each in recorded(specs, operation.name)["scenarios"]]
        assert names, operation.name
        assert "unreachable" not in names
        assert "cut" not in " ".join(names)


def test_streams_are_recorded_as_streams(specs: Specs) -> None:
    (scenario, *_) = recorded(specs, "chat-streaming")["scenarios"]
    response = scenario["exchanges"][0]["response"]
    assert response["headers"]["content-type"].startswith("text/event-stream")
    assert response["body"].endswith("data: [DONE]\n\n")


def test_answers_are_made_for_what_the_sdk_sends(specs: Specs) -> None:
    def vector(sends: Mapping[str, Mapping[str, Any]]) -> Any:
        (scenario, *_) = recorded(specs, "embeddings", sends)["scenarios"]
        body = json.loads(scenario["exchanges"][0]["response"]["body"])
        return body["data"][0]["embedding"]

    packed = vector({"/openai/v1/embeddings": {"encoding_format": "base64"}})
    assert len(base64.b64decode(packed)) == 4 * len(vector({}))


def test_it_is_the_same_every_time(specs: Specs) -> None:
    def every(operation: Operation) -> str:
        return record(operation, specs.service.endpoint, {})

    assert [every(each) for each in specs.operations] == [every(each) for each in specs.operations]
