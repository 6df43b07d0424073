"""Known issues must keep failing."""

from __future__ import annotations

import pytest

from samplegen.known import apply
from samplegen.model import KnownIssue, ScenarioVerdict, Stage, Status, Verdict

ISSUE = KnownIssue("toy/chat/*", "default", "it leaks", "https://example.com/1", "2026-11-01")


def verdict(**scenarios: bool) -> Verdict:
    ran = tuple(
        ScenarioVerdict(
            name,
            Status.PASSED if good else Status.FAILED,
            0,
            "",
            "",
            0.1,
            () if good else ("differs",),
            (),
        )
        for name, good in scenarios.items()
    )
    status = Status.PASSED if all(scenarios.values()) else Status.FAILED
    return Verdict("toy/chat/api-key", status, Stage.RUN, "", 0.1, "f", "0", ran)


@pytest.mark.parametrize(
    ("scenarios", "status"),
    [
        ({"default": False, "other": True}, Status.KNOWN),
        ({"default": True, "other": True}, Status.FIXED),
        ({"default": False, "other": False}, Status.FAILED),
        ({"default": True, "other": False}, Status.FAILED),
        ({"other": True}, Status.PASSED),
    ],
)
def test_only_what_is_known_is_excused(scenarios: dict[str, bool], status: Status) -> None:
    assert apply(verdict(**scenarios), [ISSUE]).status is status


def test_the_reason_is_told_with_its_link() -> None:
    known = apply(verdict(default=False), [ISSUE])
    assert known.reason == "it leaks (https://example.com/1, since 2026-11-01)"


def test_what_is_fixed_says_what_to_remove() -> None:
    assert "remove the entry" in apply(verdict(default=True), [ISSUE]).reason


def test_other_samples_are_not_excused() -> None:
    other = KnownIssue("toy/client/*", "*", "it leaks", "https://example.com/1", "2026-11-01")
    assert apply(verdict(default=False), [other]).status is Status.FAILED


def test_a_sample_that_was_not_run_stays_as_it_is() -> None:
    skipped = Verdict("toy/chat/api-key", Status.SKIPPED, Stage.PARSE, "no tool", 0, "f", "0")
    assert apply(skipped, [ISSUE]) == skipped
