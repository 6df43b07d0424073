"""Every body and every event of every route, to the letter of types that we did not write."""

from __future__ import annotations

import base64
import struct
from functools import cache
from importlib import import_module
from typing import Any

import pytest

from samplegen.mock.api import make_schemas, schemas
from samplegen.mock.api.routes import ROUTES, Route
from tests.mock.api_tour import Visit, Walk, tour
from tests.mock.making import validate

OWN = frozenset({"first_id", "last_id", "has_more"})
UNTYPED = {"", "responses.Deleted"}

VISITS = tour()
GOOD = [visit for visit in VISITS if visit.answer.status == 200]


def official(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(f"openai.types.{module}".rstrip(".")), attribute)


def called(visit: Visit) -> str:
    return f"{visit.route.operation}-{VISITS.index(visit)}"


def test_every_route_was_visited_and_answered() -> None:
    assert {visit.route for visit in GOOD} == set(ROUTES)


def test_the_types_are_those_of_the_official_package() -> None:
    assert make_schemas.TARGET.read_text() == make_schemas.rendered()


@pytest.mark.parametrize("visit", [one for one in GOOD if not one.answer.streamed], ids=called)
def test_a_body_is_valid(visit: Visit) -> None:
    if visit.route.reply in UNTYPED:
        assert visit.route.reply == "" or visit.body["deleted"] is True
        return
    for value in visit.body["data"] if visit.route.paged else [visit.body]:
        as_typed = TYPED.get(visit.route.reply, dict)(value)
        validate(official(visit.route.reply), as_typed, KNOWN.get(visit.route.reply, frozenset()))


def unpacked(embeddings: Any) -> Any:
    """The official type knows the vectors only as the client hands them out: unpacked."""
    data = [{**one, "embedding": numbers(one["embedding"])} for one in embeddings["data"]]
    return {**embeddings, "data": data}


def numbers(vector: Any) -> Any:
    if not isinstance(vector, str):
        return vector
    packed = base64.b64decode(vector)
    return [*struct.unpack(f"<{len(packed) // 4}f", packed)]


def of_the_model(message: Any) -> Any:
    """The official type of stored messages knows those of the model only, not those sent."""
    return {**message, "role": "assistant"}


TYPED = {"CreateEmbeddingResponse": unpacked, "chat.ChatCompletionStoreMessage": of_the_model}

KNOWN = {
    "chat.ChatCompletion": frozenset({"metadata"}),
    "chat.ChatCompletionStoreMessage": frozenset({"name"}),
}
"""Members that the service has and the official types leave out."""


@pytest.mark.parametrize("visit", [one for one in GOOD if one.answer.streamed], ids=called)
def test_every_event_is_valid(visit: Visit) -> None:
    told = [event for event in visit.events if event != "[DONE]"]
    chat = visit.route.events == "chat.ChatCompletionChunk"
    for event in told[1:] if chat else told:  # Azure's first chunk is of no type
        validate(official(visit.route.events), event)
    if not chat:
        numbers = [event["sequence_number"] for event in told]
        assert numbers == list(range(numbers[0], numbers[0] + len(told)))


@pytest.mark.parametrize("visit", [one for one in VISITS if one.answer.status != 200], ids=called)
def test_whatever_is_refused_was_removed_before(visit: Visit) -> None:
    assert visit.answer.status == 404
    assert set(visit.body["error"]) == {"message", "type", "param", "code"}


# --- what is made up --------------------------------------------------------------------------


@cache
def made_up(route: Route) -> Visit:
    from samplegen.mock.api.service import Api

    path = route.path.replace("{", "").replace("}", "")
    return Walk(Api(lenient=True)).ask(route.method, path)


UNASKED = [route for route in ROUTES if not route.body and "{" in route.path]


@pytest.mark.parametrize("route", UNASKED, ids=lambda route: route.operation)
def test_an_unknown_id_is_made_up_when_lenient_and_valid(route: Route) -> None:
    visit = made_up(route)
    assert visit.answer.status == 200
    if route.reply in UNTYPED:
        return
    for value in visit.body["data"] if route.paged else [visit.body]:
        validate(official(route.reply), value)


@pytest.mark.parametrize("route", UNASKED, ids=lambda route: route.operation)
def test_an_unknown_id_is_not_found_otherwise(route: Route) -> None:
    visit = Walk().ask(route.method, route.path.replace("{", "").replace("}", ""))
    assert visit.answer.status == 404
    assert visit.body["error"]["message"]


@pytest.mark.parametrize("name", sorted({route.reply for route in ROUTES} - {""}))
def test_a_made_up_object_is_of_its_type(name: str) -> None:
    from samplegen.mock.api.example import Maker

    types = schemas.definitions(schemas.REPLIES)
    for whole in (False, True):
        made = Maker(types, whole=whole).make(types[name])
        assert list(schemas.validator(name).iter_errors(made)) == []
