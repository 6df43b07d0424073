"""What is concluded from what arrived and what was printed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from samplegen.facts import infer
from samplegen.facts.measure import Run
from samplegen.model import Case, Delay, Exchange, Json, Reply, Retry, Seen

LIMITED = Case("429", Reply("error", 429))


def exchange(at: float, seconds: float = 0.01, **headers: str) -> Exchange:
    return Exchange(
        "POST", "h", "/", {}, "bearer-key", "K", headers, None, 429, seconds, at
    )  # fmt: skip


def run(*starts: float, printed: dict[str, Json] | None = None) -> Run:
    return Run(printed or {"error": "E"}, tuple(exchange(at) for at in starts))


def seen(*delays: tuple[float, float], attempts: int = 1) -> Seen:
    return Seen("E", attempts=attempts, delays=tuple(Delay(*delay) for delay in delays))


TRIALS = {
    "answered": (run(0),),
    "retry-after": (run(0, 2.02, 4.1),),
    "retry-after-date": (run(0, 2.4, 4.9),),
    "retry-after-ms": (run(0, 1.52),),
    "forbidden": (run(0),),
    "demanded": (run(0, 0.5, 1.5),),
    "many-0": (run(0, 0.5, 1.4, 3.4, 7.4, 15.3, 22.3),),
    "many-1": (run(0, 0.4, 1.3, 3.2, 7.0, 14.1, 21.9),),
    "never": (run(0),),
}
CASES = {
    "400": seen(),
    "408": seen((0.4, 0.49), (0.8, 0.95), attempts=3),
    "429": seen((0.38, 0.5), (0.76, 1.0), attempts=3),
    "500": seen((0.4, 0.5), (0.8, 1.0), attempts=3),
    "503": seen((0.4, 0.5), (0.8, 1.0), attempts=3),
}


def retry(trials: dict[str, Sequence[Run]] | None = None, **cases: Seen) -> Retry:
    named = {name.removeprefix("_"): each for name, each in cases.items()}
    return infer.retry(CASES | named, TRIALS | (trials or {}))


def test_attempts_and_delays_are_those_of_all_runs() -> None:
    found = infer.seen(LIMITED, [run(0, 0.51, 1.4), run(0, 0.41, 1.41)])
    assert found.attempts == 3
    assert found.delays == (Delay(0.4, 0.5), Delay(0.88, 0.99))


def test_a_delay_counts_from_the_end_of_the_answer() -> None:
    stalled = Run({"error": "E"}, (exchange(0, 0.5), exchange(0.9)))
    assert infer.seen(LIMITED, [stalled]).delays == (Delay(0.4, 0.4),)


def test_what_nobody_serves_has_no_attempts_that_could_be_seen() -> None:
    found = infer.seen(Case("dns"), [Run({"error": "E", "cause": "C"})])
    assert (found.error, found.cause, found.attempts) == ("E", "C", None)


def test_what_was_printed_is_told() -> None:
    line = {
        "error": "RateLimitError", "bases": ["APIError"], "status": 429, "code": "c",
        "message": "m", "request_id": "x-request-id", "cause": None,
    }  # fmt: skip
    found = infer.seen(LIMITED, [run(0, printed=line)])
    assert (found.error, found.bases, found.status, found.code) == (
        "RateLimitError", ("APIError",), 429, "c",
    )  # fmt: skip
    assert (found.message, found.request_id, found.complete) == ("m", "x-request-id", False)


def test_a_usual_policy() -> None:
    assert retry() == Retry(
        default=2,
        statuses=(408, 429, "5xx"),
        headers={
            "retry-after": True, "retry-after-date": True, "retry-after-ms": True,
            "x-should-retry": True,
        },
        first_delay=0.5,
        growth=2.0,
        cap=7.9,
        asked=(
            Delay(0.39, 0.49), Delay(0.89, 0.89), Delay(1.89, 1.99), Delay(3.79, 3.99),
            Delay(7.09, 7.89), Delay(6.99, 7.79),
        ),
        off=True,
    )  # fmt: skip


def test_one_status_that_is_not_retried_is_told_by_the_others() -> None:
    found = retry(_501=seen())
    assert found.statuses == (408, 429, 500, 503)


def test_without_delays_there_is_neither_growth_nor_cap() -> None:
    at_once = seen((0.0, 0.01), (0.0, 0.02), attempts=3)
    many: dict[str, Sequence[Run]] = {f"many-{n}": (run(0, 0.8, 2.4, 5.6, 12),) for n in range(2)}
    found = retry(many, _408=at_once, _429=at_once, _500=at_once, _503=at_once)
    assert (found.first_delay, found.growth, found.cap) == (0.0, None, None)


@pytest.mark.parametrize(
    ("trial", "runs", "header"),
    [
        ("retry-after", run(0, 0.5, 1.5), "retry-after"),
        ("retry-after", run(0), "retry-after"),
        ("retry-after-date", run(0, 0.5), "retry-after-date"),
        ("retry-after-ms", run(0, 0.5), "retry-after-ms"),
        ("forbidden", run(0, 0.5), "x-should-retry"),
        ("demanded", run(0), "x-should-retry"),
    ],
)
def test_a_header_that_is_not_obeyed_is_told(trial: str, runs: Run, header: str) -> None:
    assert [name for name, obeyed in retry({trial: (runs,)}).headers.items() if not obeyed] == [
        header
    ]


def test_who_waits_as_long_anyway_does_not_obey() -> None:
    slow = seen((2.0, 2.5), attempts=3)
    found = retry(_408=slow, _429=slow, _500=slow, _503=slow)
    assert not found.headers["retry-after"]


def test_retries_that_go_on_cannot_be_switched_off() -> None:
    assert not retry({"never": (run(0, 0.5),)}).off


def test_the_header_of_a_request_id_is_told_by_its_value() -> None:
    answered = run(0, printed={"error": None, "request_id": "apim-request-id"})
    assert infer.request_id_header(answered, {}) == "apim-request-id"
    failed = {"429": Seen("E", request_id="x-request-id")}
    assert infer.request_id_header(run(0), failed) == "x-request-id"
    assert infer.request_id_header(run(0), {"429": Seen("E", request_id="else")}) == ""


def test_a_time_out_is_what_the_client_says_it_is() -> None:
    saying = Run({}, (Exchange("POST", "h", "/", {}, "none", "", {
        "x-read-timeout": "600", "x-timeout-kind": "read",
    }, None, 200, 0.0, 0.0),))  # fmt: skip
    assert infer.timeout(saying) == (600.0, "x-read-timeout")
    assert infer.timeout(run(0)) == (None, "")
