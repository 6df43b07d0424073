"""What holds for every spec that anybody could write."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samplegen import spec

from .writing import GOOD, operation_problems

if TYPE_CHECKING:
    from yaml import SafeDumper
else:
    SafeDumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

SETTINGS = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
NAMES = st.from_regex(r"in_[a-z0-9_]{0,8}", fullmatch=True)


class Quoting(SafeDumper):
    """Writes every text in double quotes, keys too."""


Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


def same(one: Any, other: Any) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@SETTINGS
@given(st.dictionaries(NAMES, JSON, max_size=4), st.booleans())
def test_inputs_come_back_as_they_were_written(inputs: dict[str, Any], unicode: bool) -> None:
    written = {**yaml.safe_load(GOOD), "inputs": inputs}
    text = yaml.dump(written, Dumper=Quoting, allow_unicode=unicode, width=60)
    Path("chat.yaml").write_text(text, encoding="utf-8", newline="")
    (operation,) = spec.load_operations([Path("chat.yaml")])
    assert same(operation.inputs, inputs)


@SETTINGS
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_lines_of_stdout_come_back_with_their_ends(lines: list[str]) -> None:
    written = yaml.safe_load(GOOD)
    written["scenarios"]["failed"] = {
        **written["scenarios"]["default"],
        "stdout": lines,
        "exit_code": 1,
    }
    Path("chat.yaml").write_text(yaml.dump(written, Dumper=Quoting, sort_keys=False), newline="")
    (operation,) = spec.load_operations([Path("chat.yaml")])
    assert operation.scenarios[2].stdout == "".join(f"{line}\n" for line in lines)


@SETTINGS
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda t: t.encode("utf-8", "replace")))
def test_any_bytes_are_a_spec_or_a_list_of_problems(content: bytes) -> None:
    operation_problems(content)
    operation_problems(GOOD.encode() + content)
    operation_problems(GOOD.replace("One.", "@", 1).encode().replace(b"@", content))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything below a value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, inner in pairs:
        found.append((*path, key))
        if isinstance(inner, (dict, list)):
            found += leaves(inner, (*path, key))
    return found


VALIDATOR = jsonschema.Draft202012Validator(spec.schema("operation"))
REAL = [
    yaml.safe_load(file.read_text(encoding="utf-8"))
    for file in sorted((Path(__file__).parents[2] / "specs" / "operations").glob("*.yaml"))
]
VALUES = st.sampled_from(
    [
        None,
        True,
        0,
        1,
        3,
        -1,
        256,
        1.5,
        "",
        "x",
        "a b",
        "any",
        "nonzero",
        "cut",
        "refused",
        "malformed",
        "completion",
        "500ms",
        [],
        ["x"],
        [1],
        [3, 4],
        {},
        {"x": 1},
        {"type": "message"},
    ]
)
KEYS = st.sampled_from(
    [
        "title",
        "times",
        "because",
        "fault",
        "after",
        "filter",
        "latency",
        "retry_after",
        "status",
        "error",
        "text",
        "deltas",
        "events",
        "members",
        "headers",
        "body",
        "absent",
        "exit_code",
        "stderr",
        "stream",
        "query",
        "reason",
        "x",
    ]
)


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """A real operation, changed in one or two places."""
    operation: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(REAL)))
    for _ in range(draw(st.integers(1, 2))):
        path = draw(st.sampled_from(leaves(operation)))
        parent = operation
        for key in path[:-1]:
            parent = parent[key]
        match draw(st.sampled_from(["remove", "put", "add"])):
            case "remove":
                del parent[path[-1]]
            case "put":
                parent[path[-1]] = copy.deepcopy(draw(VALUES))
            case _ if isinstance(parent, dict):
                parent[draw(KEYS)] = copy.deepcopy(draw(VALUES))
    return operation


@settings(SETTINGS, max_examples=200)
@given(changed())
def test_what_editors_refuse_is_refused_by_the_loader(operation: dict[str, Any]) -> None:
    """The schema is the loader without the checks of meaning: it never refuses more."""
    problems = operation_problems(yaml.dump(operation, Dumper=Quoting, sort_keys=False))
    errors = [error.message for error in VALIDATOR.iter_errors(operation)]
    assert problems or not errors
