"""The published samples against a service that we did not write: aimock, pinned in tests/aimock."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import platformdirs
import pytest

from samplegen import catalog
from samplegen.cli import run
from samplegen.runners import InstallFailedError
from samplegen.runners.local import LocalRunner
from tests.conftest import ROOT
from tests.machine import absent, needed

pytestmark = pytest.mark.toolchain

AIMOCK = ROOT / "tests" / "aimock"
PROGRAM = "node_modules/@copilotkit/aimock/dist/cli.js"
LOADED = catalog.load(ROOT / "specs", ROOT / "templates")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    language = LOADED.languages.by_name["javascript"]
    tools = needed(language)
    ours = replace(language, name="aimock", toolchain=replace(language.toolchain, warm=None))
    files = {PurePosixPath(path.name): path.read_bytes() for path in AIMOCK.iterdir()}
    runner = LocalRunner(platformdirs.user_cache_path("samplegen-tests"))
    try:
        with runner.open(ours, files) as workspace:
            argv = [tools["node"], PROGRAM, "-p", "0", "-f", "fixtures.json"]
            with subprocess.Popen(
                argv, cwd=workspace.root, stdout=subprocess.PIPE, text=True
            ) as process:
                assert process.stdout is not None
                yield next(line.split()[-1] for line in process.stdout if "listening on" in line)
                process.terminate()
    except InstallFailedError as error:
        absent(str(error))


@pytest.fixture(scope="module")
def verified(url: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    """The exit code, and the directory of the report and of the recording."""
    missing = LocalRunner(Path()).missing(LOADED.languages.by_name["python"])
    if missing:
        absent(missing)
    made = tmp_path_factory.mktemp("aimock")
    code = run(
        [
            "verify", "-l", "python", "-a", "api-key", "--target", f"{url}/v1",
            "--source", str(ROOT / "generated"), "--report", f"json={made / 'report.json'}",
            "--record", str(made / "recording.jsonl"), "--model", "text-embedding-3-small=mine",
        ]
    )  # fmt: skip
    return code, made


def samples(verified: tuple[int, Path]) -> dict[str, Any]:
    report = json.loads((verified[1] / "report.json").read_text())
    return {each["id"].split("/")[1]: each for each in report["samples"]}


def test_every_sample_passes_but_the_one_that_needs_a_model_with_tools(
    verified: tuple[int, Path],
) -> None:
    statuses = Counter(each["status"] for each in samples(verified).values())
    assert statuses == {"passed": 12, "failed": 1}
    assert verified[0] == 1
    failed = samples(verified)["responses-mcp-approval"]
    assert failed["reason"] == (
        "default: upstream: POST /openai/v1/responses was answered 200 OK without an item of type "
        "mcp_approval_request, which the next request needs"
    )


def test_what_it_said_was_printed(verified: tuple[int, Path]) -> None:
    printed = {
        name: next(
            one["stdout"] for one in each["scenarios"] if one["name"] in {"default", "answered"}
        )
        for name, each in samples(verified).items()
    }
    answer = "An answer that no spec states, long enough for several pieces."
    assert printed["chat"] == "Two friends did,\nin Albuquerque. 🌵\n"
    assert printed["chat-streaming"] == printed["responses-streaming"] == f"{answer}\n"
    assert printed["retries"] == f"Without retries: {answer}\nWith five retries: {answer}\n"
    assert "Dimensions: 4\nFirst values: 0.2500, -0.5000, 0.1250\n" in printed["embeddings"]


def test_what_was_exchanged_is_kept(verified: tuple[int, Path]) -> None:
    kept = [json.loads(line) for line in (verified[1] / "recording.jsonl").read_text().splitlines()]
    asked = Counter(each["request"]["path"] for each in kept[1:])
    assert asked == {
        "/openai/v1/models": 1,
        "/openai/v1/chat/completions": 4,
        "/openai/v1/responses": 7,  # the approval is never sent
        "/openai/v1/embeddings": 1,
    }
    streams = [each["reply"]["pieces"] for each in kept[1:] if each["reply"]["streamed"]]
    assert len(streams) == 2
    assert all("".join(pieces).count("data: ") > 3 for pieces in streams)
    models = {each["request"]["body"]["model"] for each in kept[1:] if each["request"]["body"]}
    assert models == {"gpt-5-mini", "text-embedding-3-small"}
