"""The headers that Azure sends with every answer."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import formatdate

from .values import Arrived, Moment

JSON = "application/json"
EVENTS = "text/event-stream; charset=utf-8"


def azure(sent: Arrived, moment: Moment, content_type: str) -> dict[str, str]:
    """Response headers as seen on 200s and errors (EvolvingPrograms/oaib#11).

    ``apim-request-id`` and ``x-request-id`` differ, so that a program that takes one for the other
    shows. ``x-ms-client-request-id`` repeats what the client sent, as Azure's gateway does.
    """
    trace = moment.uuid("x-request-id")
    return {
        "content-type": content_type,
        "date": formatdate(moment.now, usegmt=True),
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
    return {"content-type": content_type, "date": formatdate(now, usegmt=True)}
