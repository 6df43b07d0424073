"""The helpers of the official client for Node.js, read to their end by one program."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import platformdirs
import pytest

from samplegen.language import Language, Step
from samplegen.languages.javascript import LANGUAGE
from samplegen.runners import InstallFailedError
from samplegen.runners.local import LocalRunner
from tests.machine import absent, needed
from tests.mock.serving import served

pytestmark = pytest.mark.toolchain

PROGRAM = Path(__file__).with_name("helpers_node") / "program.mjs"
ZOD = "4.6.7"
SAID = "You said: One two three four"
PIECES = ["You", " said:", " One", " two", " three", " four"]
BOOK = {
    "title": "title",
    "binding": "soft",
    "subtitle": "subtitle",
    "parts": [{"title": "title", "pages": 1}],
}
WEATHER = {"city": "city", "days": 1}


def manifest() -> bytes:
    """The release that the samples are for, and what its parsing helpers want beside it."""
    (version,) = [one.version for one in LANGUAGE.dependencies if one.package == "openai"]
    dependencies = {"openai": version, "zod": ZOD}
    return json.dumps({"private": True, "dependencies": dependencies}).encode()


def installing() -> Language:
    """The language with a workspace of our own."""
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    install = Step(("{node}", "{npm}", "install", *options), network=True)
    toolchain = replace(LANGUAGE.toolchain, install=(install,))
    return replace(LANGUAGE, name="helpers-javascript", toolchain=toolchain)


@pytest.fixture(scope="module")
def gathered() -> Any:
    """What the program says."""
    needed(LANGUAGE)
    runner = LocalRunner(platformdirs.user_cache_path("samplegen-tests"))
    files = {PurePosixPath("package.json"): manifest()}
    try:
        with runner.open(installing(), files) as workspace, served() as service:
            workspace.sync({"program.mjs": PROGRAM.read_bytes()})
            step = Step(("{node}", "program.mjs"), {"OPENAI_BASE_URL": service.api}, seconds=120)
            outcome = workspace.run(step)
    except InstallFailedError as error:
        absent(str(error))
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    return json.loads(outcome.stdout)


def test_a_chat_stream(gathered: Any) -> None:
    told = gathered["chat"]
    assert told["deltas"] == PIECES * 2
    assert told["texts"] == told["kept"] == [SAID, SAID]
    assert told["counts"] == {"content.done": 2, "logprobs.content.done": 2, "end": 1}
    assert told["chunks"]
    assert told["usage"]


@pytest.mark.parametrize("place", [0, 1], ids=["whole", "streamed"])
def test_functions_are_called_until_the_model_answers(gathered: Any, place: int) -> None:
    told = gathered["tools"][place]
    assert (told["calls"], told["results"], told["content"]) == ([WEATHER], ["Sunny."], SAID)
    assert told["roles"] == ["user", "assistant", "tool", "assistant"]


def test_values_of_the_type_asked_for(gathered: Any) -> None:
    assert gathered["chatParsed"] == {"done": [BOOK], "streamed": BOOK, "parsed": BOOK}
    assert gathered["responseParsed"] == {"streamed": BOOK, "parsed": BOOK}


@pytest.mark.parametrize(
    ("name", "types", "text"),
    [
        ("text", ["reasoning", "message"], SAID),
        ("background", ["reasoning", "message"], SAID),
        ("function", ["function_call"], ""),
        ("mcp", ["mcp_list_tools", "mcp_call", "message"], SAID),
        ("approval", ["mcp_list_tools", "mcp_approval_request"], ""),
    ],
)
def test_a_response_stream(gathered: Any, name: str, types: list[str], text: str) -> None:
    told = gathered[name]
    assert (told["types"], told["text"], told["status"]) == (types, text, "completed")
    assert told["ordered"]
    assert told["same"]
    assert not text or told["deltas"][-1] == text


def test_the_arguments_of_a_function(gathered: Any) -> None:
    told = gathered["function"]
    assert told["arguments"] == [WEATHER]
    assert [json.loads(text) for text in told["deltas"]] == [WEATHER]


def test_a_stream_that_was_left_goes_on_where_it_was(gathered: Any) -> None:
    told = gathered["resumed"]
    assert told["numbers"] == [*range(5, 5 + len(told["numbers"]))]
    assert told["text"] == SAID
