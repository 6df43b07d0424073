"""One request to the API, and what is done alike for every kind of object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote

from samplegen.mock.reply.errors import Failure, invalid
from samplegen.mock.values import Answer, Arrived, Moment
from samplegen.model import Json, Reply

from . import schemas
from .check import read_query
from .example import Maker
from .routes import Route, under
from .store import Store, page

Result: TypeAlias = "Reply | Failure | Answer"
Handler: TypeAlias = "Callable[[Call], Result]"


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose route is known.

    Args:
        segments: the named segments of its path.
        store: what earlier requests of the run left behind.
        lenient: whether an unknown id is answered with an object that is made up.
    """

    route: Route
    segments: Mapping[str, str]
    sent: Arrived
    moment: Moment
    store: Store
    lenient: bool = False

    @property
    def path(self) -> str:
        """The path below ``/openai/v1``."""
        return _filled(self.route.path, self.segments)

    @property
    def id(self) -> str:
        """The innermost id in the path; empty where there is none."""
        return next(reversed([*self.segments.values()]), "")

    @property
    def query(self) -> dict[str, Json]:
        """The query, with numbers as such."""
        return read_query(self.route.query, self.sent.query) if self.route.query else {}

    @property
    def owner(self) -> str:
        """The path of the object that the innermost id names."""
        head, _, _ = self.route.path.rpartition("}")
        return _filled(f"{head}}}", self.segments)

    def missing(self) -> str:
        """The path of the outermost object in the path that is not there; empty for none."""
        segments = self.route.path.split("/")
        for end, segment in enumerate(segments, 1):
            if segment.startswith("{") and self.store.get(prefix := _upto(self, end)) is None:
                return prefix
        return ""

    def new(self, **members: Json) -> dict[str, Json]:
        """An object of the route's type: the members given, and whatever else must be there."""
        types = schemas.definitions(schemas.REPLIES)
        known = {"created_at": self.moment.now, "created": self.moment.now, **self.segments}
        made: dict[str, Json] = Maker(types, known).make(types[self.route.reply])
        return schemas.fitted(self.route.reply, {**made, **members}, made)


def _upto(call: Call, end: int) -> str:
    return _filled("/".join(call.route.path.split("/")[:end]), call.segments)


def _filled(path: str, segments: Mapping[str, str]) -> str:
    return path.format_map({name: under("", value)[1:] for name, value in segments.items()})


def body(value: Json) -> Reply:
    """The reply that consists of a JSON value."""
    return Reply("body", value)


def existing(handler: Handler) -> Handler:
    """A handler for objects that are there; for others, see :func:`unknown`."""

    def checked(call: Call) -> Result:
        return unknown(call) if call.missing() else handler(call)

    return checked


@existing
def retrieve(call: Call) -> Result:
    """The object that the path names, gone on by a stage."""
    return body(call.store.advance(call.path))


@existing
def update(call: Call) -> Result:
    """The object with the members that were sent; null leaves one as it was."""
    given = {name: value for name, value in call.sent.body.items() if value is not None}
    changed = {**call.store.get(call.owner), **given}
    call.store.put(call.owner, changed)
    return body(changed)


@existing
def delete(call: Call) -> Result:
    """Word that the object is gone, and gone it is."""
    call.store.remove(call.path)
    return body(call.new(id=call.id, deleted=True))


def listing(order: str = "desc") -> Handler:
    """A page of the objects in the collection that the path names."""

    @existing
    def handler(call: Call) -> Result:
        return body(page(call.store.all(call.path), call.query, order))

    return handler


def unknown(call: Call) -> Result:
    """404 in the words for the object that is missing; an object that is made up, if lenient."""
    if not call.lenient:
        return absent(call.missing())
    if call.route.paged:
        return body(page([call.new()], {}))
    named = "id" in schemas.definitions(schemas.REPLIES)[call.route.reply].get("properties", ())
    return body(call.new(**({"id": call.id} if named else {})))


_WORDS: Mapping[str, tuple[str, str | None, str | None]] = {
    "completions": ("Chat completion with id '{id}' not found.", "completion_id", None),
    "responses": ("Response with id '{id}' not found.", None, None),
    "models": ("The model '{id}' does not exist", "model", "model_not_found"),
    "files": ("No such File object: {id}", "id", None),
    "jobs": ("Could not find fine tune: {id}", "fine_tune_id", "fine_tune_not_found"),
    "batches": ("No batch found with id '{id}'.", None, None),
    "vector_stores": ("Vector store with id '{id}' not found.", None, None),
    "file_batches": ("No file batch found with id '{id}'.", None, None),
    "conversations": ("Conversation with id '{id}' not found.", None, None),
    "items": ("Item with id '{id}' not found.", None, None),
    "evals": ("Eval with id '{id}' not found.", None, None),
    "runs": ("Eval run with id '{id}' not found.", None, None),
    "output_items": ("Output item with id '{id}' not found.", None, None),
}
"""Collection -> message, param and code.

Those of responses and files are as recorded in openai-dotnet (``tests/SessionRecords``).
"""


def absent(path: str, status: int = 404) -> Failure:
    """404: there is no object at ``path``; with another status where a body names it."""
    collection, name = path.split("/")[-2:]
    message, param, code = _WORDS[collection]
    return Failure(
        status, invalid(message.format(id=unquote(name, errors="surrogatepass")), param, code).body
    )
