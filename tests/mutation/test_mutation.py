"""What is told of mutants, and that the tool runs."""

from __future__ import annotations

import re
from dataclasses import replace

import platformdirs
import pytest

from samplegen import catalog
from samplegen.model import Sample, Stage, Status, Verdict
from samplegen.runners.local import LocalRunner
from tests.machine import needed
from tests.mutation.__main__ import main
from tests.mutation.explained import EXPLAINED
from tests.mutation.mutants import ROOT, Mutant, Result, mutants, record, run
from tests.mutation.operators import OPERATORS, named
from tests.mutation.page import broken, page, share, spoilt, unexplained

LOADED = catalog.load(ROOT / "specs", ROOT / "templates")
PYTHON = record(LOADED, "python")
MADE = mutants(PYTHON, named("wrong-model", "output-dropped"), 2)
PAGE = ROOT / "docs" / "mutation.md"


def result(mutant: Mutant, status: Status) -> Result:
    stage = Stage.MATCH if status is Status.FAILED else Stage.RUN
    return Result(mutant, Verdict(mutant.sample.id, status, stage, "", 0.0, "", ""))


def results(surviving: str = "") -> list[Result]:
    """Results in which controls pass, and mutants are caught but for one."""
    good = {"", surviving}
    return [
        result(
            one,
            Status.PASSED if not one.operator or one.sample.id in good else Status.FAILED,
        )
        for one in MADE
    ]


SURVIVOR = broken(results())[3].mutant.sample.id


def test_caught_mutants_are_counted_by_operator_and_language() -> None:
    text = page(results(SURVIVOR), {})
    assert "**3 of 4 mutants are caught (75.0 %).** Stage: match 3." in text
    assert "| `wrong-model` | another model is asked for | 2/2 | 2/2 |" in text
    assert "| `output-dropped` | the first output is not printed | 1/2 | 1/2 |" in text
    assert "| **all** |  | 3/4 | 3/4 |" in text


def test_controls_do_not_count() -> None:
    controls = len(results()) - len(broken(results()))
    assert controls > 0
    assert f"The control: {controls} samples that are not broken pass." in page(results(), {})
    assert share(broken(results())) == "4 of 4 mutants are caught (100.0 %)."


def test_a_share_is_not_rounded_up() -> None:
    many = broken(results()) * 500 + broken(results(SURVIVOR))[3:]
    assert share(many) == "2000 of 2001 mutants are caught (99.9 %)."


def test_a_survivor_is_shown_and_wants_an_explanation() -> None:
    text = page(results(SURVIVOR), {})
    assert f"| `{SURVIVOR}` | **not explained** |" in text
    assert [one.mutant.sample.id for one in unexplained(results(SURVIVOR), {})] == [SURVIVOR]


def test_an_explanation_stands_beside_the_survivor() -> None:
    why = {"python/*-output-dropped/*": "Nobody would see it."}
    assert f"| `{SURVIVOR}` | Nobody would see it. |" in page(results(SURVIVOR), why)
    assert unexplained(results(SURVIVOR), why) == []


def test_nothing_is_said_about_survivors_where_there_are_none() -> None:
    assert "Survivors" not in page(results(), {})


def test_a_control_that_fails_is_told_from_a_mutant_that_is_caught() -> None:
    control = result(MADE[0], Status.FAILED)
    assert spoilt(results()) == []
    assert spoilt([control, *results()]) == [control]


def test_the_page_that_is_kept_shows_every_operator_and_explains_what_survives() -> None:
    kept = PAGE.read_text(encoding="utf-8")
    assert all(f"| `{operator.name}` | {operator.breaks} |" in kept for operator in OPERATORS)
    assert "not explained" not in kept
    found = re.search(r"^\*\*(\d+) of (\d+) mutants are caught", kept, re.MULTILINE)
    assert found
    assert int(found[1]) >= 0.95 * int(found[2])


def test_no_explanation_is_left_of_a_mutant_that_is_caught() -> None:
    kept = PAGE.read_text(encoding="utf-8")
    assert all(f" | {why} |" in kept for why in EXPLAINED.values())


@pytest.mark.parametrize("arguments", [["-o", "wrong-modle"], ["--most", "0"]])
def test_a_run_that_would_break_nothing_is_refused(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["mutation", *arguments])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert "of: wrong-model, wrong-prompt," in capsys.readouterr().err


@pytest.mark.toolchain
def test_mutants_are_verified_beside_what_is_published() -> None:
    needed(PYTHON.language)
    made = mutants(PYTHON, named("wrong-model", "misspelt-class", "error-swallowed"), 1)
    harmless = replace(made[0], operator="nothing", sample=_called(made[0], "chat-nothing"))
    runner = LocalRunner(platformdirs.user_cache_path("samplegen-tests"))
    found = run(LOADED, PYTHON, [*made, harmless], runner)
    assert spoilt(found) == []
    stages = {one.mutant.operator: one.verdict.stage for one in broken(found) if one.caught}
    assert stages == {
        "wrong-model": Stage.MATCH,
        "misspelt-class": Stage.BUILD,
        "error-swallowed": Stage.MATCH,
    }
    assert [one.mutant.operator for one in unexplained(found, {})] == ["nothing"]


def _called(mutant: Mutant, name: str) -> Sample:
    return replace(mutant.sample, operation=replace(mutant.sample.operation, name=name))
