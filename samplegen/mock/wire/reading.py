"""Requests out of the bytes of a connection, within limits.

llhttp, by way of httptools, tells the parts of a request apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

import httptools
import orjson

from samplegen.mock.reply import errors, forms
from samplegen.mock.values import Arrived
from samplegen.model import Json

HEAD_LIMIT = 64 * 1024
"""Bytes of a request's head."""

BODY_LIMIT = 32 * 1024 * 1024
"""Bytes of a body."""

FORM_LIMIT = 512 * 1024 * 1024
"""Bytes of a body that is a form: Azure takes files of 512 MB."""

DEPTH_LIMIT = 100
"""How deep JSON may be nested; deeper is text to us, as what goes through it is recursive."""


@dataclass(frozen=True, slots=True)
class Read:
    """A request as it was read.

    Args:
        keep: True where the connection may carry another request after it.
        modern: True for HTTP/1.1, which knows bodies in chunks.
        whole: False where the client went before the body was complete; no answer is due.
        refusal: why the request is not served, and nothing after it; None for one that is.
    """

    sent: Arrived
    keep: bool = True
    modern: bool = True
    whole: bool = True
    refusal: errors.Failure | None = None


class Reader:
    """Reads requests, one after the other, from one connection.

    Args:
        host: the host that was asked for; empty where only a request itself can tell.
        scheme: ``https``, or ``http`` where the connection has no TLS.

    Attributes:
        in_body: True where a head was read to its end and the body was not.
        expects: True where the client waits for leave to send the body.
    """

    def __init__(self, host: str, scheme: str) -> None:
        self._host, self._scheme = host, scheme
        self._parser = httptools.HttpRequestParser(self)
        self._found: list[Read] = []
        self._refused = False
        self._begin()

    def _begin(self) -> None:
        self._target, self._bytes = b"", 0
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self._limit = BODY_LIMIT
        self.in_body = self.expects = False

    @property
    def state(self) -> str:
        """What comes next: ``idle`` for a request, ``head`` or ``body`` for the rest of it."""
        if self.in_body:
            return "body"
        return "head" if self._bytes else "idle"

    def feed(self, data: bytes) -> list[Read]:
        """The requests that are complete with these bytes; after a refusal, none."""
        self._found = []
        if self._refused:
            return []
        self._bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # another protocol is offered, or a tunnel: the request is answered as it stands
        except httptools.HttpParserError:
            self.refuse(errors.not_http())
        if self._bytes > HEAD_LIMIT and not self.in_body:
            self.refuse(errors.head_too_large(HEAD_LIMIT))
        return self._found

    def refuse(self, why: errors.Failure) -> list[Read]:
        """Read no more; the request that is under way, as far as it is known, with its refusal."""
        if not self._refused:
            self._refused = True
            self._found.append(replace(self._now(), keep=False, refusal=why))
            self._begin()
        return self._found

    def rest(self) -> list[Read]:
        """The request of which the body did not come to its end, if there is one."""
        return [self._now()] if self.in_body else []

    # --- what the parser calls --------------------------------------------------------------------

    def on_url(self, part: bytes) -> None:
        """A piece of the request target."""
        self._target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; one that is repeated is joined, one that follows the body is left out."""
        if self.in_body:
            return
        key, text = _name(name), value.decode("latin-1")
        known = self._headers.get(key)
        self._headers[key] = text if known is None else f"{known}, {text}"

    def on_headers_complete(self) -> None:
        """The head is complete: refuse it at once where a limit is passed."""
        self.in_body = True
        if self._bytes > HEAD_LIMIT and self._size() > HEAD_LIMIT:
            self.refuse(errors.head_too_large(HEAD_LIMIT))
        elif forms.is_form(self._headers.get("content-type", "")):
            self._limit = FORM_LIMIT
        if int(self._headers.get("content-length", "0")) > self._limit:
            self.refuse(errors.body_too_large(self._limit))
        self.expects = self._headers.get("expect", "").lower() == "100-continue"

    def on_body(self, data: bytes) -> None:
        """A piece of the body."""
        if self._refused:
            return
        self._body += data
        if len(self._body) > self._limit:
            self.refuse(errors.body_too_large(self._limit))

    def on_message_complete(self) -> None:
        """The request is complete; the bytes that follow belong to the next."""
        if not self._refused:
            self._found.append(self._now())
            self._begin()

    def _size(self) -> int:
        pairs = self._headers.items()
        return len(self._target) + sum(len(name) + len(value) + 4 for name, value in pairs)

    def _now(self) -> Read:
        if not self.in_body:
            return Read(Arrived("", self._host, ""))
        modern = self._parser.get_http_version() == "1.1"
        open_ = self._parser.should_keep_alive() and not self._parser.should_upgrade()
        method = self._parser.get_method().decode("latin-1")
        body = bytes(self._body)
        sent = arrived(method, self._target, self._headers, body, self._host, self._scheme)
        return Read(sent, open_ and modern, modern)


@lru_cache(maxsize=256)
def _name(name: bytes) -> str:
    return name.decode("latin-1").lower()


def arrived(  # noqa: PLR0917 - the parts of a request, in their order
    method: str, target: bytes, headers: Mapping[str, str], data: bytes, host: str, scheme: str
) -> Arrived:
    """The request as a value.

    Args:
        target: what the request line names: a path with its query, or a URL.
        host: the host that was asked for; empty where only the request itself can tell.
    """
    path, _, query = _origin_form(target.decode("latin-1")).partition("?")
    kind = headers.get("content-type", "")
    return Arrived(
        method=method,
        host=host or headers.get("host", "").rpartition(":")[0] or headers.get("host", ""),
        path=unquote(path) if "%" in path else path,
        query=dict(parse_qsl(query, keep_blank_values=True)) if query else {},
        headers=headers,
        body=forms.fields(kind, data) if forms.is_form(kind) else parse(data),
        scheme=scheme,
        data=data,
    )


def _origin_form(target: str) -> str:
    if target.startswith("/") or "://" not in target:
        return target.partition("#")[0]
    try:
        url = urlsplit(target)
    except ValueError:
        return target
    return f"{url.path or '/'}?{url.query}"


def parse(data: bytes) -> Json:
    """A body as JSON, as text where it is none, or None where there is none."""
    if not data:
        return None
    try:
        value = _loads(data)
    except (ValueError, RecursionError):
        return data.decode("utf-8", "replace")
    return value if _is_flat(data, value) else data.decode("utf-8", "replace")


def _loads(data: bytes) -> Json:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:  # it takes no lone surrogate, which JSON may have
        return _DECODER.decode(data.decode())


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _is_flat(data: bytes, value: Json) -> bool:
    if data.count(b"[") + data.count(b"{") <= DEPTH_LIMIT:
        return True
    layer = [value]
    for _ in range(DEPTH_LIMIT):
        layer = [inner for outer in layer for inner in _inside(outer)]
    return not layer


def _inside(value: Json) -> list[Json]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
