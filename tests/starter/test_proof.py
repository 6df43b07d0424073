"""Every kind of project, made by an installed samplegen, by doing what its README says."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from samplegen import catalog, registry
from tests.starter import desk
from tests.starter.kinds import KINDS, THREE, Kind
from tests.starter.readme import blocks, script, ways

pytestmark = [pytest.mark.starter, pytest.mark.timeout(1800)]

LANGUAGES = registry.load().by_name
TLS = ("csharp",)  # System.ClientModel sends no token over plain http
DEPLOYMENTS = {
    "AZURE_OPENAI_DEPLOYMENT": "gpt-5-mini",
    "AZURE_OPENAI_EMBEDDING_DEPLOYMENT": "text-embedding-3-small",
}
WARNING = re.compile(r"(?im)^.*\bwarn(?:ing)?\b.*$")


@pytest.fixture(scope="module")
def samplegen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk.install(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def service(
    samplegen: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[desk.Service]:
    place = tmp_path / "service"
    place.mkdir()
    flags = [] if request.node.callspec.params["kind"].language in TLS else ["--no-tls"]
    with desk.serving(samplegen, place, *flags) as served:
        yield served


def new(samplegen: Path, directory: Path, *words: str) -> Path:
    made = subprocess.run(
        [samplegen, "new", *words], cwd=directory, check=False, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    return directory / words[2]


def follow(text: str, project: Path, environment: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        ["/bin/bash", "-c", text],
        cwd=project,
        env=environment,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def settings(service: desk.Service, auth: str) -> dict[str, str]:
    if auth == "environment":
        api = f"{service.root}/openai/v1/"
        return {"OPENAI_BASE_URL": api, "OPENAI_API_KEY": "k3y", **DEPLOYMENTS}
    key = {"AZURE_OPENAI_API_KEY": "k3y"} if auth == "api-key" else {}
    return {"AZURE_OPENAI_ENDPOINT": service.root, **key, **DEPLOYMENTS}


def signed_in(service: desk.Service, auth: str) -> dict[str, str]:
    """What a managed identity of Azure's App Service finds in its environment."""
    trust = {"SSL_CERT_FILE": str(service.ca)}
    if auth != "entra-id":
        return trust
    identity = {"IDENTITY_ENDPOINT": service.addresses["identity"], "IDENTITY_HEADER": "any"}
    return {**trust, **identity, "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential"}


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_who_follows_the_readme_gets_answers(
    kind: Kind, samplegen: Path, service: desk.Service, tmp_path: Path
) -> None:
    shell = desk.environment(LANGUAGES[kind.language], tmp_path) | signed_in(service, kind.auth)
    words = (kind.language, "chat,embeddings", "my app!", "--auth", kind.auth, *kind.options)
    project = new(samplegen, tmp_path, *words)
    found = list(blocks((project / "README.md").read_text()))
    assert {block.section for block in found} >= {"Set up", "Run", "Test"}
    for number, followed in enumerate(ways(found)):
        place = desk.copied(project, tmp_path / str(number) / "my app!")
        before = len(service.asked())

        code, said = follow(script(followed, settings(service, kind.auth)), place, shell)

        assert code == 0, said
        assert "You said: Who founded Microsoft, and when?" in said
        assert "Embeddings: 2" in said
        assert_no_complaint(said, place)
        assert_asked(service.asked()[before:], kind.auth)
        assert changed(project, place) == [], "locks are exact, and files formatted"
        again = [each for each in followed if each.section != "Set up"]
        assert_tests_can_fail(place, script(again, {}), shell)


def assert_no_complaint(said: str, project: Path) -> None:
    """No warning, and no line that is a path: formatters name files so."""
    assert not WARNING.search(said), said
    paths = {path.relative_to(project).as_posix() for path in project.rglob("*")}
    assert not paths & set(said.splitlines()), said


def changed(made: Path, used: Path) -> list[Path]:
    """Files of a project that are not as they were made."""
    paths = [path.relative_to(made) for path in made.rglob("*") if path.is_file()]
    return [path for path in paths if (used / path).read_bytes() != (made / path).read_bytes()]


def assert_asked(journal: Sequence[Mapping[str, object]], auth: str) -> None:
    """One call for each program, signed in as the project is made to."""
    calls = [each for each in journal if str(each["path"]).startswith("/openai/")]
    assert [each["path"] for each in calls] == [
        "/openai/v1/chat/completions",
        "/openai/v1/embeddings",
    ]
    expected = "bearer-token" if auth == "entra-id" else "bearer-key"
    assert {each["auth"] for each in calls} == {expected}


def assert_tests_can_fail(project: Path, text: str, shell: dict[str, str]) -> None:
    """A recording that says something else than the program prints makes the tests fail."""
    texts = {path: path.read_text() for path in project.rglob("*.json")}
    ((recording, told),) = [each for each in texts.items() if '"operation": "chat"' in each[1]]
    assert "Bill Gates" in told
    recording.write_text(told.replace("Bill Gates", "Somebody else", 1))
    code, said = follow(text, project, shell)
    assert code != 0, said
    assert "Somebody else" in said


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.auth == THREE[0]], ids=str)
def test_a_project_of_all_operations_passes_its_tests(
    kind: Kind, samplegen: Path, tmp_path: Path
) -> None:
    shell = desk.environment(LANGUAGES[kind.language], tmp_path)
    operations = ",".join(each.name for each in catalog.load().specs.operations)
    project = new(samplegen, tmp_path, kind.language, operations, "x1-" + "y" * 60, *kind.options)
    (followed, *_) = ways(list(blocks((project / "README.md").read_text())))
    untested = [block for block in followed if block.section != "Run"]

    kept = desk.copied(project, tmp_path / "as made")

    code, said = follow(script(untested, {}), project, shell)

    assert code == 0, said
    assert changed(kept, project) == []
    assert_no_complaint(said, project)
