"""A real endpoint, called for a sample: with another credential, another model, no more often."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from samplegen.errors import MachineError
from samplegen.mock.live.caller import PLACEHOLDER, Caller
from samplegen.mock.signin.credentials import Credential
from samplegen.mock.values import Arrived, dumps
from samplegen.model import Json

if TYPE_CHECKING:
    import aiohttp

    from samplegen.mock.live.recording import Recorded

CONNECTING = 10.0
"""Seconds that opening a connection may take."""

SILENCE = 60.0
"""Seconds that an endpoint may say nothing; a sample may run for no longer."""

OWN = frozenset(
    {"authorization", "api-key", "cookie", "host", "content-length", "accept-encoding", "expect"}
)
"""Request headers that are not passed on: they are for the proxy, or written anew."""

KEPT_BACK = frozenset({"content-length", "content-encoding", "set-cookie"})
"""Response headers that are not passed on: the body is unpacked, nobody is to be remembered."""

HOPS = frozenset(
    {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
    | {"proxy-authenticate", "proxy-authorization", "proxy-connection"}
)
"""Headers that are about one connection only (RFC 9110, 7.6.1)."""


class UpstreamError(ConnectionError):
    """The endpoint did not answer, or not to the end; the text says why."""


@dataclass(frozen=True, slots=True)
class Back:
    """What came back.

    Args:
        flow: the body in pieces, as they come.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    flow: AsyncGenerator[bytes, None]

    @property
    def streams(self) -> bool:
        """Whether the body is one of server-sent events."""
        return self.headers.get("content-type", "").startswith("text/event-stream")

    async def read(self) -> bytes:
        """The whole body.

        Raises:
            UpstreamError: it did not come to its end.
        """
        async with aclosing(self.flow):
            return b"".join([piece async for piece in self.flow])


@dataclass(slots=True)
class Upstream:
    """A real endpoint. Once it is in use it belongs to the thread of the service.

    Args:
        url: what stands for the endpoint of the samples, without a slash at its end.
        root: path of that endpoint, which every forwarded path begins with: ``/openai/v1/``.
        caller: who calls.
        models: name of a model to what it is called there.
        most: number of requests that may be sent.
        note: takes each exchange, once it is over.
        sent: number of requests that were.
    """

    url: str
    root: str
    caller: Caller
    models: Mapping[str, str]
    most: int
    note: Callable[[Recorded], None]
    sent: int = 0
    _session: aiohttp.ClientSession | None = field(default=None, repr=False)

    def takes(self, sent: Arrived, credential: Credential) -> bool:
        """Whether a request is one for this endpoint, with one credential that opens the door."""
        known = credential.fits and self.caller.has(credential.auth)
        return known and "+" not in credential.auth and sent.path.startswith(self.root)

    async def send(self, sent: Arrived, auth: str) -> Back:
        """Send a request on, signed in as the caller in the same form, and await the answer's head.

        Raises:
            UpstreamError: the limit is reached, no token can be had, or nobody answers.
        """
        import aiohttp

        self._count(sent)
        try:
            signed = await asyncio.to_thread(self.caller.headers, auth)
            got = await self._open().request(
                sent.method,
                self._address(sent),
                headers={**_carried(sent.headers), **signed},
                data=self._body(sent),
                allow_redirects=False,
            )
        except MachineError as problem:
            raise UpstreamError(str(problem)) from problem
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError) as problem:
            raise UpstreamError(f"{self.url} cannot be reached: {_why(problem)}") from problem
        veil = Veil(_secrets(signed))
        headers = {
            name.lower(): veil.text(value)
            for name, value in got.headers.items()
            if name.lower() not in HOPS | KEPT_BACK
        }
        return Back(got.status, got.reason or "", headers, self._flow(got, veil))

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _count(self, sent: Arrived) -> None:
        if self.sent >= self.most:
            limit = "1 request" if self.most == 1 else f"{self.most} requests"
            raise UpstreamError(
                f"{sent.method} {sent.path} was not sent: the limit of {limit} is reached "
                "(--max-requests)"
            )
        self.sent += 1

    def _open(self) -> aiohttp.ClientSession:
        import aiohttp

        if self._session is None:
            secure = self.url.startswith("https:")
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    ssl=ssl.create_default_context() if secure else True
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(None, sock_connect=CONNECTING, sock_read=SILENCE),
                skip_auto_headers=("User-Agent", "Accept", "Content-Type"),
                trust_env=secure,  # the way out may be a proxy; to this machine there is none
            )
        return self._session

    def _address(self, sent: Arrived) -> Any:
        from yarl import URL

        query = f"?{urlencode(sent.query)}" if sent.query else ""
        path = quote(sent.path.removeprefix(self.root), safe="/:@!$&'()*+,;=~")
        return URL(f"{self.url}/{path}{query}", encoded=True)

    def _body(self, sent: Arrived) -> bytes | None:
        name: Json = sent.member("model")
        if isinstance(name, str) and name in self.models:
            return dumps({**sent.body, "model": self.models[name]})
        return sent.data or None

    async def _flow(self, got: aiohttp.ClientResponse, veil: Veil) -> AsyncGenerator[bytes, None]:
        import aiohttp

        try:
            async for piece in got.content.iter_any():
                if shown := veil.feed(piece):
                    yield shown
            if rest := veil.end():
                yield rest
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError) as problem:
            raise UpstreamError(f"{self.url} broke its reply off: {_why(problem)}") from problem
        finally:
            got.close()


class Veil:
    """Takes secrets out of what comes in pieces; the start of one waits for the next piece."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = [secret.encode() for secret in secrets if secret]
        self._held = b""

    def feed(self, piece: bytes) -> bytes:
        """What of the bytes so far can be shown."""
        self._held += piece
        for secret in self._secrets:
            self._held = self._held.replace(secret, b"[secret]")
        end = len(self._held) - max(map(self._begun, self._secrets), default=0)
        shown, self._held = self._held[:end], self._held[end:]
        return shown

    def end(self) -> bytes:
        """The rest: what looked like the start of a secret was none."""
        rest, self._held = self._held, b""
        return rest

    def text(self, value: str) -> str:
        """A text without secrets."""
        for secret in self._secrets:
            value = value.replace(secret.decode(), "[secret]")
        return value

    def _begun(self, secret: bytes) -> int:
        lengths = range(min(len(secret) - 1, len(self._held)), 0, -1)
        return next((n for n in lengths if self._held.endswith(secret[:n])), 0)


def _secrets(signed: Mapping[str, str]) -> list[str]:
    found = (value.removeprefix("Bearer ") for value in signed.values())
    return [value for value in found if value != PLACEHOLDER]


def _carried(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that are passed on; the body is to come unpacked, so that it can be read."""
    kept = {name: value for name, value in headers.items() if name not in OWN | HOPS}
    return {**kept, "accept-encoding": "identity"}


def _why(problem: Exception) -> str:
    if isinstance(problem, asyncio.TimeoutError):
        return "it does not answer"
    return str(problem) or type(problem).__name__


def root_of(endpoint: str) -> str:
    """The path of an endpoint, with a slash at its end."""
    return urlsplit(endpoint).path.rstrip("/") + "/"
