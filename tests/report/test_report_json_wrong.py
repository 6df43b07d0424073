"""JSON that is no report: each wrong member is named by its place, and the schema agrees."""

import copy
import json

import pytest
from jsonschema import Draft202012Validator

from samplegen.errors import InputError
from samplegen.model import Json, Report
from samplegen.report import FORMATS, json_format, json_schema
from tests.report.making import every_status, report, verdict

VALIDATOR = Draft202012Validator(json_schema())


def as_json(value: Report) -> Json:
    return json.loads(json_format.render(value))


Place = tuple[str | int, ...]
SAMPLE = ("samples", 0)
SCENARIO = (*SAMPLE, "scenarios", 0)
REQUEST = (*SCENARIO, "requests", 0)
WRONG: list[tuple[Place, Json, str]] = [
    ((*SAMPLE, "status"), "perhaps", "report.samples[0].status: 'perhaps' is not one of passed, f"),
    ((*SAMPLE, "stage"), "lunch", "report.samples[0].stage: 'lunch'"),
    ((*SAMPLE, "reason"), None, "samples[0].reason: a string is expected, found null"),
    ((*SAMPLE, "seconds"), "1", "samples[0].seconds: a number is expected, found a string"),
    ((*SAMPLE, "scenarios"), {}, "samples[0].scenarios: a list is expected, found an object"),
    ((*SCENARIO, "exit_code"), True, "exit_code: a whole number is expected, found true or false"),
    ((*SCENARIO, "exit_code"), 1.5, "exit_code: a whole number is expected, found a number"),
    ((*SCENARIO, "differences"), [1], "differences: a string is expected, found a whole number"),
    ((*REQUEST, "status"), "200", "scenarios[0].requests[0].status: a whole number"),
    ((*REQUEST, "headers"), {"a": 1}, "requests[0].headers: a string"),
    ((*REQUEST, "complete"), 1, "requests[0].complete: true or false is expected"),
    (SAMPLE, "go", "report.samples[0]: an object is expected, found a string"),
    (("strict",), "yes", "report.strict: true or false is expected, found a string"),
    (("toolchains",), {"ml": {"packages": []}}, "toolchains.ml.packages: an object is expected"),
    (("version",), "1", "report.version: a whole number is expected"),
    (("version",), 2, "report.version: 2 cannot be read, only 1"),
]


def changed(path: Place, replacement: Json) -> Json:
    value = copy.deepcopy(as_json(report(verdict("a/b/c"))))
    place = value
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = replacement
    return value


@pytest.mark.parametrize(("path", "replacement", "message"), WRONG)
def test_a_wrong_member_is_named(path: Place, replacement: Json, message: str) -> None:
    value = changed(path, replacement)

    with pytest.raises(InputError) as caught:
        json_format.load(json.dumps(value))

    assert message in str(caught.value)
    assert not VALIDATOR.is_valid(value)


@pytest.mark.parametrize(
    "path", [("runner",), (*SAMPLE, "id"), (*SCENARIO, "stdout"), (*REQUEST, "body")]
)
def test_a_missing_member_is_named(path: Place) -> None:
    value = as_json(report(verdict("a/b/c")))
    place = value
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]

    with pytest.raises(InputError, match=f"the member '{path[-1]}' is missing"):
        json_format.load(json.dumps(value))
    assert not VALIDATOR.is_valid(value)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": NaN}', "[" * 100_000, "null"])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"^report: "):
        json_format.load(text)


def test_a_report_cut_short_is_refused() -> None:
    text = FORMATS["json"](every_status())

    with pytest.raises(InputError, match="line"):
        json_format.load(text[: len(text) // 2])


def test_schema_refuses_an_id_of_two_parts() -> None:
    assert not VALIDATOR.is_valid(changed((*SAMPLE, "id"), "go/chat"))
