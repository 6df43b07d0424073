from __future__ import annotations

from typing import Any

import pytest

from samplegen.mock.matching import canonical
from samplegen.mock.matching.match import differences, members, same
from samplegen.model import Request
from tests.mock.making import CHAT_PATH, EMBEDDINGS_PATH, RESPONSES_PATH, arrived


def against(expected: Any, sent: Any, path: str = CHAT_PATH) -> tuple[str, ...]:
    return differences(Request("POST", path, body=expected), arrived(path, sent))


def test_a_superset_matches() -> None:
    sent = {"model": "m", "messages": [{"role": "user", "content": "x", "name": "n"}], "n": 1}
    assert against({"model": "m", "messages": [{"role": "user", "content": "x"}]}, sent) == ()


@pytest.mark.parametrize(
    ("expected", "sent", "sentence"),
    [
        ({"model": "a"}, {"model": "b"}, 'body.model: expected "a", sent "b"'),
        ({"model": "a"}, {}, 'body.model: expected "a", sent nothing'),
        ({"model": "a"}, None, 'body: expected {"model": "a"}, sent null'),
        ({"a": {"b": 1}}, {"a": 2}, 'body.a: expected {"b": 1}, sent 2'),
        ({"a": [1, 2]}, {"a": [1]}, "body.a: expected 2 elements, sent 1 element: [1]"),
        ({"a": [1]}, {"a": {}}, "body.a: expected [1], sent {}"),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, "body.a[0].b: expected 1, sent 2"),
        ({"a": 1}, {"a": True}, "body.a: expected 1, sent true"),
        ({"a": 1}, {"a": "1"}, 'body.a: expected 1, sent "1"'),
        ({"a": "ü👀"}, {"a": "u"}, 'body.a: expected "ü👀", sent "u"'),
    ],
)
def test_a_difference_says_place_expected_and_sent(expected: Any, sent: Any, sentence: str) -> None:
    assert against(expected, sent) == (sentence,)


def test_numbers_are_compared_by_value() -> None:
    assert against({"a": 5000}, {"a": 5000.0}) == ()
    assert same({"a": [1, None]}, {"a": [1.0, None]})
    assert not same({"a": 1}, {"a": 1, "b": 2})


def test_a_long_value_is_cut() -> None:
    (sentence,) = against({"a": "x"}, {"a": "y" * 5000})
    assert len(sentence) < 400
    assert "5002 characters" in sentence


def test_method_path_query_and_headers() -> None:
    expected = Request("POST", "/a", {"x": "1", "y": "2"}, {"Prefer": "z"})
    sent = arrived("/b", method="PUT", query={"y": "3", "w": "4"})
    assert differences(expected, sent) == (
        "method: expected POST, sent PUT",
        "path: expected /a, sent /b",
        'query.w: expected no such parameter, sent "4"',
        'query.x: expected "1", sent nothing',
        'query.y: expected "2", sent "3"',
        'header Prefer: expected "z", sent nothing',
    )


@pytest.mark.parametrize(
    ("absent", "sentence"),
    [
        ("max_tokens", "body.max_tokens: must not be sent, sent 5"),
        ("a.b", 'body.a.b: must not be sent, sent "c"'),
        ("tools.headers", "body.tools[1].headers: must not be sent, sent {}"),
        ("tools.1.headers", "body.tools[1].headers: must not be sent, sent {}"),
    ],
)
def test_what_must_not_be_sent(absent: str, sentence: str) -> None:
    body = {"max_tokens": 5, "a": {"b": "c"}, "tools": [{"type": "x"}, {"headers": {}}]}
    found = differences(Request("POST", CHAT_PATH, absent=(absent,)), arrived(body=body))
    assert found == (sentence,)


def test_what_was_not_sent_may_be_forbidden() -> None:
    request = Request("POST", CHAT_PATH, absent=("stream", "a.b.c", "tools.0.x", "user"))
    body = {"a": {"b": 1}, "tools": [], "stream": False, "user": None}
    assert differences(request, arrived(body=body)) == ()


def test_members_go_through_lists() -> None:
    value = {"a": [{"b": 1}, {"b": [{"c": 2}]}]}
    assert list(members(value, "a.b")) == [("a[0].b", 1), ("a[1].b", [{"c": 2}])]
    assert list(members(value, "a.1.b.c")) == [("a[1].b[0].c", 2)]


# --- equivalent forms ------------------------------------------------------------------------

SHORT = "What is an API?"
PART = {"type": "input_text", "text": SHORT}


@pytest.mark.parametrize(
    "sent",
    [
        SHORT,
        [{"role": "user", "content": SHORT}],
        [{"role": "user", "content": [PART]}],
        [{"type": "message", "role": "user", "content": [PART]}],
    ],
)
def test_forms_of_an_input_are_one(sent: Any) -> None:
    assert canonical.body(RESPONSES_PATH, {"input": sent}) == {"input": SHORT}
    assert against({"input": SHORT}, {"input": sent}, RESPONSES_PATH) == ()
    assert against({"input": sent}, {"input": SHORT}, RESPONSES_PATH) == ()


@pytest.mark.parametrize(
    "sent",
    [
        [{"role": "system", "content": SHORT}],
        [{"role": "user", "content": [PART, PART]}],
        [{"role": "user", "content": [{**PART, "x": 1}]}],
        [{"role": "user", "content": SHORT}, {"role": "user", "content": SHORT}],
        [{"role": "user", "content": SHORT, "status": "completed"}],
        [],
        [1],
        None,
    ],
)
def test_what_means_something_else_stays_different(sent: Any) -> None:
    assert against({"input": SHORT}, {"input": sent}, RESPONSES_PATH)


def test_forms_of_a_message_are_one() -> None:
    part = {"type": "text", "text": "x"}
    expected = {"messages": [{"role": "user", "content": "x"}]}
    assert against(expected, {"messages": [{"role": "user", "content": [part]}]}) == ()
    image = [part, {"type": "image_url", "image_url": {"url": "u"}}]
    assert against(expected, {"messages": [{"role": "user", "content": image}]})


def test_one_text_to_embed_is_a_list_of_one() -> None:
    assert against({"input": ["x"]}, {"input": "x"}, EMBEDDINGS_PATH) == ()
    assert against({"input": ["x", "y"]}, {"input": "x"}, EMBEDDINGS_PATH)


def test_the_canonical_form_leaves_its_argument_alone() -> None:
    body = {"input": [{"type": "message", "role": "user", "content": [PART]}], "stream": False}
    before = repr(body)
    canonical.body(RESPONSES_PATH, body)
    assert repr(body) == before
