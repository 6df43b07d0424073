"""What a reply may say beside its answer, in specs, in scenario files and in headers."""

from __future__ import annotations

import copy
import json
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from samplegen import spec
from samplegen.model import Fault, Filter, Latency, Reply

from .test_properties import SETTINGS, Quoting, leaves
from .writing import ERRORS, GOOD, Case, edited, problems_of

TEXT = "          text: One.\n"
DELTAS = "          deltas: [O, ne.]\n"


def told(more: str) -> Reply:
    """The reply of an operation that says this in place of its text."""
    Path("chat.yaml").write_text(edited(GOOD, TEXT, more), encoding="utf-8")
    (operation,) = spec.load_operations([Path("chat.yaml")], errors=ERRORS)
    return operation.scenarios[0].interactions[0].reply


@pytest.mark.parametrize(
    ("more", "reply"),
    [
        ("error: 503", Reply("error", 503)),
        ("text: a\n          latency: 2", Reply("text", "a", latency=Latency(2.0))),
        ("text: a\n          latency: {first: 300ms, between: 1.5s}",
         Reply("text", "a", latency=Latency(0.3, 1.5))),
        ("error: RateLimited\n          retry_after: 1",
         Reply("error", "RateLimited", headers={"retry-after": "1"})),
        ("error: RateLimited\n          retry_after: 0.5",
         Reply("error", "RateLimited", headers={"retry-after": "0.5"})),
        ("error: RateLimited\n          retry_after: 500ms",
         Reply("error", "RateLimited", headers={"retry-after-ms": "500"})),
        ("error: RateLimited\n          retry_after: {date: 2}",
         Reply("error", "RateLimited", retry_date=2)),
        ("deltas: [a, b]\n          filter: completion\n          after: 1",
         Reply("deltas", ["a", "b"], filter=Filter.COMPLETION, after=1)),
        ("deltas: [a, b]\n          fault: malformed\n          after: 1",
         Reply("deltas", ["a", "b"], fault=Fault.MALFORMED, after=1)),
    ],
)  # fmt: skip
def test_a_reply_is_read(more: str, reply: Reply) -> None:
    assert told(f"          {more}\n") == reply


CASES = (
    Case(
        "a latency in words",
        TEXT,
        TEXT + "          latency: {first: slow}\n",
        ['14:28: first is "slow"; write seconds as a number, or a text such as 300ms'],
    ),
    Case(
        "a latency of days",
        TEXT,
        TEXT + "          latency: 90000\n",
        ["14:20: latency is 90000; write 0 to 3600 seconds"],
    ),
    Case(
        "a latency of nothing",
        TEXT,
        TEXT + "          latency: {}\n",
        ["14:20: latency is empty; write first, between or both"],
    ),
    Case(
        "two times to come again",
        TEXT,
        "          error: RateLimited\n          headers: {Retry-After: '1'}\n          retry_after: 2\n",
        ["15:11: headers say retry-after too; remove one"],
        schema=False,
    ),
    Case(
        "a date in words",
        TEXT,
        "          error: RateLimited\n          retry_after: {date: tomorrow}\n",
        ["14:31: date must be a whole number, not the text tomorrow"],
    ),
    Case(
        "an error that is none",
        TEXT,
        "          error: 200\n",
        ["13:18: error is 200; write a number from 400 to 599"],
    ),
    Case(
        "nothing that could go wrong inside",
        TEXT,
        "          fault: failed\n",
        ["13:11: with fault: failed an answer goes wrong inside; add deltas"],
    ),
    Case(
        "a filter for what is no text",
        TEXT,
        "          models: [a]\n          filter: asynchronous\n",
        [
            "14:11: the filter stops an answer that is made of text; add text or deltas; "
            "a prompt that is refused is error: ContentFiltered"
        ],
    ),
    Case(
        "a filter and a fault",
        TEXT,
        DELTAS + "          filter: completion\n          fault: stalled\n",
        ["15:11: an answer that the filter stops ends there; remove fault or filter"],
    ),
    Case(
        "a header that frames the answer",
        TEXT,
        TEXT + "          headers: {Content-Length: '3'}\n",
        ["14:21: the service sets Content-Length itself; remove it"],
        schema=False,
    ),
    Case(
        "a header that cannot be sent",
        TEXT,
        TEXT + "          headers: {x-id: '€'}\n",
        ["14:27: a header holds Latin-1 without spaces around it; mend it"],
        schema=False,
    ),
    Case(
        "a number for a reply",
        "        reply:\n" + TEXT,
        "        reply: 503\n",
        ["12:16: a reply must be a mapping, not the number 503"],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_reply_that_cannot_be_meant_is_told_with_its_place(case: Case) -> None:
    case.check()


# --- scenario files ---------------------------------------------------------------------------

SCENARIO = """\
interactions:
  - request: &request {method: POST, path: /openai/v1/responses, body: {model: gpt-5-mini}}
    reply: 429
    times: [1, 2]
  - request: *request
    reply: {latency: 20ms}
  - request: *request
    reply: {error: RateLimited, retry_after: 500ms}
"""


def scenario(text: str) -> Any:
    Path("s.yaml").write_text(text, encoding="utf-8")
    return lambda: spec.load_scenarios([Path("s.yaml")], errors=ERRORS)


def test_a_scenario_is_read_and_a_service_may_answer_of_itself() -> None:
    ((first, second, third),) = scenario(SCENARIO)()
    assert (first.reply, first.least, first.most) == (Reply("error", 429, 429), 1, 2)
    assert second.reply == Reply("own", latency=Latency(0.02))
    assert third.reply == Reply("error", "RateLimited", headers={"retry-after-ms": "500"})
    assert first.request == second.request


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("interactions:", "interaction:",
         ["1:1: a scenario has no key interaction; did you mean interactions?"]),
        ("reply: 429", "reply: 99", ["3:12: a status is 99; write a number from 200 to 599"]),
        ("reply: 429", "reply: {fault: refused}",
         ['3:20: fault is "refused"; did you mean reset?']),
        ("RateLimited, retry_after: 500ms", "RateLimit, retry_after: soon",
         ['8:20: there is no error "RateLimit"; did you mean RateLimited?',
          '8:44: retry_after is "soon"; write seconds as a number, or a text such as 300ms']),
        ("    times: [1, 2]\n", "    because: No reason.\n",
         ["4:5: because says why times varies, and it does not; remove it"]),
    ],
)  # fmt: skip
def test_all_problems_of_a_scenario_are_told_with_their_places(
    old: str, new: str, problems: list[str]
) -> None:
    found = problems_of(scenario(edited(SCENARIO, old, new)))
    assert found == tuple(f"s.yaml:{problem}" for problem in problems)


def test_a_scenario_that_is_not_there_is_told() -> None:
    found = problems_of(lambda: spec.load_scenarios([Path("no.yaml")]))
    assert found == ("no.yaml:1:1: there is no such file; create it, or name another one",)


def test_the_schema_of_scenarios_says_of_replies_what_that_of_operations_says() -> None:
    operation, ours = spec.schema("operation")["$defs"], spec.schema("scenario")["$defs"]
    assert ours["duration"] == operation["duration"]
    assert ours["request"]["properties"] == operation["request"]["properties"]
    theirs = operation["reply"]["properties"]
    theirs["fault"]["enum"].remove("refused")
    theirs["fault"]["description"] = ours["reply"]["properties"]["fault"]["description"]
    assert ours["reply"]["properties"] == theirs


def test_the_schema_of_facts_says_of_replies_what_that_of_operations_says() -> None:
    operation, ours = spec.schema("operation")["$defs"], spec.schema("facts")["$defs"]
    assert ours["duration"] == operation["duration"]
    assert ours["reply"] == operation["reply"]


VALIDATOR = jsonschema.Draft202012Validator(spec.schema("scenario"))
WHOLE = yaml.safe_load(SCENARIO)
REPLIES = [
    429,
    {"latency": {"first": "1s", "between": 0.5}, "fault": "cut", "after": 1},
    {"deltas": ["a", "b"], "filter": "completion", "after": 1},
    {"text": "a", "fault": "failed", "status": 201, "members": {"x": 1}},
    {"error": 503, "retry_after": {"date": 2}, "headers": {"a": "b"}},
    {"fault": "reset", "latency": 1},
    {"events": [{"a": 1}, "[DONE]"], "fault": "malformed"},
]
VALUES = st.sampled_from(
    [None, True, 0, 1, -1, 5000, 429, 1.5, "", "x", "1s", "reset", "cut", "completion", [], ["x"],
     {}, {"x": 1}, {"date": 1}, {"first": 1}]
)  # fmt: skip
KEYS = st.sampled_from(
    ["text", "deltas", "error", "events", "status", "headers", "members", "retry_after", "filter",
     "latency", "fault", "after", "because", "times", "first", "date", "x"]
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """A good scenario with a good reply, changed in one or two places."""
    whole: dict[str, Any] = copy.deepcopy(WHOLE)
    whole["interactions"][0]["reply"] = copy.deepcopy(draw(st.sampled_from(REPLIES)))
    for _ in range(draw(st.integers(0, 2))):
        path = draw(st.sampled_from(leaves(whole)))
        parent = whole
        for key in path[:-1]:
            parent = parent[key]
        if draw(st.booleans()) or not isinstance(parent, dict):
            parent[path[-1]] = copy.deepcopy(draw(VALUES))
        else:
            parent[draw(KEYS)] = copy.deepcopy(draw(VALUES))
    return whole


@settings(SETTINGS, max_examples=300)
@given(changed())
def test_what_editors_refuse_of_a_scenario_is_refused_by_the_loader(whole: dict[str, Any]) -> None:
    problems = problems_of(scenario(yaml.dump(whole, Dumper=Quoting, sort_keys=False)))
    errors = [error.message for error in VALIDATOR.iter_errors(whole)]
    assert problems or not errors


@pytest.mark.parametrize("reply", REPLIES, ids=str)
def test_what_may_be_said_is_good_for_loader_editors_and_headers(reply: Any) -> None:
    whole = copy.deepcopy(WHOLE)
    whole["interactions"][0] = {**whole["interactions"][0], "reply": reply}
    whole["interactions"][0]["request"]["body"]["stream"] = True
    VALIDATOR.validate(whole)
    ((first, *_),) = scenario(yaml.dump(whole))()
    assert spec.read_wish(json.dumps(reply), ERRORS) == first.reply


# --- headers ----------------------------------------------------------------------------------


def test_a_wish_is_one_reply_or_a_list_of_them() -> None:
    limited = Reply("error", 429, 429)
    assert spec.read_wish("429") == limited
    assert spec.read_wish("[429, {}, 200]") == (limited, Reply("own"), Reply("own"))


@pytest.mark.parametrize(
    ("wish", "reply"),
    [
        ({"fault": "cut"}, Reply("none", fault=Fault.CUT)),
        ({"fault": "stalled", "latency": 1}, Reply("none", fault=Fault.STALLED, latency=Latency(1.0))),
        ({"fault": "reset"}, Reply("none", fault=Fault.RESET)),
        ({"fault": "cut", "after": 0}, Reply("own", fault=Fault.CUT)),
        ({"fault": "malformed"}, Reply("own", fault=Fault.MALFORMED)),
        ({"status": 201}, Reply("own", status=201)),
        ({"status": 500, "members": {"a": 1}}, Reply("error", 500, 500, members={"a": 1})),
        ({"text": "👀 \ud800"}, Reply("text", "👀 \ud800")),
    ],
    ids=str,
)  # fmt: skip
def test_what_a_wish_leaves_out_is_the_services_own(wish: Any, reply: Reply) -> None:
    assert spec.read_wish(json.dumps(wish)) == reply


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["this is no JSON (Expecting value: line 1 column 1 (char 0)); write JSON, such as "
              '{"error": "RateLimited"} or [429, 200]']),
        ("[]", ["the list is empty; write replies, such as [429, 200]"]),
        ("[" * 90_000, ["this is nested too deep; make it flatter"]),
        ('"reset"', ["a reply must be a mapping, not text"]),
        ("true", ["a reply must be a mapping, not true"]),
        ('[429, {"txt": 1}, 7]', ["reply 2: a reply has no key txt; did you mean text?",
                                  "reply 3: a status is 7; write a number from 200 to 599"]),
        ('{"error": "RateLimit"}', ['there is no error "RateLimit"; did you mean RateLimited?']),
        ('{"fault": "refused"}', ['fault is "refused"; did you mean reset?']),
    ],
)  # fmt: skip
def test_a_wish_that_cannot_be_meant(text: str, problems: list[str]) -> None:
    assert problems_of(lambda: spec.read_wish(text, ERRORS)) == tuple(problems)


def test_numbers_that_json_has_not_are_refused() -> None:
    for text in ('{"body": NaN}', '{"body": 1e999}', "1" + "0" * 5000):
        (problem,) = problems_of(partial(spec.read_wish, text))
        assert problem.startswith("this is no JSON (")


@settings(SETTINGS)
@given(st.text(max_size=40) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
).map(json.dumps))  # fmt: skip
def test_any_text_is_a_wish_or_a_list_of_problems(text: str) -> None:
    problems_of(lambda: spec.read_wish(text, ERRORS))
