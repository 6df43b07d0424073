"""What nobody should send: the service says no, or nothing, and goes on serving others."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import openai
import pytest

from samplegen.mock import Mock, Run
from samplegen.mock.standalone import Wanted, serving
from samplegen.mock.wire import connection, listener, reading, room
from samplegen.mock.wire.reading import parse
from samplegen.mock.wire.tls import Authority
from samplegen.model import Latency, Operation, Reply, Request, Scenario
from tests.mock.making import (
    CHAT,
    CHAT_BODY,
    HOST,
    KEY,
    SERVICE,
    Got,
    call,
    once,
    plain_socket,
    send,
)

Begin = Callable[[Scenario], Run]

HELLO = once(CHAT, Reply("text", "Hello."))
MEGABYTE = 1024 * 1024
PIECES = [f" word{number}" for number in range(20)]
SLOWLY = Reply("deltas", PIECES, latency=Latency(first=0.05, between=0.01))
SLOW_REQUEST = Request("POST", CHAT.path, body={"model": "slow"})


@contextlib.contextmanager
def service(*operations: Operation) -> Iterator[int]:
    """The port of a service without TLS, in a thread of this process."""
    told, ports, stop = threading.Event(), [0], asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with serving(Wanted(SERVICE, operations)) as addresses:
            ports[0] = int(addresses["api"].rpartition(":")[2].partition("/")[0])
            told.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert told.wait(20)
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    slow = once(SLOW_REQUEST, SLOWLY)
    with service(Operation("slow", "", "", {}, (slow,))) as port:
        yield port


def ask(port: int, request: Request = CHAT, **headers: str) -> Got:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        return send(client, request, headers={"api-key": KEY, **headers})
    finally:
        client.close()


def raw(port: int, data: bytes) -> bytes:
    """All that comes back for these bytes, until the service closes the connection."""
    with plain_socket(port) as client:
        client.sendall(data)
        return rest(client)


def rest(client: socket.socket) -> bytes:
    data = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := client.recv(65536):
            data += piece
    return data


def post(
    body: bytes, *headers: bytes, path: bytes = CHAT.path.encode(), last: bool = True
) -> bytes:
    length = b"Content-Length: %d" % len(body)
    close = b"Connection: close" if last else b"Connection: keep-alive"
    lines = (b"POST %b HTTP/1.1" % path, b"Host: h", b"api-key: k", length, close, *headers)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def get(path: bytes, *headers: bytes) -> bytes:
    return post(b"", *headers, path=path).replace(b"POST", b"GET", 1)


# --- too much ---------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["Content-Length", "Transfer-Encoding"])
def test_a_body_of_100_megabytes_is_refused_and_the_client_reads_why(port: int, named: str) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    client.putrequest("POST", CHAT.path)
    client.putheader(named, str(100 * MEGABYTE) if named == "Content-Length" else "chunked")
    client.endheaders()
    piece = b"x" * MEGABYTE
    for _ in range(100):
        client.send(piece if named == "Content-Length" else b"100000\r\n" + piece + b"\r\n")
    answer = client.getresponse()
    error = json.loads(answer.read())["error"]
    client.close()
    assert (answer.status, error["code"]) == (413, "RequestEntityTooLarge")
    assert str(reading.BODY_LIMIT) in error["message"]
    assert answer.headers["connection"] == "close"
    assert ask(port).status == 200


def test_the_sdk_tells_a_body_that_is_too_large(port: int) -> None:
    client = openai.OpenAI(
        base_url=f"http://127.0.0.1:{port}/openai/v1", api_key=KEY, max_retries=0
    )
    with client, pytest.raises(openai.APIStatusError) as told:
        client.embeddings.create(model="m", input="x" * (reading.BODY_LIMIT + 1))
    assert told.value.status_code == 413


def test_a_body_that_is_too_large_stands_in_the_journal_of_its_run(
    mock: Mock, begin: Begin
) -> None:
    run = begin(HELLO)
    assert call(mock, run, body={"x": "x" * reading.BODY_LIMIT}).status == 413
    assert call(mock, run).status == 200
    assert [(kept.status, kept.body) for kept in run.close()] == [(413, None), (200, CHAT_BODY)]


def test_a_form_may_be_larger(port: int) -> None:
    kind = b"Content-Type: multipart/form-data; boundary=b"
    head = b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--b\r\n'
    head += b'Content-Disposition: form-data; name="file"; filename="f.jsonl"\r\n\r\n'
    body = head + b"x" * (reading.BODY_LIMIT + 1) + b"\r\n--b--\r\n"
    answer = raw(port, post(body, kind, path=b"/openai/v1/files"))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"bytes":%d' % (reading.BODY_LIMIT + 1) in answer


@pytest.mark.parametrize(
    "request_",
    [
        post(b"", path=b"/" + b"x" * reading.HEAD_LIMIT),
        post(b"", *(b"x-%d: y" % number for number in range(20_000))),
        post(b"", b"x: " + b"y" * reading.HEAD_LIMIT),
        b"GET /" + b"x" * (2 * reading.HEAD_LIMIT),
        b"GET / HTTP/1.1\r\nx: " + b"y" * (2 * reading.HEAD_LIMIT),
    ],
    ids=["path", "headers", "header", "path without end", "header without end"],
)
def test_a_head_that_is_too_large(port: int, request_: bytes) -> None:
    answer = raw(port, request_)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"RequestHeaderFieldsTooLarge" in answer
    assert ask(port).status == 200


def test_a_long_head_that_is_not_too_large(port: int) -> None:
    path = b"/openai/v1/models/" + b"x" * 30_000
    answer = raw(port, get(path, b"x: " + b"y" * 30_000))
    assert answer.startswith(b"HTTP/1.1 404 ")


# --- not what it should be --------------------------------------------------------------------


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",
        b"hello\r\n\r\n",
        b"\x00" * 100,
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\na: b\0c\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_no_http_is_told_so(port: int, garbage: bytes) -> None:
    answer = raw(port, garbage)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert ask(port).status == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"model": ' + b"[" * 200_000, 400),
        (b'{"model": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
        (b'{"model": "m", "messages": ' + b'{"a":' * 150 + b"1" + b"}" * 151, 400),
        (b'{"model": "\xff\xfe"}', 400),
        (b"\xed\xa0\x80", 400),
        (b"\x00", 400),
        (b'{"model": NaN}', 400),
        (b'{"model": ' + b"9" * 5000 + b"}", 400),
        (b"null", 400),
        (b"", 400),
        (b'{"model": "\\u0000", "messages": [{"role": "user", "content": "\\u0000"}]}', 200),
        (b'{"model": "m", "messages": [{"role": "user", "content": "\\ud800"}]}', 200),
    ],
)  # fmt: skip
def test_bodies_that_are_hard_to_read(port: int, body: bytes, status: int) -> None:
    assert raw(port, post(body)).startswith(b"HTTP/1.1 %d " % status)
    assert json.loads(ask(port, Request("GET", "/_samplegen/journal")).data)


@pytest.mark.parametrize(
    "path",
    [
        b"/openai/v1/models/%00", b"/openai/v1/models/%ff", b"/openai/v1/models/\xff", b"//", b"/%",
        b"/openai/v1/../../etc/passwd", b"/?" + b"&" * 1000, b"http://[", b"http://h/openai/v1/no", b"*",
    ],
)  # fmt: skip
def test_paths_that_lead_nowhere(port: int, path: bytes) -> None:
    answer = raw(port, get(path))
    assert answer[9:12] in {b"400", b"404"}
    assert ask(port).status == 200


def test_json_is_read_to_a_depth_that_everything_bears() -> None:
    within = b"[" * reading.DEPTH_LIMIT + b"]" * reading.DEPTH_LIMIT
    assert isinstance(parse(within), list)
    assert isinstance(parse(b"[" + within + b"]"), str)
    assert isinstance(parse(b"[%b[]]" % (b"[]," * 1000)), list)


def test_a_header_that_would_split_an_answer_is_not_sent(
    mock: Mock, begin: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    at_once = Reply("text", "Hello.", headers={"x-a": "b\r\nx-c: d"})
    late = Reply("text", "Hello.", headers=at_once.headers, latency=Latency(first=0.001))
    got = call(mock, begin(once(CHAT, at_once)))
    assert (got.status, got.json["error"]["code"]) == (500, "EmulatorFailure")
    assert "x-c" not in got.headers
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        call(mock, begin(once(CHAT, late)))
    assert "a header of the answer holds a line break" in caplog.text


def test_garbage_where_tls_is_spoken(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    raw(mock._yard.tls, b"GET / HTTP/1.1\r\n\r\n")
    raw(mock._yard.tls, b"\x16\x03\x01\x00\xff" + b"\xff" * 255)
    with plain_socket(run.proxy_port) as client:
        client.sendall(f"CONNECT {HOST}:443 HTTP/1.1\r\n\r\n".encode() + b"\x00" * 1000)
        rest(client)
    assert call(mock, run).status == 200
    assert [kept.status for kept in run.close()] == [200]


# --- slow, and many ---------------------------------------------------------------------------


def test_clients_that_are_slow_to_ask_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_seats", lambda: 8)
    with service() as port, contextlib.ExitStack() as stack:
        slow = [stack.enter_context(plain_socket(port)) for _ in range(8)]
        for client in slow:
            client.sendall(b"GET / HTTP/1.1\r\nx")
        assert [ask(port).status for _ in range(3)] == [200, 200, 200]
        assert rest(slow[0]) == b""


@pytest.mark.parametrize(
    ("state", "data", "answer"),
    [
        ("idle", b"", b""),
        ("head", b"POST / HTTP/1.1\r\nx: y", b"HTTP/1.1 408 "),
        ("body", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx", b"HTTP/1.1 408 "),
    ],
)
def test_patience_has_an_end(
    monkeypatch: pytest.MonkeyPatch, state: str, data: bytes, answer: bytes
) -> None:
    monkeypatch.setattr(room, "TICK", 0.01)
    monkeypatch.setitem(connection.SECONDS, state, 0.0)
    with service() as port:
        assert raw(port, data)[:13] == answer


def test_the_proxy_has_no_more_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "TICK", 0.01)
    monkeypatch.setattr("samplegen.mock.wire.proxy.HEAD_SECONDS", 0.0)
    with Mock(SERVICE) as mock, mock.open(HELLO, {}) as run:
        assert raw(run.proxy_port, b"CONNECT ") == b""


def test_200_slow_streams_at_a_time_lose_nothing(port: int) -> None:
    count = 200

    async def texts() -> list[str]:
        begun, together = [0], asyncio.Event()

        async def one(client: openai.AsyncOpenAI) -> str:
            stream = await client.chat.completions.create(model="slow", messages=[], stream=True)
            said = ""
            async for chunk in stream:
                said += (chunk.choices[0].delta.content or "") if chunk.choices else ""
                if said == PIECES[0]:  # nobody reads on before everybody was answered
                    begun[0] += 1
                    if begun[0] == count:
                        together.set()
                    await together.wait()
            return said

        base = f"http://127.0.0.1:{port}/openai/v1"
        async with openai.AsyncOpenAI(base_url=base, api_key=KEY, timeout=60) as client:
            return await asyncio.gather(*(one(client) for _ in range(count)))

    assert asyncio.run(texts()) == ["".join(PIECES)] * count


# --- HTTP as it is rarely spoken --------------------------------------------------------------


def test_requests_on_one_connection_are_answered_in_their_order(port: int) -> None:
    slow = json.dumps({"model": "slow", "stream": True, "messages": []}).encode()
    quick = json.dumps(CHAT_BODY).encode()
    answer = raw(port, post(slow, last=False) + post(quick, last=False) * 2000 + post(quick))
    assert answer.count(b"HTTP/1.1 200 OK\r\n") == 2002
    assert answer.index(b"[DONE]") < answer.index(b"What is an API?")


def test_garbage_after_a_request_does_not_keep_it_from_being_answered(port: int) -> None:
    answer = raw(port, post(json.dumps(CHAT_BODY).encode(), last=False) + b"\0\0\0\r\n\r\n")
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"400"]


def test_leave_to_send_the_body_is_given_or_not(port: int) -> None:
    asks = b"Expect: 100-continue\r\nConnection: close\r\napi-key: k\r\nHost: h\r\n"
    body = json.dumps(CHAT_BODY).encode()
    with plain_socket(port) as client:
        head = f"POST {CHAT.path} HTTP/1.1\r\nContent-Length: {len(body)}\r\n".encode()
        client.sendall(head + asks + b"\r\n")
        assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(body)
        assert rest(client).startswith(b"HTTP/1.1 200 ")
    large = b"POST / HTTP/1.1\r\nContent-Length: 999999999\r\n"
    assert raw(port, large + asks + b"\r\n").startswith(b"HTTP/1.1 413 ")


def test_an_upgrade_is_declined_by_answering(port: int) -> None:
    offer = (b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAAQAAP__")
    wanted = get(b"/openai/v1/models", *offer)
    wanted = wanted.replace(b"Connection: close", b"Connection: Upgrade, HTTP2-Settings")
    assert raw(port, wanted).startswith(b"HTTP/1.1 200 ")
    assert raw(port, get(b"h:443").replace(b"GET", b"CONNECT")).startswith(b"HTTP/1.1 404 ")


def test_http_of_1996_gets_its_stream_without_chunks(port: int) -> None:
    body = json.dumps({**CHAT_BODY, "stream": True}).encode()
    answer = raw(port, post(body, last=False).replace(b"HTTP/1.1", b"HTTP/1.0"))
    head, _, data = answer.partition(b"\r\n\r\n")
    assert b"transfer-encoding" not in head
    assert data.startswith(b"data: ")
    assert data.endswith(b"data: [DONE]\n\n")


def test_only_the_head_is_sent_where_only_that_is_asked_for(port: int) -> None:
    answer = raw(port, b"HEAD /_samplegen/health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-length: " in head
    assert body == b""


def test_a_connection_that_the_client_has_closed_already_can_be_cut(tmp_path: Path) -> None:
    authority = Authority()
    trust = authority.write(tmp_path)

    async def cut() -> None:
        server = await asyncio.start_server(
            lambda *_: None, "127.0.0.1", 0, ssl=authority.context(HOST)
        )
        _, writer = await asyncio.open_connection(
            "127.0.0.1", server.sockets[0].getsockname()[1], server_hostname=HOST,
            ssl=ssl.create_default_context(cafile=str(trust.ca_pem)),
        )  # fmt: skip
        writer.transport.close()
        writer.transport.close()
        await listener.cut(cast("asyncio.Transport", writer.transport))
        server.close()

    asyncio.run(cut())
