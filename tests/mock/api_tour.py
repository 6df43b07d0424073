"""A walk through the whole API: every route is asked at least once, as a client would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from samplegen.mock.api import routes
from samplegen.mock.api.service import Api
from samplegen.mock.reply import forms
from samplegen.mock.values import Answer, Arrived, Moment
from tests.mock.making import NOON, arrived, events

CHAT = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "What is an API?"}]}
RESPONSE = {"model": "gpt-5-mini", "input": "What is an API?"}
FUNCTION = {
    "name": "weather",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
        "required": ["city", "days"],
    },
}
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["name", "tags"],
    "additionalProperties": False,
}
LINE = {"custom_id": "1", "method": "POST", "url": "/chat/completions", "body": CHAT}
BAD_LINE = {"custom_id": "2", "method": "POST", "url": "/chat/completions", "body": {"model": "m"}}
MCP = {"type": "mcp", "server_label": "learn", "server_url": "https://l"}


@dataclass(frozen=True)
class Visit:
    """A request and its answer."""

    route: routes.Route
    sent: Arrived
    answer: Answer

    @property
    def body(self) -> Any:
        return json.loads(self.data)

    @property
    def data(self) -> bytes:
        return b"".join(part.data for part in self.answer.parts)

    @property
    def events(self) -> list[Any]:
        return events(self.data)


@dataclass
class Walk:
    """A client that notes what it saw."""

    api: Api = field(default_factory=Api)
    visits: list[Visit] = field(default_factory=list)

    def ask(self, method: str, path: str, body: Any = None, **query: str) -> Visit:
        return self.send(arrived(routes.ROOT + path, body, method, query=query))

    def send(self, sent: Arrived) -> Visit:
        found = routes.find(sent.method, sent.path)
        assert found is not None, sent
        moment = Moment(len(self.visits) + 1, NOON.now)
        visit = Visit(found[0], sent, self.api.answer(sent, moment))
        self.visits.append(visit)
        return visit

    def make(self, path: str, body: Any = None, **query: str) -> Any:
        visit = self.ask("POST", path, body, **query)
        assert visit.answer.status == 200, visit.data
        return visit.body

    def get(self, path: str, **query: str) -> Any:
        visit = self.ask("GET", path, **query)
        assert visit.answer.status == 200, visit.data
        return visit.body

    def remove(self, path: str) -> Any:
        visit = self.ask("DELETE", path)
        assert visit.answer.status == 200, visit.data
        assert self.ask("GET", path).answer.status == 404
        return visit.body

    def upload(self, content: bytes, name: str = "a.jsonl", purpose: str = "batch") -> Any:
        visit = self.send(form({"purpose": purpose}, name, content))
        assert visit.answer.status == 200, visit.data
        return visit.body


def form(fields: Mapping[str, str], name: str, content: bytes) -> Arrived:
    """An upload as clients send it."""
    head = 'content-disposition: form-data; name="{}"'
    parts = [f"{head.format(key)}\r\n\r\n{value}".encode() for key, value in fields.items()]
    file = f'{head.format("file")}; filename="{name}"\r\ncontent-type: text/plain\r\n\r\n'
    blocks = [*parts, file.encode() + content]
    data = b"".join(b"--edge\r\n" + block + b"\r\n" for block in blocks) + b"--edge--\r\n"
    kind = "multipart/form-data; boundary=edge"
    return arrived(
        routes.ROOT + "/files", forms.fields(kind, data), headers={"content-type": kind}, data=data
    )


def tour() -> list[Visit]:
    """All visits of one walk."""
    walk = Walk()
    for part in (
        chats,
        responses,
        others,
        files_and_jobs,
        batches,
        vector_stores,
        conversations,
        evals,
    ):
        part(walk)
    return walk.visits


def chats(walk: Walk) -> None:
    made = walk.make("/chat/completions", {**CHAT, "store": True, "n": 2, "logprobs": True})
    walk.make("/chat/completions", {**CHAT, "tools": [{"type": "function", "function": FUNCTION}]})
    one = f"/chat/completions/{made['id']}"
    for more in (
        {},
        {"n": 2, "logprobs": True},
        {"tools": [{"type": "function", "function": FUNCTION}]},
    ):
        told = {**CHAT, **more, "stream": True, "stream_options": {"include_usage": True}}
        walk.ask("POST", "/chat/completions", told)
    walk.get("/chat/completions", limit="1", order="desc", model="gpt-5-mini")
    walk.get(one)
    walk.get(one + "/messages")
    walk.make(one, {"metadata": {"a": "b"}})
    walk.remove(one)


def responses(walk: Walk) -> None:
    made = walk.make("/responses", {**RESPONSE, "metadata": {"a": "b"}})
    one = f"/responses/{made['id']}"
    call = {"type": "function", "strict": False, **FUNCTION}
    for more in (
        {}, {"tools": [call]}, {"tools": [MCP]}, {"tools": [{**MCP, "require_approval": "never"}]},
        {"background": True}, {"text": {"format": {"type": "json_schema", "name": "x", "schema": SCHEMA}}},
        {"previous_response_id": made["id"]},
    ):  # fmt: skip
        walk.make("/responses", {**RESPONSE, **more})
        walk.ask("POST", "/responses", {**RESPONSE, **more, "stream": True})
    again = walk.make("/responses", {**RESPONSE, "background": True})
    for _ in range(3):
        walk.get(f"/responses/{again['id']}")
    stopped = walk.make("/responses", {**RESPONSE, "background": True})
    walk.make(f"/responses/{stopped['id']}/cancel")
    walk.get(one)
    walk.ask("GET", one, stream="true", starting_after="3")
    walk.get(one + "/input_items", limit="1")
    walk.make("/responses/compact", {"model": "gpt-5-mini", "input": "Say more."})
    walk.make("/responses/input_tokens", {"model": "gpt-5-mini", "input": "How much?"})
    walk.remove(one)


def others(walk: Walk) -> None:
    for form_of in ("float", "base64"):
        asked = {"model": "text-embedding-3-small", "input": ["a", "b"], "encoding_format": form_of}
        walk.make("/embeddings", asked)
    walk.get("/models")
    walk.get("/models/gpt-5-mini")
    walk.remove("/models/gpt-4o")


def files_and_jobs(walk: Walk) -> None:
    file = walk.upload(b'{"messages": []}\n', purpose="fine-tune")
    asked = {"model": "gpt-4.1-nano", "training_file": file["id"], "suffix": "mine"}
    job, other = walk.make("/fine_tuning/jobs", asked), walk.make("/fine_tuning/jobs", asked)
    one = f"/fine_tuning/jobs/{job['id']}"
    states = [walk.get(one)["status"] for _ in range(4)]
    assert states == ["queued", "running", "succeeded", "succeeded"]
    walk.get("/fine_tuning/jobs", limit="1")
    walk.get(one + "/events")
    walk.get(one + "/checkpoints")
    for what in ("pause", "resume", "cancel"):
        walk.make(f"/fine_tuning/jobs/{other['id']}/{what}")
    walk.get("/files", purpose="fine-tune")
    walk.get(f"/files/{file['id']}")
    walk.ask("GET", f"/files/{file['id']}/content")
    walk.remove(f"/files/{file['id']}")


def batches(walk: Walk) -> None:
    lines = "".join(json.dumps(line) + "\n" for line in (LINE, BAD_LINE, "nonsense"))
    file = walk.upload(lines.encode())
    asked = {
        "input_file_id": file["id"], "endpoint": "/v1/chat/completions", "completion_window": "24h",
    }  # fmt: skip
    batch, other = walk.make("/batches", asked), walk.make("/batches", asked)
    for _ in range(4):
        walk.get(f"/batches/{batch['id']}")
    walk.make(f"/batches/{other['id']}/cancel")
    walk.get(f"/batches/{other['id']}")
    walk.get("/batches")


def vector_stores(walk: Walk) -> None:
    file = walk.upload(b"An API is a contract.", "a.txt", "assistants")
    store = walk.make("/vector_stores", {"name": "mine"})
    one = f"/vector_stores/{store['id']}"
    walk.make(one + "/files", {"file_id": file["id"], "attributes": {"a": "b"}})
    inside = f"{one}/files/{file['id']}"
    walk.get(inside)
    walk.make(inside, {"attributes": {"a": "c"}})
    walk.get(inside + "/content")
    batch = walk.make(one + "/file_batches", {"file_ids": [file["id"]]})
    walk.get(f"{one}/file_batches/{batch['id']}")
    walk.get(f"{one}/file_batches/{batch['id']}/files")
    walk.make(f"{one}/file_batches/{batch['id']}/cancel")
    walk.make(one + "/search", {"query": "What is an API?"})
    walk.get(one + "/files", filter="completed")
    walk.get("/vector_stores")
    walk.get(one)
    walk.make(one, {"name": "yours"})
    walk.remove(inside)
    walk.remove(one)


def conversations(walk: Walk) -> None:
    said = [{"type": "message", "role": "user", "content": "Hello."}]
    made = walk.make("/conversations", {"items": said, "metadata": {"a": "b"}})
    one = f"/conversations/{made['id']}"
    spoken = {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "output_text", "text": "Hi."}],
    }
    called = {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": "{}"}
    got = {"type": "function_call_output", "call_id": "call_1", "output": "rain"}
    items = walk.make(one + "/items", {"items": [spoken, called, got]})["data"]
    walk.make("/responses", {**RESPONSE, "conversation": made["id"]})
    walk.get(one)
    walk.make(one, {"metadata": {"a": "c"}})
    walk.get(one + "/items", order="asc")
    for item in items:
        walk.get(f"{one}/items/{item['id']}")
    walk.remove(f"{one}/items/{items[0]['id']}")
    walk.remove(one)


def evals(walk: Walk) -> None:
    criterion = {
        "type": "string_check", "name": "same", "input": "{{sample.output_text}}", "operation": "eq",
        "reference": "{{item.answer}}",
    }  # fmt: skip
    graded = {
        "type": "label_model", "name": "polite", "model": "gpt-4o", "labels": ["yes", "no"],
        "passing_labels": ["yes"], "input": [{"role": "user", "content": "Is it polite?"}],
    }  # fmt: skip
    schema = {"type": "object", "properties": {"answer": {"type": "string"}}}
    config = {"type": "custom", "item_schema": schema, "include_sample_schema": True}
    made = walk.make(
        "/evals", {"data_source_config": config, "testing_criteria": [criterion, graded]}
    )
    one = f"/evals/{made['id']}"
    rows = {
        "type": "file_content",
        "content": [{"item": {"answer": "a"}}, {"item": {"answer": "b"}}],
    }
    source = {"type": "jsonl", "source": rows}
    run, other = (
        walk.make(one + "/runs", {"data_source": source}),
        walk.make(one + "/runs", {"data_source": source}),
    )
    states = [walk.get(f"{one}/runs/{run['id']}")["status"] for _ in range(3)]
    assert states == ["in_progress", "completed", "completed"]
    found = walk.get(f"{one}/runs/{run['id']}/output_items")["data"]
    walk.get(f"{one}/runs/{run['id']}/output_items/{found[0]['id']}")
    walk.make(f"{one}/runs/{other['id']}")
    walk.make(f"{one}/runs/{walk.make(one + '/runs', {'data_source': source})['id']}/cancel")
    walk.get(one + "/runs")
    walk.get("/evals")
    walk.get(one)
    walk.make(one, {"name": "renamed"})
    walk.remove(f"{one}/runs/{other['id']}")
    walk.remove(one)
