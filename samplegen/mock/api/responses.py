"""Responses: made, kept unless that is declined, continued, and found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from samplegen.mock.reply import bodies, errors, items, respond
from samplegen.model import Json, Reply

from . import model
from .call import Call, Handler, Result, absent, body, delete, listing, retrieve, unknown
from .routes import CONVERSATIONS, RESPONSES, under
from .store import Stage

ENDED = ("completed", "failed", "incomplete", "cancelled")


def create(call: Call) -> Result:
    """A response to what was said; one in the background goes on as it is asked for."""
    refused = _refused(call)
    if refused is not None:
        return refused
    said = call.sent.member("input")
    output = model.output(call.sent, said)
    reply = (
        Reply("text", model.text(call.sent, said)) if output is None else Reply("output", output)
    )
    if call.sent.member("background") is True and not call.sent.streams:
        return _in_background(call, reply)
    return reply


def _refused(call: Call) -> errors.Failure | None:
    """What the request refers to and is not there."""
    if call.lenient:
        return None
    previous = call.sent.member("previous_response_id")
    if previous and call.store.get(under(RESPONSES, previous)) is None:
        message = f"Previous response with id '{previous}' not found."
        return errors.invalid(message, "previous_response_id", "previous_response_not_found")
    conversation = _conversation(call)
    if conversation and call.store.get(under(CONVERSATIONS, conversation)) is None:
        return absent(under(CONVERSATIONS, conversation))
    return None


def _conversation(call: Call) -> str:
    given = call.sent.member("conversation")
    return str(given.get("id", "")) if isinstance(given, Mapping) else str(given or "")


def _in_background(call: Call, reply: Reply) -> Result:
    done = respond.answer(reply, call.sent, call.moment).whole
    begun = {
        **done, "status": "queued", "output": [], "usage": None, "completed_at": None,
        "content_filters": [],
    }  # fmt: skip
    path = f"{RESPONSES}/{done['id']}"
    call.store.put(path, begun, Stage({**begun, "status": "in_progress"}), Stage(done))
    _put_all(call, f"{path}/input_items", _input_items(call))
    return body(begun)


def keep(call: Call, response: Mapping[str, Json]) -> None:
    """Keep a response, what it was made from, and what it adds to its conversation."""
    given, conversation = _input_items(call), _conversation(call)
    if conversation:
        collection = f"{under(CONVERSATIONS, conversation)}/items"
        _put_all(call, collection, [*given, *response["output"]])
    if call.sent.member("store", True) is not False:
        path = f"{RESPONSES}/{response['id']}"
        call.store.put(path, response)
        _put_all(call, f"{path}/input_items", given)


def _put_all(call: Call, collection: str, objects: Sequence[Mapping[str, Json]]) -> None:
    for one in objects:
        call.store.put(under(collection, one["id"]), one)


def _input_items(call: Call) -> list[dict[str, Json]]:
    said = call.sent.member("input")
    given = [{"role": "user", "content": said}] if isinstance(said, str) else model.objects(said)
    return [items.given(item, place, call.moment) for place, item in enumerate(given)]


def _get(call: Call) -> Result:
    found, query = _unknown(call) if call.missing() else retrieve(call), call.query
    if query.get("stream") is not True or not isinstance(found, Reply):
        return found
    while found.value["status"] not in ENDED and not call.missing():
        found = body(call.store.advance(call.path))
    after = query.get("starting_after", -1)
    return respond.retold(found.value, call.sent, call.moment, after + 1)


def _unknown(call: Call) -> Result:
    if not call.lenient:
        return unknown(call)
    made = respond.answer(Reply("text", "Hello."), call.sent, call.moment).whole
    return body({**made, "id": call.id})


def _cancel(call: Call) -> Result:
    if call.missing():
        return _unknown(call)
    response = call.store.get(call.owner)
    if not response.get("background"):
        return errors.invalid("Cannot cancel a synchronous response.")
    if response["status"] not in ENDED:
        response = {**response, "status": "cancelled"}
        call.store.put(call.owner, response)
    return body(response)


def _count(call: Call) -> Result:
    asked = call.sent.body
    text = "".join(str(asked.get(name) or "") for name in ("instructions", "input", "tools"))
    return body({"object": "response.input_tokens", "input_tokens": bodies.tokens(text)})


def _compact(call: Call) -> Result:
    refused = _refused(call)
    if refused is not None:
        return refused
    said = [item for item in _input_items(call) if item.get("role") == "user"]
    packed = call.moment.digest("compaction", str(call.sent.body))
    closing = {
        "id": call.moment.id("cmp_"), "type": "compaction", "encrypted_content": f"gAAAAAB{packed}",
    }  # fmt: skip
    messages = [_kept(item) for item in said]
    return body(
        {
            "id": call.moment.id("resp_"),
            "object": "response.compaction",
            "created_at": call.moment.now,
            "output": [*messages, closing],
            "usage": bodies.response_usage(call.sent, messages),
        }
    )


def _kept(item: Mapping[str, Json]) -> dict[str, Json]:
    text = model.text_of(item["content"])
    made: Sequence[Json] = [items.text_part(text)]
    return {**item, "status": "completed", "role": "assistant", "content": made}


HANDLERS: Mapping[str, Handler] = {
    "Responses_Create": create,
    "Responses_Get": _get,
    "Responses_Delete": delete,
    "Responses_Cancel": _cancel,
    "Responses_Compact": _compact,
    "Responses_CountInputTokens": _count,
    "Responses_ListInputItems": listing("desc"),
}
