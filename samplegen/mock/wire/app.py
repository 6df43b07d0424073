"""Asks a request's run for the answer, and sees to it that it is noted and written."""

from __future__ import annotations

from collections.abc import Awaitable

from samplegen.mock.journal import Entry
from samplegen.mock.reply import errors, respond
from samplegen.mock.session import Session, unable
from samplegen.mock.signin.credentials import Credential
from samplegen.mock.values import Answer, Arrived, Moment
from samplegen.mock.wire import listener as wire
from samplegen.mock.wire.connection import Turn
from samplegen.mock.wire.delivery import deliver


def serve(turn: Turn) -> None:
    """Answer one request for the run that its connection belongs to.

    A connection of no run is answered 404: somebody guessed the port.
    """
    origin, sent = turn.connection.origin, turn.sent
    if origin is None:
        turn.send(Answer(404))
        return
    session = origin.session
    if turn.refusal is not None and not sent.method:  # no request that a journal could hold
        turn.send(_refused(turn.refusal, sent))
        return
    credential = session.door.read(sent.headers)
    entry = session.journal.arrive(sent, credential)
    if not turn.whole:
        entry.finish(0, complete=False)
        return
    answer = _refused(turn.refusal, sent) if turn.refusal else _answer(session, sent, credential)
    if isinstance(answer, Answer):
        deliver(turn, answer, session, entry)
    else:
        turn.connection.room.spawn(_later(turn, answer, session, entry))


def _refused(why: errors.Failure, sent: Arrived) -> Answer:
    return respond.failure(why, sent, Moment())


async def _later(turn: Turn, coming: Awaitable[Answer], session: Session, entry: Entry) -> None:
    with session.busy():
        try:
            answer = await coming
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is said
            answer = _failed(problem, turn.sent)
        deliver(turn, answer, session, entry)


def _answer(session: Session, sent: Arrived, credential: Credential) -> Answer | Awaitable[Answer]:
    """The answer; a bug of ours, or a reply that cannot be made, is a 500 and not the end."""
    try:
        return session.reply(sent, credential)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is said
        return _failed(problem, sent)


def _failed(problem: Exception, sent: Arrived) -> Answer:
    wire.logger.error("no answer to %s %s", sent.method, sent.path, exc_info=problem)
    return unable(f"{type(problem).__name__}: {problem}")
