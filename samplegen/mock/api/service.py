"""The API as a whole: from a request to its answer, and to what it leaves behind."""

from __future__ import annotations

from collections.abc import Mapping

from samplegen.mock.reply import respond
from samplegen.mock.reply.errors import not_found
from samplegen.mock.reply.wishes import laid
from samplegen.mock.values import Answer, Arrived, Moment
from samplegen.model import Reply

from . import (
    batches,
    chat,
    check,
    conversations,
    evals,
    files,
    jobs,
    models,
    responses,
    routes,
    vector_stores,
)
from .call import Call, Handler, Result
from .store import Store


class Api:
    """The v1 API of one run, with its state.

    Args:
        lenient: whether unknown ids, and members that the service does not know, are let pass.
    """

    def __init__(self, *, lenient: bool = False) -> None:
        self._lenient = lenient
        self._store = Store()
        models.seed(self._store)
        self._handlers: Mapping[str, Handler] = {
            **HANDLERS,
            **batches.handlers(self.answer),
        }

    def answer(self, sent: Arrived, moment: Moment, reply: Reply | None = None) -> Answer:
        """The answer to a request.

        Args:
            reply: what to answer; of the kind ``own``, what to say beside the service's answer.
        """
        call = self._call(sent, moment)
        if reply is not None and reply.kind != "own":
            return self._kept(respond.answer(reply, sent, moment), call)
        result = self._result(call) if call else not_found()
        return self._kept(self._told(result, reply, sent, moment), call)

    def _call(self, sent: Arrived, moment: Moment) -> Call | None:
        found = routes.find(sent.method, sent.path)
        return Call(*found, sent, moment, self._store, self._lenient) if found else None

    def _kept(self, answer: Answer, call: Call | None) -> Answer:
        """The answer, after what it made is kept."""
        if answer.whole is not None and call and call.route.operation in _KEEPERS:
            _KEEPERS[call.route.operation](call, answer.whole)
        return answer

    def _result(self, call: Call) -> Result:
        problem = check.problem(call.route, call.sent, lenient=self._lenient)
        return problem or self._handlers[call.route.operation](call)

    def _told(self, result: Result, wish: Reply | None, sent: Arrived, moment: Moment) -> Answer:
        if isinstance(result, Reply):
            return respond.answer(laid(result, wish) if wish else result, sent, moment)
        made = result if isinstance(result, Answer) else respond.failure(result, sent, moment)
        return respond.over(made, wish, sent, moment) if wish else made


HANDLERS: Mapping[str, Handler] = {
    **chat.HANDLERS,
    **responses.HANDLERS,
    **models.HANDLERS,
    **files.HANDLERS,
    **jobs.HANDLERS,
    **vector_stores.HANDLERS,
    **conversations.HANDLERS,
    **evals.HANDLERS,
}
"""Operation -> what is done for it; batches have theirs from :class:`Api`."""

_KEEPERS = {"ChatCompletions_Create": chat.keep, "Responses_Create": responses.keep}
