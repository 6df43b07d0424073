"""The service on its own, in a thread of the test's process."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import queue
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from openai import OpenAI

from samplegen.mock.reply.wishes import HEADER
from samplegen.mock.standalone import Wanted, serving
from tests.mock.making import SERVICE, Got


@dataclass
class Served:
    """A service that runs.

    Args:
        api: base URL of its API.
    """

    api: str

    def client(self, wish: Any = None, run: str = "", **more: Any) -> OpenAI:
        """The official client; ``wish`` is what the service shall answer, ``run`` its run."""
        named = {"x-samplegen-run": run} if run else {}
        wished = {} if wish is None else {HEADER: json.dumps(wish)}
        return OpenAI(
            base_url=self.api, api_key="any-key-at-all", default_headers={**named, **wished}, **more
        )

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Got:
        """One request by nothing but sockets."""
        netloc = self.api.removeprefix("http://").partition("/")[0]
        connection = http.client.HTTPConnection(netloc, timeout=20)
        given = {"Authorization": "Bearer any-key-at-all", **(headers or {})}
        data = None if body is None else json.dumps(body).encode()
        try:
            connection.request(method, path, data, {**given, "Content-Type": "application/json"})
            with connection.getresponse() as got:
                return Got(got.status, got.reason, dict(got.getheaders()), got.read())
        finally:
            connection.close()

    def journal(self, run: str | None = None) -> list[Any]:
        """What arrived."""
        found: list[Any] = self.ask("GET", "/_samplegen/journal" + _query(run)).json
        return found

    def findings(self, run: str | None = None) -> list[Any]:
        """What is found wrong with the client."""
        found: list[Any] = self.ask("GET", "/_samplegen/verdict" + _query(run)).json["findings"]
        return found

    def names(self, run: str | None = None) -> list[str]:
        """The names of what is found wrong with the client."""
        return [one["name"] for one in self.findings(run)]

    def forget(self, run: str | None = None) -> int:
        """Clear the journal and begin everything anew; the status."""
        return self.ask("DELETE", "/_samplegen/journal" + _query(run)).status


def _query(run: str | None) -> str:
    return "" if run is None else f"?run={quote(run)}"


@contextlib.contextmanager
def served(**wanted: Any) -> Iterator[Served]:
    """Serve as is wanted while the context lasts."""
    begun: queue.Queue[Served | BaseException] = queue.Queue()
    loop, over = asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with serving(Wanted(SERVICE, **wanted)) as addresses:
            begun.put(Served(addresses["api"]))
            await over.wait()

    def run() -> None:
        try:
            loop.run_until_complete(serve())
        except BaseException as problem:  # noqa: BLE001 - the test shall see it
            begun.put(problem)

    thread = threading.Thread(target=run)
    thread.start()
    service = begun.get()
    if not isinstance(service, Served):
        raise service
    try:
        yield service
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
