"""The command line: what it prints where, and its exit codes."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from samplegen import registry
from samplegen.cli import run
from tests import toy
from tests.conftest import ROOT

LOAD = registry.load
Run = Callable[..., tuple[int, str, str]]
CHAT = 'json.load(response)["choices"][0]["message"]["content"]'


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command in an empty directory, with the toy as the only language."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / ".state"))
    monkeypatch.setattr(registry, "load", lambda: registry.Languages({"toy": toy.LANGUAGE}, ()))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def chat(tmp_path: Path) -> str:
    """A directory of specs with the chat operation alone, which the toy has a template for."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    for path in (tmp_path / "specs" / "operations").iterdir():
        if path.name != "chat.yaml":
            path.unlink()
    shutil.rmtree(tmp_path / "specs" / "pages")
    service = tmp_path / "specs" / "service.yaml"
    text = service.read_text()
    service.write_text(text[: text.index("operations:")])
    return "specs"


def test_help_names_every_verb(cli: Run) -> None:
    code, out, _ = cli("--help")
    assert code == 0
    for verb in ("list", "validate", "generate", "verify", "mock", "doctor", "schema"):
        assert f"\n  {verb} " in out


def test_version(cli: Run) -> None:
    assert cli("--version")[:2] == (0, "samplegen, version 0.1.0\n")


def test_a_verb_that_does_not_exist(cli: Run) -> None:
    code, _, err = cli("generat")
    assert code == 2
    assert "generat" in err


def test_list_as_json(cli: Run, chat: str) -> None:
    code, out, _ = cli("list", "samples", "--json", "--specs", chat)
    assert code == 0
    assert json.loads(out) == [
        {"id": "toy/chat/entra-id", "file": "toy/chat/entra-id/main.py"},
        {"id": "toy/chat/api-key", "file": "toy/chat/api-key/main.py"},
        {"id": "toy/chat/environment", "unsupported": "the toy has no variables of its own"},
    ]
    for what in ("operations", "languages", "runners", "pages"):
        code, out, _ = cli("list", what, "--json", "--specs", chat)
        assert isinstance(json.loads(out), list)


def test_generate_then_check_then_drift(cli: Run, chat: str, tmp_path: Path) -> None:
    code, out, err = cli("generate", "--specs", chat)
    assert code == 0
    assert "create toy/chat/api-key/main.py\n" in out
    assert "6 files, 6 changed" in err
    assert cli("generate", "--specs", chat, "--check") == (0, "", "")
    sample = tmp_path / "generated/toy/chat/api-key/main.py"
    before = sample.read_text()
    sample.write_text(before + "# edited\n")
    assert cli("generate", "--specs", chat, "--check")[:2] == (
        1,
        "change toy/chat/api-key/main.py\n",
    )
    code, out, _ = cli("generate", "--specs", chat, "--diff")
    assert code == 0
    assert "-# edited\n" in out
    code, _, err = cli("generate", "--specs", chat)
    assert code == 0
    assert "had been edited by hand; the edited file is kept as" in err
    assert sample.read_text() == before
    (kept,) = (tmp_path / ".state/samplegen/replaced").iterdir()
    assert kept.read_text() == before + "# edited\n"


def test_index_says_what_is_where(cli: Run, chat: str, tmp_path: Path) -> None:
    cli("generate", "--specs", chat)
    index = json.loads((tmp_path / "generated/index.json").read_text())
    assert set(index) == {"toy/chat/entra-id", "toy/chat/api-key"}
    entry = index["toy/chat/api-key"]
    assert entry["files"] == ["toy/chat/api-key/main.py"]
    assert entry["spec"] == "operations/chat.yaml"
    assert len(entry["sha256"]) == 64


def test_a_part_can_be_generated(cli: Run, chat: str, tmp_path: Path) -> None:
    cli("generate", "--specs", chat)
    whole = (tmp_path / "generated/index.json").read_text()
    sample = tmp_path / "generated/toy/chat/api-key/main.py"
    sample.unlink()
    assert cli("generate", "--specs", chat, "*/api-key")[1] == "create toy/chat/api-key/main.py\n"
    assert (tmp_path / "generated/index.json").read_text() == whole


def test_generate_never_touches_files_of_others(cli: Run, chat: str, tmp_path: Path) -> None:
    (tmp_path / "generated/toy").mkdir(parents=True)
    (tmp_path / "generated/toy/notes").write_text("mine")
    (tmp_path / "generated/toy/toy.txt").write_text("mine")
    code, _, err = cli("generate", "--specs", chat)
    assert code == 2
    assert "did not write" in err
    assert (tmp_path / "generated/toy/toy.txt").read_text() == "mine"


def test_a_missing_template_is_named(cli: Run) -> None:
    code, _, err = cli("generate", "-o", "client")
    assert code == 3
    assert err.startswith("samplegen: toy/client/entra-id: no template ")
    assert "client.j2; create that file" in err


def test_an_unknown_id_has_near_misses(cli: Run, chat: str) -> None:
    code, _, err = cli("verify", "toy/chta/api-key", "--specs", chat)
    assert code == 2
    assert "did you mean toy/chat/api-key or" in err


def test_an_empty_selection_is_an_error(cli: Run, chat: str) -> None:
    code, _, err = cli("generate", "--specs", chat, "*/api-key", "-a", "entra-id")
    assert code == 2
    assert "no sample fits all of" in err


def test_a_broken_spec_is_told_with_its_place(cli: Run, chat: str, tmp_path: Path) -> None:
    spec = tmp_path / "specs/operations/chat.yaml"
    spec.write_text(spec.read_text().replace("title:", "titel:"))
    for arguments in (
        ["validate", "--specs", chat],
        ["validate", str(spec)],
        ["generate", "--specs", chat],
    ):
        code, out, err = cli(*arguments)
        assert (code, out) == (3, "")
        assert "operations/chat.yaml:2:1: " in err
        assert "title" in err


def test_validate_is_quiet_about_good_specs(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "load", LOAD)
    code, out, err = cli("validate", "--today", "2026-10-01")
    assert (code, out) == (0, "")
    assert re.fullmatch(r"13 operations with \d+ scenarios are valid\n", err)


def test_validate_tells_of_pages(cli: Run, chat: str, tmp_path: Path) -> None:
    page = tmp_path / chat / "pages" / "toys.yaml"
    page.parent.mkdir()
    page.write_text("title: T\ndescription: D.\nlanguages: [toi]\nparts: [{text: Hello.}]\n")
    code, _, err = cli("validate", "--specs", chat)
    assert code == 3
    assert "specs/pages/toys.yaml:3:13: there is no language toi; did you mean toy?" in err


def test_validate_tells_of_models_that_go_and_refuses_those_that_are_gone(
    cli: Run, chat: str, tmp_path: Path
) -> None:
    spec = str(tmp_path / "specs/operations/chat.yaml")
    for arguments in (["validate", "--specs", chat], ["validate", spec]):
        code, out, err = cli(*arguments, "--today", "2027-02-09")
        assert (code, out) == (0, "")
        assert "specs/operations/chat.yaml:5:10: warning: gpt-5-mini retires on 2027-02-09" in err
        code, out, err = cli(*arguments, "--today", "2027-02-10")
        assert (code, out) == (3, "")
        assert "specs/operations/chat.yaml:5:10: gpt-5-mini was retired on 2027-02-09" in err


def test_a_retired_model_ends_no_verb_but_validate(cli: Run, chat: str, tmp_path: Path) -> None:
    models = tmp_path / "specs/models.yaml"
    models.write_text(models.read_text().replace("2027-02-09", "2020-02-09"))
    assert cli("validate", "--specs", chat)[0] == 3
    assert cli("generate", "--specs", chat)[0] == 0


def test_verify_says_yes_and_no(cli: Run, chat: str, tmp_path: Path) -> None:
    cli("generate", "--specs", chat)
    code, out, _ = cli(
        "verify", "--specs", chat, "--report", "json=r.json", "--report", "junit=r.xml"
    )
    assert code == 0
    assert "2 passed" in out
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["counts"]["passed"] == 2
    assert (tmp_path / "r.xml").exists()
    sample = tmp_path / "generated/toy/chat/api-key/main.py"
    sample.write_text(sample.read_text().replace("'gpt-5-mini'", "'gpt-4'"))
    code, out, _ = cli("verify", "--specs", chat)
    assert code == 1
    assert 'expected "gpt-5-mini", sent "gpt-4"' in out


def test_a_report_on_stdout_stands_alone(cli: Run, chat: str) -> None:
    cli("generate", "--specs", chat)
    code, out, err = cli("verify", "--specs", chat, "--until", "parse", "--report", "json=-")
    assert code == 0
    assert json.loads(out)["counts"]["passed"] == 2
    assert "2 passed" in err


def test_a_bad_report_is_refused_before_the_run(cli: Run, chat: str, tmp_path: Path) -> None:
    cli("generate", "--specs", chat)
    code, _, err = cli("verify", "--specs", chat, "--report", "jason=r.json")
    assert code == 2
    assert "json" in err
    assert not (tmp_path / ".cache").exists()


def test_verify_without_generated_says_what_writes_it(cli: Run, chat: str) -> None:
    code, _, err = cli("verify", "--specs", chat)
    assert code == 3
    assert "`samplegen generate` writes it" in err


def test_what_was_run_can_be_kept(cli: Run, chat: str, tmp_path: Path) -> None:
    cli("generate", "--specs", chat)
    cli("verify", "--specs", chat, "--keep", "kept", "-a", "api-key")
    root = tmp_path / "kept/toy/chat/api-key/default"
    assert (root / "stdout").read_text().startswith("Bill Gates")
    assert json.loads((root / "verdict.json").read_text())["status"] == "passed"


def test_schemas_are_published(cli: Run) -> None:
    for name in ("operation", "service", "known-issues", "models", "scenario", "report"):
        code, out, _ = cli("schema", name)
        assert code == 0
        assert "$schema" in json.loads(out)


def test_doctor_says_what_is_there(cli: Run) -> None:
    code, out, _ = cli("doctor", "--json")
    assert code == 0
    (tool,) = json.loads(out)["tools"]
    assert (tool["language"], tool["path"], tool["mend"]) == ("toy", sys.executable, "")


def test_doctor_says_whether_there_is_an_engine(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    code, out, _ = cli("doctor")
    assert code == 0  # nothing needs one
    line = out.splitlines()[-1]
    assert line.startswith("docker")
    assert "no Docker engine answers" in line


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(cli: Run, shell: str) -> None:
    code, out, _ = cli("completion", shell)
    assert code == 0
    assert "_SAMPLEGEN_COMPLETE" in out


def test_ids_are_completed(chat: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "_SAMPLEGEN_COMPLETE": "bash_complete",
        "COMP_WORDS": "samplegen verify go/chat/",
        "COMP_CWORD": "2",
    }
    program = Path(sys.executable).with_name("samplegen")
    done = subprocess.run([program], env=environment, capture_output=True, text=True, check=False)
    assert "plain,go/chat/api-key" in done.stdout


def test_a_port_in_use_is_told(cli: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = cli("mock", "--no-tls", "--port", str(port))
    assert code == 4
    assert str(port) in err


def test_a_bug_is_told_as_one(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(registry, "load", broken)
    code, _, err = cli("list", "languages")
    assert code == 70
    assert "ZeroDivisionError" in err
    assert "this is a bug in samplegen" in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_every_child(
    cli: Run, chat: str, tmp_path: Path, number: signal.Signals
) -> None:
    cli("generate", "--specs", chat)
    sample = tmp_path / "generated/toy/chat/api-key/main.py"
    line = f"open({str(tmp_path / 'pid')!r} + str(os.getpid()), 'w')\nwhile True: pass\n"
    sample.write_text(sample.read_text() + line)
    argv = [sys.executable, "-m", "tests.cli_with_toy", "verify", "--specs", chat, "-a", "api-key"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        argv, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        while not (started := list(tmp_path.glob("pid*"))):
            assert process.poll() is None
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"interrupted" in err
    for path in started:
        assert not Path(f"/proc/{path.name.removeprefix('pid')}").exists()
