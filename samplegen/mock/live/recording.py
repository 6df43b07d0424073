"""What was exchanged with a real endpoint, kept in a file: one JSON object a line, no secrets.

The first line says what the file is. Bytes that are no UTF-8, such as half a character at the end
of a piece, stand as lone surrogates (Python's ``surrogateescape``), so that all come back as they
were.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from samplegen.errors import InputError, WriteError
from samplegen.mock.values import dumps
from samplegen.mock.wire.reading import parse
from samplegen.model import Json

VERSION = 1

_TEXTS: Final = {"type": "object", "additionalProperties": {"type": "string"}}

SCHEMA: Final[Json] = {
    "type": "object",
    "required": ["request", "reply"],
    "properties": {
        "request": {
            "type": "object",
            "required": ["method", "path"],
            "properties": {
                "method": {"type": "string"},
                "path": {"type": "string"},
                "query": _TEXTS,
            },
        },
        "reply": {
            "type": "object",
            "required": ["status"],
            "properties": {
                "status": {"type": "integer", "minimum": 200, "maximum": 599},
                "headers": _TEXTS,
                "pieces": {"type": "array", "items": {"type": "string"}},
                "streamed": {"type": "boolean"},
            },
        },
    },
}
"""What a line after the first one holds (JSON Schema 2020-12); bodies may be anything."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One exchange.

    Args:
        path: path that the sample asked for, whatever it was called at the endpoint.
        headers: headers of the answer.
        pieces: body of the answer; more than one only where it was a stream.
        line: line of the file that it was read from; 0 where it was not.
    """

    method: str
    path: str
    query: Mapping[str, str]
    body: Json
    status: int
    headers: Mapping[str, str]
    pieces: tuple[bytes, ...]
    streamed: bool
    line: int = 0


@contextmanager
def recorder(path: Path | None, target: str) -> Iterator[Callable[[Recorded], None]]:
    """What takes exchanges and writes them; without a path they are forgotten.

    Raises:
        WriteError: the file cannot be written.
    """
    if path is None:
        yield _forgotten
        return
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as problem:
        why = problem.strerror
        raise WriteError(f"{path}: the recording cannot be written ({why})") from problem
    with file:

        def write(value: Json) -> None:
            file.write(json.dumps(value) + "\n")
            file.flush()

        write({"recording": VERSION, "target": target})
        yield lambda recorded: write(_plain(recorded))


def load(path: Path) -> tuple[Recorded, ...]:
    """The exchanges in a file, in their order.

    Raises:
        InputError: it cannot be read, or is none of ours; with file and line.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8"
        raise InputError(f"{path}: the recording cannot be read ({why})") from problem
    first = _parsed(path, 1, lines[0])
    if not isinstance(first, dict) or first.get("recording") != VERSION:
        raise InputError(f'{path}:1: a recording begins with {{"recording": {VERSION}}}')
    return tuple(
        _recorded(path, number, line) for number, line in enumerate(lines[1:], 2) if line.strip()
    )


def _forgotten(_: Recorded) -> None:
    pass


def _plain(one: Recorded) -> Json:
    request = {"method": one.method, "path": one.path, "query": dict(one.query), "body": one.body}
    reply: dict[str, Json] = {"status": one.status, "headers": dict(one.headers)}
    body = parse(b"".join(one.pieces))
    if one.streamed or body is None or isinstance(body, str):
        reply["pieces"] = [piece.decode("utf-8", "surrogateescape") for piece in one.pieces]
    else:
        reply["body"] = body
    return {"request": request, "reply": {**reply, "streamed": one.streamed}}


def _parsed(path: Path, number: int, line: str) -> Json:
    try:
        return json.loads(line)
    except json.JSONDecodeError as problem:
        raise InputError(f"{path}:{number}:{problem.colno}: no JSON: {problem.msg}") from problem
    except RecursionError as problem:
        raise InputError(f"{path}:{number}: no JSON: too deep") from problem


def _recorded(path: Path, number: int, line: str) -> Recorded:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    value = _parsed(path, number, line)
    problem = best_match(Draft202012Validator(SCHEMA).iter_errors(value))
    if problem is not None:
        place = problem.json_path.removeprefix("$").lstrip(".")
        raise InputError(": ".join(filter(None, (f"{path}:{number}", place, problem.message))))
    request, reply = value["request"], value["reply"]
    try:
        pieces = tuple(
            one.encode("utf-8", "surrogateescape") for one in reply.get("pieces", ())
        ) or (dumps(reply.get("body")),)
    except UnicodeEncodeError as error:
        raise InputError(f"{path}:{number}: reply.pieces: {error}") from error
    return Recorded(
        method=request["method"],
        path=request["path"],
        query=request.get("query", {}),
        body=request.get("body"),
        status=reply["status"],
        headers=reply.get("headers", {}),
        pieces=pieces,
        streamed=reply.get("streamed", False),
        line=number,
    )
