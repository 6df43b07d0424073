"""From what is on disk to verdicts, with a toy language that runs in a tenth of a second."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace

import pytest

from samplegen import execute
from samplegen.errors import InputError, MachineError
from samplegen.language import Step, Tool
from samplegen.model import KnownIssue, Stage, Status, Verdict
from samplegen.report.json_format import render
from tests import toy
from tests.bench import World

KEY, TOKEN = "toy/chat/api-key", "toy/chat/entra-id"


def with_toolchain(world: World, **changes: object) -> World:
    toolchain = replace(world.language.toolchain, **changes)  # type: ignore[arg-type]
    return replace(world, language=replace(world.language, toolchain=toolchain))


def differences(verdict: Verdict) -> str:
    return "\n".join(line for each in verdict.scenarios for line in each.differences)


def test_good_samples_pass_in_both_ways_of_signing_in(world: World) -> None:
    report = world.report()
    assert [(each.sample, each.status, each.stage) for each in report.verdicts] == [
        (TOKEN, Status.PASSED, Stage.RUN),
        (KEY, Status.PASSED, Stage.RUN),
    ]
    assert report.good
    requests = report.verdicts[0].scenarios[0].requests
    assert [(each.host, each.auth) for each in requests] == [
        ("identity", "none"),
        (requests[1].host, "bearer-token"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("'gpt-5-mini'", "'gpt-4'", 'body.model: expected "gpt-5-mini", sent "gpt-4"'),
        ("chat/completions", "chat/complete", "expected /openai/v1/chat/completions, sent /openai/v1/chat/complete"),
        ('"role": "system"', '"role": "user"', 'role: expected "system", sent "user"'),
        ("'AZURE_OPENAI_API_KEY'", "'OPENAI_API_KEY'", "credential: expected the key from AZURE_OPENAI_API_KEY, sent the key from OPENAI_API_KEY"),
        ('"messages": [', '"max_tokens": 9, "messages": [', "max_tokens"),
        ("json.load(response)[", "json.loads(response)[", "exit code: expected 0, got 1"),
        ("    print(", "    print(end='x')\n    print(", "stdout: expected 'Bill Gates"),
        ("    print(", "    import sys; print('oh', file=sys.stderr)\n    print(", "stderr: expected nothing, got 'oh\\n'"),
        ("with urllib.request.urlopen(request)", "urllib.request.urlopen(request)\nwith urllib.request.urlopen(request)", "request 2"),
    ],
)  # fmt: skip
def test_a_broken_sample_fails_with_the_sentence_that_says_why(
    world: World, old: str, new: str, sentence: str
) -> None:
    world.edit(KEY, lambda text: text.replace(old, new))
    verdict = world.verdict(KEY)
    assert verdict.status is Status.FAILED
    assert verdict.stage is Stage.MATCH
    assert sentence in differences(verdict)


def test_text_pasted_into_a_sample_is_caught_by_the_second_scenario(world: World) -> None:
    answer = "Bill Gates and Paul Allen founded Microsoft on April 4, 1975."
    world.edit(
        KEY,
        lambda text: text.replace(
            'json.load(response)["choices"][0]["message"]["content"]', repr(answer)
        ),
    )
    statuses = {each.name: each.status for each in world.verdict(KEY).scenarios}
    assert statuses == {"default": Status.PASSED, "another-answer": Status.FAILED}


def test_a_crash_after_the_output_is_caught(world: World) -> None:
    world.edit(KEY, lambda text: text + "raise SystemExit(3)\n")
    assert "exit code: expected 0, got 3" in differences(world.verdict(KEY))


def test_a_crash_is_told_with_the_line_that_names_the_error(world: World) -> None:
    world.edit(KEY, lambda text: text + "raise RuntimeError('oh')\n")
    told = differences(world.verdict(KEY))
    assert re.search(
        r"stderr: expected nothing, got \d+ lines, among them 'RuntimeError: oh'", told
    )


def test_the_cause_is_told_before_what_came_of_it(world: World) -> None:
    world.edit(KEY, lambda text: text.replace("chat/completions", "chat/complete"))
    verdict = world.verdict(KEY)
    first, *others = verdict.scenarios[0].differences
    assert first.startswith("request 1: path: expected")
    assert any(line.startswith("stdout: expected") for line in others)
    assert verdict.reason.startswith("default: request 1: path: expected")


def test_a_key_where_a_token_belongs_is_caught(world: World) -> None:
    world.edit(
        TOKEN, lambda text: text.replace("{credential}", "{os.environ['AZURE_OPENAI_API_KEY']}")
    )
    assert "expected a token for https://ai.azure.com" in differences(world.verdict(TOKEN))


def test_a_token_where_a_key_belongs_is_caught(world: World) -> None:
    (token,) = [each for each in world.samples if each.id == TOKEN]
    with_token = (world.directory / "generated" / token.file).read_text()
    world.edit(KEY, lambda _: with_token)
    told = differences(world.verdict(KEY))
    assert "token request 1: expected none, since" in told
    assert (
        "request 1: credential: expected the key from AZURE_OPENAI_API_KEY, "
        "sent a token for https://ai.azure.com"
    ) in told


def test_a_token_for_another_audience_is_caught(world: World) -> None:
    world.edit(
        TOKEN, lambda text: text.replace("https://ai.azure.com", "https://management.azure.com")
    )
    assert 'resource: expected "https://ai.azure.com"' in differences(world.verdict(TOKEN))


def test_a_key_sent_in_the_clear_is_caught(world: World) -> None:
    more = """
import contextlib
with contextlib.suppress(OSError):
    urllib.request.urlopen(
        urllib.request.Request("http://www.example.com/", headers={"api-key": credential})
    )
"""
    world.edit(KEY, lambda text: text + more)
    assert (
        "www.example.com: the key from AZURE_OPENAI_API_KEY was sent to this host, "
        "which is not the endpoint"
    ) in differences(world.verdict(KEY))


def test_a_hang_is_caught(world: World) -> None:
    world.edit(KEY, lambda text: text + "while True: pass\n")
    brief = with_toolchain(world, run=lambda item: Step(("{python}", item.path), seconds=1.5))
    assert "did not end within" in differences(brief.verdict(KEY))


def test_no_language_lets_its_samples_run_for_longer_than_all_may(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "SECONDS", 1.5)
    world.edit(KEY, lambda text: text + "while True: pass\n")
    assert "did not end within 2 s" in differences(world.verdict(KEY))


def test_a_flood_of_output_is_caught(world: World) -> None:
    world.edit(KEY, lambda text: text + "while True: print('x' * 100_000)\n")
    assert "printed more than 1,000,000 bytes" in differences(world.verdict(KEY))


def test_what_the_toolchain_prints_is_not_put_down_to_the_sample(world: World) -> None:
    world.edit(
        KEY, lambda text: "import sys; print('toy: picked up OPTIONS', file=sys.stderr)\n" + text
    )
    assert world.verdict(KEY).status is Status.PASSED


def test_a_syntax_error_fails_before_anything_is_installed(world: World) -> None:
    world.edit(KEY, lambda text: "def (:\n" + text)
    verdict = world.verdict(KEY)
    assert (verdict.status, verdict.stage) == (Status.FAILED, Stage.PARSE)
    assert verdict.reason.startswith("toy/chat/api-key/main.py:1:")
    assert not (world.directory / "cache").exists()


def test_a_build_failure_stops_its_own_sample_only(world: World) -> None:
    world.edit(KEY, lambda text: "return 1\n" + text)
    statuses = {each.sample: (each.status, each.stage) for each in world.report().verdicts}
    assert statuses == {TOKEN: (Status.PASSED, Stage.RUN), KEY: (Status.FAILED, Stage.BUILD)}
    assert "1:1: 'return' outside function" in world.verdict(KEY).reason


def test_a_failed_install_is_told_with_the_end_of_its_output(world: World) -> None:
    broken = with_toolchain(
        world, install=(Step(("{python}", "-c", "print('no network'); raise SystemExit(9)")),)
    )
    verdict = broken.verdict(KEY)
    assert (verdict.status, verdict.stage) == (Status.FAILED, Stage.INSTALL)
    assert "ended with 9\nno network" in verdict.reason


def test_a_workspace_is_installed_once(world: World) -> None:
    world.report()
    world.report()
    (installed,) = world.directory.glob("cache/workspaces/toy/*/installed")
    assert installed.read_text() == "x"


def test_another_manifest_is_another_workspace(world: World) -> None:
    world.report(until=Stage.INSTALL)
    (world.directory / "generated/toy/toy.txt").write_text("toy-sdk==9\n")
    world.report(until=Stage.INSTALL)
    assert len(list(world.directory.glob("cache/workspaces/toy/*/installed"))) == 2


def test_a_file_that_is_not_there_is_a_failure(world: World) -> None:
    (world.directory / "generated/toy/chat/api-key/main.py").unlink()
    verdict = world.verdict(KEY)
    assert verdict.status is Status.FAILED
    assert "`samplegen generate` writes it" in verdict.reason


def test_a_manifest_that_is_not_there_is_an_error(world: World) -> None:
    (world.directory / "generated/toy/toy.txt").unlink()
    with pytest.raises(InputError, match=r"toy\.txt: No such file .*samplegen generate"):
        world.report()


@pytest.mark.parametrize("until", [Stage.PARSE, Stage.INSTALL, Stage.BUILD])
def test_until_a_stage(world: World, until: Stage) -> None:
    verdict = world.verdict(KEY, until=until)
    assert (verdict.status, verdict.stage, verdict.scenarios) == (Status.PASSED, until, ())


MISSING = (
    Tool("toy", ("no-such-program",), ("--version",), (1, 2), "Install Toy from example.com."),
)


def test_where_nothing_can_run_is_an_error(world: World) -> None:
    with pytest.raises(MachineError, match=r"toy 1\.2 or newer is needed .*Install Toy"):
        with_toolchain(world, tools=MISSING).report()


def test_a_language_that_cannot_run_is_skipped_and_strict_says_no(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(
        toy.LANGUAGE, name="other", toolchain=replace(toy.LANGUAGE.toolchain, tools=MISSING)
    )
    monkeypatch.setattr(World, "languages", {"toy": toy.LANGUAGE, "other": other})
    from samplegen import matrix

    samples = matrix.build([toy.LANGUAGE, other], world.operations, world.service.auths).samples
    monkeypatch.setattr(World, "samples", samples)
    world.generate()
    for strict in (False, True):
        report = world.report("*/api-key", strict=strict)
        assert [(each.sample, each.status) for each in report.verdicts] == [
            (KEY, Status.PASSED),
            ("other/chat/api-key", Status.SKIPPED),
        ]
        assert report.good is not strict


def test_a_known_issue_is_known_until_it_is_fixed(world: World) -> None:
    issue = KnownIssue(KEY, "another-answer", "it leaks", "https://example.com/1", "2026-11-01")
    known = replace(world, known=(issue,))
    assert known.verdict(KEY).status is Status.FIXED
    assert not known.report(KEY).good
    answer = "Bill Gates and Paul Allen founded Microsoft on April 4, 1975."
    world.edit(
        KEY,
        lambda text: text.replace(
            'json.load(response)["choices"][0]["message"]["content"]', repr(answer)
        ),
    )
    assert known.verdict(KEY).status is Status.KNOWN
    assert known.report(KEY).good


def test_fail_fast_stops_at_the_first_failure(world: World) -> None:
    world.edit(TOKEN, lambda text: text.replace("'gpt-5-mini'", "'gpt-4'"))
    report = world.report(fail_fast=True, jobs=1)
    assert [each.status for each in report.verdicts] == [Status.FAILED, Status.SKIPPED]
    assert not report.good


def runs(world: World) -> int:
    """Counts runs by what a sample leaves behind."""
    return len((world.directory / "runs").read_text()) if (world.directory / "runs").exists() else 0


def counting(world: World) -> None:
    line = f"open({str(world.directory / 'runs')!r}, 'a').write('x')\n"
    world.edit(KEY, lambda text: text + line)


def test_what_passed_unchanged_is_not_run_again(world: World) -> None:
    counting(world)
    first = world.verdict(KEY, cached=True)
    assert runs(world) == 2
    assert world.verdict(KEY, cached=True) == first
    assert runs(world) == 2
    world.edit(KEY, lambda text: text + "\n")
    world.verdict(KEY, cached=True)
    assert runs(world) == 4


def test_what_failed_is_run_again(world: World) -> None:
    counting(world)
    world.edit(KEY, lambda text: text.replace("'gpt-5-mini'", "'gpt-4'"))
    world.report(KEY, cached=True)
    world.report(KEY, cached=True)
    assert runs(world) == 4


def test_another_spec_is_another_verdict(world: World) -> None:
    counting(world)
    world.report(KEY, cached=True)
    changed = tuple(replace(each, digest="other") for each in world.operations)
    replace(world, operations=changed).report(KEY, cached=True)
    assert runs(world) == 4


def test_secrets_and_the_callers_environment_stay_out_of_the_report(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_PASSWORD", "hunter2")
    world.edit(TOKEN, lambda text: text + "print(credential, dict(os.environ))\n")
    verdict = world.verdict(TOKEN)
    printed = verdict.scenarios[0].stdout
    assert "[token]" in printed
    assert "'AZURE_OPENAI_API_KEY': '[AZURE_OPENAI_API_KEY]'" in printed
    assert "MY_PASSWORD" not in printed
    text = render(world.report(TOKEN))
    assert "hunter2" not in text
    assert os.environ["PATH"] not in text
    assert "eyJ" not in text


def test_the_report_has_the_toolchain(world: World) -> None:
    report = json.loads(render(world.report(KEY)))
    assert report["toolchains"]["toy"]["packages"] == {"toy-sdk": "1.2.3"}
    assert report["samples"][0]["file"] == "toy/chat/api-key/main.py"
