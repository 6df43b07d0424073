"""Requests that nobody would think of: made by schemathesis from the service's own document."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

from samplegen.mock.api.document import document
from tests.mock.serving import Served, served

pytestmark = pytest.mark.fuzz

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "8"))
"""Requests for each operation; ``make fuzz`` sends more than 10,000 in all."""

SCHEMA = schemathesis.openapi.from_dict(document())


@pytest.fixture(scope="module", params=[False, True], ids=["strict", "lenient"])
def service(request: pytest.FixtureRequest) -> Iterator[Served]:
    with served(lenient=request.param) as running:
        yield running


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[*HealthCheck],
)
def test_whatever_is_sent_is_answered(case: schemathesis.Case[Any], service: Served) -> None:
    case.call_and_validate(
        base_url=service.api, headers={"api-key": "any"}, checks=[not_a_server_error], timeout=20
    )


@pytest.mark.parametrize("name", ["a/b", "../files", "\ud800", "%2F", "", " ", "x" * 5000, "\0"])
def test_an_id_may_be_any_text(service: Served, name: str) -> None:
    for path, body in (
        ("/openai/v1/vector_stores", {"file_ids": [name]}),
        ("/openai/v1/responses", {"model": "m", "input": "x", "previous_response_id": name}),
        ("/openai/v1/responses", {"model": "m", "input": "x", "conversation": name}),
    ):
        assert service.ask("POST", path, body).status in (200, 400, 404)
