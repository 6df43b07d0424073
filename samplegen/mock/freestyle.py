"""A session that answers whoever comes: as it is asked to, or out of its own head."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from samplegen.mock.api.service import Api
from samplegen.mock.live.replay import Tape
from samplegen.mock.reply import errors, respond
from samplegen.mock.reply.wishes import Wishes
from samplegen.mock.session import Session, denied, token_answer
from samplegen.mock.signin import entra, identity
from samplegen.mock.signin.credentials import Credential, Door
from samplegen.mock.values import RUN, TOKEN_PATH, Answer, Arrived, Moment
from samplegen.model import Interaction, Reply

KEPT = 5000
"""Number of exchanges that the journal of a service without end keeps: the last ones."""


RUNS = 100
"""Number of runs whose state is kept: those that asked last."""


class Freestyle(Session):
    """Answers requests as they and scenarios wish, and any other by what it asks for.

    Args:
        scenarios: what is answered to whom, told again and again.
        lenient: whether unknown ids, and members that the service does not know, are let pass.
        tape: answers in place of all that; None for none.
    """

    def __init__(
        self,
        scenarios: Sequence[Sequence[Interaction]],
        door: Door,
        issuer: identity.Issuer,
        *,
        lenient: bool = False,
        tape: Tape | None = None,
    ) -> None:
        super().__init__(door, "", issuer, KEPT)
        self._apis: dict[str, Api] = {}
        self._lenient = lenient
        self.journal.redaction = replace(self.journal.redaction, strangers=True)
        self._wishes = Wishes(scenarios)
        self._tape, self._number = tape, 0

    def answer(self, sent: Arrived, credential: Credential) -> Answer:
        """The answer to a request."""
        now = int(time.time())
        if sent.path == TOKEN_PATH:
            return token_answer(sent, self.secret, self.issuer, now)
        self._number += 1
        moment = Moment(self._number, now)
        if entra.meant(sent):
            return entra.answer(sent, self.secret, self.issuer, moment)
        if not credential.fits:
            return respond.failure(denied(sent, credential), sent, moment)
        if self._tape is not None:
            return self._tape.answer(sent, moment)
        wish = self._wishes.due(sent)
        if isinstance(wish, errors.Failure):
            return respond.failure(wish, sent, moment)
        return self._api(sent.headers.get(RUN, "")).answer(sent, moment, wish)

    def _api(self, run: str) -> Api:
        """The API with the state of a run; where there are too many, the oldest is given up."""
        api = self._apis.pop(run, None) or Api(lenient=self._lenient)
        self._apis[run] = api
        if len(self._apis) > RUNS:
            del self._apis[next(iter(self._apis))]
        return api

    def expect(self, replies: Iterable[Reply]) -> None:
        """Answer the next requests with these, one after the other, whatever they ask for."""
        self._wishes.queue.extend(replies)

    def forget(self, run: str | None = None) -> None:
        """Forget what arrived and what it left behind, and begin lists and scenarios anew."""
        super().forget(run)
        self._wishes.forget(run)
        for name in [*self._apis] if run is None else [run]:
            self._apis.pop(name, None)
