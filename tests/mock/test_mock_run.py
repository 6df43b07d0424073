"""Runs over real connections: CONNECT, TLS, identity, faults, journals."""

from __future__ import annotations

import collections
import functools
import http.client
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from samplegen.mock import Mock, RemoteRun, Run
from samplegen.model import Fault, Interaction, Reply, Request, Scenario
from tests.mock.making import (
    AUDIENCE,
    CHAT,
    CHAT_BODY,
    DECOY,
    HOST,
    KEY,
    KEYS,
    MODELS,
    RESPONSES,
    SERVICE,
    Got,
    call,
    events,
    once,
    plain_socket,
    scenario,
    send,
    tunnel,
)

Begin = Callable[[Scenario], Run]

HELLO = once(CHAT, Reply("text", "Hello."))
STREAMED = {**CHAT_BODY, "stream": True}
PIECES = ["Each", " word", " looks", " at the others."]


def token(
    run: Run | RemoteRun, secret: str | None = None, query: str = f"resource={AUDIENCE}"
) -> Got:
    connection = http.client.HTTPConnection("127.0.0.1", run.identity_port, timeout=20)
    headers = {"X-IDENTITY-HEADER": run.identity_secret if secret is None else secret}
    path = f"/msi/token?api-version=2019-08-01&{query}"
    try:
        return send(connection, Request("GET", path), headers=headers)
    finally:
        connection.close()


# --- answers ----------------------------------------------------------------------------------


def test_a_request_is_answered_and_kept(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    got = call(mock, run)
    assert (got.status, got.json["choices"][0]["message"]["content"]) == (200, "Hello.")
    (kept,) = run.close()
    assert (kept.method, kept.host, kept.path) == ("POST", HOST, CHAT.path)
    assert (kept.auth, kept.credential, kept.status) == ("bearer-key", "AZURE_OPENAI_API_KEY", 200)
    assert (kept.body, kept.query, kept.complete) == (CHAT_BODY, {}, True)
    assert 0 <= kept.at < 60
    assert run.close() == (kept,)


def test_interactions_are_answered_in_their_order_on_one_connection(
    mock: Mock, begin: Begin
) -> None:
    run = begin(
        scenario(
            Interaction(CHAT, Reply("error", "RateLimited"), 2, 2),
            Interaction(CHAT, Reply("text", "Hello.")),
        )
    )
    connection = tunnel(mock, run)
    assert [send(connection, CHAT).status for _ in range(4)] == [429, 429, 200, 400]
    connection.close()
    assert [kept.status for kept in run.close()] == [429, 429, 200, 400]


def test_a_wrong_body_is_answered_and_an_unexpected_path_is_not(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    unexpected = call(mock, run, RESPONSES)
    assert unexpected.status == 400
    assert "POST /openai/v1/responses" in unexpected.json["error"]["message"]
    lost = call(mock, run, Request("POST", "/openai/deployments/x/chat/completions"))
    assert (lost.status, lost.json["error"]) == (
        404,
        {"code": "404", "message": "Resource not found"},
    )
    assert call(mock, run, body={**CHAT_BODY, "model": "wrong"}).status == 200


def test_what_the_service_cannot_take_is_refused_whatever_the_scenario_says(
    mock: Mock, begin: Begin
) -> None:
    run = begin(HELLO)
    got = call(mock, run, body={**CHAT_BODY, "max_token": 5})
    assert (got.status, got.json["error"]["param"]) == (400, "max_token")


def test_reason_phrases_are_azures(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    got = call(mock, run, key="wrong")
    assert (got.status, got.reason) == (401, "PermissionDenied")
    assert "x-samplegen-reason" not in got.headers
    assert call(mock, run).reason == "Bad Request"  # the only interaction was used up


def test_ids_in_headers_differ(mock: Mock, begin: Begin) -> None:
    got = call(mock, begin(HELLO))
    assert got.headers["apim-request-id"] != got.headers["x-request-id"]
    assert "server" not in got.headers


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nope"}, {"api-key": "nope"}])
def test_without_a_key_that_fits_nothing_is_given(
    mock: Mock, begin: Begin, headers: dict[str, str]
) -> None:
    run = begin(HELLO)
    assert call(mock, run, headers=headers).status == 401
    (kept,) = run.close()
    assert kept.status == 401
    assert "nope" not in json.dumps(dict(kept.headers))


def test_a_reply_that_cannot_be_made_is_a_500_and_said(
    mock: Mock, begin: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    run = begin(once(CHAT, Reply("vectors", {"no": "dimensions"})))
    got = call(mock, run)
    assert (got.status, got.json["error"]["code"]) == (500, "EmulatorFailure")
    assert "KeyError: 'dimensions'" in got.json["error"]["message"]
    assert "no answer to POST /openai/v1/chat/completions" in caplog.text
    assert call(mock, run).status == 400


def test_a_name_that_is_none_gets_the_certificate_at_hand(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    with plain_socket(run.proxy_port) as raw:
        raw.sendall(f"CONNECT {HOST}:443 HTTP/1.1\r\n\r\n".encode())
        assert raw.recv(1000).startswith(b"HTTP/1.1 200 ")
        context = ssl.create_default_context(cafile=str(mock.trust.ca_pem))
        context.check_hostname = False
        with context.wrap_socket(raw, server_hostname="no_name.x") as secure:
            names = dict(secure.getpeercert() or {})["subjectAltName"]
    assert ("DNS", "*.openai.azure.com") in names


def test_a_decoy_is_answered_and_told_from_the_right_key(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    assert call(mock, run, headers={"api-key": DECOY}).status == 200
    (kept,) = run.close()
    assert (kept.auth, kept.credential) == ("api-key", "OPENAI_API_KEY")


# --- identity ---------------------------------------------------------------------------------


def test_a_token_opens_the_door(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    got = token(run)
    assert (got.status, got.json["resource"]) == (200, AUDIENCE)
    assert call(mock, run, key=got.json["access_token"]).status == 200
    asked, kept = run.close()
    assert (asked.host, asked.query["resource"], asked.auth) == ("identity", AUDIENCE, "none")
    assert (kept.auth, kept.credential) == ("bearer-token", AUDIENCE)
    assert run.identity_secret not in str(asked)


def test_a_token_for_something_else_does_not(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    got = token(run, query="resource=https://management.azure.com")
    denied = call(mock, run, key=got.json["access_token"])
    assert (denied.status, denied.json["statusCode"]) == (401, 401)
    assert run.close()[-1].credential == "https://management.azure.com"


@pytest.mark.parametrize(
    ("secret", "query", "status"), [("no", "resource=x", 401), (None, "", 400)]
)
def test_who_gets_no_token(begin: Begin, secret: str | None, query: str, status: int) -> None:
    assert token(begin(HELLO), secret, query).status == status


def test_the_identity_endpoint_knows_one_path(begin: Begin) -> None:
    run = begin(HELLO)
    connection = http.client.HTTPConnection("127.0.0.1", run.identity_port, timeout=20)
    assert send(connection, Request("GET", "/other")).status == 404
    connection.close()


# --- hosts ------------------------------------------------------------------------------------


def test_any_name_asked_for_gets_its_certificate(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    assert call(mock, run, host="YOUR-RESOURCE-NAME.openai.azure.com").status == 200
    assert call(mock, run, MODELS, host="www.example.com").status == 200
    assert [kept.host for kept in run.close()] == [HOST, "www.example.com"]


@pytest.mark.parametrize("target", ["api.openai.com:443", f"{HOST}:8443", f"{HOST}:0"])
def test_an_unknown_host_is_refused_and_kept(begin: Begin, target: str) -> None:
    run = begin(HELLO)
    with plain_socket(run.proxy_port) as connection:
        connection.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
        assert b"502 Bad Gateway" in _all(connection)
    (kept,) = run.close()
    assert (kept.method, kept.path, kept.status) == ("CONNECT", target, 502)
    assert kept.host == target.partition(":")[0]


def test_a_key_in_the_clear_is_refused_and_kept(begin: Begin) -> None:
    run = begin(HELLO)
    with plain_socket(run.proxy_port) as connection:
        connection.sendall(
            f"POST http://{HOST}/openai/v1/x?a=b HTTP/1.1\r\nHost: {HOST}\r\napi-key: {KEY}\r\n\r\n".encode()
        )
        assert b"502" in _all(connection)
    (kept,) = run.close()
    assert (kept.method, kept.host, kept.path) == ("POST", HOST, f"http://{HOST}/openai/v1/x")
    assert (kept.auth, kept.credential) == ("api-key", "AZURE_OPENAI_API_KEY")
    assert KEY not in str(kept)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x00\x05hello\r\n\r\n",
        b"\r\n\r\n",
        b"x" * 70000,
        b"CONNECT [ HTTP/1.1\r\n\r\n",
    ],
)
def test_garbage_does_not_stop_the_proxy(mock: Mock, begin: Begin, garbage: bytes) -> None:
    run = begin(HELLO)
    with plain_socket(run.proxy_port) as connection:
        connection.sendall(garbage)
        _all(connection)
    assert call(mock, run).status == 200


def test_a_client_that_does_not_believe_leaves_no_request(begin: Begin) -> None:
    run = begin(HELLO)
    connection = http.client.HTTPSConnection("127.0.0.1", run.proxy_port, timeout=20)
    connection.set_tunnel(HOST, 443)
    with pytest.raises(ssl.SSLCertVerificationError):
        connection.request("GET", "/")
    connection.close()
    assert run.close() == ()


def _all(connection: socket.socket) -> bytes:
    data = b""
    try:
        while piece := connection.recv(65536):
            data += piece
    except ConnectionResetError:
        pass
    return data


# --- faults -----------------------------------------------------------------------------------


def test_a_refused_connection(mock: Mock, begin: Begin) -> None:
    run = begin(once(CHAT, Reply("none", fault=Fault.REFUSED)))
    with pytest.raises(ConnectionRefusedError):
        plain_socket(run.proxy_port)
    assert token(run).status == 200
    assert [kept.host for kept in run.close()] == ["identity"]
    assert call(mock, begin(HELLO)).status == 200


def test_a_reset_connection(mock: Mock, begin: Begin) -> None:
    run = begin(once(CHAT, Reply("none", fault=Fault.RESET)))
    connection = tunnel(mock, run)
    connection.request("POST", CHAT.path, json.dumps(CHAT_BODY), {"api-key": KEY})
    assert connection.sock is not None
    below_tls = functools.partial(socket.socket.recv, connection.sock, 65536)
    with pytest.raises(ConnectionResetError):  # TLS takes a reset for an end
        collections.deque(iter(below_tls, b""), maxlen=0)
    connection.close()
    (kept,) = run.close()
    assert (kept.status, kept.body) == (0, CHAT_BODY)


@pytest.mark.parametrize("after", [0, 1, 3, 4])
def test_a_cut_stream(mock: Mock, begin: Begin, after: int) -> None:
    run = begin(once(CHAT, Reply("deltas", PIECES, fault=Fault.CUT, after=after)))
    connection = tunnel(mock, run)
    connection.request("POST", CHAT.path, json.dumps(STREAMED), {"api-key": KEY})
    response = connection.getresponse()
    with pytest.raises(http.client.IncompleteRead) as broken:
        response.read()
    response.close()
    connection.close()
    assert _texts(events(broken.value.partial)) == PIECES[:after]
    (kept,) = run.close()
    assert (kept.status, kept.complete) == (200, True)


def test_a_cut_stream_ends_tls_without_a_word(
    mock: Mock, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begin(once(CHAT, Reply("deltas", PIECES, fault=Fault.CUT, after=2)))
    connection = tunnel(mock, run)
    connection.connect()
    assert isinstance(connection.sock, ssl.SSLSocket)
    monkeypatch.setattr(connection.sock, "suppress_ragged_eofs", False)
    connection.request("POST", CHAT.path, json.dumps(STREAMED), {"api-key": KEY})
    data = bytearray()
    with pytest.raises(ssl.SSLEOFError):
        _until_the_end(connection.sock, data)
    connection.close()
    assert b" word" in data
    assert not data.endswith(b"0\r\n\r\n")


def _until_the_end(connection: socket.socket, data: bytearray) -> None:
    while piece := connection.recv(65536):
        data += piece


def test_a_cut_body(mock: Mock, begin: Begin) -> None:
    run = begin(once(CHAT, Reply("text", "Hello.", fault=Fault.CUT)))
    with pytest.raises(http.client.IncompleteRead):
        call(mock, run)


def test_a_stalled_stream_ends_with_its_run(mock: Mock, begin: Begin) -> None:
    run = begin(once(CHAT, Reply("deltas", PIECES, fault=Fault.STALLED, after=2)))
    connection = tunnel(mock, run)
    connection.request("POST", CHAT.path, json.dumps(STREAMED), {"api-key": KEY})
    response = connection.getresponse()
    data = b""
    while PIECES[1].encode() not in data:
        data += response.read1() or pytest.fail(f"the answer ended with {data!r}")
    (kept,) = run.close()
    assert (kept.status, kept.complete) == (200, True)
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        response.read()
    response.close()
    connection.close()


def test_a_stalled_stream_ends_with_its_client(mock: Mock, begin: Begin) -> None:
    run = begin(once(CHAT, Reply("none", fault=Fault.STALLED)))
    connection = tunnel(mock, run)
    connection.request("POST", CHAT.path, json.dumps(STREAMED), {"api-key": KEY})
    connection.close()
    (kept,) = run.close()
    assert (kept.status, kept.body) == (0, STREAMED)


def test_a_client_that_closes_a_long_stream_early_is_found_out(mock: Mock, begin: Begin) -> None:
    run = begin(once(CHAT, Reply("deltas", ["x" * 100_000] * 200)))
    connection = tunnel(mock, run)
    connection.request("POST", CHAT.path, json.dumps(STREAMED), {"api-key": KEY})
    response = connection.getresponse()
    response.read1(100)
    response.close()
    connection.close()
    (kept,) = run.close()
    assert (kept.status, kept.complete) == (200, False)


def _texts(chunks: list[object]) -> list[str]:
    deltas = [
        chunk["choices"][0]["delta"]
        for chunk in chunks
        if isinstance(chunk, dict) and chunk["choices"]
    ]
    return [delta["content"] for delta in deltas if delta.get("content")]


# --- many at once, and ends -------------------------------------------------------------------


def test_no_write_waits_for_an_acknowledgement(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    connection = tunnel(mock, run)
    send(connection, CHAT)
    ends = [gate.transport for gate in run._gates] + [one.transport for one in mock._room.guests]
    ends += [gate.peer.transport for gate in run._gates if gate.peer is not None]
    assert len(ends) >= 3
    for end in ends:
        assert end is not None
        raw = end.get_extra_info("socket")
        assert raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    connection.close()


def test_runs_in_many_threads_do_not_mix(mock: Mock) -> None:
    def once_through(number: int) -> tuple[str, list[object]]:
        request = Request("POST", CHAT.path, body={**CHAT_BODY, "model": f"m{number}"})
        with mock.open(once(request, Reply("text", f"Answer {number}")), KEYS) as run:
            got = call(mock, run, request)
            return got.json["choices"][0]["message"]["content"], [one.body for one in run.close()]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(once_through, range(24)))
    expected = [(f"Answer {n}", [{**CHAT_BODY, "model": f"m{n}"}]) for n in range(24)]
    assert found == expected


def test_a_request_on_its_way_when_the_run_is_closed_is_kept(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    connection = tunnel(mock, run)
    connection.connect()
    connection.request("POST", CHAT.path, json.dumps(CHAT_BODY), {"api-key": KEY})
    assert connection.sock is not None
    connection.sock.close()
    connection.close()
    assert [kept.body for kept in run.close()] == [CHAT_BODY]


def test_half_a_request_is_kept_as_not_answered(mock: Mock, begin: Begin) -> None:
    run = begin(HELLO)
    connection = tunnel(mock, run)
    connection.connect()
    assert connection.sock is not None
    connection.sock.sendall(
        f"POST {CHAT.path} HTTP/1.1\r\nHost: {HOST}\r\napi-key: {KEY}\r\nContent-Length: 99\r\n\r\n{{".encode()
    )
    connection.close()
    (kept,) = run.close()
    assert (kept.status, kept.complete) == (0, False)


def test_a_stranger_at_a_shared_port_gets_nothing(mock: Mock) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", mock._yard.plain, timeout=20)
    assert send(connection, CHAT).status == 404
    connection.close()


def test_ports_are_free_after_a_run(mock: Mock) -> None:
    with mock.open(HELLO, KEYS) as run:
        ports = run.proxy_port, run.identity_port
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            plain_socket(port)


def test_a_service_leaves_nothing_behind() -> None:
    before = threading.active_count()
    with Mock(SERVICE) as mock:
        directory = mock.trust.ca_pem.parent
        run = mock.open(HELLO, KEYS)
        connection = tunnel(mock, run)
        connection.connect()
    connection.close()
    assert not Path(directory).exists()
    assert threading.active_count() <= before + 1  # the key may still be in the making


def test_the_time_of_a_request_is_told_from_the_opening_of_its_run(mock: Mock) -> None:
    began = time.perf_counter()
    with mock.open(HELLO, KEYS) as run:
        call(mock, run)
        (kept,) = run.close()
    assert kept.at + kept.seconds <= time.perf_counter() - began


@pytest.mark.skipif(not shutil.which("keytool"), reason="no keytool on this machine")
def test_the_trust_store_is_one_that_java_reads(mock: Mock) -> None:
    trust = mock.trust
    listed = subprocess.run(
        [str(shutil.which("keytool")), "-list", "-keystore", trust.ca_p12, "-storetype", "PKCS12", "-storepass", trust.ca_password],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "trustedCertEntry" in listed.stdout
