"""What a run sends to a real endpoint, what it does not, and what comes back."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import IncompleteRead
from queue import SimpleQueue
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplegen.mock import Mock, Run, Upstream, differences
from samplegen.mock.live.caller import Caller
from samplegen.mock.live.recording import Recorded
from samplegen.mock.live.upstream import Veil
from samplegen.model import Interaction, Reply, Request, Scenario
from tests.endpoint import Asked, Endpoint, Said, completion, endpoint
from tests.mock.making import (
    API_KEY,
    CHAT,
    CHAT_BODY,
    DECOY,
    KEY,
    KEYS,
    RESPONSES,
    RESPONSES_BODY,
    SERVICE,
    call,
    once,
    scenario,
    send,
    tunnel,
)

REAL = "the-real-key-of-the-caller"
TOKEN = "the-real-token-of-the-caller"
ROOT = "/openai/v1/"
ANSWERED = once(CHAT, Reply("text", "An interface."))
STREAMED = once(replace(CHAT, body={**CHAT_BODY, "stream": True}), Reply("deltas", ["a", "b"]))


@dataclass
class Live:
    mock: Mock
    there: Endpoint
    upstream: Upstream
    kept: list[Recorded] = field(default_factory=list)

    def open(self, told: Scenario = ANSWERED) -> Run:
        return self.mock.open(told, KEYS, live=True)


@contextmanager
def live(
    answer: Callable[[Asked], Said] | Said, path: str = "/v1", **settings: Any
) -> Iterator[Live]:
    kept: list[Recorded] = []
    with endpoint(answer if callable(answer) else lambda _: answer) as there:
        known = {
            "caller": Caller(REAL, lambda: TOKEN),
            "models": {},
            "most": 9,
            "note": kept.append,
        }
        upstream = Upstream(f"{there.url}{path}", ROOT, **{**known, **settings})
        with Mock(SERVICE, upstream=upstream) as mock:
            yield Live(mock, there, upstream, kept)


SAID = Said(completion("It is a contract."))


def test_what_follows_the_root_of_the_samples_is_asked_for_below_the_url() -> None:
    with live(SAID, "/prefix/v2") as found, found.open() as run:
        got = call(found.mock, run)
        assert (got.status, got.json) == (200, SAID.body)
        (asked,) = found.there.asked
        assert (asked.method, asked.path, asked.json) == (
            "POST",
            "/prefix/v2/chat/completions",
            CHAT_BODY,
        )
        assert differences(ANSWERED, SERVICE, API_KEY, run.close()) == ()


@pytest.mark.parametrize(
    ("sent", "name", "value"),
    [
        ({"Authorization": f"Bearer {KEY}"}, "authorization", f"Bearer {REAL}"),
        ({"api-key": KEY}, "api-key", REAL),
    ],
)
def test_the_key_is_swapped_in_the_form_in_which_it_came(
    sent: dict[str, str], name: str, value: str
) -> None:
    with live(SAID) as found, found.open() as run:
        call(found.mock, run, headers={**sent, "User-Agent": "toy/1", "Cookie": "a=b"})
        (asked,) = found.there.asked
        assert asked.headers[name] == value
        assert {"authorization", "api-key", "cookie"} & set(asked.headers) == {name}
        assert asked.headers["user-agent"] == "toy/1"
        assert KEY not in str(asked.headers)
        assert REAL not in str(run.close())


def test_a_token_is_swapped_for_the_callers() -> None:
    with live(SAID) as found, found.open() as run:
        endpoint_ = run.identity_endpoint.removeprefix("http://").partition("/")
        import http.client

        connection = http.client.HTTPConnection(endpoint_[0], timeout=20)
        request = Request("GET", "/msi/token?api-version=2019-08-01&resource=https://ai.azure.com")
        token = send(connection, request, headers={"X-IDENTITY-HEADER": run.identity_secret}).json
        connection.close()
        assert call(found.mock, run, key=token["access_token"]).status == 200
        assert found.there.asked[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_a_key_that_does_not_fit_goes_nowhere() -> None:
    with live(SAID) as found, found.open() as run:
        assert call(found.mock, run, key="wrong").status == 401
        assert found.there.asked == []


def test_a_model_has_its_other_name_in_the_forwarded_body_only() -> None:
    with live(SAID, models={"gpt-5-mini": "mine"}) as found, found.open() as run:
        call(found.mock, run)
        assert found.there.asked[0].json == {**CHAT_BODY, "model": "mine"}
        assert run.close()[0].body == CHAT_BODY
        assert found.kept[0].body == CHAT_BODY


def test_a_body_is_passed_on_to_the_byte() -> None:
    with live(SAID) as found, found.open() as run:
        connection = tunnel(found.mock, run)
        data = json.dumps(CHAT_BODY, indent=3).encode()
        connection.request("POST", CHAT.path, data, {"Authorization": f"Bearer {KEY}"})
        connection.getresponse().read()
        connection.close()
        assert found.there.asked[0].data == data


@pytest.mark.parametrize(
    "wrong",
    [
        Request("POST", CHAT.path, body={**CHAT_BODY, "model": "gpt-4"}),
        Request("POST", "/openai/v1/chat/complete", body=CHAT_BODY),
        Request("GET", CHAT.path),
    ],
)
def test_from_a_wrong_request_on_nothing_is_sent(wrong: Request) -> None:
    told = scenario(*(Interaction(CHAT, Reply("text", "An interface.")) for _ in range(2)))
    with live(SAID) as found, found.open(told) as run:
        call(found.mock, run, wrong)
        call(found.mock, run)
        assert found.there.asked == []
        assert run.failures == ()


def test_nothing_is_sent_more_often_than_the_scenario_says() -> None:
    with live(SAID) as found, found.open() as run:
        assert [call(found.mock, run).status for _ in range(3)] == [200, 400, 400]
        assert len(found.there.asked) == 1


def test_beyond_the_limit_nothing_is_sent_by_any_run() -> None:
    with live(SAID, most=1) as found:
        with found.open() as run:
            assert call(found.mock, run).status == 200
        with found.open() as run:
            got = call(found.mock, run)
            assert got.status == 502
            assert got.headers["x-should-retry"] == "false"
        assert run.failures == (
            "upstream: POST /openai/v1/chat/completions was not sent: the limit of 1 request is "
            "reached (--max-requests)",
        )
        assert len(found.there.asked) == 1


# --- what comes back --------------------------------------------------------------------------


def error(status: int, code: str, message: str) -> Said:
    return Said({"error": {"code": code, "message": message}}, status)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (error(401, "401", "Access denied."), "401 Unauthorized: Access denied. (the sample sent what it should; look at your own key"),
        (error(404, "DeploymentNotFound", "No such\n deployment."), "404 Not Found: DeploymentNotFound: No such deployment. (--model NAME=DEPLOYMENT says"),
        (error(429, "429", "Too many."), "429 Too Many Requests: Too many. (your quota is used up"),
        (Said({"statusCode": 401, "message": "No."}, 401), "401 Unauthorized: No. ("),
        (Said("oh", 500, kind="text/plain"), '500 Internal Server Error: no error, but text/plain: "oh"'),
        (Said("<html>", kind="text/html"), '200 OK: no error, but text/html: "<html>"'),
        (Said({}, 307, {"location": "http://127.0.0.1:1/"}), "307 Temporary Redirect: no error, but"),
    ],
)  # fmt: skip
def test_its_own_failures_are_told_as_such(said: Said, told: str) -> None:
    with live(said) as found, found.open() as run:
        got = call(found.mock, run)
        assert (got.status, got.headers["x-should-retry"]) == (said.status, "false")
        (failure,) = run.failures
        assert failure.startswith(f"upstream: POST /openai/v1/chat/completions was answered {told}")


def test_that_nobody_answers_is_told() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}/v1"
        with live(SAID) as found:
            found.upstream.url = url
            with found.open() as run:
                assert call(found.mock, run).status == 502
                (failure,) = run.failures
                assert failure.startswith(f"upstream: {url} cannot be reached: ")
                assert "refused" in failure or "Connect call failed" in failure


def test_a_stream_is_passed_on_as_it_comes() -> None:
    gate: SimpleQueue[bytes] = SimpleQueue()

    def pieces() -> Iterator[bytes]:
        yield b"data: 1\n\n"
        yield gate.get(timeout=20)

    said = Said(pieces=pieces(), kind="text/event-stream")
    with live(said) as found, found.open(STREAMED) as run:
        connection = tunnel(found.mock, run)
        body = json.dumps(STREAMED.interactions[0].request.body).encode()
        connection.request("POST", CHAT.path, body, {"Authorization": f"Bearer {KEY}"})
        response = connection.getresponse()
        assert response.read(9) == b"data: 1\n\n"  # before the endpoint has said the rest
        gate.put(b"data: [DONE]\n\n")
        assert response.read() == b"data: [DONE]\n\n"
        connection.close()
        assert run.failures == ()
        assert run.close()[0].complete
        assert found.kept[0].pieces == (b"data: 1\n\n", b"data: [DONE]\n\n")


def test_a_stream_that_the_client_leaves_is_told_and_not_kept() -> None:
    gate: SimpleQueue[bytes] = SimpleQueue()

    def pieces() -> Iterator[bytes]:
        yield b"data: 1\n\n"
        yield gate.get(timeout=20)

    said = Said(pieces=pieces(), kind="text/event-stream")
    with live(said) as found, found.open(STREAMED) as run:
        connection = tunnel(found.mock, run)
        body = json.dumps(STREAMED.interactions[0].request.body).encode()
        connection.request("POST", CHAT.path, body, {"Authorization": f"Bearer {KEY}"})
        response = connection.getresponse()
        assert response.read(9) == b"data: 1\n\n"
        response.close()
        connection.close()
        (exchange,) = run.close()
        gate.put(b"data: 2\n\n")
        assert not exchange.complete
        assert found.kept == []
        (told,) = differences(STREAMED, SERVICE, API_KEY, (exchange,))
        assert "read to its end" in told


def test_who_leaves_when_only_the_end_is_still_to_come_has_read_all() -> None:
    gate: SimpleQueue[None] = SimpleQueue()

    def pieces() -> Iterator[bytes]:
        yield b"data: [DONE]\n\n"
        gate.get(timeout=20)

    said = Said(pieces=pieces(), kind="text/event-stream")
    with live(said) as found, found.open(STREAMED) as run:
        connection = tunnel(found.mock, run)
        body = json.dumps(STREAMED.interactions[0].request.body).encode()
        connection.request("POST", CHAT.path, body, {"Authorization": f"Bearer {KEY}"})
        response = connection.getresponse()
        assert response.read(14) == b"data: [DONE]\n\n"
        response.close()
        connection.close()
        gate.put(None)
        (exchange,) = run.close()
        assert exchange.complete
        assert len(found.kept) == 1


def test_a_stream_that_breaks_off_breaks_off_for_the_client() -> None:
    said = Said(pieces=[b"data: 1\n\n"], kind="text/event-stream", broken=True)
    with live(said) as found, found.open(STREAMED) as run:
        with pytest.raises((IncompleteRead, ConnectionError)):
            call(found.mock, run, STREAMED.interactions[0].request)
        (failure,) = run.failures
        assert "broke its reply off" in failure
        assert found.kept == []


def test_a_secret_that_the_endpoint_repeats_is_not_passed_on() -> None:
    with live(Said({"key": f"<{REAL}>"}, headers={"x-key": REAL, "set-cookie": "a=b"})) as found:
        with found.open() as run:
            got = call(found.mock, run)
        assert got.json == {"key": "<[secret]>"}
        assert got.headers["x-key"] == "[secret]"
        assert "set-cookie" not in got.headers
        assert REAL not in str(found.kept)


def test_a_secret_is_found_across_the_pieces_of_a_stream() -> None:
    pieces = [b"data: " + REAL[:5].encode(), REAL[5:].encode() + b"\n\n"]
    with live(Said(pieces=pieces, kind="text/event-stream")) as found, found.open(STREAMED) as run:
        got = call(found.mock, run, STREAMED.interactions[0].request)
        assert got.data == b"data: [secret]\n\n"


@given(st.lists(st.binary(max_size=4) | st.sampled_from([b"ab", b"abc", b"cab"]), max_size=9))
def test_however_it_is_cut_what_is_shown_is_what_is_there_without_secrets(
    pieces: list[bytes],
) -> None:
    veil = Veil(["abc"])
    shown = b"".join([*map(veil.feed, pieces), veil.end()])
    assert shown == b"".join(pieces).replace(b"abc", b"[secret]")


# --- ids --------------------------------------------------------------------------------------

APPROVAL = scenario(
    Interaction(
        RESPONSES,
        Reply("output", [{"type": "mcp_approval_request", "id": "mcpr_told"}], members={"id": "resp_told"}),
    ),
    Interaction(
        Request("POST", RESPONSES.path, body={"previous_response_id": "resp_told", "input": [{"approval_request_id": "mcpr_told"}]}),
        Reply("output", [{"type": "message", "text": "Done."}]),
    ),
)  # fmt: skip


def test_ids_of_the_endpoint_stand_for_those_of_the_scenario() -> None:
    asking = {
        "id": "resp_real",
        "output": [
            {"type": "reasoning", "id": "r"},
            {"type": "mcp_approval_request", "id": "mcpr_real"},
        ],
    }
    replies = iter([Said(asking), Said({"id": "resp_later", "output": []})])
    with live(lambda _: next(replies)) as found, found.open(APPROVAL) as run:
        assert call(found.mock, run, RESPONSES).json["id"] == "resp_real"
        body = {
            "previous_response_id": "resp_real",
            "input": [
                {
                    "type": "mcp_approval_response",
                    "approval_request_id": "mcpr_real",
                    "approve": True,
                }
            ],
            "model": "gpt-5-mini",
        }
        assert call(found.mock, run, RESPONSES, body=body).status == 200
        assert found.there.asked[1].json == body
        assert run.failures == ()
        assert differences(APPROVAL, SERVICE, API_KEY, run.close()) == ()


def test_that_a_model_did_not_ask_is_not_put_down_to_the_sample() -> None:
    with live(Said({"id": "resp_real", "output": [{"type": "message"}]})) as found:
        with found.open(APPROVAL) as run:
            call(found.mock, run, RESPONSES, body=RESPONSES_BODY)
        assert run.failures == (
            "upstream: POST /openai/v1/responses was answered 200 OK without an item of type "
            "mcp_approval_request, which the next request needs",
        )


def test_decoys_are_none_of_the_endpoints_business() -> None:
    with live(SAID) as found, found.open() as run:
        call(found.mock, run, key=DECOY)
        assert DECOY not in str(found.there.asked)
        told = differences(ANSWERED, SERVICE, API_KEY, run.close())
        assert "sent the key from OPENAI_API_KEY" in told[0]
