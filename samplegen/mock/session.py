"""Runs as the service sees them: who is let in, what is answered, what was sent."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager

from samplegen.mock.api import check, routes
from samplegen.mock.journal import Journal
from samplegen.mock.matching.match import show
from samplegen.mock.matching.progress import Progress, choose
from samplegen.mock.redaction import Redaction
from samplegen.mock.reply import errors, headers, respond
from samplegen.mock.signin import entra, identity
from samplegen.mock.signin.credentials import Credential, Door
from samplegen.mock.values import IDENTITY_HOST, TOKEN_PATH, Answer, Arrived, Moment, Part, dumps
from samplegen.model import Exchange, Scenario


class Session(ABC):
    """What the application needs to know to answer for a run.

    Args:
        door: who is let in.
        secret: what a token request must know.
        issuer: where tokens come from.
        kept: number of exchanges that the journal keeps, the last ones; None for all.

    Attributes:
        failures: what went wrong that the client is not to blame for, as sentences.
    """

    def __init__(
        self, door: Door, secret: str, issuer: identity.Issuer, kept: int | None = None
    ) -> None:
        self.door, self.secret, self.issuer = door, secret, issuer
        self.journal = Journal(Redaction(secrets_of(door.keys, secret)), kept)
        self.closing = asyncio.Event()
        self.failures: list[str] = []
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @abstractmethod
    def answer(self, sent: Arrived, credential: Credential) -> Answer:
        """The answer; called once for each request, in order of arrival."""

    def reply(self, sent: Arrived, credential: Credential) -> Answer | Awaitable[Answer]:
        """The answer, or what to wait for in runs that have to; begun in order of arrival."""
        return self.answer(sent, credential)

    def exchanges(self) -> tuple[Exchange, ...]:
        """What arrived, in order."""
        return self.journal.exchanges()

    def forget(self, run: str | None = None) -> None:
        """Forget what arrived; with a name, what belongs to the run that has it."""
        self.journal.clear(run)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Counts a request as under way."""
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def enter(self) -> None:
        """A request is under way from now on."""
        self._busy += 1
        self._idle.clear()

    def leave(self) -> None:
        """It no longer is."""
        self._busy -= 1
        if not self._busy:
            self._idle.set()

    async def idle(self, seconds: float) -> None:
        """Wait until no request is under way, at most so many seconds."""
        try:
            await asyncio.wait_for(self._idle.wait(), max(0.0, seconds))
        except (TimeoutError, asyncio.TimeoutError):  # two classes before Python 3.11
            return


class Scripted(Session):
    """A run that is answered as a scenario says.

    Args:
        endpoint: host name of the endpoint; others are answered, but serve nothing.
    """

    def __init__(
        self, scenario: Scenario, endpoint: str, door: Door, secret: str, issuer: identity.Issuer
    ) -> None:
        super().__init__(door, secret, issuer)
        self._scenario, self.endpoint = scenario, endpoint
        self._progress, self._number = Progress(), 0

    def answer(self, sent: Arrived, credential: Credential) -> Answer:
        """The answer that the scenario has for this request."""
        now = int(time.time())
        if sent.host == IDENTITY_HOST:
            return token_answer(sent, self.secret, self.issuer, now)
        if sent.host in entra.HOSTS:
            return entra.answer(sent, self.secret, self.issuer, Moment(self._number, now))
        if sent.host != self.endpoint:
            return Answer(200, headers.plain(now))
        self._number += 1
        return self._api(sent, credential, Moment(self._number, now))

    def _api(self, sent: Arrived, credential: Credential, moment: Moment) -> Answer:
        interactions = self._scenario.interactions
        number, self._progress = choose(interactions, self._progress, sent)
        if not credential.fits:
            return respond.failure(denied(sent, credential), sent, moment)
        if number is None:
            return respond.failure(self._unexpected(sent), sent, moment)
        refused = check.refused(sent)
        if refused is not None:
            return respond.failure(refused, sent, moment)
        return respond.answer(interactions[number].reply, sent, moment)

    def _unexpected(self, sent: Arrived) -> errors.Failure:
        if routes.find(sent.method, sent.path) is None:
            return errors.not_found()
        steps = len(self._scenario.interactions)
        return errors.invalid(
            f"Unexpected request {self._number}: {sent.method} {sent.path} with body "
            f"{show(sent.body)}. Scenario {self._scenario.name!r} has {steps} interactions and "
            "none of them is due for it."
        )


def secrets_of(keys: Mapping[str, str], secret: str) -> dict[str, str]:
    """Each secret of a run to the variable that holds it, the longest first."""
    pairs = [*((value, name) for name, value in keys.items()), (secret, "IDENTITY_HEADER")]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


def denied(sent: Arrived, credential: Credential) -> errors.Failure:
    """The 401 for a credential that does not fit, in the words for its kind."""
    if credential.roleless:
        return errors.role_denied(sent, credential.roleless)
    return errors.token_denied() if "token" in credential.auth else errors.key_denied()


def token_answer(sent: Arrived, secret: str, issuer: identity.Issuer, now: int) -> Answer:
    """The answer of the identity endpoint."""
    if (sent.method, sent.path) != ("GET", TOKEN_PATH):
        return _plain_json(404, {"error": {"code": "NotFound", "message": "No such path."}}, now)
    refused = identity.refusal(sent.headers, sent.query, secret)
    if refused:
        status, _, message = refused.partition(" ")
        return _plain_json(int(status), {"statusCode": int(status), "message": message}, now)
    resource = sent.query["resource"]
    principal = identity.Principal(client=sent.query.get("client_id", identity.CLIENT))
    token = issuer.issue(resource, now, principal)
    return _plain_json(200, identity.granted(token, resource, now, principal), now)


def unable(why: str) -> Answer:
    """The answer of a service that is broken itself."""
    error = {"code": "EmulatorFailure", "message": f"The emulated service failed: {why}"}
    return _plain_json(500, {"error": error}, int(time.time()))


def _plain_json(status: int, body: object, now: int) -> Answer:
    return Answer(status, headers.plain(now, headers.JSON), (Part(dumps(body)),))
