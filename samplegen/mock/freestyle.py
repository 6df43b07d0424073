"""A session that answers whoever comes: as chosen operations say, or out of its own head."""

from __future__ import annotations

import time
from collections.abc import Sequence

from samplegen.model import Interaction, Operation, Reply

from . import entra, identity, respond
from .api.service import Api
from .credentials import Credential, Door
from .match import differences
from .progress import Progress, choose
from .replay import Tape
from .session import Session, denied, token_answer
from .values import TOKEN_PATH, Answer, Arrived, Moment

KEPT = 10000
"""Number of exchanges that the journal of a service without end keeps: the last ones."""


class Script:
    """The first scenario of an operation, told again and again."""

    def __init__(self, operation: Operation) -> None:
        self._steps: tuple[Interaction, ...] = operation.scenarios[0].interactions
        self._progress = Progress()

    def reply(self, sent: Arrived) -> Reply | None:
        """The reply that is due for this request, or for one with which the scenario begins."""
        for progress in (self._progress, Progress()):
            place, after = choose(self._steps, progress, sent)
            if place is not None and not differences(self._steps[place].request, sent):
                self._progress = after
                return self._steps[place].reply
        return None


class Freestyle(Session):
    """Answers scripted requests as their scripts say, and any other by what it asks for.

    Args:
        operations: operations whose first scenario is a script.
        lenient: whether unknown ids, and members that the service does not know, are let pass.
        tape: answers in place of all that; None for none.
    """

    def __init__(
        self,
        operations: Sequence[Operation],
        door: Door,
        issuer: identity.Issuer,
        *,
        lenient: bool = False,
        tape: Tape | None = None,
    ) -> None:
        super().__init__(door, "", issuer, KEPT)
        self._api = Api(lenient=lenient)
        self._scripts = [Script(operation) for operation in operations if operation.scenarios]
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
        return self._api.answer(sent, moment, self._scripted(sent))

    def _scripted(self, sent: Arrived) -> Reply | None:
        replies = (script.reply(sent) for script in self._scripts)
        return next((one for one in replies if one is not None), None)
