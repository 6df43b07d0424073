"""What the service answers to a program, as a file that a project's own tests replay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from samplegen.mock.reply import respond
from samplegen.mock.values import Answer, Arrived, Moment, merge
from samplegen.model import Interaction, Json, Operation, Scenario

_NOW = 1_767_225_600  # 2026-01-01; recordings must not depend on the day
_HEADERS = ("apim-request-id", "content-type", "retry-after", "retry-after-ms", "x-request-id")


def record(operation: Operation, endpoint: str, sends: Mapping[str, Mapping[str, Any]]) -> str:
    """Writes the first scenario of an operation, and each in which a program must fail, as JSON.

    Left out are scenarios in which the connection breaks, and those whose number of requests
    varies between SDKs: servers that only replay cannot tell them.

    Args:
        endpoint: base URL of the service.
        sends: as in ``Starter``.
    """
    host = urlsplit(endpoint).hostname or ""
    told = [
        _scenario(scenario, host, sends)
        for place, scenario in enumerate(operation.scenarios)
        if _replayable(scenario) and (place == 0 or scenario.exit_code != 0)
    ]
    recording = {"operation": operation.name, "scenarios": told}
    return json.dumps(recording, indent=2, ensure_ascii=False) + "\n"


def _replayable(scenario: Scenario) -> bool:
    return all(
        one.least == one.most > 0 and one.reply.fault is None for one in scenario.interactions
    )


def _scenario(
    scenario: Scenario, host: str, sends: Mapping[str, Mapping[str, Any]]
) -> dict[str, Json]:
    flat = [one for one in scenario.interactions for _ in range(one.least)]
    exchanges = [_exchange(one, number, host, sends) for number, one in enumerate(flat, 1)]
    return {
        "name": scenario.name,
        "exchanges": exchanges,
        "stdout": scenario.stdout,
        "exitCode": scenario.exit_code,
    }


def _exchange(
    interaction: Interaction, number: int, host: str, sends: Mapping[str, Mapping[str, Any]]
) -> dict[str, Json]:
    request = interaction.request
    body = request.body
    if isinstance(body, dict):
        body = merge(body, sends.get(request.path, {}))
    arrived = Arrived(request.method, host, request.path, request.query, body=body)
    answer = respond.answer(interaction.reply, arrived, Moment(number, _NOW))
    expected: dict[str, Json] = {"method": request.method, "path": request.path}
    if isinstance(body, dict) and "model" in body:
        expected["model"] = body["model"]
    return {"request": expected, "response": _response(answer)}


def _response(answer: Answer) -> dict[str, Json]:
    headers = {name: answer.headers[name] for name in _HEADERS if name in answer.headers}
    body = b"".join(part.data for part in answer.parts).decode()
    return {"status": answer.status, "headers": headers, "body": body}
