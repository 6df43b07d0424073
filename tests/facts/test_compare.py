"""Facts that were written down, against facts measured again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from samplegen.errors import InputError
from samplegen.facts import compare, statements, store
from samplegen.model import Delay, Facts, Retry, Seen
from tests.conftest import ROOT

FACTS = Facts(
    language="toy",
    packages={"openai": "1.0"},
    cases={
        "404": Seen("NotFound", ("ApiError",), 404, "c", "m", "x-request-id", attempts=1),
        "429": Seen("Limited", attempts=3, delays=(Delay(0.4, 0.5), Delay(0.8, 0.98))),
        "timeout": Seen("TimedOut", attempts=3, delays=(Delay(0.4, 0.5), Delay(0.8, 0.98))),
    },
    retry=Retry(
        2, (429, "5xx"), {"retry-after": True, "x-should-retry": False}, 0.5, 2.0, 7.9,
        (Delay(0.4, 0.5), Delay(0.8, 1.0)), off=True,
    ),
    request_id_header="x-request-id",
    timeout_default=600.0,
    timeout_source="x-timeout",
    variables={"OPENAI_API_KEY": "key"},
)  # fmt: skip


def with_case(name: str, seen: Seen) -> Facts:
    return replace(FACTS, cases={**FACTS.cases, name: seen})


def test_a_file_holds_all() -> None:
    assert store.loads(store.dumps(FACTS), "toy.json") == FACTS


def test_the_file_says_each_delay_once_and_as_a_range() -> None:
    limited = json.loads(store.dumps(FACTS))["cases"]["429"]
    assert limited["delays"] == [0.5, 1]
    assert limited["delays_ranges"] == [[0.4, 0.5], [0.8, 0.98]]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"language": "toy"}'])
def test_a_file_that_is_none_is_refused_with_its_place(content: bytes) -> None:
    with pytest.raises(InputError, match=r"facts/toy\.json: these are no facts"):
        store.loads(content, "facts/toy.json")


def test_delays_that_may_be_the_same_are_no_difference_and_keep_their_words() -> None:
    again = with_case("429", replace(FACTS.cases["429"], delays=(Delay(0.38, 0.46),
                                                                  Delay(0.9, 1.1))))  # fmt: skip
    assert compare.differences(FACTS, again) == ()
    assert compare.settle(FACTS, again) == FACTS


def test_other_delays_are_a_difference() -> None:
    again = with_case("429", replace(FACTS.cases["429"], delays=(Delay(0, 0.01), Delay(0, 0.01))))
    assert [each.fact for each in compare.differences(FACTS, again)] == [
        "cases.429.delays",
        "cases.429.delays_ranges",
    ]


def test_each_difference_says_what_was_and_what_is() -> None:
    again = with_case("404", replace(FACTS.cases["404"], error="Missing", code=None))
    assert list(map(str, compare.differences(FACTS, again))) == [
        "cases.404.error: was NotFound, is Missing",
        "cases.404.code: was c, is nothing",
    ]


def test_a_case_that_is_new_or_gone_is_a_difference() -> None:
    fewer = replace(FACTS, cases={"404": FACTS.cases["404"]})
    assert [each.fact for each in compare.differences(FACTS, fewer)] == [
        "cases.429", "cases.timeout",
    ]  # fmt: skip
    assert [each.fact for each in compare.differences(fewer, FACTS)] == [
        "cases.429", "cases.timeout",
    ]  # fmt: skip


def test_another_version_is_a_difference() -> None:
    again = replace(FACTS, packages={"openai": "1.1"})
    assert str(compare.differences(FACTS, again)[0]) == "packages.openai: was 1.0, is 1.1"


@pytest.mark.parametrize(
    ("retry", "facts"),
    [
        (replace(FACTS.retry, cap=7.5, first_delay=0.4), []),
        (replace(FACTS.retry, cap=None), ["retry.cap"]),
        (replace(FACTS.retry, first_delay=0.0, growth=None),
         ["retry.first_delay", "retry.growth"]),
        (replace(FACTS.retry, default=3), ["retry.default"]),
        (replace(FACTS.retry, statuses=(429,)), ["retry.statuses"]),
        (replace(FACTS.retry, off=False), ["retry.off"]),
    ],
)  # fmt: skip
def test_another_policy_is_a_difference(retry: Retry, facts: list[str]) -> None:
    again = replace(FACTS, retry=retry)
    assert [each.fact for each in compare.differences(FACTS, again)] == facts


def waited(seconds: float | None, source: str = "waited", version: str = "1.0") -> Facts:
    return replace(
        FACTS, timeout_default=seconds, timeout_source=source, packages={"openai": version}
    )


def test_a_time_out_that_was_waited_for_stays_until_somebody_waits_again() -> None:
    for after in (waited(None, ""), waited(600.0, "x-timeout"), waited(300.0)):
        assert compare.settle(waited(301.0), after) == waited(301.0)


def test_another_time_out_is_a_difference() -> None:
    (found,) = compare.differences(waited(301.0), waited(600.0))
    assert str(found) == "timeout_default: was 301, is 600"
    assert compare.settle(waited(301.0), waited(None, "", "1.1")) == waited(None, "", "1.1")


# --- what pages say ---------------------------------------------------------------------------


def said(facts: Facts) -> dict[str, str]:
    return statements.render(facts, ROOT / "templates")


def test_a_table_has_a_row_for_all_statuses_that_end_alike() -> None:
    other = replace(FACTS.cases["404"])
    table = said(with_case("410", other))["error-codes"].splitlines()
    assert "| 404, 410 | `NotFound` | 1 |" in table
    assert "| 429 | `Limited` | 3 |" in table
    assert "| no answer in time | `TimedOut` | 3 |" in table


def test_a_table_explains_only_what_is_in_it() -> None:
    assert "No error" not in said(FACTS)["error-codes"]
    text = said(with_case("error-in-stream", Seen(None, attempts=1)))["error-codes"]
    assert "| error inside a stream | no error | 1 |" in text
    assert "*No error*:" in text
    assert "*Not known*:" not in text
    text = said(with_case("refused", Seen("Unreachable", attempts=None)))["error-codes"]
    assert "| no connection | `Unreachable` | not known |" in text
    assert "*Not known*:" in text


def test_delays_that_a_program_asks_for_grow_only_where_they_did() -> None:
    still = replace(FACTS.retry, first_delay=0.1, growth=None, asked=(Delay(0.7, 0.8),) * 2)
    grown = replace(still, asked=(Delay(0.7, 0.8), Delay(1.5, 1.6)))
    assert "longer before each" not in said(replace(FACTS, retry=still))["retries"]
    assert "longer before each" in said(replace(FACTS, retry=grown))["retries"]


def test_sentences_follow_the_facts() -> None:
    text = said(FACTS)
    assert "up to 2 times by default" in text["retries"]
    assert "- every 5xx status" in text["retries"]
    assert "about 0.5 seconds" in text["retries"]
    assert "It ignores `x-should-retry`." in text["retries"]
    assert "`x-request-id`" in text["request-ids"]
    assert "600 seconds" in text["timeouts"]
    assert "`openai` 1.0" in text["versions"]
    assert "| `OPENAI_API_KEY` | the API key |" in text["environment"]


def test_sentences_say_what_is_not_there() -> None:
    retry = replace(FACTS.retry, first_delay=0.0, growth=None, cap=None, asked=(Delay(0.7, 0.8),))
    text = said(
        replace(FACTS, retry=retry, request_id_header="", timeout_default=None, variables={})
    )
    assert "at once, without a delay" in text["retries"]
    assert "about 0.8 seconds" in text["retries"]
    assert "passes on no request ID" in text["request-ids"]
    assert "not measured" in text["timeouts"]
    assert "reads no environment variable" in text["environment"]


def test_no_statement_is_empty() -> None:
    assert all(text.strip() and text.endswith("\n") for text in said(FACTS).values())
