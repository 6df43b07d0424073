"""Where hostile samples reach for: there is nobody but the emulated service."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from samplegen.language import Source
from samplegen.mock import differences
from samplegen.runners.docker.engine import MINE, Engine
from samplegen.runners.docker.workers import Worker
from samplegen.runners.docker.workspace import DockerWorkspace
from samplegen.spec import Specs
from tests.docker.hostile import found, language, workspace

pytestmark = pytest.mark.docker

PYTHON = language()

REACH = """
import json
import os
import socket
from concurrent.futures import ThreadPoolExecutor

SECONDS = 2


def reach(target):
    host, port = target
    try:
        with socket.create_connection((host, port), SECONDS):
            return f"{host} {port}"
    except OSError:
        return ""


def send(target):
    for kind, host, port in [(socket.AF_INET6 if ":" in target[0] else socket.AF_INET, *target)]:
        try:
            with socket.socket(kind, socket.SOCK_DGRAM) as sent:
                sent.settimeout(SECONDS)
                sent.sendto(b"hello", (host, port))
                return f"{host} {port} answered {sent.recv(9)!r}"
        except OSError:
            return ""


targets = json.loads(os.environ["TARGETS"])
with ThreadPoolExecutor(200) as pool:
    reached = pool.map(reach, targets), pool.map(send, targets)
    print(json.dumps([each for way in reached for each in way if each]))
"""

NAMES = """
import json
import os
import socket
import threading

MINE = "192.0.2.1"


def serve(here):
    while True:
        query, asker = here.recvfrom(512)
        question = query[12 : query.index(0, 12) + 5]
        head = query[:2] + bytes([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0])
        answer = bytes([0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4]) + socket.inet_aton(MINE)
        here.sendto(head + question + answer, asker)


def looked_up(name):
    try:
        return socket.gethostbyname(name)
    except OSError:
        return MINE


here = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
here.bind(("127.0.0.1", 53))
threading.Thread(target=serve, args=(here,), daemon=True).start()
names = json.loads(os.environ["NAMES"])
print(json.dumps({name: found for name in names if (found := looked_up(name)) != MINE}))
"""

INTRUDE = """
import json
import os
import urllib.error
import urllib.request

from openai import APIStatusError, OpenAI

client = OpenAI(
    base_url="https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/", api_key="guessed", max_retries=0
)
answers = []
try:
    client.chat.completions.create(model="gpt-5-mini", messages=[{"role": "user", "content": "Hi"}])
except APIStatusError as error:
    answers.append(error.status_code)
url = os.environ["IDENTITY"] + "?api-version=2019-08-01&resource=https://ai.azure.com"
try:
    urllib.request.urlopen(urllib.request.Request(url, headers={"X-IDENTITY-HEADER": "guessed"}))
except urllib.error.HTTPError as error:
    answers.append(error.code)
print(json.dumps(answers))
"""

LISTEN = """
import socket
import sys
import threading

came = []
tcp = socket.create_server(("0.0.0.0", 0), backlog=64)
port = tcp.getsockname()[1]
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("0.0.0.0", port))
threading.Thread(target=lambda: [came.append(tcp.accept()) for _ in iter(int, 1)], daemon=True).start()
threading.Thread(target=lambda: [came.append(udp.recv(9)) for _ in iter(int, 1)], daemon=True).start()
print(socket.gethostbyname(socket.gethostname()), port, flush=True)
for line in sys.stdin:
    print(len(came), flush=True)
"""


@pytest.fixture(scope="module")
def opened(engine: Engine) -> Iterator[DockerWorkspace]:
    with workspace(PYTHON, reach=REACH, names=NAMES, intrude=INTRUDE) as made:
        yield made


def run(opened: DockerWorkspace, name: str, **variables: Any) -> Any:
    step = PYTHON.toolchain.run(Source(name, f"{name}/main.py"))
    environment = {name.upper(): json.dumps(value) for name, value in variables.items()}
    return found(opened.run(step, environment, sample=True))


def own_addresses() -> list[str]:
    """All addresses of this machine, those of bridges to the sandboxes among them."""
    found = {"127.0.0.1"}
    table, table6 = Path("/proc/net/fib_trie"), Path("/proc/net/if_inet6")
    if table.exists():
        found |= set(re.findall(r"\|-- (\S+)\n\s+/32 host LOCAL", table.read_text()))
    if table6.exists():
        for line in table6.read_text().splitlines():
            address = socket.inet_ntop(socket.AF_INET6, bytes.fromhex(line.split()[0]))
            found.add(address + ("%eth0" if address.startswith("fe80") else ""))
    return sorted(found)


def gateways(engine: Engine) -> list[str]:
    """The addresses at which the engine's machine would be on the networks of sandboxes."""
    networks: list[Any] = engine.client.networks.list(filters={"label": f"{MINE}=network"})
    return [pool["Gateway"] for network in networks for pool in network.attrs["IPAM"]["Config"]]


def taken(opened: DockerWorkspace, stack: ExitStack) -> tuple[Worker, Worker]:
    """Two sandboxes at once."""
    workers = opened._workers()
    return stack.enter_context(workers._taken()), stack.enter_context(workers._taken())


def test_this_machine_is_not_reached(engine: Engine, opened: DockerWorkspace) -> None:
    with (
        socket.create_server(
            ("::", 0), family=socket.AF_INET6, dualstack_ipv6=True, backlog=99
        ) as tcp,
        socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as knock,
    ):
        port = tcp.getsockname()[1]
        udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        udp.bind(("::", port))
        hosts = [*own_addresses(), *gateways(engine), "172.17.0.1"]
        ports = (port, 22, 53, 2375, 2376)
        assert (
            run(opened, "reach", targets=[(host, each) for host in hosts for each in ports]) == []
        )
        for listening in (tcp, udp):
            listening.setblocking(False)
            with pytest.raises(BlockingIOError):
                listening.recv(9) if listening is udp else listening.accept()
        for host in ("127.0.0.1", "::1"):  # whoever could reach it, would
            socket.create_connection((host, port), 9).close()
        knock.sendto(b"hello", ("::1", port))
        assert udp.recv(9) == b"hello"


def test_nothing_beyond_is_reached(opened: DockerWorkspace) -> None:
    hosts = ("1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "169.254.169.254",
             "169.254.170.2", "fd00:ec2::254", "168.63.129.16", "10.0.0.1", "192.168.1.1")  # fmt: skip
    targets = [(host, port) for host in hosts for port in (53, 80, 443)]
    assert run(opened, "reach", targets=targets) == []


def test_names_lead_nowhere(opened: DockerWorkspace) -> None:
    names = ["www.example.com", "pypi.org", "metadata.google.internal", "host.docker.internal",
             "gateway.docker.internal", socket.gethostname()]  # fmt: skip
    assert run(opened, "names", names=names) == {}


def test_samples_that_run_at_once_do_not_reach_each_other(opened: DockerWorkspace) -> None:
    with ExitStack() as stack:
        one, other = taken(opened, stack)
        program = "/workspace/.venv/bin/python"
        listener = other.sandbox.talk([program, "-c", LISTEN], {})
        stack.callback(listener.close)
        said = listener.lines()
        address, port = next(said).decode().split()
        # Both pools from their start: the engine gives low addresses first.
        hosts = {address, *(re.sub(r"\d+$", str(last), address) for last in range(1, 30))}
        targets = json.dumps([(host, int(port)) for host in sorted(hosts)])
        environment = {"TARGETS": targets}
        outcome = one.sandbox.run([program, "reach/main.py"], environment, 60)
        assert found(outcome) == []
        listener.send(b"how many?\n")
        assert next(said) == b"0"
        own = other.sandbox.execute(["env", f"TARGETS={targets}", program, "reach/main.py"], 60)
        assert f"{address} {port}" in found(own)


def test_at_the_doors_of_another_sample_nothing_can_be_had_in_its_name(
    opened: DockerWorkspace, specs: Specs
) -> None:
    (chat,) = [each for each in specs.operations if each.name == "chat"]
    (auth,) = [each for each in specs.service.auths if each.name == "api-key"]
    scenario = chat.scenarios[0]
    with opened.mock.open(scenario, {"AZURE_OPENAI_API_KEY": "secret"}) as others:
        environment = {
            "HTTPS_PROXY": f"http://{others.host}:{others.proxy_port}",
            "SSL_CERT_FILE": str(opened.mock.trust.ca_pem),
            "IDENTITY": others.identity_endpoint,
        }
        step = PYTHON.toolchain.run(Source("intrude", "intrude/main.py"))
        assert found(opened.run(step, environment, sample=True)) == [401, 401]
        exchanges = others.close()
    assert [each.status for each in exchanges] == [401, 401]
    assert differences(scenario, specs.service, auth, exchanges)
