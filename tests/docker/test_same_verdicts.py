"""Both runners say the same: of what is right, and of what is broken in many ways."""

from __future__ import annotations

import re
from typing import Any

import pytest

from samplegen import catalog, matrix, registry, source
from samplegen.cache import Cache
from samplegen.model import Report, ScenarioVerdict, Status, Verdict
from samplegen.progress import Silent
from samplegen.runners import Runner
from samplegen.runners.docker.engine import Engine
from samplegen.runners.local import LocalRunner
from samplegen.task import Task
from samplegen.verify import verify
from tests.broken import JOBS, ROOT, verdicts
from tests.docker.engine import CACHE, runner
from tests.machine import needed

LANGUAGES = ("csharp", "go", "java", "javascript", "python")
OPERATIONS = ("chat-streaming", "error-handling", "responses-mcp-approval")
WAYS = frozenset(
    """both-at-once crash-at-the-end credential-elsewhere key-for-token misspelt-method missing-import
    not-sent output-doubled output-on-stderr sent-twice stream-cut-accepted syntax token-for-key
    wrong-audience wrong-exit-code wrong-host wrong-model wrong-variable""".split()  # noqa: SIM905
)
"""Ways of breaking a sample that do not take their time."""

pytestmark = [pytest.mark.docker, pytest.mark.toolchain]


def plain(difference: str) -> str:
    """A difference without what names the place of the run, which error messages do."""
    return re.sub(r"^(stderr: expected nothing, got) .*", r"\1", difference, flags=re.DOTALL)


def scenario(verdict: ScenarioVerdict) -> dict[str, Any]:
    return {
        "status": verdict.status,
        "exit code": verdict.exit_code,
        "differences": [plain(line) for line in verdict.differences],
        "requests": [
            (each.method, each.host, each.path, each.auth, each.credential, each.status)
            for each in verdict.requests
        ],
    }


def seen(verdict: Verdict) -> dict[str, Any]:
    scenarios = {each.name: scenario(each) for each in verdict.scenarios}
    return {"status": verdict.status, "stage": verdict.stage, "scenarios": scenarios}


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_samples_that_are_broken(engine: Engine, language: str) -> None:
    needed(registry.load().by_name[language])
    local = verdicts(language, LocalRunner(CACHE), WAYS)
    contained = verdicts(language, runner(jobs=JOBS), WAYS)
    assert set(local) == WAYS
    assert {name: seen(each) for name, each in contained.items()} == {
        name: seen(each) for name, each in local.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_samples_that_are_right(engine: Engine, language: str) -> None:
    needed(registry.load().by_name[language])
    local, contained = published(language, LocalRunner(CACHE)), published(language, runner())
    assert [seen(each) for each in contained.verdicts] == [seen(each) for each in local.verdicts]
    assert {each.status for each in local.verdicts} == {Status.PASSED}
    assert (local.runner, contained.runner) == ("local", "docker")


def published(language: str, by: Runner) -> Report:
    loaded = catalog.load()
    selection = matrix.Selection(languages=(language,), operations=OPERATIONS)
    samples = matrix.select(loaded.matrix, selection)
    contents, workspaces = source.read(
        ROOT / "generated", samples, loaded.languages.by_name, loaded.templates
    )
    task = Task(samples, contents, workspaces, loaded.languages.by_name, loaded.specs.service)
    return verify(task, by, Silent(), Cache(ROOT, enabled=False))
