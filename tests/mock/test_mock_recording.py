"""Recordings: what is kept of an exchange, files with errors, and the service that tells it again."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from samplegen.errors import InputError, WriteError
from samplegen.mock.live.recording import Recorded, load, recorder
from samplegen.mock.live.replay import Tape
from samplegen.mock.standalone import Wanted, serving
from tests.mock.making import (
    CHAT,
    CHAT_BODY,
    NOON,
    RESPONSES_BODY,
    RESPONSES_PATH,
    SERVICE,
    arrived,
)


def recorded(**more: Any) -> Recorded:
    known: dict[str, Any] = {
        "method": "POST", "path": CHAT.path, "query": {}, "body": CHAT_BODY, "status": 200,
        "headers": {"content-type": "application/json"}, "pieces": (b'{"a":1}',), "streamed": False,
    }  # fmt: skip
    return Recorded(**{**known, **more})


STREAM = recorded(
    body={**CHAT_BODY, "stream": True},
    headers={"content-type": "text/event-stream"},
    pieces=("data: ü".encode()[:-1], "ü".encode()[-1:] + b"\n\n", b"data: [DONE]\n\n"),
    streamed=True,
)


def write(path: Path, *kept: Recorded) -> None:
    with recorder(path, "https://example.com") as note:
        for one in kept:
            note(one)


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    text = recorded(pieces=(b"\xff\xfeno text",), status=500)
    lone = recorded(pieces=(b'{"a":"\\ud800"}',))
    write(path, recorded(), STREAM, text, lone)
    assert [(one.line, one.pieces, one.status, one.streamed) for one in load(path)] == [
        (2, (b'{"a":1}',), 200, False),
        (3, STREAM.pieces, 200, True),
        (4, text.pieces, 500, False),
        (5, lone.pieces, 200, False),
    ]


def test_it_can_be_read_by_people(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    write(path, recorded(), STREAM)
    first, one, stream = map(json.loads, path.read_text().splitlines())
    assert first == {"recording": 1, "target": "https://example.com"}
    assert one["request"]["body"] == CHAT_BODY
    assert one["reply"]["body"] == {"a": 1}
    assert stream["reply"]["pieces"][2] == "data: [DONE]\n\n"


def test_a_recording_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"no/r\.jsonl: the recording cannot be written \(No such"):
        write(tmp_path / "no" / "r.jsonl")


HEAD = '{"recording": 1}\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ":1:1: no JSON: Expecting value"),
        ("[]", ':1: a recording begins with {"recording": 1}'),
        ('{"recording": 2}', ':1: a recording begins with {"recording": 1}'),
        (HEAD + "{\n", ":2:2: no JSON: Expecting property name"),
        (HEAD + "\n\n7", ":4: 7 is not of type 'object'"),
        (HEAD + '{"request": {"method": "GET"}, "reply": {"status": 200}}', ":2: request: 'path' is a required property"),
        (HEAD + '{"request": {"method": "GET", "path": "/"}, "reply": {"status": "200"}}', ":2: reply.status: '200' is not of type 'integer'"),
        (HEAD + '{"request": {"method": "GET", "path": "/"}, "reply": {"status": 99}}', ":2: reply.status: 99 is less than the minimum of 200"),
        (HEAD + '{"request": {"method": "GET", "path": "/"}, "reply": {"status": 200, "headers": {"a": 1}}}', ":2: reply.headers.a: 1 is not of type 'string'"),
        (HEAD + '{"request": {"method": "GET", "path": "/"}, "reply": {"status": 200, "pieces": ["\\ud800"]}}', ":2: reply.pieces: 'utf-8' codec"),
        (HEAD + "[" * 100_000, ":2: no JSON: too deep"),
    ],
)  # fmt: skip
def test_a_file_with_an_error_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(text)
    with pytest.raises(InputError, match=re.escape(f"{path}{told}")):
        load(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"r\.jsonl: the recording cannot be read \(No such file"):
        load(tmp_path / "r.jsonl")


# --- told again -------------------------------------------------------------------------------


@pytest.fixture
def tell() -> Callable[..., tuple[int, Any]]:
    tape = Tape(
        [
            recorded(line=2, pieces=(b"1",)),
            recorded(line=3, path=RESPONSES_PATH, body=RESPONSES_BODY, pieces=(b"2",)),
            recorded(line=4, pieces=(b"3",)),
        ]
    )

    def tell(*sent: Any, **more: Any) -> tuple[int, Any]:
        answer = tape.answer(arrived(*sent, **more), NOON)
        return answer.status, json.loads(b"".join(part.data for part in answer.parts))

    return tell


def test_the_same_request_gets_its_answers_in_order_and_again(tell: Callable[..., Any]) -> None:
    asked = [(CHAT.path, CHAT_BODY)] * 2 + [
        (RESPONSES_PATH, RESPONSES_BODY),
        (CHAT.path, CHAT_BODY),
    ]
    assert [tell(*one) for one in asked] == [(200, 1), (200, 3), (200, 2), (200, 1)]


def test_what_means_the_same_is_the_same(tell: Callable[..., Any]) -> None:
    message = {"role": "user", "content": RESPONSES_BODY["input"], "type": "message"}
    assert tell(RESPONSES_PATH, {**RESPONSES_BODY, "input": [message], "user": None}) == (200, 2)


def test_another_body_is_told_with_what_comes_nearest(tell: Callable[..., Any]) -> None:
    status, body = tell(RESPONSES_PATH, {**RESPONSES_BODY, "model": "gpt-4", "store": True})
    assert status == 400
    assert body["error"] == {
        "code": "NotRecorded",
        "message": "POST /openai/v1/responses was not recorded with this request; nearest is line 3: "
        'body.model: expected "gpt-5-mini", sent "gpt-4"; '
        "body.store: expected nothing, sent true.",
    }


def test_another_route_is_told_with_what_comes_nearest(tell: Callable[..., Any]) -> None:
    status, body = tell("/openai/v1/chat/completion", CHAT_BODY)
    assert status == 404
    assert body["error"]["message"] == (
        "POST /openai/v1/chat/completion was not recorded; nearest is "
        "POST /openai/v1/chat/completions in line 2."
    )
    assert tell(CHAT.path, CHAT_BODY, "GET")[0] == 404


def test_an_empty_recording_says_so() -> None:
    answer = Tape([]).answer(arrived(), NOON)
    assert b"the recording is empty" in answer.parts[0].data


def events(lines: list[str]) -> Iterator[bytes]:
    for line in lines:
        yield f"data: {line}\n\n".encode()


def test_the_official_sdk_reads_a_recorded_stream() -> None:
    choice = {"index": 0, "delta": {"content": "Hello"}, "finish_reason": None}
    chunk = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [choice],
    }
    told = recorded(**{
        **{name: getattr(STREAM, name) for name in ("body", "headers", "streamed")},
        "pieces": tuple(events([json.dumps(chunk), "[DONE]"])),
    })  # fmt: skip

    async def said() -> list[str | None]:
        async with serving(Wanted(SERVICE, replay=[told])) as found:
            client = openai.AsyncOpenAI(base_url=found["api"], api_key="any")
            async with client:
                body: Any = {**CHAT_BODY, "stream": True}
                stream = await client.chat.completions.create(**body)
                return [one.choices[0].delta.content async for one in stream]

    assert asyncio.run(said()) == ["Hello"]


def test_who_has_a_wrong_key_is_told_nothing() -> None:
    async def status() -> int:
        wanted = Wanted(SERVICE, api_keys=["right"], replay=[recorded()])
        async with serving(wanted) as found:
            client = openai.AsyncOpenAI(base_url=found["api"], api_key="wrong", max_retries=0)
            async with client:
                body: Any = CHAT_BODY
                with pytest.raises(openai.AuthenticationError) as problem:
                    await client.chat.completions.create(**body)
                return problem.value.status_code

    assert asyncio.run(status()) == 401
