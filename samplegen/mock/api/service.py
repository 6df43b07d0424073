"""The API as a whole: from a request to its answer, and to what it leaves behind."""

from __future__ import annotations

from collections.abc import Mapping

from samplegen.mock import respond
from samplegen.mock.errors import Failure, not_found
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
            reply: what to answer, where that is not left to the service.
        """
        found = routes.find(sent.method, sent.path)
        if found is None:
            return self._told(reply or not_found(), sent, moment)
        call = Call(*found, sent, moment, self._store, self._lenient)
        answer = self._told(reply or self._result(call), sent, moment)
        if answer.whole is not None:
            _KEEPERS[call.route.operation](call, answer.whole)
        return answer

    def _result(self, call: Call) -> Result:
        problem = check.problem(call.route, call.sent, lenient=self._lenient)
        return problem or self._handlers[call.route.operation](call)

    def _told(self, result: Result, sent: Arrived, moment: Moment) -> Answer:
        if isinstance(result, Answer):
            return result
        if isinstance(result, Failure):
            return respond.failure(result, sent, moment)
        return respond.answer(result, sent, moment)


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
