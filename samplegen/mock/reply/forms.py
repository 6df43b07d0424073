"""Forms (multipart/form-data, RFC 7578): their fields as JSON, their files aside."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from samplegen.model import Json

if TYPE_CHECKING:
    from multipart import MultipartPart

FORM = "multipart/form-data"


def is_form(content_type: str) -> bool:
    """True for the type of a form."""
    return content_type.lower().startswith(FORM)


def fields(content_type: str, data: bytes) -> Json:
    """The fields of a form; ``a[b]`` and ``a[]`` are what they stand for. None where it is broken.

    A file is told by its name, type, number of bytes and SHA-256.
    """
    try:
        parts = list(_parts(content_type, data))
    except ValueError:
        return None
    read: dict[str, Json] = {}
    for part in parts:
        put(read, part.name, _told(part) if part.filename else _plain(part.value))
    return read


def files(content_type: str, data: bytes) -> Mapping[str, bytes]:
    """The files of a form by the name of their field.

    Raises:
        ValueError: it is broken.
    """
    return {part.name: part.raw for part in _parts(content_type, data) if part.filename}


def _parts(content_type: str, data: bytes) -> Iterator[MultipartPart]:
    from multipart import MultipartError, MultipartParser, parse_options_header

    _, options = parse_options_header(content_type)
    limit = max(len(data), 1)
    try:
        yield from MultipartParser(
            io.BytesIO(data),
            options.get("boundary", ""),
            content_length=len(data),
            memory_limit=limit + 1,
            spool_limit=limit,
        )
    except MultipartError as problem:
        raise ValueError(str(problem)) from problem


def _told(part: MultipartPart) -> Json:
    return {
        "filename": part.filename,
        "content_type": part.content_type,
        "bytes": part.size,
        "sha256": hashlib.sha256(part.raw).hexdigest(),
    }


def _plain(text: str) -> Json:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else text  # noqa: PLR2004


def put(read: dict[str, Json], name: str, value: Json) -> None:
    """Put a field where its name says: ``a[]`` into a list, ``a[b]`` into an object."""
    outer, bracket, inner = name.partition("[")
    if not bracket:
        read[name] = value
    elif inner == "]":
        read[outer] = [*_of(read, outer, list), value]
    else:
        read[outer] = {**_of(read, outer, dict), inner.rstrip("]"): value}


def _of(read: Mapping[str, Json], name: str, kind: type) -> Json:
    before = read.get(name)
    return before if isinstance(before, kind) else kind()
