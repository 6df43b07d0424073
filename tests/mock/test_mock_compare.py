"""Every check on what was sent, each with a run in which it fails."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from samplegen.mock import across, differences
from samplegen.mock.matching.between import deviations, without
from samplegen.model import (
    Auth,
    Exchange,
    Fault,
    Interaction,
    Reply,
    Request,
    Scenario,
    Tolerance,
)
from tests.mock.making import (
    API_KEY,
    AUDIENCE,
    CHAT,
    CHAT_BODY,
    ENTRA,
    MODELS,
    RESPONSES,
    SERVICE,
    exchange,
    once,
    scenario,
    token_request,
    with_token,
)

OWN = "the key from AZURE_OPENAI_API_KEY"
ALONE = f"expected {OWN} alone"

ONE = once(CHAT, Reply("text", "x"))
TWO = scenario(Interaction(CHAT, Reply("text", "x")), Interaction(RESPONSES, Reply("text", "y")))
OTHER = Request("POST", CHAT.path, body={**CHAT_BODY, "model": "other"})
ALIKE = scenario(Interaction(CHAT, Reply("text", "x")), Interaction(OTHER, Reply("text", "y")))
RETRIED = scenario(Interaction(CHAT, Reply("error", "RateLimited"), 3, 4, "They differ."))
FIXED = scenario(Interaction(CHAT, Reply("error", "RateLimited"), 3, 3))


def found(told: Scenario, *exchanges: Exchange, auth: Auth = API_KEY) -> list[str]:
    return list(differences(told, SERVICE, auth, exchanges))


@pytest.mark.parametrize(
    ("told", "auth", "exchanges"),
    [
        (ONE, API_KEY, [exchange()]),
        (ONE, API_KEY, [exchange(auth="api-key")]),
        (ONE, ENTRA, [token_request(), with_token()]),
        (ONE, ENTRA, [token_request(query={"resource": AUDIENCE + "/"}), with_token()]),
        (TWO, API_KEY, [exchange(), exchange(RESPONSES)]),
        (RETRIED, API_KEY, [exchange()] * 3),
        (RETRIED, API_KEY, [exchange()] * 4),
        (
            scenario(Interaction(CHAT, Reply("none", fault=Fault.REFUSED), 0, 0)),
            ENTRA,
            [token_request()],
        ),
        (once(MODELS, Reply("models", [])), API_KEY, [exchange(MODELS)]),
        (
            ONE,
            API_KEY,
            [exchange(), exchange(MODELS, host="www.example.com", auth="none", credential="")],
        ),
    ],
)
def test_a_run_as_it_should_be(told: Scenario, auth: Auth, exchanges: list[Exchange]) -> None:
    assert found(told, *exchanges, auth=auth) == []


# --- what is sent ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"path": "/openai/v1/completions"}, "request 1: path: expected /openai/v1/chat/completions, sent /openai/v1/completions"),
        ({"method": "PUT"}, "request 1: method: expected POST /openai/v1/chat/completions, sent PUT /openai/v1/chat/completions"),
        ({"query": {"api-version": "v1"}}, 'request 1: query.api-version: expected no such parameter, sent "v1"'),
        ({"body": {**CHAT_BODY, "model": "gpt-4"}}, 'request 1: body.model: expected "gpt-5-mini", sent "gpt-4"'),
        ({"body": {"model": "gpt-5-mini"}}, 'request 1: body.messages: expected [{"role": "user", "content": "What is an API?"}], sent nothing'),
        ({"headers": {"host": "other.openai.azure.com"}}, "request 1: header host: expected your-resource-name.openai.azure.com, sent other.openai.azure.com"),
        ({"complete": False}, "request 1: expected the reply to be read to its end, but the client closed the connection early"),
    ],
)  # fmt: skip
def test_a_request_that_differs(changed: dict[str, Any], sentence: str) -> None:
    assert found(ONE, exchange(**changed))[0] == sentence


def test_half_a_request() -> None:
    told = scenario(Interaction(Request("POST", CHAT.path), Reply("text", "x")))
    (sentence,) = found(told, exchange(body="{", status=0, complete=False))
    assert sentence == (
        "request 1: expected a whole request, but the client closed the connection in the middle of it"
    )


def test_a_member_that_must_not_be_sent() -> None:
    told = once(replace(CHAT, absent=("max_tokens",)), Reply("text", "x"))
    sent = exchange(body={**CHAT_BODY, "max_tokens": 7})
    assert found(told, sent) == ["request 1: body.max_tokens: must not be sent, sent 7"]


def test_a_header_that_must_be_sent() -> None:
    told = once(replace(CHAT, headers={"prefer": "x"}), Reply("text", "x"))
    assert found(told, exchange()) == ['request 1: header prefer: expected "x", sent nothing']


def test_a_stream_that_was_cut_on_purpose_need_not_be_read_to_its_end() -> None:
    told = once(CHAT, Reply("deltas", ["x"], fault=Fault.CUT, after=1))
    assert found(told, exchange(complete=False)) == []


# --- how often, and in which order ------------------------------------------------------------


def test_a_request_that_was_not_sent() -> None:
    assert found(ONE) == [
        "interaction 1 (POST /openai/v1/chat/completions): expected once, sent not at all"
    ]
    (sentence,) = found(TWO, exchange())
    assert sentence == "interaction 2 (POST /openai/v1/responses): expected once, sent not at all"


def test_a_request_that_was_sent_twice() -> None:
    (sentence,) = found(ONE, exchange(), exchange())
    assert sentence == "request 2: expected once, sent again: POST /openai/v1/chat/completions"
    (sentence,) = found(TWO, exchange(), exchange(), exchange(RESPONSES))
    assert sentence == "request 2: expected once, sent again: POST /openai/v1/chat/completions"


def test_a_request_after_the_last() -> None:
    (sentence,) = found(ONE, exchange(), exchange(MODELS))
    assert sentence == "request 2: expected no further request, sent GET /openai/v1/models"


def test_requests_in_another_order() -> None:
    sentences = found(TWO, exchange(RESPONSES), exchange())
    assert sentences == [
        "request 1: path: expected /openai/v1/chat/completions, sent /openai/v1/responses",
        "interaction 2 (POST /openai/v1/responses): expected once, sent not at all",
    ]


def test_requests_of_one_path_in_another_order() -> None:
    due, early = (f"interaction {n} (POST /openai/v1/chat/completions)" for n in (1, 2))
    assert found(ALIKE, exchange(OTHER), exchange()) == [
        f"request 1: order: expected {due}, sent too early: {early}",
        f"request 2: order: expected {early}, sent again: {due}",
    ]


@pytest.mark.parametrize(("told", "often"), [(RETRIED, "3 to 4 times"), (FIXED, "3 times")])
def test_retries_fewer_than_stated(told: Scenario, often: str) -> None:
    (sentence,) = found(told, exchange(), exchange())
    assert sentence.endswith(f": expected {often}, sent twice")


@pytest.mark.parametrize(("told", "often"), [(RETRIED, "3 to 4 times"), (FIXED, "3 times")])
def test_retries_more_than_stated(told: Scenario, often: str) -> None:
    (sentence,) = found(told, *[exchange()] * (told.interactions[0].most + 1))
    assert f": expected {often}, sent again: POST " in sentence


# --- signing in -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("auth", "changed", "sentence"),
    [
        (API_KEY, {"auth": "bearer-token", "credential": AUDIENCE},
         "expected the key from AZURE_OPENAI_API_KEY, sent a token for https://ai.azure.com"),
        (ENTRA, {"auth": "bearer-key", "credential": "AZURE_OPENAI_API_KEY"},
         "expected a token for https://ai.azure.com, sent the key from AZURE_OPENAI_API_KEY"),
        (API_KEY, {"auth": "bearer-key", "credential": "OPENAI_API_KEY"},
         "expected the key from AZURE_OPENAI_API_KEY, sent the key from OPENAI_API_KEY"),
        (API_KEY, {"auth": "api-key", "credential": "unknown"},
         "expected the key from AZURE_OPENAI_API_KEY, sent a key that is in no variable"),
        (API_KEY, {"auth": "none", "credential": ""},
         "expected the key from AZURE_OPENAI_API_KEY, sent none"),
        (ENTRA, {"auth": "bearer-token", "credential": "https://management.azure.com"},
         "expected a token for https://ai.azure.com, sent a token for https://management.azure.com"),
        (ENTRA, {"auth": "bearer-token", "credential": "unknown"},
         "expected a token for https://ai.azure.com, sent a token of another issuer"),
        (API_KEY, {"auth": "api-key+bearer-token", "credential": "AZURE_OPENAI_API_KEY+https://ai.azure.com"},
         f"{ALONE}, sent {OWN} and a token for https://ai.azure.com at once"),
        (API_KEY, {"auth": "api-key+bearer-key", "credential": "AZURE_OPENAI_API_KEY+AZURE_OPENAI_API_KEY"},
         f"{ALONE}, sent {OWN} and {OWN} at once"),
    ],
)  # fmt: skip
def test_a_wrong_credential(auth: Auth, changed: dict[str, Any], sentence: str) -> None:
    before = [token_request()] if auth is ENTRA else []
    assert found(ONE, *before, exchange(**changed), auth=auth) == [
        f"request 1: credential: {sentence}"
    ]


@pytest.mark.parametrize(
    ("auth", "changed", "sentence"),
    [
        (ENTRA, {"query": {"resource": "https://cognitiveservices.azure.com"}},
         'resource: expected "https://ai.azure.com", sent "https://cognitiveservices.azure.com"'),
        (ENTRA, {"query": {}}, 'resource: expected "https://ai.azure.com", sent ""'),
        (ENTRA, {"status": 401}, "refused with status 401: the header X-IDENTITY-HEADER is wrong"),
        (ENTRA, {"path": "/token"}, "expected GET /msi/token, sent GET /token"),
        (API_KEY, {}, "expected none, since API key needs no token"),
    ],
)  # fmt: skip
def test_a_wrong_token_request(auth: Auth, changed: dict[str, Any], sentence: str) -> None:
    sent = with_token() if auth is ENTRA else exchange()
    assert found(ONE, token_request(**changed), sent, auth=auth) == [f"token request 1: {sentence}"]


# --- hosts ------------------------------------------------------------------------------------


def test_a_credential_sent_to_another_host() -> None:
    leaked = with_token(MODELS, host="www.example.com", path="/")
    assert found(ONE, token_request(), leaked, with_token(), auth=ENTRA) == [
        "www.example.com: a token for https://ai.azure.com was sent to this host, which is not the endpoint"
    ]


@pytest.mark.parametrize(
    ("changed", "tried"),
    [
        ({"method": "CONNECT", "path": "api.openai.com:443"}, "asked for api.openai.com:443"),
        (
            {"method": "GET", "path": "http://api.openai.com/"},
            "sent GET http://api.openai.com/ without TLS",
        ),
    ],
)
def test_a_host_that_nobody_should_ask_for(changed: dict[str, Any], tried: str) -> None:
    stray = exchange(host="api.openai.com", auth="none", credential="", status=502, **changed)
    assert found(ONE, stray, stray, exchange()) == [
        f"api.openai.com: expected no connection but to your-resource-name.openai.azure.com:443, {tried}"
    ]


def test_the_right_host_at_a_wrong_port() -> None:
    stray = exchange(
        method="CONNECT", path="your-resource-name.openai.azure.com:8443", auth="none", status=502
    )
    (sentence,) = found(ONE, stray, exchange())
    assert sentence == (
        "your-resource-name.openai.azure.com: expected no connection but to "
        "your-resource-name.openai.azure.com:443, asked for your-resource-name.openai.azure.com:8443"
    )


def test_a_key_sent_in_the_clear() -> None:
    (sentence,) = found(ONE, exchange(host="api.openai.com", status=502), exchange())
    assert sentence == (
        "api.openai.com: the key from AZURE_OPENAI_API_KEY was sent to this host, which is not the endpoint"
    )


def test_a_key_sent_to_the_endpoint_in_the_clear() -> None:
    host = exchange().host
    clear = exchange(path=f"http://{host}/openai/v1/chat/completions", status=502)
    assert found(ONE, clear, exchange()) == [
        f"{host}: the key from AZURE_OPENAI_API_KEY was sent without TLS"
    ]


# --- languages among each other ---------------------------------------------------------------


def sent(*bodies: Any) -> list[Exchange]:
    return [token_request(), *(exchange(body=body) for body in bodies)]


def test_languages_that_mean_the_same() -> None:
    part = {"type": "text", "text": "What is an API?"}
    message = {"role": "user", "content": [part]}
    assert across({
        "go/chat/api-key": sent(CHAT_BODY),
        "csharp/chat/api-key": [exchange(body={**CHAT_BODY, "messages": [message]}, headers={"a": "b"}, at=3.0)],
        "java/chat/api-key": sent({**CHAT_BODY, "stream": False, "user": None}),
    }) == {}  # fmt: skip


def test_one_language_that_sends_more() -> None:
    found = across(
        {
            "csharp/chat/api-key": sent({**CHAT_BODY, "top_p": 1}),
            "go/chat/api-key": sent(CHAT_BODY),
            "java/chat/api-key": sent(CHAT_BODY),
        }
    )
    sentence = "across languages: request 1: body.top_p: expected nothing, sent 1"
    model = "(expected is what go/chat/api-key sends)"
    assert found == {"csharp/chat/api-key": (f"{sentence} {model}",)}


def test_a_tolerated_member() -> None:
    journals = {"a/b/c": sent({"encoding_format": "base64"}), "d/b/c": sent({})}
    assert across(journals, (Tolerance("encoding_format", "It is shorter."),)) == {}
    (sentence,) = across(journals)["d/b/c"]
    assert 'body.encoding_format: expected "base64", sent nothing' in sentence


def test_the_tolerance_that_a_sample_makes_use_of() -> None:
    shorter, other = Tolerance("encoding_format", "It is shorter."), Tolerance("user", "It may.")
    asked = {"encoding_format": "base64", "input": "a"}
    journals = {"a/b/c": sent({"input": "a"}), "d/b/c": sent(asked, asked), "e/b/c": sent(asked)}
    assert deviations(journals, (shorter, other)) == {"a/b/c": (shorter,)}
    assert deviations(journals, (other,)) == deviations(journals, ()) == deviations({}, ()) == {}


def test_a_tolerance_goes_through_lists_and_is_told_beside_other_differences() -> None:
    inside = Tolerance("body.tools.strict", "It is the default.")
    one, two = {"tools": [{"name": "f"}]}, {"tools": [{"name": "g", "strict": False}]}
    journals = {"a": sent(one), "b": sent(one), "c": sent(two)}
    assert deviations(journals, (inside,)) == {"c": (inside,)}
    (sentence,) = across(journals, (inside,))["c"]
    assert "strict" not in sentence


def test_another_path_method_host_query_or_number() -> None:
    for changed in ({"path": "/x"}, {"method": "PUT"}, {"host": "h"}, {"query": {"a": "b"}}):
        assert list(across({"a": [exchange()], "b": [exchange()], "c": [exchange(**changed)]})) == [
            "c"
        ]
    found = across(
        {"a": sent({"a": 1}, {"a": 2}), "b": sent({"a": 1}, {"a": 2}), "c": sent({"a": 1})}
    )
    assert found["c"] == ("across languages: expected 2 different requests as a sends, sent 1",)


def test_retries_are_not_compared_between_languages() -> None:
    assert across({"a": sent(*[CHAT_BODY] * 4), "b": sent(*[CHAT_BODY] * 3)}) == {}


def test_nothing_to_compare() -> None:
    assert across({}) == {}
    assert across({"a": sent(CHAT_BODY)}) == {}


def test_members_under_a_path_are_left_out() -> None:
    value = {"tools": [{"a": 1, "b": 2}, {"a": 3}], "x": {"y": {"z": 1, "w": 2}}}
    assert without(value, "tools.a") == {"tools": [{"b": 2}, {}], "x": value["x"]}
    assert without(value, "tools.1.a") == {"tools": [{"a": 1, "b": 2}, {}], "x": value["x"]}
    assert without(value, "x.y.z")["x"] == {"y": {"w": 2}}
    assert without(value, "no.such") == value


def test_a_member_that_the_service_does_not_know() -> None:
    body = {**CHAT_BODY, "max_token": 5}
    (sentence,) = found(ONE, exchange(body=body))
    assert sentence == "request 1: the service refuses it: Unknown parameter: 'max_token'."
