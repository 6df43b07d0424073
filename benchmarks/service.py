"""The emulated service side by side with aimock, a mock of the same API on Node.js.

Both answer the same question with the same text; a stream brings it in as many events from either.
Load comes from wrk over loopback, one connection pool after the other, in turns.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import ROOT

TURNS, SECONDS, CONNECTIONS = 2, 5, 32
QUESTION = "Tell what each word does when they meet some time soon"
ANSWER = f"You said: {QUESTION}"
LETTERS = 5
"""Length of every word of the answer, with its space: what aimock takes for a chunk."""

AIMOCK = "node_modules/@copilotkit/aimock/dist/cli.js"


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    path: str
    started: float  # seconds from its start to the first connection

    @property
    def memory(self) -> float:
        """Resident memory in MB."""
        argv = ["ps", "-o", "rss=", "-p", str(self.process.pid)]
        return int(subprocess.check_output(argv)) * 1024 / 1e6


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row: what was measured, what is aimed at, and how we and they did."""

    what: str
    target: str
    ours: str
    theirs: str
    ratio: float


def compare() -> list[Comparison] | str:
    """All rows; or why there are none."""
    if absent := [name for name in ("wrk", "node", "npm") if not shutil.which(name)]:
        return f"this machine has no {' and no '.join(absent)}"
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        directory = Path(name)
        try:
            argv = _aimock(directory)
        except subprocess.CalledProcessError as problem:
            return f"npm could not install aimock ({problem})"
        mine = [sys.executable, "-m", "samplegen", "mock", "--no-tls", "--port"]
        ours = stack.enter_context(_running("samplegen", mine, ROOT, "/openai/v1"))
        theirs = stack.enter_context(_running("aimock", [*argv, "-p"], directory, "/v1"))
        return list(_rows(directory, ours, theirs))


def _rows(directory: Path, ours: Service, theirs: Service) -> Iterator[Comparison]:
    for what, stream in (("JSON answers", False), ("streams of 13 words", True)):
        script = _script(directory, stream)
        for one in (ours, theirs):
            _check(one, stream)
        pairs = [(_load(ours, script), _load(theirs, script)) for _ in range(TURNS)]
        mine, other = (statistics.mean(column) for column in zip(*pairs, strict=True))
        yield Comparison(f"{what} a second", "ahead", f"{mine:,.0f}", f"{other:,.0f}", mine / other)
    yield Comparison(
        "start", "0.5 s", f"{ours.started:.2f} s", f"{theirs.started:.2f} s",
        ours.started / theirs.started,
    )  # fmt: skip
    yield Comparison(
        "memory after that load", "80 MB", f"{ours.memory:.0f} MB", f"{theirs.memory:.0f} MB",
        ours.memory / theirs.memory,
    )  # fmt: skip


# --- the two services -------------------------------------------------------------------------


def _aimock(directory: Path) -> list[str]:
    """Install aimock, with its answer; how it is started."""
    shutil.copytree(ROOT / "tests" / "aimock", directory, dirs_exist_ok=True)
    npm = [shutil.which("npm") or "npm", "ci", "--silent"]
    subprocess.run(npm, cwd=directory, check=True, capture_output=True)
    reply = {"match": {"userMessage": QUESTION}, "response": {"content": ANSWER}}
    (directory / "answer.json").write_text(json.dumps({"fixtures": [reply]}))
    options = ("--chunk-size", str(LETTERS), "--log-level", "silent")
    return [shutil.which("node") or "node", AIMOCK, "-f", "answer.json", *options]


@contextlib.contextmanager
def _running(name: str, argv: Sequence[str], directory: Path, path: str) -> Iterator[Service]:
    port, began = _free_port(), time.perf_counter()
    quiet = subprocess.DEVNULL
    with subprocess.Popen([*argv, str(port)], cwd=directory, stdout=quiet, stderr=quiet) as process:
        try:
            _wait_for(port)
            yield Service(name, process, port, path, time.perf_counter() - began)
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(5000):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.002)
    sys.exit(f"nothing listens on port {port}")


# --- the load ---------------------------------------------------------------------------------


def _body(stream: bool) -> str:  # noqa: FBT001
    said = [{"role": "user", "content": QUESTION}]
    return json.dumps({"model": "gpt-5-mini", "messages": said, "stream": stream})


def _script(directory: Path, stream: bool) -> Path:  # noqa: FBT001
    script = directory / f"load-{stream}.lua"
    script.write_text(
        'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
        f'wrk.headers["Authorization"] = "Bearer any"\nwrk.body = [[{_body(stream)}]]\n'
    )
    return script


def _load(service: Service, script: Path) -> float:
    """Requests a second.

    Raises:
        SystemExit: some were not answered, or not with 200: a figure of that means nothing.
    """
    url = f"http://127.0.0.1:{service.port}{service.path}/chat/completions"
    wrk = shutil.which("wrk") or "wrk"
    options = ("-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(script))
    told = subprocess.check_output([wrk, *options, url], text=True)
    found = re.search(r"Requests/sec:\s*([\d.]+)", told)
    if found is None or "Non-2xx" in told or "Socket errors" in told:
        sys.exit(f"{service.name}: {told}")
    return float(found[1])


def _check(service: Service, stream: bool) -> None:  # noqa: FBT001
    """Both say the same, in as many pieces."""
    client = http.client.HTTPConnection("127.0.0.1", service.port, timeout=20)
    named = {"Content-Type": "application/json", "Authorization": "Bearer any"}
    client.request("POST", f"{service.path}/chat/completions", _body(stream), named)
    text = client.getresponse().read().decode()
    client.close()
    said = re.findall(r'"content":"([^"]+)"', text)
    if "".join(said) != ANSWER or len(said) != (len(ANSWER.split()) if stream else 1):
        sys.exit(f"{service.name} said {said}")
