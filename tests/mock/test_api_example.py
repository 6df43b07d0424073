"""Values that are made of a type are of that type."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from samplegen.mock.api.example import Maker

NODE = {
    "type": "object",
    "properties": {"value": {"type": "string"}, "next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}},
    "required": ["value", "next"],
}  # fmt: skip
TREE = {
    "type": "object",
    "properties": {"inner": {"type": "array", "items": {"$ref": "#/$defs/tree"}}},
    "required": ["inner"],
}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "minLength": 6}, "text.."),
        ({"type": "string", "maxLength": 2}, "te"),
        ({"type": "string", "format": "date"}, "2026-01-01"),
        ({"type": "integer", "minimum": 7}, 7),
        ({"type": "integer", "exclusiveMinimum": 7}, 8),
        ({"type": "number", "maximum": 0.5, "minimum": 0.5}, 0.5),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 1}, 0.5),
        ({"type": "integer", "minimum": -3}, 1),
        ({"type": "integer", "minimum": -9, "maximum": -3}, -9),
        ({"type": "integer", "minimum": 0.5}, 1),
        ({"type": "integer", "minimum": 5, "multipleOf": 4}, 8),
        ({"type": "boolean"}, True),
        ({"type": "null"}, None),
        ({"type": ["null", "string"]}, "text"),
        ({"enum": ["a", "b"]}, "a"),
        ({"const": 4}, 4),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, 1),
        ({"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 2}}}]}, {"a": 1, "b": 2}),
        ({"type": "array", "items": {"const": "x"}, "minItems": 2}, ["x", "x"]),
    ],
)  # fmt: skip
def test_a_value_of_a_type(schema: Any, value: Any) -> None:
    assert Maker(whole=True).make(schema) == value


def test_only_what_must_be_there_unless_the_whole_is_wanted() -> None:
    schema = {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "required": ["b"]}
    assert Maker().make(schema) == {"b": "b"}
    assert Maker(whole=True).make(schema) == {"a": "a", "b": "b"}


def test_known_members_are_taken_where_they_are_of_the_type() -> None:
    schema = {"properties": {"id": {"type": "string"}}, "required": ["id"]}
    assert Maker(known={"id": "file-1"}).make(schema) == {"id": "file-1"}
    assert Maker(known={"id": 5}).make(schema) == {"id": "id"}


@pytest.mark.parametrize("schema", [NODE, TREE])
def test_a_type_that_contains_itself_comes_to_an_end(schema: Any) -> None:
    types = {"#": schema, "tree": TREE}
    made = Maker(types, whole=True).make(schema)
    assert Draft202012Validator({**schema, "$defs": {"tree": TREE}}).is_valid(made)


def test_a_type_that_is_nothing_but_itself_is_refused() -> None:
    with pytest.raises(RecursionError):
        Maker({"a": {"$ref": "#/$defs/a"}}).make({"$ref": "#/$defs/a"})


_simple = st.one_of(
    st.builds(lambda n: {"type": "integer", "minimum": n, "maximum": n + 9}, st.integers(-50, 50)),
    st.builds(lambda n, m: {"type": "string", "minLength": n, "maxLength": n + m}, st.integers(0, 9), st.integers(0, 9)),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"type": ["string", "null"]}, {"enum": [1, "a", None]}]),
)  # fmt: skip
_schemas = st.recursive(
    _simple,
    lambda inner: st.one_of(
        st.builds(lambda one: {"type": "array", "items": one}, inner),
        st.builds(lambda some: {"anyOf": some}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(
            lambda members: {"type": "object", "properties": members, "required": list(members), "additionalProperties": False},
            st.dictionaries(st.sampled_from("abcde"), inner, max_size=4),
        ),
    ),
    max_leaves=12,
)  # fmt: skip


@given(_schemas)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_schema_a_client_gives_the_answer_keeps_to_it(schema: Any) -> None:
    checked = Draft202012Validator(schema)
    for whole in (False, True):
        assert checked.is_valid(Maker(whole=whole).make(schema))
