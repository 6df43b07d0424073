from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from openai import OpenAI

from samplegen.mock import Mock, Run
from samplegen.model import Scenario
from tests.mock.making import KEYS, SERVICE
from tests.mock.serving import Served, served


@pytest.fixture(scope="session")
def mock() -> Iterator[Mock]:
    with Mock(SERVICE, frozenset({"www.example.com"})) as started:
        yield started


@pytest.fixture
def begin(mock: Mock) -> Iterator[Callable[[Scenario], Run]]:
    runs: list[Run] = []

    def begin(scenario: Scenario) -> Run:
        runs.append(mock.open(scenario, KEYS))
        return runs[-1]

    yield begin
    for run in runs:
        run.close()


@pytest.fixture
def around(mock: Mock, monkeypatch: pytest.MonkeyPatch) -> Callable[[Run], None]:
    """Puts the environment of a sample around this process."""

    def around(run: Run) -> None:
        for name in ("AZURE_CLIENT_ID", "ALL_PROXY", "HTTP_PROXY", "all_proxy", "https_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{run.proxy_port}")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
        monkeypatch.setenv("SSL_CERT_FILE", str(mock.trust.ca_pem))
        monkeypatch.setenv("IDENTITY_ENDPOINT", run.identity_endpoint)
        monkeypatch.setenv("IDENTITY_HEADER", run.identity_secret)
        monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential")

    return around


@pytest.fixture(scope="session")
def running() -> Iterator[Served]:
    with served() as service:
        yield service


@pytest.fixture
def service(running: Served) -> Served:
    """The service on its own, which remembers nothing."""
    running.forget()
    return running


@pytest.fixture
def client(service: Served) -> Iterator[OpenAI]:
    """The official client, in front of it."""
    with service.client() as client:
        yield client
