"""Says what is wrong with a request, in the service's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from samplegen.mock.reply.errors import Failure, invalid
from samplegen.mock.reply.forms import put
from samplegen.mock.values import Arrived
from samplegen.model import Exchange, Json

from . import bounds, routes, schemas
from .routes import Route

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

NAMES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a decimal",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}
ANY_QUERY = frozenset({"api-version"})
"""Query parameters that every path takes."""


def refused(sent: Arrived | Exchange) -> Failure | None:
    """What is wrong with a request as the service takes it; None for a good or an unknown one."""
    found = routes.find(sent.method, sent.path)
    return problem(found[0], sent) if found else None


def problem(route: Route, sent: Arrived | Exchange, *, lenient: bool = False) -> Failure | None:
    """The first thing that is wrong with a request; None for a good one.

    Args:
        lenient: whether members that the service does not know, and values out of bounds, pass.
    """
    found = _in_query(route, sent.query, lenient=lenient)
    if found is None and route.body:
        found = _in_body(route, sent.body, lenient=lenient)
    return found


def _in_body(route: Route, body: Json, *, lenient: bool) -> Failure | None:
    if not isinstance(body, Mapping):
        return invalid(
            "We could not parse the JSON body of your request. (HINT: This likely means you "
            "aren't using your HTTP library correctly. The API expects a JSON payload.)"
        )
    found = _of_type(route.body, body, lenient=lenient)
    if found is None and not lenient:
        return bounds.problem(body)
    return found


def _of_type(name: str, value: Json, *, lenient: bool) -> Failure | None:
    validator = schemas.validator(name, schemas.REQUESTS, strict=not lenient)
    if validator.is_valid(value):
        return None
    return explained(first(validator.iter_errors(value)))


# --- query ------------------------------------------------------------------------------------


def _in_query(route: Route, query: Mapping[str, str], *, lenient: bool) -> Failure | None:
    named = {name: value for name, value in query.items() if name not in ANY_QUERY}
    if not route.query:
        return None if lenient or not named else unknown(next(iter(named)))
    typed = read_query(route.query, named)
    found = _of_type(route.query, typed, lenient=lenient)
    return found if found or lenient else bounds.problem(typed)


def read_query(name: str, query: Mapping[str, str]) -> dict[str, Json]:
    """A query with its numbers and truths as such, and ``a[]`` and ``a[b]`` as what they stand for.

    Args:
        name: the type of the query.
    """
    kinds = _kinds(name)
    read: dict[str, Json] = {}
    for key, text in query.items():
        put(read, key, _typed(text, kinds.get(key, ())))
    return read


@cache
def _kinds(name: str) -> Mapping[str, Sequence[str]]:
    return {member: tuple(_types(schema)) for member, schema in _members(name)}


def _members(name: str) -> Iterator[tuple[str, Json]]:
    types = schemas.definitions(schemas.REQUESTS)
    yield from types[name].get("properties", {}).items()
    for one in types[name].get("anyOf", ()):
        yield from _members(one["$ref"].rpartition("/")[2])


def _types(schema: Json) -> Iterator[str]:
    if "type" in schema:
        yield schema["type"]
    for one in schema.get("anyOf", ()):
        yield from _types(one)


def _typed(text: str, kinds: Sequence[str]) -> Json:
    if "integer" in kinds and text.lstrip("-").isascii() and text.lstrip("-").isdigit():
        return int(text[:20])
    if "boolean" in kinds and text in ("true", "false"):
        return text == "true"
    return [text] if kinds == ("array",) else text


# --- in words ---------------------------------------------------------------------------------


def unknown(name: str) -> Failure:
    """400 for a member that the service does not know."""
    return invalid(f"Unknown parameter: '{name}'.", name, "unknown_parameter")


def explained(one: ValidationError) -> Failure:
    """400 for a problem; among alternatives, in the one that was meant."""
    branches = [[*branch] for branch in getattr(one.kind, "context", ()) if branch]
    if not branches:
        return told(one)
    named = [branch for branch in branches if not any(_names(inner, one) for inner in branch)]
    meant = [branch for branch in named if not any(_is_other(inner, one) for inner in branch)]
    if meant:
        closest: list[ValidationError] = min(meant, key=len)
        return explained(first(closest))
    names = [inner for branch in branches for inner in branch if _names(inner, one)]
    values = [leaf for inner in names for leaf in _leaves(inner)]
    if values:
        return _not_among(values)
    kinds = [kind for branch in branches for inner in branch for kind in _asked(inner)]
    return _not_of(place(one.instance_path), list(dict.fromkeys(kinds)), one.instance)


def first(problems: Iterable[ValidationError]) -> ValidationError:
    """The problem to tell of several: rather what is wrong than what is too much."""
    return min(problems, key=lambda one: one.kind.name == "additionalProperties")


def _names(inner: ValidationError, outer: ValidationError) -> bool:
    """Whether an alternative is out of the question since the value names itself another."""
    *where, last = [*inner.instance_path] or [""]
    return where == [*outer.instance_path] and last in ("type", "role", "object")


def _leaves(one: ValidationError) -> Iterator[ValidationError]:
    """The values that a problem says are possible."""
    if one.kind.name in ("const", "enum"):
        yield one
    for branch in getattr(one.kind, "context", ()):
        for inner in branch:
            yield from _leaves(inner)


def _is_other(inner: ValidationError, outer: ValidationError) -> bool:
    """Whether an alternative is out of the question since it is of another JSON type."""
    return inner.kind.name == "type" and [*inner.instance_path] == [*outer.instance_path]


def told(one: ValidationError) -> Failure:
    """400 for a value that is not of its type."""
    where, kind = place(one.instance_path), _kind_of(one)
    match kind.name:
        case "required":
            name = place([*one.instance_path, kind.property])
            message = f"Missing required parameter: '{name}'."
            return invalid(message, name, "missing_required_parameter")
        case "additionalProperties":
            return unknown(place([*one.instance_path, kind.unexpected[0]]))
        case "const" | "enum":
            return _not_among([one])
        case "type":
            return _not_of(where, list(_asked(one)), one.instance)
    return invalid(f"Invalid value for '{where}'.", where, "invalid_value")


def _kind_of(one: ValidationError) -> Any:
    """What kind of problem it is, with the members of that kind, which have no static types."""
    return one.kind


def _asked(one: ValidationError) -> Iterator[str]:
    kinds = getattr(one.kind, "types", None) or []
    yield from [kinds] if isinstance(kinds, str) else kinds


def _not_among(problems: Sequence[ValidationError]) -> Failure:
    """400 for a value that is none of those that its type has, each a problem of its own."""
    one = problems[0]
    kinds = map(_kind_of, problems)
    values = [
        value
        for kind in kinds
        for value in (kind.options if kind.name == "enum" else [kind.expected_value])
    ]
    listed = ", ".join(f"'{value}'" for value in dict.fromkeys(map(str, values)))
    message = f"Invalid value: {_shown(one.instance)}. Supported values are: {listed}."
    return invalid(message, place(one.instance_path), "invalid_value")


def _shown(value: Json) -> str:
    return f"'{value}'" if isinstance(value, str) else f"{value}"


def _not_of(where: str, kinds: Sequence[str], value: Json) -> Failure:
    expected = " or ".join(NAMES.get(kind, kind) for kind in kinds) or "another value"
    message = f"Invalid type for '{where}': expected {expected}, but got {_kind(value)} instead."
    return invalid(message, where, "invalid_type")


def _kind(value: Json) -> str:
    if isinstance(value, bool):
        return "a boolean"
    kinds: dict[type, str] = {
        str: "a string", int: "an integer", float: "a decimal", list: "an array", dict: "an object"
    }  # fmt: skip
    return kinds.get(type(value), "null")


def place(path: Iterable[str | int]) -> str:
    """A path in the service's way: ``messages[0].content``."""
    steps = (f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)
    return "".join(steps).lstrip(".")
