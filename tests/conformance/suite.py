"""Brings the test suite of the official ``openai`` package here, and runs it against a service."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import platformdirs

ROOT = Path(__file__).parents[2]

VERSION = version("openai")
"""The release that is installed to develop with: schemas.json is made from it, as a test holds."""

TOOLS = (
    "dirty-equals==0.11", "pytest==9.2.0", "pytest-asyncio==1.5.0", "pytest-xdist==3.8.0",
    "rich==15.0.0",
)  # fmt: skip
"""What the suite imports beside the package; in the source distribution they have no versions."""

HOME = "tests/api_resources"

AREAS: Mapping[str, tuple[str, ...]] = {
    "chat": ("chat",),
    "responses": ("test_responses.py", "responses"),
    "embeddings": ("test_embeddings.py",),
    "models": ("test_models.py",),
    "files": ("test_files.py",),
    "fine_tuning/jobs": ("fine_tuning/test_jobs.py", "fine_tuning/jobs"),
    "batches": ("test_batches.py",),
    "vector_stores": ("test_vector_stores.py", "vector_stores"),
    "conversations": ("test_conversations.py", "conversations"),
    "evals": ("test_evals.py", "evals"),
}
"""Area of the v1 API -> where its tests stand."""

LONGEST = 1800
"""Seconds that a run may take: the client waits ten minutes for an answer that does not come."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a test.

    Args:
        outcome: ``passed``, ``failed`` or ``skipped``.
        reason: why it failed or was skipped; empty if it passed.
    """

    area: str
    name: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite that is there: its sources, and an interpreter that can run it."""

    sources: Path
    python: Path


def fetched() -> Suite:
    """The suite of the release, from the cache or else by pip.

    Raises:
        CalledProcessError: pip cannot get it; it has said why.
    """
    home = platformdirs.user_cache_path("samplegen-tests") / f"openai-{VERSION}"
    programs = "Scripts" if os.name == "nt" else "bin"
    suite = Suite(home / f"openai-{VERSION}", home / "venv" / programs / "python")
    if not (home / "ready").exists():
        shutil.rmtree(home, ignore_errors=True)
        _fetch(home, suite.python)
        (home / "ready").touch()
    return suite


def _fetch(home: Path, python: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", home / "venv"], check=True)
    pip: list[str | Path] = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    source: list[str | Path] = ["--no-deps", "--no-binary", "openai", "--dest", home]
    subprocess.run([*pip, "download", *source, f"openai=={VERSION}"], check=True)
    (archive,) = home.glob("*.tar.gz")
    shutil.unpack_archive(archive, home, filter="data")
    subprocess.run([*pip, "install", f"openai[aiohttp]=={VERSION}", *TOOLS], check=True)


@contextlib.contextmanager
def service(*options: str) -> Iterator[str]:
    """``samplegen mock`` in a process of its own, while the context lasts: the URL of its API."""
    argv = [sys.executable, "-m", "samplegen", "mock", "--port", "0", "--no-tls", *options]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        try:
            yield words[words.index("api") + 1]
        finally:
            process.terminate()


def run(suite: Suite, url: str) -> list[Result]:
    """Runs the tests of all areas against the API at ``url``.

    Raises:
        SystemExit: they cannot be run.
        TimeoutExpired: they do not come to an end.
    """
    paths = [f"{HOME}/{path}" for paths in AREAS.values() for path in paths]
    options = ["-o", "addopts=", "-q", "--tb=no", "-W", "ignore", "-p", "no:cacheprovider"]
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.xml"
        argv: list[str | Path] = [suite.python, "-m", "pytest", *options, "-n", "auto"]
        done = subprocess.run(
            [*argv, f"--junitxml={report}", *paths], cwd=suite.sources, env=_around(url),
            timeout=LONGEST, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode not in (0, 1):
            sys.exit(f"pytest ended with {done.returncode}: {done.stdout}{done.stderr}")
        return read(report.read_text(encoding="utf-8"))


def _around(url: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**own, "TEST_API_BASE_URL": url, "NO_PROXY": "*", "no_proxy": "*"}


def read(report: str) -> list[Result]:
    """The results in a report of JUnit's form, as pytest writes it, in order of their names."""
    cases = ET.fromstring(report).iter("testcase")  # noqa: S314 - pytest has written it
    return sorted(map(_result, cases), key=lambda one: (one.area, one.name))


def _result(case: ET.Element) -> Result:
    where = case.get("classname", "").removeprefix(HOME.replace("/", ".") + ".")
    name = f"{where}.{case.get('name')}"
    for child in case:
        if child.tag in ("failure", "error", "skipped"):
            outcome = "skipped" if child.tag == "skipped" else "failed"
            return Result(_area(where), name, outcome, child.get("message", ""))
    return Result(_area(where), name, "passed")


def _area(where: str) -> str:
    for area, paths in AREAS.items():
        starts = tuple(path.removesuffix(".py").replace("/", ".") + "." for path in paths)
        if where.startswith(starts):
            return area
    return where
