"""The pages that the service has about itself, beside the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from . import app

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

    from .session import Session

HEALTH = "/_samplegen/health"
JOURNAL = "/_samplegen/journal"


def around(session: Session) -> Starlette:
    """The ASGI application with these pages around the API."""
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse, PlainTextResponse
    from starlette.routing import Mount, Route

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def journal(_: Request) -> Response:
        return JSONResponse([asdict(one) for one in session.journal.exchanges()])

    routes = [Route(HEALTH, health), Route(JOURNAL, journal), Mount("/", app.application)]
    return Starlette(routes=routes)
