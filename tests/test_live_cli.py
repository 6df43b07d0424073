"""``verify --target URL``: usage, the guard on cost, and a whole way over TLS with key and token."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from samplegen import registry
from samplegen.cli import run
from tests import toy
from tests.conftest import ROOT
from tests.endpoint import Asked, Endpoint, Said, completion, endpoint

Run = Callable[..., tuple[int, str, str]]
AZURE = "https://my-resource.openai.azure.com"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command beside generated samples of the toy, which knows the chat operation alone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.setattr(registry, "load", lambda: registry.Languages({"toy": toy.LANGUAGE}, ()))
    for name in ("AZURE_OPENAI_API_KEY", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    for path in (tmp_path / "specs" / "operations").iterdir():
        if path.name != "chat.yaml":
            path.unlink()
    service = tmp_path / "specs" / "service.yaml"
    text = service.read_text()
    service.write_text(text[: text.index("operations:")])

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run([*arguments, "--specs", "specs"])
        out, err = capsys.readouterr()
        return code, out, err

    assert call("generate")[0] == 0
    return call


@pytest.fixture
def there() -> Iterator[Endpoint]:
    def answer(_: Asked) -> Said:
        return Said(completion("An answer."))

    with endpoint(answer) as found:
        yield found


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--target", "http://example.com/v1"], "--target http://example.com/v1: http would send your key in the clear, and is for this machine only; write https://example.com/v1"),
        (["--target", "my-resource"], "--target my-resource: expected mock, or a URL such as https://"),
        (["--target", "https://me:secret@example.com"], "--target https://example.com…: a user, a query or a fragment has no place in it"),
        (["--target", AZURE, "--model", "gpt"], "--model gpt: expected NAME=DEPLOYMENT"),
        (["--model", "a=b"], "--model is for a real endpoint; name it with --target URL"),
        (["--record", "r"], "--record is for a real endpoint"),
        (["--max-requests", "1"], "--max-requests is for a real endpoint"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant(cli: Run, arguments: list[str], told: str) -> None:
    code, _, err = cli("verify", *arguments)
    assert code == 2
    assert told in err
    assert "secret" not in err


def test_without_a_key_an_endpoint_is_not_called(cli: Run) -> None:
    code, _, err = cli("verify", "-a", "api-key", "--target", AZURE, "--yes")
    assert code == 4
    assert "AZURE_OPENAI_API_KEY is not set" in err


def test_where_nobody_can_be_asked_yes_must_be_said(
    cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "k")
    code, _, err = cli("verify", "-a", "api-key", "--target", AZURE, "--model", "gpt-5-mini=mine")
    assert code == 2
    assert f"samplegen: at most 1 request to {AZURE}: gpt-5-mini (there mine): 1\n" in err
    assert "calls cost money; say --yes where nobody can be asked" in err


def test_who_says_no_sends_nothing(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return False

    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "k")
    monkeypatch.setattr(click, "confirm", confirm)
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda _: True})())
    code, _, err = cli("verify", "-a", "api-key", "--target", AZURE)
    assert (code, asked) == (2, ["Call it?"])
    assert "nothing was sent" in err


def test_this_machine_is_called_without_asking_and_without_a_key(cli: Run, there: Endpoint) -> None:
    code, out, err = cli("verify", "--target", f"{there.url}/", "--report", "json=r.json")
    assert code == 0
    assert f"samplegen: at most 2 requests to {there.url}: gpt-5-mini: 2\n" in err
    assert f"samplegen: 2 requests sent to {there.url}\n" in err
    assert "2 passed" in out
    assert json.loads(Path("r.json").read_text())["target"] == there.url
    assert {each.path for each in there.asked} == {"/openai/v1/chat/completions"}
    assert {each.headers["authorization"] for each in there.asked} == {"Bearer no-key-needed"}


def test_no_more_than_max_requests_are_sent(cli: Run, there: Endpoint) -> None:
    code, out, err = cli("verify", "--target", there.url, "--max-requests", "1")
    assert code == 1
    assert "gpt-5-mini: 2, of which --max-requests allows 1\n" in err
    assert len(there.asked) == 1
    assert "the limit of 1 request is reached (--max-requests)" in out


def test_until_a_stage_before_the_run_nothing_is_called(cli: Run) -> None:
    assert cli("verify", "--target", AZURE, "--until", "build")[0] == 0


def test_what_no_endpoint_can_answer_is_no_selection(cli: Run) -> None:
    spec = Path("specs/operations/chat.yaml")
    spec.write_text(re.sub(r"reply:\n( +)", r"reply:\n\1headers: {x-a: b}\n\1", spec.read_text()))
    code, _, err = cli("verify", "--target", AZURE)
    assert code == 2
    assert "nothing that is selected can be answered by a real endpoint" in err


def test_what_is_recorded_can_be_told_again(cli: Run, there: Endpoint) -> None:
    code, *_ = cli("verify", "-a", "api-key", "--target", there.url, "--record", "r.jsonl")
    assert code == 0
    command = ["mock", "--port", "0", "--no-tls", "--replay", "r.jsonl"]
    with service(command, Path.cwd()) as addresses:
        code, *_ = cli("verify", "-a", "api-key", "--target", addresses["api"])
        assert code == 0
    assert len(there.asked) == 1


def test_a_recording_cannot_be_told_with_operations(cli: Run) -> None:
    code, _, err = cli("mock", "--replay", "r.jsonl", "--operation", "chat")
    assert code == 2
    assert "--replay answers as it was recorded: leave --operation out" in err


def test_a_recording_that_is_none_is_told_with_its_place(cli: Run) -> None:
    Path("r.jsonl").write_text("{}\n")
    code, _, err = cli("mock", "--replay", "r.jsonl")
    assert code == 3
    assert "r.jsonl:1: a recording begins with" in err


# --- a service that lets in one key and its own tokens only, over TLS -------------------------


@contextmanager
def service(arguments: list[str], cwd: Path) -> Iterator[dict[str, str]]:
    """A samplegen in a process of its own, and the addresses that it tells."""
    argv = [sys.executable, "-m", "samplegen", *arguments]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=cwd) as process:
        assert process.stdout is not None
        _, _, rest = process.stdout.readline().partition(": ")
        pairs = (part.partition(" ") for part in rest.strip().split(" · "))
        try:
            yield {name: value for name, _, value in pairs}
        finally:
            process.terminate()


@pytest.fixture
def strict(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    arguments = ["mock", "--port", "0", "--api-key", "right-key", "--journal", "j.jsonl"]
    with service(arguments, tmp_path) as addresses:
        monkeypatch.setenv("SSL_CERT_FILE", addresses["ca"])
        monkeypatch.setenv("AZURE_OPENAI_API_KEY", "right-key")
        monkeypatch.setenv("IDENTITY_ENDPOINT", addresses["identity"])
        monkeypatch.setenv("IDENTITY_HEADER", "any")
        monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential")
        yield addresses


def test_samples_get_in_with_the_callers_key_and_token(
    cli: Run, strict: dict[str, str], tmp_path: Path
) -> None:
    target = strict["api"].removesuffix("/openai/v1")
    code, out, err = cli("verify", "--target", target, "--yes", "--record", "r.jsonl")
    assert code == 0, out + err
    exchanges = [json.loads(line) for line in Path("j.jsonl").read_text().splitlines()]
    signed = sorted(
        (each["auth"], each["credential"], each["status"])
        for each in exchanges
        if each["path"].startswith("/openai")
    )
    assert signed == [
        ("bearer-key", "--api-key 1", 200),
        ("bearer-token", "https://ai.azure.com", 200),
    ]
    kept = Path("r.jsonl").read_text()
    assert len(kept.splitlines()) == 3
    assert "right-key" not in kept
    assert "eyJ" not in kept


def test_a_wrong_key_of_the_caller_is_not_the_samples_fault(
    cli: Run, strict: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "wrong-key")
    code, out, _ = cli("verify", "-a", "api-key", "--target", strict["api"], "--yes")
    assert code == 1
    assert "upstream: POST /openai/v1/chat/completions was answered 401" in out
    assert "Access denied due to invalid subscription key" in out
    assert "look at your own key" in out
    assert "wrong-key" not in out


def test_who_is_not_signed_in_is_told_so(
    cli: Run, strict: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")
    code, out, _ = cli("verify", "--target", strict["api"], "--yes")
    assert code == 0
    assert "1 passed, 1 skipped" in out
    assert "no token for https://ai.azure.com/.default can be had" in out
    code, _, err = cli("verify", "-a", "entra-id", "--target", strict["api"], "--yes")
    assert code == 4
    assert "no token for https://ai.azure.com/.default can be had" in err
