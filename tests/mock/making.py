"""Values that the tests of the emulated service make again and again."""

from __future__ import annotations

import functools
import http.client
import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, TypeAdapter

from samplegen.mock import Mock, RemoteMock, RemoteRun, Run
from samplegen.mock.values import Answer, Arrived, Moment
from samplegen.model import Auth, Exchange, Interaction, Reply, Request, Scenario, Service

HOST = "your-resource-name.openai.azure.com"
KEY = "5e2d8c1f90ab4d6e"
DECOY = "77aa01b2c3d4e5f6"
KEYS = {"AZURE_OPENAI_API_KEY": KEY, "OPENAI_API_KEY": DECOY}
AUDIENCE = "https://ai.azure.com"

ENTRA = Auth("entra-id", "Microsoft Entra ID", "token")
API_KEY = Auth("api-key", "API key", "key", "AZURE_OPENAI_API_KEY")

SERVICE = Service(
    "https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
    "https://ai.azure.com/.default",
    (ENTRA, API_KEY),
)

CHAT_PATH = "/openai/v1/chat/completions"
RESPONSES_PATH = "/openai/v1/responses"
EMBEDDINGS_PATH = "/openai/v1/embeddings"
MODELS_PATH = "/openai/v1/models"

CHAT_BODY = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "What is an API?"}]}
RESPONSES_BODY = {"model": "gpt-5-mini", "input": "What is an API?"}

CHAT = Request("POST", CHAT_PATH, body=CHAT_BODY)
RESPONSES = Request("POST", RESPONSES_PATH, body=RESPONSES_BODY)
MODELS = Request("GET", MODELS_PATH)

NOON = Moment(1, 1_764_000_000)


def scenario(*interactions: Interaction) -> Scenario:
    return Scenario("default", interactions, "")


def once(request: Request, reply: Reply) -> Scenario:
    return scenario(Interaction(request, reply))


def arrived(path: str = CHAT_PATH, body: Any = None, method: str = "POST", **more: Any) -> Arrived:
    return Arrived(method, HOST, path, body=body, **more)


def chat(**more: Any) -> Arrived:
    return arrived(CHAT_PATH, {**CHAT_BODY, **more})


def responses(**more: Any) -> Arrived:
    return arrived(RESPONSES_PATH, {**RESPONSES_BODY, **more})


def body(made: Answer) -> Any:
    return json.loads(b"".join(part.data for part in made.parts))


def exchange(request: Request = CHAT, **more: Any) -> Exchange:
    """What a well-behaved sample with a key leaves in the journal."""
    known: dict[str, Any] = {
        "method": request.method,
        "host": HOST,
        "path": request.path,
        "query": {},
        "auth": "bearer-key",
        "credential": "AZURE_OPENAI_API_KEY",
        "headers": {"host": HOST},
        "body": request.body,
        "status": 200,
        "seconds": 0.001,
        "at": 0.0,
    }
    return Exchange(**{**known, **more})


def with_token(request: Request = CHAT, **more: Any) -> Exchange:
    return exchange(request, **{"auth": "bearer-token", "credential": AUDIENCE, **more})


def token_request(**more: Any) -> Exchange:
    known: dict[str, Any] = {
        "method": "GET",
        "host": "identity",
        "path": "/msi/token",
        "query": {"api-version": "2019-08-01", "resource": AUDIENCE},
        "auth": "none",
        "credential": "",
        "headers": {"host": "127.0.0.1:4711"},
        "body": None,
    }
    return exchange(**{**known, **more})


# --- strict validation against the official types --------------------------------------------

AZURE = {
    "content_filter_results", "prompt_filter_results", "content_filters", "obfuscation", "store",
}  # fmt: skip
"""Members that the service sends by its documentation and the official types leave out."""


def validate(kind: Any, value: Any, known: frozenset[str] = frozenset()) -> None:
    """The value is of that type to the letter, and holds no member that the type does not name."""
    valid = adapter(kind).validate_python(value, strict=True)
    unknown = set(extras(valid)) - AZURE - known
    assert not unknown, unknown


@functools.cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def extras(value: Any) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from value.model_extra or ()
        yield from (name for _, member in value for name in extras(member) if member is not None)
    elif isinstance(value, list):
        yield from (name for element in value for name in extras(element))


def events(data: bytes) -> list[Any]:
    """The data of server-sent events; ``[DONE]`` stays a text."""
    blocks = [block for block in data.decode().split("\n\n") if block]
    lines = [line for block in blocks for line in block.split("\n") if line.startswith("data: ")]
    texts = [line.removeprefix("data: ") for line in lines]
    return [text if text == "[DONE]" else json.loads(text) for text in texts]


# --- a client of sockets and nothing else -----------------------------------------------------


@dataclass
class Got:
    status: int
    reason: str
    headers: Mapping[str, str]
    data: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.data)


def tunnel(
    mock: Mock | RemoteMock, run: Run | RemoteRun, host: str = HOST
) -> http.client.HTTPSConnection:
    context = ssl.create_default_context(cafile=str(mock.trust.ca_pem))
    connection = http.client.HTTPSConnection(
        "127.0.0.1", run.proxy_port, context=context, timeout=20
    )
    connection.set_tunnel(host, 443)
    return connection


def call(
    mock: Mock | RemoteMock,
    run: Run | RemoteRun,
    request: Request = CHAT,
    *,
    key: str = KEY,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
    host: str = HOST,
) -> Got:
    """One request through the proxy, by its own connection."""
    connection = tunnel(mock, run, host)
    try:
        return send(connection, request, key=key, headers=headers, body=body)
    finally:
        connection.close()


def send(
    connection: http.client.HTTPConnection,
    request: Request,
    *,
    key: str = KEY,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
) -> Got:
    given = {"Authorization": f"Bearer {key}"} if headers is None else dict(headers)
    content = request.body if body is None else body
    data = None if content is None else json.dumps(content).encode()
    if data is not None:
        given["Content-Type"] = "application/json"
    connection.request(request.method, request.path, data, given)
    with connection.getresponse() as response:
        return Got(response.status, response.reason, dict(response.getheaders()), response.read())


def plain_socket(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)
