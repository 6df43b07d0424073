"""The pages that the service has about itself, beside the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from samplegen.mock.api.document import document
from samplegen.mock.judging import judge
from samplegen.mock.reply.headers import JSON
from samplegen.mock.values import Answer, Arrived, Part, dumps
from samplegen.mock.wire import app
from samplegen.model import Json

if TYPE_CHECKING:
    from samplegen.mock.session import Session
    from samplegen.mock.wire.connection import Serve, Turn

ROOT = "/_samplegen/"
HEALTH = ROOT + "health"
JOURNAL = ROOT + "journal"
VERDICT = ROOT + "verdict"
DOCUMENT = ROOT + "openapi.json"


def around(session: Session) -> Serve:
    """What answers requests: these pages below ROOT, and the API for everything else."""

    def serve(turn: Turn) -> None:
        page = PAGES.get((turn.sent.method, turn.sent.path))
        if page is None or turn.refusal is not None or not turn.whole:
            app.serve(turn)
        else:
            turn.send(page(session, turn.sent))

    return serve


def _health(_: Session, __: Arrived) -> Answer:
    return Answer(200, {"content-type": "text/plain; charset=utf-8"}, (Part(b"ok\n"),))


def _journal(session: Session, sent: Arrived) -> Answer:
    return _json([asdict(one) for one in session.journal.exchanges(_run(sent))])


def _forgotten(session: Session, sent: Arrived) -> Answer:
    session.forget(_run(sent))
    return Answer(204)


def _verdict(session: Session, sent: Arrived) -> Answer:
    return _json(judge.verdict(session.journal.exchanges(_run(sent))))


def _document(_: Session, __: Arrived) -> Answer:
    return _json(document())


def _run(sent: Arrived) -> str | None:
    """The name of the run that is meant; None for all."""
    return sent.query.get("run")


def _json(value: Json) -> Answer:
    return Answer(200, {"content-type": JSON}, (Part(dumps(value)),))


PAGES: Mapping[tuple[str, str], Callable[[Session, Arrived], Answer]] = {
    ("GET", HEALTH): _health,
    ("GET", JOURNAL): _journal,
    ("DELETE", JOURNAL): _forgotten,
    ("GET", VERDICT): _verdict,
    ("GET", DOCUMENT): _document,
}
