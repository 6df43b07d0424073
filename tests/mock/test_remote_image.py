"""What the image of the service holds is all that the service needs.

No image is built: the packages in the lock file are put together, without any other, and the
service is run with these alone, as in the image.
"""

from __future__ import annotations

import ast
import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

from samplegen.mock import RemoteMock
from samplegen.model import Interaction, Reply, Request
from tests.mock.making import CHAT, CHAT_BODY, KEYS, SERVICE, call, once, send
from tests.mock.remote import Process
from tests.mock.test_mock_run import token

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
DOCKER = ROOT / "docker" / "mock"
LOCK = (DOCKER / "requirements.txt").read_text()
WANTED = [
    line for line in (DOCKER / "requirements.in").read_text().splitlines() if line[0] not in "# "
]

PARTS = {
    "__main__", "catalog", "cli", "errors", "language", "matrix", "mock", "model", "real",
    "registry", "resources", "settings", "spec",
}  # fmt: skip
"""Parts of samplegen that the service and ``samplegen mock`` are made of."""

ELSEWHERE = re.compile(r"mock/live/(caller|upstream)\.py|cli/(?!__init__|mock_|options|verbs)")
"""Modules of these that call a real endpoint, or are other verbs."""


def name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def pins() -> set[str]:
    return {name(line) for line in LOCK.splitlines() if "==" in line}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the locked packages and nothing else."""
    directory = tmp_path_factory.mktemp("site")
    (directory / "samplegen").symlink_to(ROOT / "samplegen")
    for pin in pins():
        for top, target in _files(pin):
            if not (directory / top).exists():
                (directory / top).symlink_to(target)
    for data in ("specs", "templates"):
        (directory / data).symlink_to(ROOT / data)
    return directory


def _files(pin: str) -> Iterator[tuple[str, Path]]:
    try:
        found: Distribution = distribution(pin)
    except PackageNotFoundError:  # for other versions of Python
        return
    for file in found.files or ():
        if file.parts[0] != "..":
            yield file.parts[0], Path(str(found.locate_file(file.parts[0])))


def environment(site: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(site), "PATH": os.environ["PATH"]}


def test_the_service_runs_with_these_packages_alone(site: Path, tmp_path: Path) -> None:
    channel = Process((sys.executable, "-S", "-m", "samplegen.mock.remote"), environment(site))
    with RemoteMock(channel, SERVICE, "127.0.0.1", str(tmp_path)) as remote:
        limited = Interaction(CHAT, Reply("error", "RateLimited"))
        told = once(CHAT, Reply("deltas", ["Hello", "."]))
        with remote.open(told, KEYS) as run:
            assert call(remote, run, key=token(run).json["access_token"]).status == 200
            assert [kept.status for kept in run.close()] == [200, 200]
        with remote.open(once(limited.request, limited.reply), KEYS) as run:
            assert call(remote, run, body={**CHAT_BODY, "max_token": 1}).status == 400
    assert channel.end() == 0


def test_nothing_but_these_packages_is_there(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import jinja2"],
        env=environment(site), cwd=site, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "ModuleNotFoundError: No module named 'jinja2'" in done.stderr


@pytest.fixture
def api(site: Path, tmp_path: Path) -> Iterator[str]:
    """``samplegen mock`` as it is in the image, where no plug-in is installed."""
    with subprocess.Popen(
        [sys.executable, "-S", "-m", "samplegen", "mock", "--port", "0", "--no-tls",
         "--proxy-port", "0", "--operation", "chat", "--journal", str(tmp_path / "journal")],
        env=environment(site), cwd=tmp_path, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        found = re.search(r"api http://(\S+)/openai/v1 ", process.stdout.readline())
        assert found
        yield found[1]
        process.terminate()
    assert process.returncode == 0


def test_the_service_for_use_by_hand_runs_with_them_too(api: str) -> None:
    connection = http.client.HTTPConnection(api, timeout=20)
    vectors = {"model": "text-embedding-3-small", "input": "a"}
    for request in (
        CHAT,
        Request("POST", "/openai/v1/embeddings", body=vectors),
        Request("GET", "/openai/v1/models"),
        Request("GET", "/_samplegen/journal"),
    ):
        assert send(connection, request).status == 200
    form = '--x\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n{}\r\n--x--\r\n'  # fmt: skip
    headers = {"Authorization": "Bearer k", "Content-Type": "multipart/form-data; boundary=x"}
    connection.request("POST", "/openai/v1/files", form, headers)
    with connection.getresponse() as response:
        assert json.loads(response.read())["filename"] == "a.jsonl"
    connection.close()


def test_all_that_is_imported_is_in_the_lock_file(site: Path) -> None:
    here = {path.name.partition(".")[0] for path in site.iterdir()} | sys.stdlib_module_names
    left = {
        (path.relative_to(ROOT).as_posix(), module)
        for path in sorted((ROOT / "samplegen").rglob("*.py"))
        if path.relative_to(ROOT / "samplegen").parts[0].removesuffix(".py") in PARTS
        and not ELSEWHERE.search(path.as_posix())
        for module in _imported(path) - here - {"tomli"}
    }
    assert left == {("samplegen/mock/api/make_schemas.py", "pydantic")}  # a tool of ours


def _imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named = {
        str(node.module) for node in nodes if isinstance(node, ast.ImportFrom) and not node.level
    }
    return {module.partition(".")[0] for module in plain | named}


def test_what_is_asked_for_is_what_samplegen_asks_for_and_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert set(WANTED) <= set(project["dependencies"])
    assert {name(line) for line in WANTED} <= pins()


def test_the_lock_file_names_packages_versions_and_hashes_only() -> None:
    line = re.compile(
        r"[a-z0-9-]+==[0-9.]+( ; [^\\]+)? \\"
        r"|    --hash=sha256:[0-9a-f]{64}( \\)?"
        r"|    # .*"
    )
    assert [text for text in LOCK.splitlines() if not line.fullmatch(text)] == []
    blocks = re.split(r"(?m)^(?=\S)", LOCK)[1:]
    assert all("--hash=" in block for block in blocks)
