"""Files: uploaded, and had back to the byte."""

from __future__ import annotations

from collections.abc import Mapping

from samplegen.mock.reply import forms, headers
from samplegen.mock.reply.errors import invalid
from samplegen.mock.values import Answer, Part
from samplegen.model import Json

from .call import Call, Handler, Result, body, delete, retrieve, unknown
from .routes import FILES
from .store import Store, page

LIMIT = 1 << 30
"""Bytes of all files that a run keeps, in memory."""


def _create(call: Call) -> Result:
    upload, purpose = call.sent.member("file"), call.sent.member("purpose")
    expiry = call.sent.member("expires_after")
    if upload["bytes"] + sum(map(len, call.store.contents.values())) > LIMIT:
        return invalid(f"The files of this resource may have {LIMIT} bytes in all.", "file")
    content = forms.files(call.sent.headers["content-type"], call.sent.data)["file"]
    file = made(call, purpose, upload["filename"], content)
    if expiry:
        file["expires_at"] = call.moment.now + int(expiry["seconds"])
    add(call.store, file, content)
    return body(file)


def add(store: Store, file: Json, content: bytes) -> None:
    """Keep a file with its bytes."""
    store.put(f"{FILES}/{file['id']}", file)
    store.contents[file["id"]] = content


def made(call: Call, purpose: str, name: str, content: bytes) -> dict[str, Json]:
    """A new file; it is not kept yet."""
    return {
        "id": call.moment.id("file-", name)[:29], "object": "file", "bytes": len(content),
        "created_at": call.moment.now, "filename": name, "purpose": purpose, "status": "processed",
    }  # fmt: skip


def text(store: Store, name: str) -> str:
    """What a file says; empty where it is not there."""
    return store.contents.get(name, b"").decode("utf-8", "replace")


def _list(call: Call) -> Result:
    purpose = call.query.get("purpose")
    found = [one for one in call.store.all(FILES) if purpose in (None, one["purpose"])]
    return body(page(found, {"limit": 10000, **call.query}))


def _delete(call: Call) -> Result:
    call.store.contents.pop(call.id, None)
    return delete(call)


def _content(call: Call) -> Result:
    if call.missing() and not call.lenient:
        return unknown(call)
    head = headers.azure(call.sent, call.moment, "application/octet-stream")
    return Answer(200, head, (Part(call.store.contents.get(call.id, b"")),))


HANDLERS: Mapping[str, Handler] = {
    "Files_Upload": _create,
    "Files_List": _list,
    "Files_Get": retrieve,
    "Files_Delete": _delete,
    "Files_GetContent": _content,
}
