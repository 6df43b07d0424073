"""Chat completions: made, kept where that is asked for, and found again."""

from __future__ import annotations

from collections.abc import Mapping

from samplegen.mock.reply import errors
from samplegen.model import Json, Reply

from . import model
from .call import Call, Handler, Result, body, delete, existing, listing, retrieve
from .store import page


def create(call: Call) -> Result:
    """A completion: a text, or the call of a function."""
    if str(call.sent.member("model")).startswith("text-embedding"):
        return errors.named("OperationNotSupported", call.sent, call.moment)
    messages = call.sent.member("messages")
    functions = model.called(call.sent, messages)
    if functions:
        return Reply("calls", model.chat_calls(functions, call.moment))
    return Reply("text", model.text(call.sent, messages))


def keep(call: Call, completion: Mapping[str, Json]) -> None:
    """Keep a completion that was asked to be stored, with the messages that led to it."""
    if call.sent.member("store") is not True:
        return
    path = f"{call.path}/{completion['id']}"
    call.store.put(path, {**completion, "metadata": call.sent.member("metadata") or {}})
    for place, message in enumerate(model.objects(call.sent.member("messages"))):
        name = f"{completion['id']}-{place}"
        call.store.put(f"{path}/messages/{name}", _stored(message, name))


def _stored(message: Mapping[str, Json], name: str) -> Json:
    parts = message.get("content")
    content = parts if isinstance(parts, str) else model.text_of(parts)
    kept = [part for part in model.objects(parts) if part.get("type") in ("text", "image_url")]
    role = message.get("role")
    return {
        "id": name, "role": role, "content": content, "content_parts": kept or None,
        "refusal": None, "name": message.get("name"),
    }  # fmt: skip


def _list(call: Call) -> Result:
    wanted = call.query
    return body(
        page([one for one in call.store.all(call.path) if _fits(one, wanted)], wanted, "asc")
    )


def _fits(completion: Mapping[str, Json], query: Mapping[str, Json]) -> bool:
    if query.get("model", completion["model"]) != completion["model"]:
        return False
    metadata = query.get("metadata") or {}
    return all(completion["metadata"].get(name) == value for name, value in metadata.items())


@existing
def _update(call: Call) -> Result:
    changed = {**call.store.get(call.path), "metadata": call.sent.member("metadata") or {}}
    call.store.put(call.path, changed)
    return body(changed)


HANDLERS: Mapping[str, Handler] = {
    "ChatCompletions_Create": create,
    "ChatCompletions_List": _list,
    "ChatCompletions_Get": retrieve,
    "ChatCompletions_Update": _update,
    "ChatCompletions_Delete": delete,
    "ChatCompletions_ListMessages": listing("asc"),
}
