"""Models of the resource, and the vectors that some of them make."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from samplegen.mock.reply import bodies, errors
from samplegen.model import Json, Reply

from .call import Call, Handler, Result, body, delete, retrieve
from .routes import MODELS as PATH
from .store import Store

MODELS = (
    "gpt-5-mini",
    "gpt-5",
    "gpt-4.1-nano",
    "gpt-4.1",
    "gpt-4o",
    "o4-mini",
    "text-embedding-3-small",
    "text-embedding-3-large",
)
"""The models of a resource that has all that the published samples name."""

DIMENSIONS: Mapping[str, int] = {"text-embedding-3-large": 3072}
"""Length of a model's vectors, where it is not 1536."""


def seed(store: Store) -> None:
    """Put the models there."""
    for name in MODELS:
        store.put(f"{PATH}/{name}", bodies.model(name))


def _list(call: Call) -> Result:
    return body({"object": "list", "data": call.store.all(PATH)})


def _embed(call: Call) -> Result:
    model = str(call.sent.member("model"))
    if model in MODELS and not model.startswith("text-embedding"):
        return errors.named("OperationNotSupported", call.sent, call.moment)
    dimensions = int(call.sent.member("dimensions") or DIMENSIONS.get(model, 1536))
    starts = [_start(text) for text in _inputs(call.sent.member("input", ""))]
    # The official suite lets a strict client read vectors before it has unpacked them.
    packed = {} if not call.lenient else {"packed": False}
    return Reply("vectors", {"dimensions": dimensions, "starts": starts, **packed})


def _inputs(value: Json) -> list[Json]:
    """What is embedded: one text, one list of tokens, or a list of either."""
    many = isinstance(value, list) and value and isinstance(value[0], (str, list))
    return list(value) if many else [value]


def _start(text: Json) -> list[float]:
    digest = hashlib.sha256(repr(text).encode("utf-8", "surrogatepass")).digest()
    return [(byte - 128) / 2560 for byte in digest[:8]]


HANDLERS: Mapping[str, Handler] = {
    "Models_List": _list,
    "Models_Get": retrieve,
    "Models_Delete": delete,
    "Embeddings_Create": _embed,
}
