"""The operations of the repository: whoever sends what a spec says gets through without a difference."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable
from typing import Any

import pytest
from openai.types import CreateEmbeddingResponse
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.responses import Response, ResponseStreamEvent

from samplegen.mock import Mock, Run, differences
from samplegen.model import Fault, Filter, Interaction, Scenario
from samplegen.spec import Specs
from tests.mock.making import API_KEY, KEY, SERVICE, call, events, validate

Begin = Callable[[Scenario], Run]


def test_each_scenario_is_answered_as_it_says(mock: Mock, begin: Begin, specs: Specs) -> None:
    for operation in specs.operations:
        for scenario in operation.scenarios:
            run = begin(scenario)
            for step in scenario.interactions:
                for _ in range(step.most):
                    exchange(mock, run, step)
            found = differences(scenario, SERVICE, API_KEY, run.close())
            assert found == (), (operation.name, scenario.name)


def exchange(mock: Mock, run: Run, step: Interaction) -> None:
    if step.reply.fault is not None:
        with pytest.raises(Exception, match=r"."):
            call(mock, run, step.request, headers={"api-key": KEY})
        return
    got = call(mock, run, step.request)
    if step.reply.kind == "error":
        assert got.status >= 400
        return
    assert got.status == 200
    CHECKS[step.request.path.rpartition("/")[2]](step, got.data)


def chat(step: Interaction, data: bytes) -> None:
    if not step.request.body.get("stream"):
        validate(ChatCompletion, json.loads(data))
        return
    for chunk in events(data)[1:-1]:
        if step.reply.filter is Filter.ASYNCHRONOUS and "delta" not in chunk["choices"][0]:
            continue  # Azure's own: of no official type, and tested with the filter
        validate(ChatCompletionChunk, chunk)


def responses(step: Interaction, data: bytes) -> None:
    if not step.request.body.get("stream"):
        made = json.loads(data)
        validate(Response, made)
        assert made["id"] == step.reply.members.get("id", made["id"])
        return
    for event in events(data):
        validate(ResponseStreamEvent, event)


def embeddings(step: Interaction, data: bytes) -> None:
    made = json.loads(data)
    validate(CreateEmbeddingResponse, made)
    assert made["usage"] == step.reply.members["usage"]
    assert made["data"][0]["embedding"][:3] == list(step.reply.value["starts"][0])


def models(step: Interaction, data: bytes) -> None:
    assert [model["id"] for model in json.loads(data)["data"]] == list(step.reply.value)


CHECKS: dict[str, Callable[[Interaction, bytes], Any]] = {
    "completions": chat,
    "responses": responses,
    "embeddings": embeddings,
    "models": models,
}


def test_four_decimals_survive_32_bits(specs: Specs) -> None:
    """What a spec wants printed is the same whether a client got floats or base64."""
    (operation,) = (one for one in specs.operations if one.name == "embeddings")
    replies = [one.interactions[0].reply for one in operation.scenarios]
    answered = [reply.value["starts"] for reply in replies if reply.kind == "vectors"]
    assert answered
    for starts in answered:
        for start in starts:
            packed = base64.b64encode(struct.pack(f"<{len(start)}f", *start))
            unpacked = struct.unpack(f"<{len(start)}f", base64.b64decode(packed))
            assert [f"{one:.4f}" for one in unpacked] == [f"{one:.4f}" for one in start]


def test_refused_scenarios_name_the_fault(specs: Specs) -> None:
    faults = {
        step.reply.fault
        for operation in specs.operations
        for scenario in operation.scenarios
        for step in scenario.interactions
    }
    assert {Fault.REFUSED, Fault.CUT} <= faults
