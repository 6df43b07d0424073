"""An engine that is none: it answers like one, and remembers what it was asked."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Json = Any
Events = Iterable[Mapping[str, Json]]
"""What it says while it is at something, one after another."""

BASE = "base:1"
BASE_ID = "sha256:base"


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes

    @property
    def context(self) -> dict[str, bytes]:
        """What an image is to be built from."""
        with tarfile.open(fileobj=io.BytesIO(self.body)) as tar:
            return {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]


@dataclass
class StandIn:
    """A context manager that serves ``url``.

    Args:
        images: what is there, by tag: the labels of each.
        build: gives what a build says, event by event; ``(status, message)`` where it is refused.
        other: ``POST /containers/create`` or so -> ``(status, message)``, or what gives the next one.

    Attributes:
        asked: all requests.
    """

    images: dict[str, Mapping[str, str]] = field(default_factory=lambda: {BASE: {}})
    build: Callable[[Asked], Events | tuple[int, str]] = lambda _: []
    pull: Events | tuple[int, str] = (404, "pull access denied")
    other: Mapping[str, tuple[int, Json] | Callable[[], tuple[int, Json]]] = field(
        default_factory=dict
    )
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> StandIn:  # noqa: PYI034 - Self needs Python 3.11
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                stand_in._answer(self)

            do_POST = do_DELETE = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"tcp://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def built(self) -> list[Asked]:
        """The builds that were asked for."""
        return [each for each in self.asked if each.path == "/build"]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = _read(handler)
        self.asked.append(asked)
        answer = self._to(asked)
        if isinstance(answer, tuple):
            status, value = answer
            value = {"message": value} if isinstance(value, str) else value
            _send(handler, status, [json.dumps(value).encode()], chunked=False)
        else:
            _send(
                handler,
                200,
                [json.dumps(event).encode() + b"\r\n" for event in answer],
                chunked=True,
            )

    def _to(self, asked: Asked) -> Events | tuple[int, Json]:
        known: dict[str, tuple[int, Json] | Callable[[], tuple[int, Json]]] = {
            "GET /version": (200, {"ApiVersion": "1.41"}),
            "GET /info": (200, {"NCPU": 2, "ServerVersion": "20.10.24"}),
            "GET /_ping": (200, "OK"),
            **self.other,
        }
        if asked.path == "/build":
            return self._build(asked)
        if asked.path == "/images/create":
            return self.pull
        if asked.path.endswith("/tag"):
            return 201, ""
        if asked.path.startswith("/images/"):
            return self._image(asked.path.removeprefix("/images/").removesuffix("/json"))
        answer = known.get(f"{asked.method} {asked.path}", (404, f"no {asked.path} here"))
        return answer() if callable(answer) else answer

    def _build(self, asked: Asked) -> Events | tuple[int, str]:
        said = self.build(asked)
        if not (isinstance(said, tuple) or any("error" in event for event in said)):
            labels = json.loads(asked.query["labels"])
            self.images[asked.query["t"]] = labels
        return said

    def _image(self, tag: str) -> tuple[int, Json]:
        if tag not in self.images:
            return 404, f"No such image: {tag}"
        number = BASE_ID if tag == BASE else f"sha256:{tag}"
        return 200, {"Id": number, "RepoTags": [tag], "Config": {"Labels": self.images[tag]}}


def _read(handler: BaseHTTPRequestHandler) -> Asked:
    url = urlsplit(handler.path)
    path = unquote(url.path)
    if path.startswith("/v1."):
        path = path[path.index("/", 1) :]
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    return Asked(handler.command, path, query, _body(handler))


def _body(handler: BaseHTTPRequestHandler) -> bytes:
    if handler.headers.get("Transfer-Encoding") != "chunked":
        return handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
    body = b""
    while size := int(handler.rfile.readline(), 16):
        body += handler.rfile.read(size)
        handler.rfile.readline()
    handler.rfile.readline()
    return body


def _send(
    handler: BaseHTTPRequestHandler, status: int, parts: Sequence[bytes], *, chunked: bool
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Connection", "close")
    name, value = ("Transfer-Encoding", "chunked") if chunked else ("Content-Length", len(parts[0]))
    handler.send_header(name, str(value))
    handler.end_headers()
    for part in parts:
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
    if chunked:
        handler.wfile.write(b"0\r\n\r\n")
