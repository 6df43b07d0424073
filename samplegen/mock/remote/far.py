"""The far end: serves what the other one asks for, and ends with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path
from threading import Thread

from samplegen.mock.remote import lines
from samplegen.mock.server import Mock, Run
from samplegen.model import Json, Scenario, Service

Do = Callable[[Mapping[str, Json]], dict[str, Json]]


def serve(requests: Iterable[bytes], say: Callable[[bytes], None]) -> None:
    """Serve until the requests end; then everything is stopped.

    Args:
        requests: a line each.
        say: takes each answer, as a line; called by several threads at once.
    """
    with ExitStack() as end:
        far = _Far(end)
        for request in requests:
            if far.mock is None:
                _tell(say, request, far.serve)
            else:
                # A thread each: closing a run may take seconds, and nobody else shall wait for it.
                Thread(target=_tell, args=(say, request, far.do), daemon=True).start()


class _Far:
    """What is served.

    Args:
        end: what has to be done at the end.
    """

    def __init__(self, end: ExitStack) -> None:
        self.mock: Mock | None = None
        self._end = end
        self._runs: dict[int, Run] = {}
        self._numbers = count(1)

    def serve(self, request: Mapping[str, Json]) -> dict[str, Json]:
        """Start the service."""
        if request["do"] != "serve":
            raise ValueError("nothing is served yet")
        mock = Mock(
            lines.unpacked(request["service"], Service),
            address=request["address"],
            host=request["host"],
            directory=Path(request["directory"]),
        )
        self.mock = self._end.enter_context(mock)
        trust = mock.trust
        return {
            "ready": True,
            "ca_pem": trust.ca_pem.as_posix(),
            "ca_p12": trust.ca_p12.as_posix(),
            "ca_password": trust.ca_password,
        }

    def do(self, request: Mapping[str, Json]) -> dict[str, Json]:
        """Open a run or close one."""
        known: dict[str, Do] = {"open": self._open, "close": self._close}
        if request["do"] not in known:
            raise ValueError(f"cannot do {request['do']!r}")
        return known[request["do"]](request)

    def _open(self, request: Mapping[str, Json]) -> dict[str, Json]:
        assert self.mock is not None  # noqa: S101
        run = self.mock.open(lines.unpacked(request["scenario"], Scenario), request["keys"])
        number = next(self._numbers)
        self._runs[number] = run
        return {
            "run": number,
            "proxy_port": run.proxy_port,
            "identity_port": run.identity_port,
            "identity_secret": run.identity_secret,
            "identity_endpoint": run.identity_endpoint,
        }

    def _close(self, request: Mapping[str, Json]) -> dict[str, Json]:
        run = self._runs.pop(request["run"], None)
        if run is None:
            raise ValueError(f"there is no run {request['run']!r} that is open")
        exchanges = [lines.told(exchange) for exchange in run.close()]
        return {"exchanges": exchanges, "failures": run.failures}


def _tell(say: Callable[[bytes], None], request: bytes, do: Do) -> None:
    answer = _answer(request, do)
    with suppress(OSError):  # nobody listens any more
        say(answer)


def _answer(request: bytes, do: Do) -> bytes:
    number = None
    try:
        asked = json.loads(request)
        number = asked["id"]
        answer = lines.line({"id": number, **do(asked)})
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is said, and others are served
        return lines.line({"id": number, "error": f"{type(problem).__name__}: {problem}"})
    return answer if len(answer) <= lines.LONGEST else _too_much(number, len(answer))


def _too_much(number: Json, size: int) -> bytes:
    """The answer instead of one that nobody would read: it fails the sample that sent so much."""
    why = f"the sample sent so much that its journal takes {size:,} bytes; it was not looked at"
    return lines.line({"id": number, "exchanges": [], "failures": [why]})
