"""Conversations, and the items that they consist of."""

from __future__ import annotations

from collections.abc import Mapping

from samplegen.mock.reply import items
from samplegen.model import Json

from .call import Call, Handler, Result, body, delete, existing, listing, retrieve, unknown, update
from .routes import CONVERSATIONS, under
from .store import page


def _create(call: Call) -> Result:
    made = call.new(id=call.moment.id("conv_"), metadata=call.sent.member("metadata") or {})
    path = f"{CONVERSATIONS}/{made['id']}"
    call.store.put(path, made)
    _add(call, path)
    return body(made)


def _add(call: Call, path: str) -> list[dict[str, Json]]:
    given = call.sent.member("items") or ()
    made = [items.given(item, place, call.moment) for place, item in enumerate(given)]
    for item in made:
        call.store.put(under(f"{path}/items", item["id"]), item)
    return made


def _add_items(call: Call) -> Result:
    if call.missing() and not call.lenient:
        return unknown(call)
    return body(page(_add(call, call.owner), {"limit": 100, "order": "asc"}))


@existing
def _delete_item(call: Call) -> Result:
    """Word of the conversation, as it is without the item."""
    call.store.remove(call.path)
    return body(call.store.get(under(CONVERSATIONS, call.segments["conversation_id"])))


HANDLERS: Mapping[str, Handler] = {
    "Conversations_Create": _create,
    "Conversations_Get": retrieve,
    "Conversations_Update": update,
    "Conversations_Delete": delete,
    "ConversationItems_Create": _add_items,
    "ConversationItems_List": listing(),
    "ConversationItems_Get": retrieve,
    "ConversationItems_Delete": _delete_item,
}
