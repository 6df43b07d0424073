"""What was sent against what a scenario says, and against what other languages sent; pure.

Every difference is a sentence that says what was expected and what was sent. Requests to the
endpoint are numbered from 1 in order of arrival; token requests have numbers of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from itertools import filterfalse
from urllib.parse import urlsplit

from samplegen.mock.api import check
from samplegen.mock.matching import match
from samplegen.mock.matching.progress import align
from samplegen.mock.signin import entra, grant
from samplegen.mock.signin.credentials import UNKNOWN
from samplegen.mock.signin.identity import audience_of
from samplegen.mock.values import IDENTITY_HOST, TOKEN_PATH
from samplegen.model import Auth, Exchange, Interaction, Scenario, Service


def differences(
    scenario: Scenario, service: Service, auth: Auth, exchanges: Sequence[Exchange]
) -> tuple[str, ...]:
    """Everything in which a run differs from its scenario; nothing when all is as it should be.

    Args:
        auth: the way in which the sample is meant to sign in.
        exchanges: the journal of the run.
    """
    host = (urlsplit(service.endpoint).hostname or "").lower()
    own = [exchange for exchange in exchanges if exchange.host == host and _arrived(exchange)]
    places = align(scenario.interactions, own)
    return (
        *dict.fromkeys(_strangers(exchanges, host)),  # retries are told once
        *_tokens(exchanges, service, auth),
        *_requests(scenario, service, auth, own, places),
        *_numbers(scenario.interactions, places),
    )


def _arrived(exchange: Exchange) -> bool:
    """False for what got no further than the proxy."""
    return exchange.method != "CONNECT" and "://" not in exchange.path


# --- hosts ------------------------------------------------------------------------------------


def _strangers(exchanges: Iterable[Exchange], host: str) -> Iterator[str]:
    for exchange in exchanges:
        if exchange.host == IDENTITY_HOST or (exchange.host == host and _arrived(exchange)):
            continue
        if _signs_in(exchange) and exchange.auth == "none":
            continue
        if exchange.auth != "none":
            what = (
                "without TLS"
                if exchange.host == host
                else "to this host, which is not the endpoint"
            )
            yield f"{exchange.host}: {_carried(exchange)} was sent {what}"
        elif exchange.status == HTTPStatus.BAD_GATEWAY:  # the proxy did not let it through
            yield f"{exchange.host}: expected no connection but to {host}:443, {_tried(exchange)}"


def _tried(exchange: Exchange) -> str:
    if exchange.method == "CONNECT":
        return f"asked for {exchange.path}"
    return f"sent {exchange.method} {exchange.path} without TLS"


# --- credentials ------------------------------------------------------------------------------


def _tokens(exchanges: Iterable[Exchange], service: Service, auth: Auth) -> Iterator[str]:
    asked = [one for one in exchanges if one.host == IDENTITY_HOST or _signs_in(one)]
    if asked and auth.credential != "token":
        yield f"token request 1: expected none, since {auth.title or auth.name} needs no token"
        return
    for number, exchange in enumerate(filterfalse(_reads, asked), 1):
        for sentence in _token(exchange, audience_of(service.scope)):
            yield f"token request {number}: {sentence}"


def _signs_in(exchange: Exchange) -> bool:
    """True for a request that came to the sign-in service of Entra."""
    return exchange.host in entra.HOSTS and _arrived(exchange)


def _reads(exchange: Exchange) -> bool:
    """True for a document of the sign-in service, of which an SDK may read as many as it likes."""
    return _signs_in(exchange) and exchange.method == "GET" and exchange.status == HTTPStatus.OK


def _token(exchange: Exchange, audience: str) -> Iterator[str]:
    if _signs_in(exchange):
        yield from _granted(exchange, audience)
    else:
        yield from _managed(exchange, audience)


def _granted(exchange: Exchange, audience: str) -> Iterator[str]:
    if not entra.asks_for_token(exchange.method, exchange.path):
        expected = f"POST /{{tenant}}/{entra.TOKEN}"
        yield f"expected {expected}, sent {exchange.method} {exchange.path}"
        return
    scope = exchange.body.get("scope", "") if isinstance(exchange.body, dict) else ""
    if audience_of(grant.resource(scope)) != audience:
        expected = audience + grant.DEFAULT
        yield f"scope: expected {match.show(expected)}, sent {match.show(scope)}"
    elif exchange.status != HTTPStatus.OK:
        yield f"refused with status {exchange.status}: the client or its credential is wrong"


def _managed(exchange: Exchange, audience: str) -> Iterator[str]:
    if (exchange.method, exchange.path) != ("GET", TOKEN_PATH):
        yield f"expected GET {TOKEN_PATH}, sent {exchange.method} {exchange.path}"
        return
    resource = exchange.query.get("resource", "")
    if audience_of(resource) != audience:
        yield f"resource: expected {match.show(audience)}, sent {match.show(resource)}"
    elif exchange.status != HTTPStatus.OK:
        yield f"refused with status {exchange.status}: the header X-IDENTITY-HEADER is wrong"


def _credential(exchange: Exchange, service: Service, auth: Auth) -> Iterator[str]:
    if "+" in exchange.auth:
        yield f"credential: expected {_due(service, auth)} alone, sent {_carried(exchange)} at once"
    elif not _is_due(exchange, service, auth):
        yield f"credential: expected {_due(service, auth)}, sent {_carried(exchange)}"


def _is_due(exchange: Exchange, service: Service, auth: Auth) -> bool:
    if auth.credential == "token":
        due = ("bearer-token", audience_of(service.scope))
        return (exchange.auth, exchange.credential) == due
    return exchange.auth in ("api-key", "bearer-key") and exchange.credential == auth.variable


def _due(service: Service, auth: Auth) -> str:
    if auth.credential == "token":
        return f"a token for {audience_of(service.scope)}"
    return f"the key from {auth.variable}"


def _carried(exchange: Exchange) -> str:
    if exchange.auth == "none":
        return "none"
    pairs = zip(exchange.auth.split("+"), exchange.credential.split("+"), strict=False)
    return " and ".join(_one(kind, name) for kind, name in pairs)


def _one(kind: str, name: str) -> str:
    if kind == "bearer-token":
        return "a token of another issuer" if name == UNKNOWN else f"a token for {name}"
    return "a key that is in no variable" if name == UNKNOWN else f"the key from {name}"


# --- requests ---------------------------------------------------------------------------------


def _requests(
    scenario: Scenario,
    service: Service,
    auth: Auth,
    own: Sequence[Exchange],
    places: Sequence[int | None],
) -> Iterator[str]:
    for number, (exchange, place) in enumerate(zip(own, places, strict=True), 1):
        sentences = (
            *_content(scenario.interactions, exchange, place, places[: number - 1]),
            *_refused(exchange),
            *_host(exchange),
            *_credential(exchange, service, auth),
            *_end(scenario.interactions, exchange, place),
        )
        yield from (f"request {number}: {sentence}" for sentence in sentences)


def _refused(exchange: Exchange) -> Iterator[str]:
    """What the service cannot take, whatever the scenario says."""
    failed = check.refused(exchange) if exchange.status else None  # else it did not come whole
    if failed is not None:
        yield f"the service refuses it: {failed.body['error']['message']}"


def _content(
    interactions: Sequence[Interaction],
    exchange: Exchange,
    place: int | None,
    before: Sequence[int | None],
) -> Iterable[str]:
    if place is None:
        return (_unexpected(interactions, exchange, before),)
    found = match.differences(interactions[place].request, exchange)
    moved = _elsewhere(interactions, exchange, place) if found else None
    return found if moved is None else (_moved(interactions, place, moved),)


def _elsewhere(interactions: Sequence[Interaction], exchange: Exchange, place: int) -> int | None:
    """The interaction that the request fits wholly, though another one was due."""
    fitting = (
        number
        for number, step in enumerate(interactions)
        if number != place and not match.differences(step.request, exchange)
    )
    return next(fitting, None)


def _moved(interactions: Sequence[Interaction], place: int, moved: int) -> str:
    due, sent = (_named(interactions, number) for number in (place, moved))
    how = "sent again" if moved < place else "sent too early"
    return f"order: expected {due}, {how}: {sent}"


def _named(interactions: Sequence[Interaction], place: int) -> str:
    request = interactions[place].request
    return f"interaction {place + 1} ({request.method} {request.path})"


def _unexpected(
    interactions: Sequence[Interaction], exchange: Exchange, before: Sequence[int | None]
) -> str:
    sent = f"{exchange.method} {exchange.path}"
    last = max((place for place in before if place is not None), default=-1)
    counts = Counter(before)
    if last >= 0 and not match.differences(interactions[last].request, exchange):
        return f"expected {_times(interactions[last])}, sent again: {sent}"
    due = next((n for n in range(len(interactions)) if counts[n] < interactions[n].least), None)
    if due is None:
        return f"expected no further request, sent {sent}"
    return _route(interactions[due], exchange)


def _route(due: Interaction, exchange: Exchange) -> str:
    request = due.request
    if request.method == exchange.method:
        return f"path: expected {request.path}, sent {exchange.path}"
    expected = f"{request.method} {request.path}"
    return f"method: expected {expected}, sent {exchange.method} {exchange.path}"


def _host(exchange: Exchange) -> Iterator[str]:
    named = exchange.headers.get("host", exchange.host).partition(":")[0].lower()
    if named != exchange.host:
        yield f"header host: expected {exchange.host}, sent {named}"


def _end(
    interactions: Sequence[Interaction], exchange: Exchange, place: int | None
) -> Iterator[str]:
    if exchange.complete or (place is not None and interactions[place].reply.fault is not None):
        return
    if exchange.status:
        yield "expected the reply to be read to its end, but the client closed the connection early"
    else:
        yield "expected a whole request, but the client closed the connection in the middle of it"


# --- numbers ----------------------------------------------------------------------------------


def _numbers(interactions: Sequence[Interaction], places: Sequence[int | None]) -> Iterator[str]:
    counts = Counter(places)
    for place, step in enumerate(interactions):
        if counts[place] < step.least:
            what = _named(interactions, place)
            yield f"{what}: expected {_times(step)}, sent {_number(counts[place])}"


def _times(step: Interaction) -> str:
    if step.least == step.most:
        return _number(step.most)
    return f"{step.least} to {step.most} times"


def _number(count: int) -> str:
    return {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")
