"""Vector stores: files in them, in batches too, and a search that finds words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from samplegen.mock.reply import errors
from samplegen.model import Json

from . import files
from .call import Call, Handler, Result, absent, body, existing, listing, retrieve, unknown, update
from .call import delete as delete_any
from .routes import FILES, STORES, under
from .store import page

CHUNKS: Json = {
    "type": "static",
    "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400},
}
"""How texts are cut where the request leaves that to the service."""

NONE: Json = {"in_progress": 0, "completed": 0, "failed": 0, "cancelled": 0, "total": 0}

DAY = 86400

_WORD = re.compile(r"\w+")


def _create(call: Call) -> Result:
    names = call.sent.member("file_ids") or ()
    missing = _missing(call, names)
    if missing is not None:
        return missing
    store = call.new(
        id=call.moment.id("vs_")[:35],
        name=call.sent.member("name") or "",
        status="completed",
        usage_bytes=0,
        file_counts=NONE,
        metadata=call.sent.member("metadata") or {},
        last_active_at=call.moment.now,
    )
    if expiry := call.sent.member("expires_after"):
        store |= {
            "expires_after": expiry,
            "expires_at": call.moment.now + DAY * int(expiry["days"]),
        }
    path = f"{STORES}/{store['id']}"
    call.store.put(path, store)
    for name in names:
        _add(call, path, name, call.sent.body)
    return body(call.store.get(path))


def _missing(call: Call, names: Sequence[str]) -> errors.Failure | None:
    if call.lenient:
        return None
    gone = (name for name in names if call.store.get(under(FILES, name)) is None)
    name = next(gone, None)
    return None if name is None else absent(under(FILES, name), 400)


def _add(call: Call, path: str, name: str, asked: Mapping[str, Json]) -> Json:
    """Put a file into a store, and count it there."""
    strategy = asked.get("chunking_strategy") or CHUNKS
    made = {
        "id": name,
        "object": "vector_store.file",
        "created_at": call.moment.now,
        "vector_store_id": path.rpartition("/")[2],
        "status": "completed",
        "last_error": None,
        "usage_bytes": len(call.store.contents.get(name, b"")),
        "attributes": asked.get("attributes") or {},
        "chunking_strategy": CHUNKS if strategy.get("type") == "auto" else strategy,
    }
    call.store.put(under(f"{path}/files", name), made)
    _count(call, path)
    return made


def _count(call: Call, path: str) -> None:
    store = call.store.get(path)
    inside = call.store.all(f"{path}/files")
    counts = {**NONE, "completed": len(inside), "total": len(inside)}
    used = sum(one["usage_bytes"] for one in inside)
    if store is not None:
        call.store.put(path, {**store, "file_counts": counts, "usage_bytes": used})


# --- files in a store -------------------------------------------------------------------------


def _add_file(call: Call) -> Result:
    name = call.sent.member("file_id")
    if call.missing() and not call.lenient:
        return unknown(call)
    missing = _missing(call, [name])
    return missing or body(_add(call, call.owner, name, call.sent.body))


@existing
def _files(call: Call) -> Result:
    wanted = call.query.get("filter")
    found = [one for one in _inside(call) if wanted in (None, one["status"])]
    return body(page(found, call.query))


def _inside(call: Call) -> list[Json]:
    """The files of the store, or those of the batch that the path names."""
    if "batch_id" not in call.segments:
        return call.store.all(call.path)
    ids = call.store.get(f"{call.owner}/private/files")
    return [one for one in call.store.all(f"{_store(call)}/files") if one["id"] in ids]


def _store(call: Call) -> str:
    return under(STORES, call.segments["vector_store_id"])


@existing
def _update_file(call: Call) -> Result:
    changed = {**call.store.get(call.path), "attributes": call.sent.member("attributes")}
    call.store.put(call.path, changed)
    return body(changed)


def _delete_file(call: Call) -> Result:
    deleted = delete_any(call)
    if call.store.get(_store(call)) is not None:
        _count(call, _store(call))
    return deleted


@existing
def _content(call: Call) -> Result:
    text = {"type": "text", "text": files.text(call.store, call.id)}
    return body(
        {
            "object": "vector_store.file_content.page",
            "data": [text],
            "has_more": False,
            "next_page": None,
        }
    )


# --- batches ----------------------------------------------------------------------------------


def _create_batch(call: Call) -> Result:
    if call.missing() and not call.lenient:
        return unknown(call)
    asked = {one["file_id"]: one for one in call.sent.member("files") or ()}
    asked |= dict.fromkeys(call.sent.member("file_ids") or (), call.sent.body)
    missing = _missing(call, list(asked))
    if missing is not None:
        return missing
    for name, one in asked.items():
        _add(call, _store(call), name, one)
    counts = {**NONE, "completed": len(asked), "total": len(asked)}
    batch = call.new(id=call.moment.id("vsfb_")[:37], status="completed", file_counts=counts)
    path = f"{call.path}/{batch['id']}"
    call.store.put(path, batch)
    call.store.put(f"{path}/private/files", list(asked))
    return body(batch)


@existing
def _cancel_batch(call: Call) -> Result:
    return body(call.store.get(call.owner))  # all is done by the time that anybody can ask


# --- search -----------------------------------------------------------------------------------


@existing
def _search(call: Call) -> Result:
    """The files that share words with the query, those that share most before the others."""
    query = call.sent.member("query")
    queries = query if isinstance(query, list) else [query]
    found = sorted(_found(call, " ".join(queries)), key=lambda one: -one["score"])
    most = int(call.sent.member("max_num_results") or 10)
    return body(
        {
            "object": "vector_store.search_results.page",
            "search_query": queries,
            "data": found[:most],
            "has_more": len(found) > most,
            "next_page": None,
        }
    )


def _found(call: Call, query: str) -> Iterator[dict[str, Json]]:
    wanted = set(_WORD.findall(query.lower()))
    for one in call.store.all(f"{call.owner}/files"):
        text = files.text(call.store, one["id"])
        shared = wanted & set(_WORD.findall(text.lower()))
        if shared:
            yield {
                "file_id": one["id"],
                "filename": (call.store.get(under(FILES, one["id"])) or {}).get("filename", ""),
                "score": len(shared) / len(wanted),
                "attributes": one["attributes"],
                "content": [{"type": "text", "text": text}],
            }


HANDLERS: Mapping[str, Handler] = {
    "VectorStores_Create": _create,
    "VectorStores_List": listing(),
    "VectorStores_Get": retrieve,
    "VectorStores_Update": update,
    "VectorStores_Delete": delete_any,
    "VectorStores_Search": _search,
    "VectorStoreFiles_Create": _add_file,
    "VectorStoreFiles_List": _files,
    "VectorStoreFiles_Get": retrieve,
    "VectorStoreFiles_Update": _update_file,
    "VectorStoreFiles_Delete": _delete_file,
    "VectorStoreFiles_GetContent": _content,
    "VectorStoreFileBatches_Create": _create_batch,
    "VectorStoreFileBatches_Get": retrieve,
    "VectorStoreFileBatches_Cancel": _cancel_batch,
    "VectorStoreFileBatches_ListFiles": _files,
}
