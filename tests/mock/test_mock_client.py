"""The official client against the service, as a sample runs: proxy, CA and identity by environment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import openai
import pytest
from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import OpenAI

from samplegen.mock import Run, differences
from samplegen.model import Fault, Interaction, Reply, Request, Scenario
from tests.mock.making import (
    API_KEY,
    CHAT,
    CHAT_BODY,
    CHAT_PATH,
    EMBEDDINGS_PATH,
    ENTRA,
    KEY,
    MODELS,
    RESPONSES,
    RESPONSES_PATH,
    SERVICE,
    once,
    scenario,
)

MESSAGES: Any = CHAT_BODY["messages"]
ASKED: Any = {"model": "gpt-5-mini", "messages": MESSAGES}
INPUT: Any = {"model": "gpt-5-mini", "input": "What is an API?"}
PIECES = ["Each", " word “looks”", " at the others\n", "and keeps", " what matters. 👀"]

Program = Callable[[OpenAI], Any]


@pytest.fixture
def run_with(begin: Callable[[Scenario], Run], around: Callable[[Run], None]) -> Any:
    """Runs a program in one scenario: what it gave, and the differences that are found."""

    def run_with(
        told: Scenario, program: Program, *, token: bool = False, retries: int = 2
    ) -> tuple[Any, tuple[str, ...]]:
        run = begin(told)
        around(run)
        with client(retries, token=token) as made:
            got = program(made)
        return got, differences(told, SERVICE, ENTRA if token else API_KEY, run.close())

    return run_with


@contextmanager
def client(retries: int, *, token: bool) -> Iterator[OpenAI]:
    if not token:
        with OpenAI(base_url=SERVICE.endpoint, api_key=KEY, max_retries=retries) as made:
            yield made
        return
    with DefaultAzureCredential() as credential:
        provider = get_bearer_token_provider(credential, SERVICE.scope)
        with OpenAI(base_url=SERVICE.endpoint, api_key=provider, max_retries=retries) as made:
            yield made


def test_chat_with_a_key_and_with_a_token(run_with: Any) -> None:
    for token in (False, True):
        told = once(CHAT, Reply("text", "Hello."))
        completion, found = run_with(
            told, lambda c: c.chat.completions.create(**ASKED), token=token
        )
        assert completion.choices[0].message.content == "Hello."
        assert completion._request_id
        assert found == ()


def test_a_chat_stream(run_with: Any) -> None:
    told = once(
        Request("POST", CHAT_PATH, body={**CHAT_BODY, "stream": True}), Reply("deltas", PIECES)
    )

    def program(made: OpenAI) -> list[Any]:
        with made.chat.completions.create(**ASKED, stream=True) as stream:
            return list(stream)

    chunks, found = run_with(told, program)
    texts = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices]
    assert [text for text in texts if text] == PIECES
    assert chunks[0].choices == []
    assert found == ()


def test_the_stream_helper_of_chat(run_with: Any) -> None:
    """The helper joins chunks by ``index`` and ``object``, and takes offence at Azure's first."""
    told = once(CHAT, Reply("deltas", PIECES))

    def program(made: OpenAI) -> Any:
        with made.chat.completions.stream(
            **ASKED, stream_options={"include_usage": True}
        ) as stream:
            return stream.get_final_completion()

    completion, found = run_with(told, program)
    assert completion.choices[0].message.content == "".join(PIECES)
    assert completion.usage.total_tokens > 0
    assert found == ()


def test_a_response(run_with: Any) -> None:
    told = once(RESPONSES, Reply("text", "Hello."))
    response, found = run_with(told, lambda c: c.responses.create(**INPUT), token=True)
    assert response.output_text == "Hello."
    assert [item.type for item in response.output] == ["reasoning", "message"]
    assert found == ()


def test_a_responses_stream(run_with: Any) -> None:
    told = once(RESPONSES, Reply("deltas", PIECES))

    def program(made: OpenAI) -> list[Any]:
        with made.responses.create(**INPUT, stream=True) as stream:
            return list(stream)

    events, found = run_with(told, program)
    texts = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert texts == PIECES
    everything = [event.delta for event in events if hasattr(event, "delta")]
    assert "".join(everything) != "".join(PIECES)  # a sample that prints every delta is caught
    assert found == ()


def test_the_stream_helper_of_responses(run_with: Any) -> None:
    def program(made: OpenAI) -> Any:
        with made.responses.stream(**INPUT) as stream:
            return stream.get_final_response()

    response, found = run_with(once(RESPONSES, Reply("deltas", PIECES)), program)
    assert response.output_text == "".join(PIECES)
    assert found == ()


def test_an_approval(run_with: Any) -> None:
    tool: Any = {
        "type": "mcp",
        "server_label": "l",
        "server_url": "https://l",
        "require_approval": "always",
    }
    request = {"server_label": "l", "name": "search", "arguments": "{}"}
    approval = {"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": True}
    told = scenario(
        Interaction(
            RESPONSES,
            Reply("output", [{"type": "mcp_approval_request", "id": "mcpr_1", **request}], members={"id": "resp_1"}),
        ),
        Interaction(
            Request("POST", RESPONSES_PATH, body={"previous_response_id": "resp_1", "input": [approval]}),
            Reply("output", [{"type": "mcp_call", **request, "output": "x"}, {"type": "message", "text": "Hello."}]),
        ),
    )  # fmt: skip

    def program(made: OpenAI) -> str:
        first = made.responses.create(**INPUT, tools=[tool])
        ids = [item.id for item in first.output if item.type == "mcp_approval_request"]
        answers: Any = [{**approval, "approval_request_id": one} for one in ids]
        second = made.responses.create(
            model="gpt-5-mini", previous_response_id=first.id, input=answers, tools=[tool]
        )
        return second.output_text

    assert run_with(told, program) == ("Hello.", ())


@pytest.mark.parametrize("asked", [{}, {"encoding_format": "float"}])
def test_embeddings(run_with: Any, asked: Any) -> None:
    """The client asks for base64 by itself, and for numbers when told to."""
    told = once(
        Request("POST", EMBEDDINGS_PATH, body={"input": ["a", "b"]}),
        Reply("vectors", {"dimensions": 1536, "starts": [[0.01276, -0.03418], [0.5]]}),
    )
    got, found = run_with(told, lambda c: c.embeddings.create(model="m", input=["a", "b"], **asked))
    assert [len(one.embedding) for one in got.data] == [1536, 1536]
    assert got.data[0].embedding[:2] == pytest.approx([0.01276, -0.03418], rel=1e-6)
    assert found == ()


def test_models(run_with: Any) -> None:
    told = once(MODELS, Reply("models", ["a", "b"]))
    got, found = run_with(told, lambda c: [model.id for model in c.models.list()])
    assert (got, found) == (["a", "b"], ())


@pytest.mark.parametrize(
    ("name", "kind", "status"),
    [
        ("InvalidRequest", openai.BadRequestError, 400),
        ("Unauthorized", openai.AuthenticationError, 401),
        ("Forbidden", openai.PermissionDeniedError, 403),
        ("DeploymentNotFound", openai.NotFoundError, 404),
        ("UnprocessableEntity", openai.UnprocessableEntityError, 422),
    ],
)
@pytest.mark.parametrize("token", [False, True])
def test_an_error(run_with: Any, name: str, kind: Any, status: int, *, token: bool) -> None:
    def program(made: OpenAI) -> Any:
        with pytest.raises(kind) as caught:
            made.responses.create(**INPUT)
        return caught.value

    told = once(RESPONSES, Reply("error", name, headers={"x-request-id": "5d0f"}))
    error, found = run_with(told, program, token=token)
    assert (error.status_code, error.request_id) == (status, "5d0f")
    assert found == ()


@pytest.mark.parametrize(
    ("retries", "complaint"),
    [(2, ""), (1, "expected 3 times, sent twice"), (3, "request 4: expected 3 times, sent again")],
)
def test_retries_are_counted(run_with: Any, retries: int, complaint: str) -> None:
    reply = Reply("error", "RateLimited", headers={"retry-after-ms": "1"})
    told = scenario(Interaction(RESPONSES, reply, 3, 3))

    def program(made: OpenAI) -> None:
        with pytest.raises(openai.APIStatusError):
            made.responses.create(**INPUT)

    _, found = run_with(told, program, retries=retries)
    assert complaint in "\n".join(found)
    assert bool(found) == bool(complaint)


@pytest.mark.parametrize(("fault", "times"), [(Fault.REFUSED, 0), (Fault.RESET, 1)])
def test_no_answer(run_with: Any, fault: Fault, times: int) -> None:
    told = scenario(Interaction(RESPONSES, Reply("none", fault=fault), times, times))

    def program(made: OpenAI) -> None:
        with pytest.raises(openai.APIConnectionError):
            made.responses.create(**INPUT)

    assert run_with(told, program, retries=0) == (None, ())


def test_an_answer_that_does_not_come_runs_into_the_timeout(run_with: Any) -> None:
    """The first call opens the connection, so that only the answer is waited for."""
    stalled = Interaction(RESPONSES, Reply("none", fault=Fault.STALLED))
    told = scenario(Interaction(RESPONSES, Reply("text", "Hello.")), stalled)

    def program(made: OpenAI) -> None:
        made.responses.create(**INPUT)
        with pytest.raises(openai.APITimeoutError):
            made.with_options(timeout=0.2).responses.create(**INPUT)

    assert run_with(told, program, retries=0) == (None, ())


@pytest.mark.parametrize("path", [CHAT_PATH, RESPONSES_PATH])
def test_a_cut_stream_is_an_error_and_its_beginning_arrives(run_with: Any, path: str) -> None:
    told = once(Request("POST", path), Reply("deltas", PIECES, fault=Fault.CUT, after=3))
    texts: list[str] = []

    def program(made: OpenAI) -> None:
        asking = made.chat.completions if path == CHAT_PATH else made.responses
        given = ASKED if path == CHAT_PATH else INPUT
        with pytest.raises(Exception, match=r"."), asking.create(**given, stream=True) as stream:
            texts.extend(filter(None, map(_text, stream)))

    _, found = run_with(told, program)
    assert texts == PIECES[:3]
    assert found == ()


def _text(event: Any) -> str:
    if hasattr(event, "choices"):
        return event.choices[0].delta.content or "" if event.choices else ""
    return event.delta if event.type == "response.output_text.delta" else ""


def test_a_stalled_stream_stays_open_until_its_run_is_closed(
    begin: Callable[[Scenario], Run], around: Callable[[Run], None]
) -> None:
    told = once(RESPONSES, Reply("deltas", PIECES, fault=Fault.STALLED, after=2))
    run = begin(told)
    around(run)
    texts: list[str] = []

    def program(made: OpenAI) -> None:
        with made.responses.create(**INPUT, stream=True) as stream:
            for text in filter(None, map(_text, stream)):
                texts.append(text)
                if len(texts) == 2:
                    run.close()

    with client(0, token=False) as made, pytest.raises(Exception, match=r"."):
        program(made)
    assert texts == PIECES[:2]
    assert differences(told, SERVICE, API_KEY, run.close()) == ()


def test_a_leaked_token_is_found(run_with: Any) -> None:
    told = once(CHAT, Reply("text", "Hello."))

    def program(made: OpenAI) -> None:
        made.chat.completions.create(**ASKED)
        made.with_options(base_url="https://www.example.com/").get("/", cast_to=object)

    _, found = run_with(told, program, token=True)
    assert found == (
        "www.example.com: a token for https://ai.azure.com was sent to this host, which is not the endpoint",
    )


def test_a_host_that_nobody_should_ask_for_is_found(run_with: Any) -> None:
    told = once(CHAT, Reply("text", "Hello."))

    def program(made: OpenAI) -> None:
        made.chat.completions.create(**ASKED)
        with pytest.raises(openai.APIConnectionError):
            made.with_options(base_url="https://api.openai.com/v1", max_retries=0).models.list()

    _, found = run_with(told, program)
    (sentence,) = found
    assert sentence == (
        "api.openai.com: expected no connection but to your-resource-name.openai.azure.com:443, "
        "asked for api.openai.com:443"
    )
