"""Samples against a real endpoint: what goes there, what is free, and what is checked as ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from samplegen import matrix, real
from samplegen.cache import Cache
from samplegen.mock import Upstream
from samplegen.mock.live.caller import Caller
from samplegen.model import Interaction, Operation, Reply, Report, Request, Scenario, Stage, Status
from samplegen.progress import Silent
from samplegen.report.json_format import render
from samplegen.runners.local import LocalRunner
from samplegen.spec import Specs
from samplegen.verify import verify
from tests import toy
from tests.bench import World
from tests.endpoint import Asked, Endpoint, Said, completion, endpoint

KEY, TOKEN = "toy/chat/api-key", "toy/chat/entra-id"
SECRET = "the-real-key-of-the-caller"
ANSWER = 'json.load(response)["choices"][0]["message"]["content"]'


@dataclass
class Live:
    """A world that is verified against an endpoint of its own."""

    world: World
    there: Endpoint
    upstream: Upstream

    def report(self, *ids: str, **settings: Any) -> Report:
        runner = LocalRunner(self.world.directory / "cache")
        cache = Cache(self.world.directory / "verdicts")
        task = self.world.task(ids or ("*",), target=self.there.url, **settings)
        return verify(task, runner, Silent(), cache, upstream=self.upstream)


@contextmanager
def live(world: World, answer: Callable[[Asked], Said], **settings: Any) -> Iterator[Live]:
    with endpoint(answer) as there:
        caller = Caller(SECRET, lambda: SECRET)
        known = {"caller": caller, "models": {}, "most": 9, "note": lambda _: None}
        upstream = Upstream(f"{there.url}/v1", "/openai/v1/", **{**known, **settings})
        yield Live(world, there, upstream)


def friendly(_: Asked) -> Said:
    return Said(completion("Two friends\ndid."))


def told(report: Report) -> str:
    return "\n".join(
        line
        for verdict in report.verdicts
        for each in verdict.scenarios
        for line in each.differences
    )


def test_good_samples_pass_and_each_asks_once(world: World) -> None:
    with live(world, friendly) as found:
        report = found.report()
        assert [(each.sample, each.status) for each in report.verdicts] == [
            (TOKEN, Status.PASSED),
            (KEY, Status.PASSED),
        ]
        assert report.target == found.there.url
        printed = {each.name: each.stdout for each in report.verdicts[0].scenarios}
        assert printed["default"] == "Two friends\ndid.\n"
        assert printed["another-answer"].startswith("«Micro-Soft»")  # by the emulated service
        assert len(found.there.asked) == 2


def test_what_passed_once_is_asked_again(world: World) -> None:
    with live(world, friendly) as found:
        found.report(KEY)
        found.report(KEY)
        assert len(found.there.asked) == 2
        assert not (world.directory / "verdicts").exists()


def test_text_pasted_into_a_sample_is_caught_though_text_is_free(world: World) -> None:
    world.edit(KEY, lambda text: text.replace(ANSWER, "'Two friends did.'"))
    with live(world, friendly) as found:
        statuses = {each.name: each.status for each in found.report(KEY).verdicts[0].scenarios}
        assert statuses == {"default": Status.PASSED, "another-answer": Status.FAILED}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("'gpt-5-mini'", "'gpt-4'", 'body.model: expected "gpt-5-mini", sent "gpt-4"'),
        ("'AZURE_OPENAI_API_KEY'", "'OPENAI_API_KEY'", "expected the key from AZURE_OPENAI_API_KEY, sent"),
        ("    print(", "    print(end='') or str(", r"stdout: expected '(any text)\n', got ''"),
        (f"print({ANSWER})", f"print({ANSWER}, end='')", r"expected '(any text)\n', got 'Two friends\ndid.'"),
        ("    print(", "    import sys; print('oh', file=sys.stderr)\n    print(", "stderr: expected nothing, got"),
        (f"print({ANSWER})", f"print({ANSWER}); raise SystemExit(3)", "exit code: expected 0, got 3"),
    ],
)  # fmt: skip
def test_all_but_the_text_is_checked_as_ever(
    world: World, old: str, new: str, sentence: str
) -> None:
    world.edit(KEY, lambda text: text.replace(old, new))
    with live(world, friendly) as found:
        assert sentence in told(found.report(KEY))


def test_a_failure_of_the_endpoint_is_the_first_reason(world: World) -> None:
    failure = {"error": {"code": "DeploymentNotFound", "message": "There is none."}}
    with live(world, lambda _: Said(failure, 404)) as found:
        (verdict,) = found.report(KEY).verdicts
    assert (verdict.status, verdict.stage) == (Status.FAILED, Stage.MATCH)
    assert verdict.reason == (
        "default: upstream: POST /openai/v1/chat/completions was answered 404 Not Found: "
        "DeploymentNotFound: There is none. (--model NAME=DEPLOYMENT says what a model is called "
        "there)"
    )


def test_the_limit_holds_for_all_samples_together(world: World) -> None:
    with live(world, friendly, most=1) as found:
        report = found.report()
        assert len(found.there.asked) == 1
        assert sorted(each.status.value for each in report.verdicts) == ["failed", "passed"]
        assert "the limit of 1 request is reached" in told(report)


def test_the_callers_key_is_nowhere(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", SECRET)
    world.edit(KEY, lambda text: text + "print(dict(os.environ), request.headers)\n")

    def repeating(asked: Asked) -> Said:
        return Said(completion(f"You are {asked.headers['authorization']}"))

    with live(world, repeating) as found:
        report = found.report(KEY)
        assert SECRET in found.there.asked[0].headers["authorization"]
    text = render(report)
    assert "You are Bearer [secret]" in text
    assert SECRET not in text
    for path in world.directory.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()


def test_without_a_credential_a_sample_is_skipped_with_the_reason(world: World) -> None:
    with live(world, friendly) as found:
        report = found.report(unable={"token": "nobody is signed in"}, strict=True)
        assert [(each.status, each.reason) for each in report.verdicts] == [
            (Status.SKIPPED, "nobody is signed in"),
            (Status.PASSED, ""),
        ]
        assert not report.good


# --- what goes to an endpoint -----------------------------------------------------------------


def test_scenarios_that_an_endpoint_can_answer(specs: Specs) -> None:
    found = {each.name: sorted(real.scenarios(each)) for each in specs.operations}
    assert found == {
        **{name: ["default"] for name in found},
        "error-handling": ["answered"],
        "request-id": [],
        "retries": ["answered"],
    }


def test_an_estimate_by_model(specs: Specs) -> None:
    samples = matrix.build([toy.LANGUAGE], specs.operations, specs.service.auths).samples
    keyed = [each for each in samples if each.auth.name == "api-key"]
    assert real.estimate(keyed) == Counter({"gpt-5-mini": 12, "text-embedding-3-small": 1, "": 1})


OPERATION = Operation("o", "", "", {}, ())
CHAT = Interaction(Request("POST", "/c"), Reply("text", "Yes."))


@pytest.mark.parametrize(
    "change",
    [{"status": 201}, {"headers": {"x-request-id": "1"}}, {"kind": "error", "value": "Timeout"}],
)
def test_a_reply_of_which_more_is_said_is_none_for_an_endpoint(change: dict[str, Any]) -> None:
    asked = Interaction(CHAT.request, replace(CHAT.reply, **change))
    operation = replace(
        OPERATION, scenarios=(Scenario("a", (asked,), ""), Scenario("b", (CHAT,), ""))
    )
    assert real.scenarios(operation) == {"b"}


# --- what is free -----------------------------------------------------------------------------


def printed(stdout: str, *replies: Reply) -> Scenario:
    return Scenario("a", tuple(Interaction(CHAT.request, reply) for reply in replies), stdout)


TWICE = printed("Once: Yes.\nTwice: No.\n", Reply("text", "Yes."), Reply("deltas", ["N", "o."]))
ITEMS = [{"type": "mcp_call", "output": "x"}, {"type": "message", "text": "Done (1)."}]
TOOL = printed("Done (1).\n", Reply("output", ITEMS))
VECTORS = printed(
    "Embeddings: 2\nFirst: 0.0128, -0.0342\n", Reply("vectors", {"dimensions": 2, "starts": [[1]]})
)


@pytest.mark.parametrize(
    ("scenario", "got"),
    [
        (TWICE, "Once: a\nb\nTwice: c\n"),
        (TOOL, "anything\n"),
        (VECTORS, "Embeddings: 17\nFirst: -3.0000, 12.3456\n"),
        (printed("", Reply("text", "Yes.")), ""),
    ],
)
def test_text_and_numbers_are_free(scenario: Scenario, got: str) -> None:
    assert real.difference(scenario, got) == ""


@pytest.mark.parametrize(
    ("scenario", "got", "sentence"),
    [
        (TWICE, "Once: a\n", r"expected 'Once: (any text)\nTwice: (any text)\n'"),
        (TOOL, "", r"expected '(any text)\n'"),
        (TOOL, "x", r"expected '(any text)\n'"),
        (VECTORS, "Embeddings: 2\nFirst: 0.01, 0.03\n", r"expected 'Embeddings: 2\nFirst: 0.0128, -0.0342\n' with any numbers"),
        (VECTORS, "Embeddings: two\nFirst: 0.0128, -0.0342\n", "with any numbers"),
        (VECTORS, "Vectors: 2\nFirst: 0.0128, -0.0342\n", "with any numbers"),
        (printed("", Reply("text", "Yes.")), "x", "expected ''"),
    ],
)  # fmt: skip
def test_all_else_is_not(scenario: Scenario, got: str, sentence: str) -> None:
    assert real.difference(scenario, got).endswith(sentence)
