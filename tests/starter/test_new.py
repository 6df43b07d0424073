"""``samplegen new``: what it writes, what it refuses, and how a project is brought up to date."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from samplegen.cli import run
from samplegen.starter.archive import pack, unpack
from tests.conftest import ROOT

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / ".state"))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(["new", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Templates that somebody may change: those of a newer samplegen."""
    for name in ("facts", "python", "starter"):
        shutil.copytree(ROOT / "templates" / name, tmp_path / "templates" / name)
    return tmp_path / "templates"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def content(directory: Path) -> dict[str, bytes]:
    files = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


# --- what it writes ---------------------------------------------------------------------------


def test_a_project_has_programs_tests_and_infrastructure(cli: Run, tmp_path: Path) -> None:
    code, out, err = cli("python", "chat,embeddings", "my app!")
    assert code == 0
    files = content(tmp_path / "my app!")
    assert {
        ".env.example",
        ".github/workflows/test.yml",
        ".devcontainer/devcontainer.json",
        "README.md",
        "azure.yaml",
        "infra/main.bicep",
        "src/my_app/chat.py",
        "src/my_app/embeddings.py",
        "tests/recordings/chat.json",
        "uv.lock",
    } <= set(files)
    assert sorted(out.splitlines()) == sorted(
        f"my app!/{name}" for name in files if name != ".samplegen.json"
    )
    assert "my app!/README.md" in err


def test_settings_stand_in_the_environment(cli: Run, tmp_path: Path) -> None:
    cli("python", "chat,embeddings", "app", "--auth", "api-key")
    assert (tmp_path / "app/.env.example").read_text().splitlines()[1:] == [
        "AZURE_OPENAI_ENDPOINT=https://YOUR-RESOURCE-NAME.openai.azure.com",
        "AZURE_OPENAI_API_KEY=YOUR-KEY",
        "AZURE_OPENAI_DEPLOYMENT=gpt-5-mini",
        "AZURE_OPENAI_EMBEDDING_DEPLOYMENT=text-embedding-3-small",
    ]
    programs = [path.read_text() for path in (tmp_path / "app/src").rglob("*.py")]
    assert not any("YOUR-RESOURCE-NAME" in text or "gpt-5" in text for text in programs)


@pytest.mark.parametrize("auth", ["entra-id", "api-key", "environment"])
def test_a_way_of_signing_in_brings_just_what_it_needs(cli: Run, tmp_path: Path, auth: str) -> None:
    cli("python", "chat", "app", "--auth", auth)
    project = content(tmp_path / "app")
    wants_identity = auth == "entra-id"
    for name in ("pyproject.toml", "uv.lock", "requirements.txt", "src/app/azure_openai.py"):
        assert (b"azure" in project[name].replace(b"azure_openai", b"")) == wants_identity, name
    assert b"AZURE_OPENAI_API_KEY" not in project["src/app/azure_openai.py"] or auth == "api-key"


def test_the_same_wish_gives_the_same_bytes(cli: Run, tmp_path: Path) -> None:
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        assert cli("python", "embeddings,chat", f"{place}/app")[0] == 0
        assert cli("python", "chat,embeddings", f"{place}/app", "--zip")[0] == 0
    assert content(tmp_path / "one/app") == content(tmp_path / "two/app")
    assert (tmp_path / "one/app.zip").read_bytes() == (tmp_path / "two/app.zip").read_bytes()


def test_an_archive_holds_the_directory(cli: Run, tmp_path: Path) -> None:
    cli("python", "chat", "app")
    code, out, _ = cli("python", "chat", "app.zip", "--zip")
    assert (code, out) == (0, "app.zip\n")
    with zipfile.ZipFile(tmp_path / "app.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(archive.namelist())
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(tmp_path / "unpacked")
    assert content(tmp_path / "unpacked/app") == content(tmp_path / "app")
    assert cli("--update", "unpacked/app")[0] == 0


def test_an_archive_does_not_depend_on_the_order_of_its_files() -> None:
    files = {"b": b"2", "a": b"1", "c/d": b"3"}
    one = {PurePosixPath(name): text for name, text in files.items()}
    two = {PurePosixPath(name): text for name, text in reversed(files.items())}
    assert pack(one) == pack(two)
    assert {str(path): text for path, text in unpack(pack(one)).items()} == files


def test_a_name_can_be_given(cli: Run, tmp_path: Path) -> None:
    cli("python", "chat", "somewhere", "--name", "My Chat")
    assert (tmp_path / "somewhere/src/my_chat/chat.py").is_file()


# --- what it refuses --------------------------------------------------------------------------


def test_a_directory_that_is_not_empty_is_left_alone(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/notes.txt").write_text("mine")
    code, _, err = cli("python", "chat", "app")
    assert code == 2
    assert "--force" in err
    assert content(tmp_path / "app") == {"notes.txt": b"mine"}
    assert cli("python", "chat", "app", "--force")[0] == 0
    assert (tmp_path / "app/notes.txt").read_text() == "mine"


def test_a_new_repository_counts_as_empty(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "app/.git").mkdir(parents=True)
    assert cli("python", "chat", "app")[0] == 0


def test_force_touches_no_file_of_others(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/README.md").write_text("mine")
    code, _, err = cli("python", "chat", "app", "--force")
    assert code == 2
    assert "app/README.md" in err
    assert content(tmp_path / "app") == {"README.md": b"mine"}


def test_force_keeps_a_copy_of_what_was_edited(cli: Run, tmp_path: Path) -> None:
    cli("python", "chat", "app")
    (tmp_path / "app/README.md").write_text("edited")
    code, _, err = cli("python", "chat", "app", "--force")
    assert code == 0
    assert "is kept as" in err
    kept = [path.read_text() for path in (tmp_path / ".state").rglob("*README.md")]
    assert kept == ["edited"]


def test_an_archive_is_not_replaced_without_force(cli: Run) -> None:
    assert cli("python", "chat", "app", "--zip")[0] == 0
    assert cli("python", "chat", "app", "--zip")[0] == 2
    assert cli("python", "chat", "app", "--zip", "--force")[0] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("pyton", "chat", "app"), "did you mean python"),
        (("python", "caht", "app"), "did you mean chat"),
        (("python", ",", "app"), "at least one operation"),
        (("python", "chat"), "LANGUAGE OPERATION DEST"),
        (("python", "chat", "app", "--auth", "entra"), "entra-id"),
        (("python", "chat", "app", "--typescript"), "leave it out"),
        (("java", "chat", "app", "--build", "ant"), "maven"),
        (("csharp", "chat", "app", "--auth", "environment"), "cannot be had in C#"),
        (("--update",), "--update DEST"),
        (("--update", "app", "--zip"), "leave --zip out"),
        (("--update", "app"), "is no project"),
        (("python", "chat", "file"), "is a file"),
    ],
)
def test_what_cannot_be_meant_is_told(
    cli: Run, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "file").write_text("")
    code, out, err = cli(*words)
    assert (code, out) == (2, "")
    assert told in err
    assert not (tmp_path / "app").exists()


def test_a_model_without_a_deployment_is_told(cli: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    models = tmp_path / "specs/models.yaml"
    kept = [line for line in models.read_text().splitlines() if "deployment:" not in line]
    models.write_text("\n".join(kept) + "\n")
    code, _, err = cli("python", "chat", "app", "--specs", "specs")
    assert code == 3
    assert "gpt-5-mini has no deployment" in err


def test_two_models_under_one_variable_are_told(cli: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    edit(
        tmp_path / "specs/models.yaml",
        "AZURE_OPENAI_EMBEDDING_DEPLOYMENT",
        "AZURE_OPENAI_DEPLOYMENT",
    )
    assert cli("python", "embeddings", "app", "--specs", "specs")[0] == 0
    code, _, err = cli("python", "chat,embeddings", "other", "--specs", "specs")
    assert code == 3
    assert "both named by AZURE_OPENAI_DEPLOYMENT" in err


def test_a_service_that_names_no_endpoint_variable_is_told(cli: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    edit(tmp_path / "specs/service.yaml", "endpoint_variable: AZURE_OPENAI_ENDPOINT\n", "")
    code, _, err = cli("python", "chat", "app", "--specs", "specs")
    assert code == 3
    assert "add endpoint_variable" in err
    assert cli("python", "chat", "app", "--auth", "environment", "--specs", "specs")[0] == 0


# --- up to date -------------------------------------------------------------------------------


def test_nothing_new_changes_nothing(cli: Run, tmp_path: Path) -> None:
    cli("python", "chat", "app")
    (tmp_path / "app/README.md").write_text("mine")
    before = content(tmp_path / "app")
    code, out, err = cli("--update", "app")
    assert (code, out) == (0, "")
    assert "up to date" in err
    assert content(tmp_path / "app") == before


def test_newer_templates_are_merged_into_what_was_changed(
    cli: Run, tmp_path: Path, newer: Path
) -> None:
    cli("python", "chat", "app")
    project = tmp_path / "app"
    edit(project / "README.md", "# app", "# The best app")
    edit(project / "src/app/chat.py", "helpful", "cheerful")
    (project / ".gitattributes").unlink()
    edit(newer / "starter/README.md.j2", "## Keep it up to date", "## Stay up to date")
    edit(newer / "python/starter/files/.gitignore", "dist/", "build/\ndist/")
    edit(newer / "starter/.gitattributes", "* text", "** text")
    (newer / "python/starter/files/NEWS.md").write_text("# News\n")
    (newer / "starter/azure.yaml.j2").unlink()

    code, out, _ = cli("--update", "app", "--templates", str(newer))

    assert code == 0
    assert out.splitlines() == [
        "gone .gitattributes: newer templates change it; you removed it, so it stays away",
        "change .gitignore",
        "create NEWS.md",
        "merge README.md",
        "remove azure.yaml",
    ]
    readme = (project / "README.md").read_text()
    assert readme.startswith("# The best app\n")
    assert "## Stay up to date" in readme
    assert "cheerful" in (project / "src/app/chat.py").read_text()
    assert not (project / "azure.yaml").exists()
    assert cli("--update", "app", "--templates", str(newer))[1] == ""


def test_conflicts_are_shown_and_must_be_resolved(cli: Run, tmp_path: Path, newer: Path) -> None:
    cli("python", "chat", "app")
    readme = tmp_path / "app/README.md"
    edit(readme, "## Keep it up to date", "## My heading")
    edit(newer / "starter/README.md.j2", "## Keep it up to date", "## Stay up to date")
    code, out, err = cli("--update", "app", "--templates", str(newer))
    assert (code, out) == (1, "conflict README.md\n")
    assert "resolve" in err
    text = readme.read_text()
    assert "<<<<<<< yours\n## My heading\n=======\n## Stay up to date\n>>>>>>> samplegen" in text

    code, _, err = cli("--update", "app", "--templates", str(newer))
    assert code == 2
    assert "app/README.md:" in err

    lines = [line for line in text.splitlines(keepends=True) if line[:7] not in MARKERS]
    readme.write_text("".join(lines).replace("## Stay up to date\n", ""))
    assert cli("--update", "app", "--templates", str(newer))[0] == 0
    assert "## My heading" in readme.read_text()


MARKERS = ("<<<<<<<", "=======", ">>>>>>>")


def test_a_project_of_a_newer_samplegen_is_not_taken_back(cli: Run, tmp_path: Path) -> None:
    cli("python", "chat", "app")
    seal = tmp_path / "app/.samplegen.zip"
    held = unpack(seal.read_bytes())
    (order,) = (path for path in held if path.name == "order.json")
    held[order] = json.dumps(json.loads(held[order]) | {"samplegen": "99.0.0"}).encode()
    seal.write_bytes(pack(held))
    code, _, err = cli("--update", "app")
    assert code == 2
    assert "99.0.0" in err


def test_a_damaged_archive_is_told(cli: Run, tmp_path: Path) -> None:
    cli("python", "chat", "app")
    (tmp_path / "app/.samplegen.zip").write_bytes(b"PK")
    code, _, err = cli("--update", "app")
    assert code == 3
    assert "damaged" in err
