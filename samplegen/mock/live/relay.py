"""A run that a real endpoint answers, as long as it goes as its scenario says."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import replace
from http import HTTPStatus

from samplegen.mock.live.recording import Recorded
from samplegen.mock.live.upstream import Back, Upstream, UpstreamError
from samplegen.mock.matching import match
from samplegen.mock.matching.progress import Progress, choose
from samplegen.mock.reply import headers
from samplegen.mock.session import Scripted, Session
from samplegen.mock.signin.credentials import Credential
from samplegen.mock.values import Answer, Arrived, Part, dumps
from samplegen.mock.wire.reading import parse
from samplegen.model import Exchange, Interaction, Json, Reply, Scenario

HINTS: Mapping[int, str] = {
    401: "the sample sent what it should; look at your own key, or at who is signed in",
    403: "the sample sent what it should; look at your own rights",
    404: "--model NAME=DEPLOYMENT says what a model is called there",
    429: "your quota is used up for now",
}
"""What to do about a failure of the endpoint."""

SHOWN = 300
"""Characters of a message that a sentence shows."""

FINAL: Mapping[str, str] = {"x-should-retry": "false"}
"""Tells the SDKs that know it not to try again: what failed is told, and would cost again."""


class Relay(Session):
    """A run whose right requests go to a real endpoint.

    A request that is wrong is answered by the script, and so are all after it: they cost nothing,
    and the verdict is clear. Ids that the endpoint makes stand in the journal as those that the
    scenario calls them, since what is sent next repeats them.

    Args:
        script: answers what does not go to the endpoint.
    """

    def __init__(self, scenario: Scenario, script: Scripted, upstream: Upstream) -> None:
        super().__init__(script.door, script.secret, script.issuer)
        self._steps, self._script, self._upstream = scenario.interactions, script, upstream
        self._progress, self._apart = Progress(), False
        self._ids: dict[str, str] = {}

    def exchanges(self) -> tuple[Exchange, ...]:
        """All exchanges, with the ids of the scenario."""
        return tuple(replace(one, body=renamed(one.body, self._ids)) for one in super().exchanges())

    def answer(self, sent: Arrived, credential: Credential) -> Answer:
        """What the script says."""
        return self._script.answer(sent, credential)

    async def reply(self, sent: Arrived, credential: Credential) -> Answer:
        """What the endpoint says, or the script."""
        told = replace(sent, body=renamed(sent.body, self._ids))
        scripted = self.answer(told, credential)
        step = self._due(told, credential, scripted)
        if step is None:
            return scripted
        try:
            back = await self._upstream.send(sent, credential.auth)
            if back.streams and back.status == HTTPStatus.OK:
                return Answer(back.status, back.headers, flow=self._passed(sent, back))
            data = await back.read()
        except UpstreamError as problem:
            return self._unanswered(problem)
        self._keep(sent, back, [data])
        return self._whole(step, sent, back, data)

    def _due(self, told: Arrived, credential: Credential, scripted: Answer) -> Interaction | None:
        """The interaction that the request is, to the letter; None from the first wrong one on.

        Args:
            scripted: what the script answers; what it refuses is wrong.
        """
        if told.host != self._script.endpoint or self._apart:
            return None
        place, self._progress = choose(self._steps, self._progress, told)
        step = None if place is None else self._steps[place]
        right = step is not None and not match.differences(step.request, told)
        welcome = scripted.status == HTTPStatus.OK and self._upstream.takes(told, credential)
        self._apart = not (right and welcome)
        return None if self._apart else step

    def _whole(self, step: Interaction, sent: Arrived, back: Back, data: bytes) -> Answer:
        body, kind = parse(data), back.headers.get("content-type", "")
        answer = Answer(back.status, back.headers, (Part(data),), back.reason)
        if back.status == HTTPStatus.OK and kind.startswith(headers.JSON) and not sent.streams:
            self._ids |= ids(step.reply, body)
            self.failures += [f"{_answered(sent, back)} {how}" for how in lacking(step.reply, body)]
            return answer
        self.failures.append(_failure(sent, back, body))
        return replace(answer, headers={**back.headers, **FINAL})

    async def _passed(self, sent: Arrived, back: Back) -> AsyncGenerator[Part, None]:
        pieces: list[bytes] = []
        try:
            async with aclosing(back.flow):
                async for piece in back.flow:
                    pieces.append(piece)
                    yield Part(piece)
        except UpstreamError as problem:
            self.failures.append(f"upstream: {problem}")
            raise
        self._keep(sent, back, pieces)

    def _unanswered(self, problem: UpstreamError) -> Answer:
        self.failures.append(f"upstream: {problem}")
        error = {"code": "UpstreamFailure", "message": str(problem)}
        named = {"content-type": headers.JSON, **FINAL}
        return Answer(502, named, (Part(dumps({"error": error})),))

    def _keep(self, sent: Arrived, back: Back, pieces: list[bytes]) -> None:
        hide = self.journal.redaction
        self._upstream.note(
            Recorded(
                method=sent.method,
                path=hide.text(sent.path),
                query=hide.json(dict(sent.query)),
                body=hide.json(sent.body),
                status=back.status,
                headers=back.headers,
                pieces=tuple(pieces),
                streamed=back.streams,
            )
        )


def ids(reply: Reply, body: Json) -> dict[str, str]:
    """Each id in an answer to the one that the scenario says in its place.

    That is the id of the object, and that of the first output item of each type.
    """
    outer = body if isinstance(body, Mapping) else {}
    found = [(outer, reply.members), *_items(reply, outer)]
    pairs = ((real.get("id"), said.get("id")) for real, said in found)
    return {real: said for real, said in pairs if real and said}


def lacking(reply: Reply, body: Json) -> list[str]:
    """What a model did not do that the scenario goes on from: items that it names by an id."""
    outer = body if isinstance(body, Mapping) else {}
    missed = [said["type"] for real, said in _items(reply, outer) if said.get("id") and not real]
    return [f"without an item of type {kind}, which the next request needs" for kind in missed]


def _items(reply: Reply, body: Mapping[str, Json]) -> list[tuple[Json, Json]]:
    """Each output item that a scenario says, behind the first one of its type in an answer."""
    made = {item.get("type"): item for item in reversed(body.get("output") or [])}
    said = reply.value if reply.kind == "output" else ()
    return [(made.get(item.get("type"), {}), item) for item in said]


def renamed(value: Json, names: Mapping[str, str]) -> Json:
    """A JSON value in which texts that are names in ``names`` stand under their other name."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, dict):
        return {name: renamed(member, names) for name, member in value.items()}
    return [renamed(one, names) for one in value] if isinstance(value, list) else value


def _failure(sent: Arrived, back: Back, body: Json) -> str:
    hint = HINTS.get(back.status)
    told = f"{_answered(sent, back)}: {_message(back, body)}"
    return f"{told} ({hint})" if hint else told


def _answered(sent: Arrived, back: Back) -> str:
    status = f"{back.status} {back.reason}".rstrip()
    return f"upstream: {sent.method} {sent.path} was answered {status}"


def _message(back: Back, body: Json) -> str:
    """The message in the body of a failure, with its code; otherwise what was sent instead."""
    outer = body if isinstance(body, Mapping) else {}
    error = outer.get("error", outer)
    if isinstance(error, Mapping) and error.get("message"):
        code = error.get("code")
        named = f"{code}: " if isinstance(code, str) and code != str(back.status) else ""
        return _short(f"{named}{error['message']}")
    kind = back.headers.get("content-type", "no content type")
    return _short(f"no error, but {kind}: {match.show(body)}")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
