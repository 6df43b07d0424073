"""The search for the release that changed something, with stand-ins for what is looked at."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from samplegen.drift import Drift, Measured, first, search, shifts, show
from samplegen.model import Delay, Facts, Retry, ScenarioVerdict, Seen, Stage, Status, Verdict

NAMES = ("toy/chat/api-key", "toy/chat/entra-id")


def verdict(name: str, status: Status, reason: str = "") -> Verdict:
    return Verdict(name, status, Stage.RUN, reason, 0.0, "", "")


def facts(version: str, attempts: int = 3, most: float = 0.5) -> Facts:
    seen = Seen("Broken", status=500, attempts=attempts, delays=(Delay(0.4, most),))
    retry = Retry(2, (500,), {}, 0.5, None, None, (), off=True)
    return Facts("toy", {"toy-sdk": version}, {"500": seen}, retry, "", None, "", {})


class Bench:
    """Verdicts and facts by number of release, and which were asked for."""

    def __init__(
        self,
        *,
        breaks: Mapping[str, Callable[[int], bool]],
        attempts: Callable[[int], int] = lambda _: 3,
    ) -> None:
        self._breaks, self._attempts = breaks, attempts
        self.verified: list[str] = []
        self.measured: list[str] = []

    def verdicts(self, release: str) -> dict[str, Verdict]:
        self.verified.append(release)
        broken = {name for name, breaks in self._breaks.items() if breaks(int(release))}
        return {
            name: verdict(name, Status.FAILED, f"default: {release}\nmore")
            if name in broken
            else verdict(name, Status.PASSED)
            for name in NAMES
        }

    def facts(self, release: str) -> Facts:
        self.measured.append(release)
        return facts(release, self._attempts(int(release)))


def releases(count: int) -> list[str]:
    return list(map(str, range(count)))


@given(st.integers(2, 400), st.data())
def test_the_first_bad_release_is_found_with_few_verifications(
    count: int, data: st.DataObject
) -> None:
    bad = data.draw(st.integers(1, count - 1))
    bench = Bench(breaks={NAMES[0]: lambda at: at >= bad})
    (found,) = search(releases(count), bench.verdicts)
    assert (found.before, found.release) == (str(bad - 1), str(bad))
    assert [each.after.sample for each in found.samples] == [NAMES[0]]
    assert len(bench.verified) == len(set(bench.verified)) <= math.ceil(math.log2(count)) + 2


@given(st.integers(2, 400))
def test_where_the_ends_are_the_same_nothing_else_is_verified(count: int) -> None:
    bench = Bench(breaks={NAMES[0]: lambda _: True})
    assert not list(search(releases(count), bench.verdicts))
    assert bench.verified == ["0", str(count - 1)]


@given(st.integers(1, 60), st.integers(1, 60))
def test_samples_that_break_at_different_releases_are_told_apart(one: int, other: int) -> None:
    bench = Bench(breaks={NAMES[0]: lambda at: at >= one, NAMES[1]: lambda at: at >= other})
    found = list(search(releases(61), bench.verdicts))
    told = {each.after.sample: drift.release for drift in found for each in drift.samples}
    assert told == {NAMES[0]: str(one), NAMES[1]: str(other)}
    assert [int(drift.release) for drift in found] == sorted({one, other})


@given(st.integers(0, 30), st.sets(st.integers(1, 30), min_size=1))
def test_the_place_that_is_found_differs_and_the_one_before_does_not(
    start: int, flips: set[int]
) -> None:
    end = start + 31
    state = [sum(start + flip <= at for flip in flips) % 2 for at in range(end + 1)]
    if state[start] != state[end]:
        place = first(start, end, lambda a, b: state[a] == state[b])
        assert state[place - 1] == state[start] != state[place]


def test_facts_are_compared_at_the_release_that_breaks_a_sample() -> None:
    bench = Bench(breaks={NAMES[0]: lambda at: at >= 5}, attempts=lambda at: 3 + (at >= 5))
    (found,) = search(releases(9), bench.verdicts, bench.facts)
    assert found.release == "5"
    assert found.facts == ("cases.500.attempts: was 3, is 4",)
    assert set(bench.measured) == {"0", "4", "5", "8"}


def test_facts_that_change_elsewhere_are_found_too_and_no_sample_is_run_for_them() -> None:
    bench = Bench(breaks={NAMES[0]: lambda at: at >= 12}, attempts=lambda at: 3 + (at >= 3))
    found = list(search(releases(16), bench.verdicts, bench.facts))
    assert [(drift.release, bool(drift.samples)) for drift in found] == [("3", False), ("12", True)]
    assert found[1].facts == ()
    assert not {"2", "3"} & set(bench.verified)


def test_versions_and_delays_within_their_randomness_are_no_drift() -> None:
    measured = {"0": facts("1", most=0.5), "1": facts("2", most=0.6)}
    bench = Bench(breaks={})
    assert not list(search(releases(2), bench.verdicts, measured.__getitem__))


def test_a_release_that_cannot_be_measured_is_told() -> None:
    measured: dict[str, Measured] = {
        "0": facts("1"),
        "1": "main.go:1:1: no such package",
        "2": "another",
    }
    bench = Bench(breaks={})
    (found,) = search(releases(3), bench.verdicts, measured.__getitem__)
    assert found.facts == ("cannot be measured: main.go:1:1: no such package",)
    measured = {"0": "no such package", "1": facts("1")}
    (found,) = search(releases(2), bench.verdicts, measured.__getitem__)
    assert found.facts == ("can be measured; before: no such package",)


def test_what_was_found_is_shown_with_the_reason_said_once() -> None:
    bench = Bench(breaks=dict.fromkeys(NAMES, lambda at: at >= 1))
    (found,) = search(releases(2), bench.verdicts)
    assert list(show(replace(found, facts=("retry.default: was 2, is 3",)))) == [
        "1 (after 0)",
        "  toy/chat/api-key: passed -> failed",
        "  toy/chat/entra-id: passed -> failed",
        "    default: 1",
        "  fact retry.default: was 2, is 3",
    ]


def test_what_a_sample_said_itself_is_shown_below_the_first_difference() -> None:
    differences = ("sent not at all", "stderr: expected nothing, got 'no endpoint'", "exit code")
    ran = ScenarioVerdict("default", Status.FAILED, 1, "", "", 0.0, differences, ())
    failed = verdict(NAMES[0], Status.FAILED, "default: sent not at all")
    after = {NAMES[0]: replace(failed, scenarios=(ran,))}
    before = {NAMES[0]: verdict(NAMES[0], Status.PASSED)}
    assert list(show(Drift("1.0", "1.1", shifts(before, after), ())))[2:] == [
        "    default: sent not at all",
        "    stderr: expected nothing, got 'no endpoint'",
    ]


def test_a_sample_that_is_mended_is_shown_with_what_was_wrong_before() -> None:
    before = {NAMES[0]: verdict(NAMES[0], Status.FAILED, "3:1: no such class")}
    after = {NAMES[0]: verdict(NAMES[0], Status.PASSED)}
    assert list(show(Drift("1.0", "1.1", shifts(before, after), ()))) == [
        "1.1 (after 1.0)",
        "  toy/chat/api-key: failed -> passed",
        "    before: 3:1: no such class",
    ]
