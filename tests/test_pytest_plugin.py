"""The fixture, as tests of other projects use it: by the official SDK, in a pytest of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

pytest_plugins = "pytester"

PLUGIN = ("-p", "no:samplegen", "-p", "samplegen.pytest_plugin", "-p", "no:cacheprovider")
"""By its module, whether or not the entry point of this checkout is installed."""

FIRST = """
import openai
import pytest

def chat(client, **more):
    said = [{"role": "user", "content": "Hello"}]
    return client.chat.completions.create(model="gpt-5-mini", messages=said, **more)

@pytest.fixture
def client(azure_openai_mock):
    with openai.OpenAI(
        base_url=azure_openai_mock.base_url, api_key=azure_openai_mock.api_key, max_retries=1
    ) as made:
        yield made

"""


def passed(pytester: pytest.Pytester, tests: str, count: int) -> None:
    pytester.makepyfile(FIRST + tests)
    done = pytester.runpytest_inprocess(*PLUGIN, "-Werror")
    done.assert_outcomes(passed=count)
    assert done.ret == 0


def test_a_service_answers_and_tells_what_arrived(pytester: pytest.Pytester) -> None:
    passed(
        pytester,
        """
def test_answer(client, azure_openai_mock):
    assert chat(client).choices[0].message.content == "You said: Hello"
    (kept,) = azure_openai_mock.journal
    assert (kept.path, kept.status) == ("/openai/v1/chat/completions", 200)
    assert kept.body["messages"][0]["content"] == "Hello"
    assert azure_openai_mock.api_key not in str(kept)

def test_wrong_key(client, azure_openai_mock):
    with pytest.raises(openai.AuthenticationError):
        chat(client.with_options(api_key="wrong"))
    assert [kept.status for kept in azure_openai_mock.journal] == [401]
""",
        2,
    )


def test_replies_are_told_beforehand(pytester: pytest.Pytester) -> None:
    passed(
        pytester,
        """
def test_in_turn(client, azure_openai_mock):
    azure_openai_mock.reply({"error": "RateLimited", "retry_after": 0}, {"text": "Second."})
    azure_openai_mock.reply(200)
    said = [chat(client).choices[0].message.content for _ in range(3)]
    assert said == ["Second.", "You said: Hello", "You said: Hello"]
    assert [kept.status for kept in azure_openai_mock.journal] == [429, 200, 200, 200]

def test_a_stream_that_is_cut(client, azure_openai_mock):
    azure_openai_mock.reply({"deltas": ["One", " two"], "fault": "cut", "after": 1})
    with pytest.raises(openai.APIConnectionError):
        list(chat(client, stream=True))

def test_one_that_cannot_be_meant(azure_openai_mock):
    from samplegen.errors import SpecError
    with pytest.raises(SpecError, match="did you mean RateLimited"):
        azure_openai_mock.reply({"error": "RateLimit"})
""",
        3,
    )


def test_every_test_has_a_service_of_its_own(pytester: pytest.Pytester) -> None:
    passed(
        pytester,
        """
IDS = []

def test_one(client, azure_openai_mock):
    IDS.append(chat(client, store=True).id)
    assert client.chat.completions.retrieve(IDS[0]).id == IDS[0]
    azure_openai_mock.reply(500, 500)

def test_other(client, azure_openai_mock):
    assert azure_openai_mock.journal == ()
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.retrieve(IDS[0])
    assert len(azure_openai_mock.journal) == 1
""",
        2,
    )


def test_a_silent_stream_ends_with_its_test(pytester: pytest.Pytester) -> None:
    passed(
        pytester,
        """
OPEN = []

def test_silence(azure_openai_mock):
    azure_openai_mock.reply({"deltas": ["One", " two"], "fault": "stalled", "after": 1})
    client = openai.OpenAI(base_url=azure_openai_mock.base_url, api_key=azure_openai_mock.api_key)
    OPEN.append((client, chat(client, stream=True)))

def test_end(azure_openai_mock):
    client, stream = OPEN.pop()
    with pytest.raises(openai.APIConnectionError):
        list(stream)
    client.close()
""",
        2,
    )


def test_the_environment_is_set_only_where_that_is_asked_for(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "AZURE_OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    passed(
        pytester,
        """
import os

def test_asked_for(azure_openai_mock):
    azure_openai_mock.set_environment()
    with openai.OpenAI() as client:
        assert chat(client).choices[0].message.content == "You said: Hello"
    assert os.environ["AZURE_OPENAI_API_KEY"] == azure_openai_mock.api_key

def test_not(azure_openai_mock):
    assert not {"OPENAI_BASE_URL", "OPENAI_API_KEY", "AZURE_OPENAI_API_KEY"} & set(os.environ)
""",
        2,
    )


def test_what_the_documentation_tells(pytester: pytest.Pytester) -> None:
    page = (Path(__file__).parents[1] / "docs" / "mock.md").read_text()
    section = page.split("## In pytest\n")[1].split("\n## ")[0]
    (block,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    passed(pytester, block, 2)


def test_it_is_found_by_pytest_and_loads_nothing_by_itself() -> None:
    (point,) = [one for one in entry_points(group="pytest11") if one.name == "samplegen"]
    assert point.value == "samplegen.pytest_plugin"
    code = (
        "import sys, pytest\nbefore = set(sys.modules)\nimport samplegen.pytest_plugin\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    told = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert told.split() == ["samplegen", "samplegen.pytest_plugin"]
