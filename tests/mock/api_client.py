"""The official client, in front of an API that has no socket."""

from __future__ import annotations

from typing import Any

import httpx2
from openai import OpenAI

from samplegen.mock.api.service import Api
from samplegen.mock.values import Moment
from samplegen.mock.wire.reading import arrived
from tests.mock.making import NOON


def client(*, lenient: bool = False, **more: Any) -> OpenAI:
    """A client whose requests are answered by an API of their own."""
    api, numbers = Api(lenient=lenient), iter(range(1, 1_000_000))

    def handle(request: httpx2.Request) -> httpx2.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        sent = arrived(
            request.method, request.url.raw_path, headers, request.read(), "host", "https"
        )
        answer = api.answer(sent, Moment(next(numbers), NOON.now))
        data = b"".join(part.data for part in answer.parts)
        return httpx2.Response(answer.status, headers=dict(answer.headers), content=data)

    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    return OpenAI(
        base_url="https://host/openai/v1", api_key="key", http_client=http, max_retries=0, **more
    )
