"""Unmodified programs that sign in with Entra: a proxy, a CA and their own variables, nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from samplegen.mock import Mock, Run, differences
from samplegen.mock.signin.identity import ROLELESS
from samplegen.model import Reply, Scenario
from tests.mock.entra import APP, BY_SECRET, LOGIN, MINE, SCOPE, TOKEN
from tests.mock.making import CHAT, ENTRA, SERVICE, once

Begin = Callable[[Scenario], Run]

HELLO = once(CHAT, Reply("text", "Hello."))
PROGRAM = """
import sys
import azure.identity
from openai import OpenAI

credential = getattr(azure.identity, sys.argv[1])()
token_provider = azure.identity.get_bearer_token_provider(credential, sys.argv[2])
client = OpenAI(
    base_url="https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
    api_key=token_provider,
)
completion = client.chat.completions.create(
    model="gpt-5-mini", messages=[{"role": "user", "content": "What is an API?"}]
)
print(completion.choices[0].message.content)
"""


def run_program(
    proxy: str, ca: PurePath, credential: str, scope: str = SCOPE, **own: str
) -> subprocess.CompletedProcess[str]:
    """Runs the program in an environment that holds no more than it needs."""
    environment = {
        "PATH": os.environ["PATH"],
        "HTTPS_PROXY": proxy,
        "SSL_CERT_FILE": str(ca),
        "REQUESTS_CA_BUNDLE": str(ca),
        "AZURE_TENANT_ID": MINE,
        "AZURE_CLIENT_ID": APP,
        **own,
    }
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, credential, scope],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


# --- in a run ---------------------------------------------------------------------------------


Judged = tuple[str, str, tuple[str, ...]]
InRun = Callable[..., Judged]


@pytest.fixture
def in_run(mock: Mock) -> InRun:
    """Runs the program in a run: what it printed, what it complained of, what verify finds."""

    def in_run(run: Run, credential: str, scope: str = SCOPE, **own: str) -> Judged:
        proxy = f"http://127.0.0.1:{run.proxy_port}"
        done = run_program(proxy, mock.trust.ca_pem, credential, scope, **own)
        return done.stdout, done.stderr, differences(HELLO, SERVICE, ENTRA, run.close())

    return in_run


def test_a_program_with_a_client_secret(begin: Begin, in_run: InRun) -> None:
    run = begin(HELLO)
    secret = run.identity_secret
    out, err, found = in_run(run, "EnvironmentCredential", AZURE_CLIENT_SECRET=secret)
    assert (out, err, found) == ("Hello.\n", "", ())
    asked = [one for one in run.close() if one.host == LOGIN]
    assert [(one.method, one.path) for one in asked][-1] == ("POST", TOKEN)
    assert asked[-1].body["client_secret"] == "[client_secret]"


def test_a_program_with_a_federated_token(begin: Begin, in_run: InRun, tmp_path: Path) -> None:
    run = begin(HELLO)
    file = tmp_path / "token"
    file.write_text(run.identity_secret)
    own = {"AZURE_FEDERATED_TOKEN_FILE": str(file)}
    out, err, found = in_run(run, "WorkloadIdentityCredential", **own)
    assert (out, err, found) == ("Hello.\n", "", ())


def test_a_program_with_a_wrong_secret(begin: Begin, in_run: InRun) -> None:
    out, err, found = in_run(begin(HELLO), "EnvironmentCredential", AZURE_CLIENT_SECRET="wrong")
    assert out == ""
    assert "ClientAuthenticationError: Authentication failed: AADSTS7000215: Invalid client" in err
    assert found[0] == (
        "token request 1: refused with status 401: the client or its credential is wrong"
    )


def test_a_program_that_asks_for_something_else(begin: Begin, in_run: InRun) -> None:
    run, scope = begin(HELLO), "https://management.azure.com/.default"
    secret = run.identity_secret
    out, err, found = in_run(run, "EnvironmentCredential", scope, AZURE_CLIENT_SECRET=secret)
    assert out == ""
    assert "openai.AuthenticationError: Error code: 401" in err
    assert found[0] == f'token request 1: scope: expected "{SCOPE}", sent "{scope}"'


# --- against the service on its own -----------------------------------------------------------


@pytest.fixture(scope="module")
def served() -> Iterator[dict[str, str]]:
    """``samplegen mock``: its addresses by name."""
    verb = [*("-m", "samplegen", "mock", "--port", "0", "--no-tls", "--proxy-port", "0")]
    with subprocess.Popen([sys.executable, *verb], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline().removeprefix("samplegen mock: ").strip()
        yield dict(part.split(" ", 1) for part in line.split(" · "))
        process.send_signal(signal.SIGTERM)
        process.stdout.read()


def alone(served: dict[str, str], credential: str, **own: str) -> subprocess.CompletedProcess[str]:
    return run_program(served["proxy"], Path(served["ca"]), credential, **own)


def test_any_secret_will_do(served: dict[str, str]) -> None:
    done = alone(served, "DefaultAzureCredential", AZURE_CLIENT_SECRET="whatever")
    assert (done.stdout, done.stderr) == ("You said: What is an API?\n", "")


def test_any_federated_token_will_do(served: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("whatever")
    done = alone(served, "DefaultAzureCredential", AZURE_FEDERATED_TOKEN_FILE=str(file))
    assert (done.stdout, done.stderr) == ("You said: What is an API?\n", "")


def test_any_certificate_will_do(served: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "certificate.pem"
    file.write_bytes(certificate())
    done = alone(served, "EnvironmentCredential", AZURE_CLIENT_CERTIFICATE_PATH=str(file))
    assert (done.stdout, done.stderr) == ("You said: What is an API?\n", "")


def test_a_client_without_a_role_meets_the_words_for_it(served: dict[str, str]) -> None:
    own = {"AZURE_CLIENT_ID": ROLELESS, "AZURE_CLIENT_SECRET": "whatever"}
    done = alone(served, "EnvironmentCredential", **own)
    assert "openai.AuthenticationError: Error code: 401" in done.stderr
    assert "lacks the required data action `Microsoft.CognitiveServices/accounts/" in done.stderr


def test_the_port_of_the_service_has_the_same_paths(served: dict[str, str]) -> None:
    start = served["api"].removesuffix("/openai/v1")
    documents = read(f"{start}/{MINE}/v2.0/.well-known/openid-configuration")
    assert documents["jwks_uri"].startswith(start)
    assert len(read(documents["jwks_uri"])["keys"]) == 1
    token = read(documents["token_endpoint"], urlencode(BY_SECRET).encode())["access_token"]
    assert read(f"{served['api']}/models", token=token)["object"] == "list"


def read(url: str, form: bytes | None = None, token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = Request(url, form, headers)  # noqa: S310 - http, and from the service itself
    with build_opener(ProxyHandler({})).open(request, timeout=20) as response:
        return json.load(response)


def certificate() -> bytes:
    """A certificate that vouches for itself, after its key, in PEM."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "program")])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return secret + made.public_bytes(Encoding.PEM)
