"""The headers that Azure sends with every answer, and how they stand on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus

from samplegen.mock.values import Answer, Arrived, Moment

JSON = "application/json"
EVENTS = "text/event-stream; charset=utf-8"


PHRASES: Mapping[int, str] = {status.value: status.phrase for status in HTTPStatus}


@lru_cache(maxsize=8)
def date(now: int) -> str:
    """The value of a ``date`` header; ``now`` in seconds since 1970."""
    return formatdate(now, usegmt=True)


def azure(sent: Arrived, moment: Moment, content_type: str) -> dict[str, str]:
    """Response headers as seen on 200s and errors (EvolvingPrograms/oaib#11).

    ``apim-request-id`` and ``x-request-id`` differ, so that a program that takes one for the other
    shows. ``x-ms-client-request-id`` repeats what the client sent, as Azure's gateway does.
    """
    trace = moment.uuid("x-request-id")
    return {
        "content-type": content_type,
        "date": date(moment.now),
        "apim-request-id": moment.uuid("apim-request-id"),
        "x-request-id": trace,
        "x-ms-client-request-id": sent.headers.get("x-ms-client-request-id", trace),
        "x-ms-region": "North Central US",
        "x-ratelimit-limit-requests": "10000",
        "x-ratelimit-limit-tokens": "1000000",
        "x-ratelimit-remaining-requests": str(max(0, 10000 - moment.number)),
        "x-ratelimit-remaining-tokens": str(max(0, 1000000 - 100 * moment.number)),
        "azureml-model-session": "v20261101-1-000000000",
        "x-accel-buffering": "no",
        "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
        "x-content-type-options": "nosniff",
    }


def over(base: Mapping[str, str], *more: Mapping[str, str]) -> dict[str, str]:
    """Headers laid over each other by lower-case name; an empty value takes one away."""
    laid = {name.lower(): value for layer in (base, *more) for name, value in layer.items()}
    return {name: value for name, value in laid.items() if value}


def plain(now: int, content_type: str = "text/plain; charset=utf-8") -> dict[str, str]:
    """Headers of an answer that is none of the API's; ``now`` in seconds since 1970."""
    return {"content-type": content_type, "date": date(now)}


def is_streamed(answer: Answer) -> bool:
    """True where the length of the body is not told beforehand."""
    return answer.streamed or answer.flow is not None


def head(answer: Answer, *, chunked: bool, keep: bool) -> bytes:
    """The head of an answer as it goes on the wire.

    Args:
        chunked: whether the body is sent in chunks.
        keep: whether the connection may carry another request.

    Raises:
        ValueError: a header holds a line break, or what is no Latin-1.
    """
    named = dict(answer.headers)
    if chunked:
        named["transfer-encoding"] = "chunked"
        named.pop("content-length", None)
    elif not is_streamed(answer):
        named["content-length"] = str(sum(len(part.data) for part in answer.parts))
    if not keep:
        named["connection"] = "close"
    first = f"HTTP/1.1 {answer.status} {answer.reason or PHRASES.get(answer.status, '')}"
    lines = "\r\n".join([first, *[f"{name}: {value}" for name, value in named.items()], "\r\n"])
    if not lines.count("\r") == lines.count("\n") == len(named) + 2:
        raise ValueError("a header of the answer holds a line break")
    return lines.encode("latin-1")
