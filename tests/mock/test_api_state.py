"""What the store keeps, pages of it, and what the emulated model says."""

from __future__ import annotations

from typing import Any

import pytest
from openai.types import CreateEmbeddingResponse
from openai.types.responses import Response

from samplegen.mock.api import model
from samplegen.mock.api.document import document
from samplegen.mock.api.routes import ROUTES, find
from samplegen.mock.api.store import MOST, Stage, Store, page
from tests.mock.api_tour import CHAT, RESPONSE, Walk
from tests.mock.making import validate

MCP = {"type": "mcp", "server_label": "learn", "server_url": "https://l"}
APPROVAL = {"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": True}


def test_an_object_goes_on_by_a_stage_each_time() -> None:
    store = Store()
    store.put("/jobs/1", "first", Stage("second", {"/files/2": "made"}), Stage("last"))
    assert (store.get("/jobs/1"), store.get("/files/2")) == ("first", None)
    assert [store.advance("/jobs/1") for _ in range(3)] == ["second", "last", "last"]
    assert store.get("/files/2") == "made"


def test_what_lies_under_an_object_goes_with_it() -> None:
    store = Store()
    for path in ("/a/1", "/a/1/b/2", "/a/1/b/2/c/3", "/a/11/b/4"):
        store.put(path, path)
    assert store.remove("/a/1") == "/a/1"
    assert (store.all("/a/1/b"), store.all("/a/1/b/2/c")) == ([], [])
    assert store.all("/a/11/b") == ["/a/11/b/4"]
    assert store.remove("/a/1") is None


def test_a_collection_forgets_its_oldest() -> None:
    store = Store()
    for number in range(MOST + 2):
        store.put(f"/a/{number}", number)
    assert store.all("/a") == [*range(2, MOST + 2)]


OBJECTS = [{"id": name} for name in "abcde"]


@pytest.mark.parametrize(
    ("query", "ids", "more"),
    [
        ({}, "edcba", False),
        ({"order": "asc"}, "abcde", False),
        ({"limit": 2}, "ed", True),
        ({"limit": 2, "after": "d"}, "cb", True),
        ({"after": "b", "order": "asc"}, "cde", False),
        ({"before": "c"}, "ed", False),
        ({"after": "no-such"}, "edcba", False),
        ({"after": "a"}, "", False),
    ],
)
def test_a_page(query: Any, ids: str, more: bool) -> None:
    found = page(OBJECTS, query)
    assert ("".join(one["id"] for one in found["data"]), found["has_more"]) == (ids, more)
    assert (found["first_id"], found["last_id"]) == ((ids[0], ids[-1]) if ids else (None, None))


# --- what the model says ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ("hi", "hi"),
        ([{"role": "user", "content": "a"}, {"role": "user", "content": "b"}, {"role": "assistant", "content": "c"}], "b"),
        ([{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url"}]}], "a"),
        ([{"type": "mcp_approval_response"}], ""),
        ([1, {"role": "user", "content": 2}], ""),
        (None, ""),
    ],
)  # fmt: skip
def test_the_last_word_of_the_user(items: Any, text: str) -> None:
    assert model.last_text(items) == text


@pytest.mark.parametrize(
    ("given", "count", "length"),
    [
        ({"input": "a"}, 1, 1536),
        ({"input": ["a", "b"], "model": "text-embedding-3-large"}, 2, 3072),
        ({"input": [1, 2, 3], "dimensions": 8}, 1, 8),
        ({"input": [[1, 2], [3]], "dimensions": 2.0}, 2, 2),
    ],
)
def test_embeddings_of_what_is_asked(given: Any, count: int, length: int) -> None:
    body = Walk().make("/embeddings", {"model": "text-embedding-3-small", **given})
    validate(CreateEmbeddingResponse, body)
    assert [len(one["embedding"]) for one in body["data"]] == [length] * count


def test_equal_texts_have_equal_vectors() -> None:
    asked = {"model": "mine", "input": ["a", "a", "b"]}
    one, other, third = Walk().make("/embeddings", asked)["data"]
    assert one["embedding"] == other["embedding"] != third["embedding"]


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({}, ["reasoning", "message"]),
        ({"tools": [{**MCP, "require_approval": "never"}]}, ["mcp_list_tools", "mcp_call", "message"]),
        ({"tools": [MCP]}, ["mcp_list_tools", "mcp_approval_request"]),
        ({"tools": [MCP], "input": [APPROVAL]}, ["mcp_call", "message"]),
        ({"tools": [MCP], "input": [{**APPROVAL, "approve": False}]}, ["message"]),
    ],
)  # fmt: skip
def test_tools_are_listed_asked_about_and_called(more: Any, kinds: list[str]) -> None:
    response = Walk().make("/responses", {**RESPONSE, **more})
    validate(Response, response)
    assert [item["type"] for item in response["output"]] == kinds


def test_json_where_it_was_asked_for() -> None:
    body = Walk().make("/chat/completions", {**CHAT, "response_format": {"type": "json_object"}})
    assert body["choices"][0]["message"]["content"] == '{"answer": "answer"}'


# --- routes, and the document that is made of them --------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/openai/v1/nothing"),
        ("PUT", "/openai/v1/files"),
        ("GET", "/openai/v1/files/"),
        ("GET", "/files"),
        ("GET", "/openai/v1"),
    ],
)
def test_a_path_that_there_is_not(method: str, path: str) -> None:
    assert find(method, path) is None


def test_a_segment_may_hold_anything() -> None:
    found = find("GET", "/openai/v1/models/ft:gpt-4o%2Fmine")
    assert found is not None
    assert found[1] == {"model": "ft:gpt-4o/mine"}


def test_the_document_has_every_route_once() -> None:
    operations = [one for path in document()["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations]
    assert sorted(names) == sorted(route.operation for route in ROUTES)
    assert len(set(names)) == len(names)
