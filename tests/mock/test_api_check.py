"""What the service says of a request that it cannot take."""

from __future__ import annotations

from typing import Any

import pytest

from samplegen.mock.api.service import Api
from tests.mock.api_tour import CHAT, RESPONSE, Walk

USER = CHAT["messages"]
MESSAGE = {"role": "user", "content": [{"type": "image_url"}]}


def told(method: str, path: str, body: Any = None, *, lenient: bool = False, **query: str) -> Any:
    visit = Walk(Api(lenient=lenient)).ask(method, path, body, **query)
    if visit.answer.status == 200:
        return None
    assert visit.answer.status == 400
    error = visit.body["error"]
    assert error["type"] == "invalid_request_error"
    return error["message"], error["param"], error["code"]


@pytest.mark.parametrize(
    ("body", "message", "param", "code"),
    [
        ({"messages": USER}, "Missing required parameter: 'model'.", "model", "missing_required_parameter"),
        ({"model": "m"}, "Missing required parameter: 'messages'.", "messages", "missing_required_parameter"),
        ({**CHAT, "max_token": 5}, "Unknown parameter: 'max_token'.", "max_token", "unknown_parameter"),
        ({**CHAT, "stream": True, "max_token": 5}, "Unknown parameter: 'max_token'.", "max_token", "unknown_parameter"),
        ({**CHAT, "messages": "hi"}, "Invalid type for 'messages': expected an array, but got a string instead.",
         "messages", "invalid_type"),
        ({**CHAT, "messages": []}, "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
         "messages", "empty_array"),
        ({**CHAT, "messages": [{"role": "boss", "content": "x"}]},
         "Invalid value: 'boss'. Supported values are: 'developer', 'system', 'user', 'assistant', 'tool', 'function'.",
         "messages[0].role", "invalid_value"),
        ({**CHAT, "messages": [*USER, {"role": "user", "content": 5}]},
         "Invalid type for 'messages[1].content': expected a string or an array, but got an integer instead.",
         "messages[1].content", "invalid_type"),
        ({**CHAT, "messages": [MESSAGE]}, "Missing required parameter: 'messages[0].content[0].image_url'.",
         "messages[0].content[0].image_url", "missing_required_parameter"),
        ({**CHAT, "tools": [{"type": "function", "function": {}}]}, "Missing required parameter: 'tools[0].function.name'.",
         "tools[0].function.name", "missing_required_parameter"),
        ({**CHAT, "temperature": 3}, "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
         "temperature", "decimal_above_max_value"),
        ({**CHAT, "n": 0}, "Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead.",
         "n", "integer_below_min_value"),
        ({**CHAT, "stream": "yes"}, "Invalid type for 'stream': expected a boolean or null, but got a string instead.",
         "stream", "invalid_type"),
    ],
)  # fmt: skip
def test_a_chat_completion(body: Any, message: str, param: str, code: str) -> None:
    assert told("POST", "/chat/completions", body) == (message, param, code)


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({**RESPONSE, "max_tokens": 5}, "max_tokens"),
        ({**RESPONSE, "input": [{"type": "nonsense"}]}, "input[0].type"),
        ({**RESPONSE, "input": [{"role": "user", "content": [{"type": "input_text"}]}]}, "input[0].content[0].text"),
        ({**RESPONSE, "tools": [{"type": "mcp"}]}, "tools[0].server_label"),
        ({**RESPONSE, "reasoning": {"effort": "great"}}, "reasoning.effort"),
    ],
)  # fmt: skip
def test_a_response_names_the_place(body: Any, param: str) -> None:
    assert told("POST", "/responses", body)[1] == param


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"limit": "many"}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"order": "up"}, "order"),
        ({"what": "x"}, "what"),
        ({"limit": "1", "order": "asc", "api-version": "v1"}, None),
        ({"a[]": "1", "a[b]": "2", "a": "3"}, "a"),
    ],
)
def test_a_query(query: dict[str, str], param: str | None) -> None:
    found = told("GET", "/files", lenient=False, **query)
    assert (found and found[1]) == param


@pytest.mark.parametrize("body", [None, "text", [1], 5])
def test_a_body_that_is_no_object(body: Any) -> None:
    assert told("POST", "/chat/completions", body)[0].startswith("We could not parse the JSON body")


def test_azures_own_members_are_known() -> None:
    assert (
        told("POST", "/chat/completions", {**CHAT, "data_sources": [{"type": "azure_search"}]})
        is None
    )


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({**CHAT, "unknown": 1, "temperature": 9}, None),
        ({"messages": USER}, "model"),
        ({**CHAT, "n": "two"}, "n"),
    ],
)
def test_a_lenient_service_looks_at_types_and_required_members_only(body: Any, param: Any) -> None:
    found = told("POST", "/chat/completions", body, lenient=True)
    assert (found and found[1]) == param


def test_a_form_without_its_file() -> None:
    assert told("POST", "/files", {"purpose": "batch"})[1] == "file"
    assert told("POST", "/files", "not a form")[0].startswith("We could not parse")
