"""The service on its own: answers out of its own head, pages about itself, ports, signals."""

from __future__ import annotations

import asyncio
import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from samplegen.errors import MachineError, WriteError
from samplegen.mock.api.models import MODELS as NAMES
from samplegen.mock.reply.wishes import Script
from samplegen.mock.standalone import Wanted, serving
from samplegen.mock.wire.listener import bind
from samplegen.model import Interaction, Reply, Request
from tests.mock.making import (
    AUDIENCE,
    CHAT,
    CHAT_BODY,
    MODELS,
    SERVICE,
    Got,
    arrived,
    once,
    send,
)

PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.mock.making import SERVICE
from samplegen.mock.standalone import Wanted, serve
wanted = Wanted(SERVICE, proxy_port=0, api_keys=["right-key"], journal=Path(sys.argv[1]))
serve(wanted, lambda line: print(line, flush=True))
print("done")
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A service in a process of its own: its addresses, and the file of its journal."""
    journal = tmp_path_factory.mktemp("standalone") / "journal.jsonl"
    arguments = [sys.executable, "-c", PROGRAM, str(journal), str(Path(__file__).parent)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        name, _, rest = line.partition(": ")
        assert name == "samplegen mock"
        pairs = (part.split(" ", 1) for part in rest.strip().split(" · "))
        yield {**dict(pairs), "journal": str(journal)}
        process.send_signal(signal.SIGTERM)
        assert process.stdout.read() == "done\n"
    assert process.returncode == 0


def at(served: dict[str, str], request: Request, key: str = "right-key", **headers: str) -> Got:
    netloc = served["api"].removeprefix("http://").partition("/")[0]
    connection = http.client.HTTPConnection(netloc, timeout=20)
    given = {**({"Authorization": f"Bearer {key}"} if key else {}), **headers}
    try:
        return send(connection, request, headers=given)
    finally:
        connection.close()


def test_its_addresses(served: dict[str, str]) -> None:
    assert served["api"].endswith("/openai/v1")
    assert served["identity"].endswith("/msi/token")
    assert served["proxy"].startswith("http://127.0.0.1:")
    assert Path(served["ca"]).exists()


def test_it_is_well(served: dict[str, str]) -> None:
    assert at(served, Request("GET", "/_samplegen/health")).status == 200


def test_it_answers_out_of_its_own_head(served: dict[str, str]) -> None:
    got = at(served, CHAT)
    assert (got.status, got.json["model"]) == (200, "gpt-5-mini")
    assert got.json["choices"][0]["message"]["content"] == "You said: What is an API?"
    assert len(at(served, MODELS).json["data"]) == len(NAMES)


def test_it_knows_its_keys_and_its_tokens(served: dict[str, str]) -> None:
    assert at(served, CHAT, key="wrong-key").status == 401
    assert at(served, CHAT, key="", **{"api-key": "right-key"}).status == 200
    asked = Request("GET", f"/msi/token?resource={AUDIENCE}")
    assert at(served, asked, key="").status == 401
    token = at(served, asked, key="", **{"X-IDENTITY-HEADER": "anything"}).json["access_token"]
    assert at(served, CHAT, key=token).status == 200


def test_an_unknown_path_is_not_found(served: dict[str, str]) -> None:
    got = at(served, Request("GET", "/openai/v1/nothing"))
    assert (got.status, got.json["error"]["code"]) == (404, "404")


def test_its_journal_tells_all_but_secrets(served: dict[str, str]) -> None:
    at(served, Request("POST", CHAT.path, body={"model": "told"}))
    told = at(served, Request("GET", "/_samplegen/journal"))
    assert told.json[-1]["body"] == {"model": "told"}
    assert told.json[-1]["host"] == "127.0.0.1"
    written = Path(served["journal"]).read_text()
    assert json.loads(written.splitlines()[-1])["body"] == {"model": "told"}
    assert b"right-key" not in told.data
    assert "right-key" not in written


def test_its_proxy_leads_to_it(served: dict[str, str]) -> None:
    import ssl

    port = int(served["proxy"].rpartition(":")[2])
    context = ssl.create_default_context(cafile=served["ca"])
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=20)
    connection.set_tunnel("YOUR-RESOURCE-NAME.openai.azure.com", 443)
    assert send(connection, CHAT, key="right-key").status == 200
    connection.close()


def test_it_speaks_tls_on_its_port_when_told_to() -> None:
    async def addresses() -> dict[str, str]:
        async with serving(Wanted(SERVICE, tls=True)) as found:
            return dict(found)

    found = asyncio.run(addresses())
    assert found["api"].startswith("https://127.0.0.1:")
    assert found["identity"].startswith("http://127.0.0.1:")
    assert not Path(found["ca"]).exists()


async def _start(wanted: Wanted) -> None:
    async with serving(wanted):
        pass


@pytest.mark.parametrize("option", ["port", "proxy_port"])
def test_a_port_that_is_taken(option: str) -> None:
    with bind() as taken:
        taken.listen()
        port = taken.getsockname()[1]
        named = option.replace("_", "-")
        wanted: dict[str, Any] = {option: port}
        with pytest.raises(
            MachineError, match=rf"port {port} on 127\.0\.0\.1 is taken: stop .*--{named} 0"
        ):
            asyncio.run(_start(Wanted(SERVICE, **wanted)))


def test_a_port_that_is_none() -> None:
    with pytest.raises(MachineError, match="--port 70000: a port is a number up to 65535"):
        asyncio.run(_start(Wanted(SERVICE, port=70000)))


def test_a_journal_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="the journal cannot be written"):
        asyncio.run(_start(Wanted(SERVICE, journal=tmp_path / "no" / "such.jsonl")))


def test_a_script_is_told_again_and_again() -> None:
    second = Request("POST", CHAT.path, body={**CHAT_BODY, "model": "other"})
    steps = (Interaction(CHAT, Reply("text", "1")), Interaction(second, Reply("text", "2")))
    script = Script(steps)
    first, later = arrived(body=CHAT.body), arrived(body=second.body)
    told = [script.reply(sent) for sent in (first, later, first, first, later, later)]
    assert [one and one.value for one in told] == ["1", "2", "1", "1", "2", None]
    assert script.reply(arrived(body={})) is None
    assert Script(once(CHAT, Reply("none")).interactions).reply(first) == Reply("none")


def _served(**wanted: Any) -> dict[str, str]:
    """Serves for a moment; its addresses."""

    async def run() -> dict[str, str]:
        async with serving(Wanted(SERVICE, **wanted)) as addresses:
            return dict(addresses)

    return asyncio.run(run())


def test_it_listens_where_it_is_told_to() -> None:
    addresses = _served(address="127.0.0.2", proxy_port=0)
    assert addresses["api"].startswith("http://127.0.0.2:")
    assert addresses["identity"].startswith("http://127.0.0.2:")
    assert addresses["proxy"].startswith("http://127.0.0.2:")


@pytest.mark.parametrize("address", ["203.0.113.7", "no-such-host.invalid"])
def test_an_address_that_this_machine_does_not_have(address: str) -> None:
    with pytest.raises(MachineError, match=f"--address {address}: this machine has no such"):
        asyncio.run(_start(Wanted(SERVICE, address=address)))


def test_what_clients_need_to_believe_it_stays_where_it_was_asked_for(tmp_path: Path) -> None:
    addresses = _served(tls=True, trust=tmp_path)
    assert addresses["ca"] == str(tmp_path / "ca.pem")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ca.p12", "ca.pem"]


def test_a_directory_that_takes_no_certificate() -> None:
    with pytest.raises(WriteError, match="/proc: no file can be written"):
        asyncio.run(_start(Wanted(SERVICE, tls=True, trust=Path("/proc"))))
