"""``--with``, ``--versions`` and ``drift`` on the command line, with a toy that has five releases."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from samplegen import registry
from samplegen.cli import run
from samplegen.language import Dependency, Step, Unlocked
from tests import toy

Cli = Callable[..., tuple[int, str, str]]
RELEASES = "1.9.0 1.10.0-rc.1 1.10.0 1.11.0 1.12.0 2.0.0"
INSTALL = """
import sys
if sys.argv[1] == "1.9.0":
    sys.exit("toy-sdk 1.9.0 has been withdrawn")
open("sdk.txt", "w").write(sys.argv[1])
"""
BREAKS = """
import pathlib
if pathlib.Path("sdk.txt").read_text() in ("1.12.0", "2.0.0"):
    print("oh")
"""


def install(dependencies: Sequence[Dependency]) -> Sequence[Step]:
    return (Step(("{python}", "-c", INSTALL, dependencies[0].version)),)


def releases(package: str) -> Sequence[Step]:
    return (Step(("{python}", "-c", f"print({RELEASES if package == 'toy-sdk' else ''!r})")),)


TOY = replace(
    toy.LANGUAGE,
    toolchain=replace(toy.LANGUAGE.toolchain, unlocked=Unlocked(install, releases)),
)


@pytest.fixture
def cli(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    root: Path,
) -> Cli:
    """Runs a command beside samples of which the one with a key breaks with 1.12.0."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.setattr(registry, "load", lambda: registry.Languages({"toy": TOY}, ()))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    shutil.copytree(root / "specs", tmp_path / "specs", ignore=shutil.ignore_patterns("pages"))
    monkeypatch.setenv("SAMPLEGEN_SPECS", "specs")
    assert call("generate", "-o", "chat")[0] == 0
    sample = tmp_path / "generated/toy/chat/api-key/main.py"
    sample.write_text(sample.read_text() + BREAKS)
    return call


def packages(path: Path) -> object:
    return json.loads(path.read_text())["toolchains"]["toy"]["packages"]


def test_a_chosen_version_is_what_samples_run_with_and_the_report_says_so(
    cli: Cli, tmp_path: Path
) -> None:
    verify = ("verify", "-o", "chat", "--report", "json=report.json", "--with")
    code, out, _ = cli(*verify, "toy:toy-sdk==1.11.0")
    assert code == 0, out
    assert packages(tmp_path / "report.json") == {"toy-sdk": "1.11.0"}
    code, out, _ = cli(*verify, "toy:toy==1.12.0")
    assert code == 1
    assert "oh" in out
    assert packages(tmp_path / "report.json") == {"toy-sdk": "1.12.0"}


def test_each_version_has_a_workspace_of_its_own_beside_the_pinned_one(
    cli: Cli, tmp_path: Path
) -> None:
    for version in ("1.10.0", "1.11.0"):
        assert cli("verify", "-o", "chat", "--with", f"toy:toy=={version}")[0] == 0
    cli("verify", "-o", "chat", "-a", "entra-id")
    made = (tmp_path / ".cache/samplegen/workspaces/toy").glob("*/toy.txt")
    assert sorted(path.read_text() for path in made) == [
        "toy-sdk==1.10.0\n", "toy-sdk==1.11.0\n", "toy-sdk==1.2.3\n",
    ]  # fmt: skip


def test_every_set_of_a_file_is_verified_and_reported_by_its_name(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "v.toml").write_text('older = ["toy:toy==1.10.0"]\nnewer = ["toy:toy==2.0.0"]\n')
    arguments = ("verify", "-o", "chat", "--versions", "v.toml", "--keep", "kept")
    code, out, err = cli(*arguments, "--report", "json=out/report.json")
    assert code == 1
    assert out.index("older:") < out.index("2 passed") < out.index("newer:") < out.index("1 failed")
    assert "samplegen: newer: toy:toy==2.0.0" in err
    assert packages(tmp_path / "out/report-older.json") == {"toy-sdk": "1.10.0"}
    assert packages(tmp_path / "out/report-newer.json") == {"toy-sdk": "2.0.0"}
    assert (tmp_path / "kept/newer/toy/chat/api-key/default/stdout").read_text().endswith("oh\n")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--with", "toy"), 2, "toy: expected LANGUAGE:PACKAGE==VERSION"),
        (("--with", "toy:sdk==1.0"), 2, "toy does not depend on sdk; its dependencies are toy-sdk"),
        (("--with", "ruby:sdk==1.0"), 2, "nothing of ruby is selected: toy"),
        (("--versions", "v.toml", "--report", "json=-"), 2, "name a file"),
        (("--versions", "v.toml", "--with", "toy:toy==1.0"), 2, "1.0 was chosen, too"),
        (("--versions", "bad.toml"), 3, "bad.toml: old: x: expected LANGUAGE:PACKAGE==VERSION"),
        (("--versions", "v.toml", "--target", "https://x.example.com"), 2, "one set at a time"),
    ],
)
def test_what_cannot_be_meant_is_told_before_anything_runs(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "v.toml").write_text('older = ["toy:toy==1.10.0"]\n')
    (tmp_path / "bad.toml").write_text('old = ["x"]\n')
    got, out, err = cli("verify", "-o", "chat", *arguments)
    assert (got, out) == (code, "")
    assert told in err


def test_drift_names_the_release_the_samples_and_the_first_difference(cli: Cli) -> None:
    code, out, _ = cli("drift", "toy", "toy-sdk", "1.10.0..2.0.0", "-o", "chat", "--no-facts")
    assert code == 1
    lines = out.splitlines()
    assert lines[:2] == ["1.12.0 (after 1.11.0)", "  toy/chat/api-key: passed -> failed"]
    assert "stdout: expected" in lines[2]
    assert lines[3:] == [
        "toy toy-sdk 1.10.0..2.0.0: 1 of them changed something (4 releases, 4 verified)"
    ]


def with_probe(monkeypatch: pytest.MonkeyPatch, templates: Path, probe: str) -> None:
    """Gives the toy another probe, or none, and few facts to measure."""
    shutil.copytree(toy.LANGUAGE.templates or "", templates)
    (templates / "probe.j2").unlink()
    if probe:
        (templates / "probe.j2").write_text(probe)
    Path("specs/facts.yaml").write_text(
        "inputs: {model: gpt-5-mini, input: What is an API?}\nstatuses: [404, 429, 500]\n"
    )
    probed = replace(TOY, templates=str(templates))
    monkeypatch.setattr(registry, "load", lambda: registry.Languages({"toy": probed}, ()))


def test_drift_finds_the_release_that_changed_a_fact_where_samples_stay_as_they_are(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    probe = (Path(toy.LANGUAGE.templates or "") / "probe.j2").read_text()
    renamed = probe.replace('"HTTPError"', 'open("sdk.txt").read().replace("1.10.0", "Error")')
    with_probe(monkeypatch, tmp_path / "templates", renamed)
    span = ("drift", "toy", "toy", "1.10.0..1.11.0")
    code, out, _ = cli(*span, "-o", "chat", "-a", "entra-id")
    assert code == 1
    facts = (f"  fact cases.{name}.error: was Error, is 1.11.0\n" for name in (404, 429, 500))
    assert out == (
        "1.11.0 (after 1.10.0)\n"
        + "".join(facts)
        + "toy toy-sdk 1.10.0..1.11.0: 1 of them changed something"
        " (2 releases, 2 verified, 2 measured)\n"
    )


def test_drift_says_why_a_release_cannot_be_measured(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_probe(monkeypatch, tmp_path / "templates", "client = = None\n")
    code, out, _ = cli("drift", "toy", "toy", "1.10.0..1.11.0", "-o", "chat", "-a", "entra-id")
    assert code == 0
    assert "no facts could be measured: the probe cannot be built: " in out
    assert "invalid syntax" in out


def test_drift_says_where_no_facts_can_be_measured(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_probe(monkeypatch, tmp_path / "templates", "")
    code, out, err = cli("drift", "toy", "toy", "1.10.0..1.11.0", "-o", "chat")
    assert (code, "measured" in out) == (0, False)
    assert "samplegen: toy has no probe that measures facts; samples alone tell" in err


def test_drift_says_that_nothing_changed(cli: Cli) -> None:
    arguments = ("drift", "toy", "toy", "1.10.0..2.0.0", "-o", "chat", "-a", "entra-id")
    code, out, _ = cli(*arguments, "--no-facts")
    assert code == 0
    assert out == "toy toy-sdk 1.10.0..2.0.0: nothing changed (4 releases, 2 verified)\n"


def test_drift_says_what_failed_throughout_since_that_proves_nothing(cli: Cli) -> None:
    arguments = ("drift", "toy", "toy", "1.12.0..2.0.0", "-o", "chat", "--no-facts")
    code, out, _ = cli(*arguments)
    assert code == 0
    assert "failing with every release that was verified: toy/chat/api-key: default: " in out


def test_a_release_that_cannot_be_installed_is_drift_with_its_reason(cli: Cli) -> None:
    arguments = ("drift", "toy", "toy", "1.9.0..1.10.0", "-o", "chat", "--no-facts")
    code, out, _ = cli(*arguments)
    assert code == 1
    assert "1.10.0 (after 1.9.0)" in out
    assert "before: `" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("toy", "toy", "1.10.0"), "1.10.0: expected OLD..NEW"),
        (("toy", "toy", "1.10.0..oh"), "expected OLD..NEW"),
        (("toy", "toy", "1.10.0..3.0.0"), "there is no release 3.0.0; near it are 1.12.0, 2.0.0"),
        (("toy", "toy", "2.0.0..1.10.0"), "expected the older release first"),
        (("toy", "sdk", "1.0..2.0"), "toy does not depend on sdk"),
        (("ruby", "sdk", "1.0..2.0"), "there is no language ruby; there are toy"),
        (("toy", "toy", "1.9.0..2.0.0", "--with", "toy:toy==1"), "toy:toy==2.0.0: 1 was chosen"),
    ],
)
def test_drift_refuses_what_cannot_be_meant(
    cli: Cli, arguments: tuple[str, ...], told: str
) -> None:
    code, out, err = cli("drift", *arguments)
    assert (code, out) == (2, "")
    assert told in err


def test_drift_without_a_registry_is_the_machines_trouble(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = "import sys; sys.exit('no route to the registry')"
    how = Unlocked(install, lambda _: (Step((sys.executable, "-c", program)),))
    broken = replace(TOY, toolchain=replace(TOY.toolchain, unlocked=how))
    monkeypatch.setattr(registry, "load", lambda: registry.Languages({"toy": broken}, ()))
    code, _, err = cli("drift", "toy", "toy", "1.9.0..2.0.0", "-o", "chat")
    assert code == 4
    assert "no route to the registry" in err
