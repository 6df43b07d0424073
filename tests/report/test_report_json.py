"""The JSON report: its contract, its schema, and the way back."""

import json
import math
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from samplegen import __version__
from samplegen.model import Json, Report, ScenarioVerdict, Toolset, Verdict
from samplegen.report import json_format, json_schema
from tests.report.making import (
    HOSTILE,
    compared,
    every_status,
    exchange,
    hostile,
    many,
    report,
    reports,
    scenario,
    scenarios,
    verdict,
    verdicts,
)

VALIDATOR = Draft202012Validator(json_schema())


def as_json(value: Report) -> Json:
    return json.loads(json_format.render(value))


# --- the contract -----------------------------------------------------------------------------


def test_is_what_the_contract_says() -> None:
    found = as_json(report(verdict("ml/chat/key"), strict=True))

    assert found == {
        "version": 1,
        "samplegen": __version__,
        "runner": "local",
        "target": "mock",
        "strict": True,
        "seconds": 41.25,
        "counts": {"passed": 1, "failed": 0, "skipped": 0, "known": 0, "fixed": 0},
        "toolchains": {"ml": {"ml": "1.26.8", "packages": {"ml-sdk": "3.96.0"}}},
        "samples": [
            {
                "id": "ml/chat/key",
                "status": "passed",
                "stage": "match",
                "reason": "",
                "seconds": 0.021,
                "file": "ml/chat/key/main.x",
                "sha256": "0123456789abcdef" * 4,
                "scenarios": [
                    {
                        "name": "default",
                        "status": "passed",
                        "exit_code": 0,
                        "stdout": "Hello!\n",
                        "stderr": "",
                        "seconds": 0.018,
                        "differences": [],
                        "requests": [
                            {
                                "method": "POST",
                                "host": "your-resource-name.openai.azure.com",
                                "path": "/openai/v1/chat/completions",
                                "query": {},
                                "auth": "bearer-token",
                                "credential": "https://ai.azure.com",
                                "headers": {"user-agent": "sdk/1"},
                                "body": {"model": "gpt-4.1-nano"},
                                "status": 200,
                                "seconds": 0.001,
                                "at": 0.25,
                                "complete": True,
                            }
                        ],
                    }
                ],
            }
        ],
    }


def test_counts_every_status() -> None:
    assert set(as_json(every_status())["counts"].values()) == {1}


def test_one_sample_a_line() -> None:
    lines = json_format.render(every_status()).splitlines()

    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == [
        v.sample for v in every_status().verdicts
    ]


def test_one_comparison_a_line() -> None:
    lines = json_format.render(compared()).splitlines()
    wires = [json.loads(line.rstrip(",")) for line in lines if line.startswith('{"sample"')]

    assert wires == as_json(compared())["wires"]
    assert wires[-1] == {
        "sample": "ml/embeddings/key",
        "scenario": "another",
        "tolerated": [{"member": "encoding_format", "reason": "It is shorter."}],
        "differences": [],
    }


def test_a_report_without_comparisons_can_be_read() -> None:
    found = as_json(every_status())

    assert "wires" not in found
    assert json_format.load(json.dumps(found)).wires == ()


def test_same_report_same_bytes() -> None:
    assert json_format.render(many(20)) == json_format.render(many(20))


def test_keeps_a_megabyte_whole() -> None:
    long = "x" * 1_000_000
    found = as_json(report(verdict("a/b/c", scenarios=(scenario(stdout=long),))))

    assert found["samples"][0]["scenarios"][0]["stdout"] == long


# --- there and back ---------------------------------------------------------------------------


@given(reports)
@settings(deadline=None)
def test_reads_what_it_wrote(value: Report) -> None:
    assert json_format.load(json_format.render(value)) == value


@given(verdicts)
@settings(deadline=None)
def test_reads_a_verdict_alone(value: Verdict) -> None:
    text = json.dumps(json_format.verdict_to_json(value))

    assert json_format.verdict_from_json(json.loads(text)) == value


@given(scenarios)
@settings(deadline=None)
def test_reads_a_scenario_alone(value: ScenarioVerdict) -> None:
    text = json.dumps(json_format.scenario_to_json(value))

    assert json_format.scenario_from_json(json.loads(text)) == value


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_unchanged(text: str) -> None:
    written = json_format.render(hostile(text)).encode()

    assert json_format.load(written.decode()) == hostile(text)


def test_10_000_samples_come_back() -> None:
    value = many(10_000)

    assert json_format.load(json_format.render(value)) == value


def test_members_beyond_the_contract_may_be_missing() -> None:
    value = as_json(report(verdict("a/b/c")))
    request = value["samples"][0]["scenarios"][0]["requests"][0]
    for name in ("credential", "at", "complete"):
        del request[name]

    (found,) = json_format.load(json.dumps(value)).verdicts[0].scenarios[0].requests

    assert (found.credential, found.at, found.complete) == ("", 0.0, True)


def test_members_of_a_later_samplegen_are_ignored() -> None:
    value = as_json(every_status())
    value["later"] = value["samples"][0]["later"] = 1

    assert json_format.load(json.dumps(value)) == every_status()


# --- bodies that Python reads though they are not JSON ----------------------------------------


def nested(depth: int) -> Json:
    value: Json = "bottom"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_body_with_no_number_is_written_as_its_name(number: float) -> None:
    value = report(verdict("a/b/c", scenarios=(scenario(requests=(exchange(body=[number]),)),)))

    (found,) = json_format.load(json_format.render(value)).verdicts[0].scenarios[0].requests

    assert found.body == [str(number)]


def test_a_body_too_deep_is_cut() -> None:
    body = {"deep": nested(100_000), "kept": 1}
    value = report(verdict("a/b/c", scenarios=(scenario(requests=(exchange(body=body),)),)))

    written = json_format.render(value)

    assert "nested deeper than" in written
    assert '"kept": 1' in written
    assert json_format.load(written).verdicts[0].sample == "a/b/c"


def test_a_tool_may_not_hide_the_packages() -> None:
    value = report(toolchains={"ml": Toolset({"packages": "1"}, {"sdk": "2"})})

    assert as_json(value)["toolchains"]["ml"]["packages"] == {"sdk": "2"}


# --- the schema -------------------------------------------------------------------------------


def described(schema: Json, path: str = "schema") -> Iterator[str]:
    """Yields each property that says nothing about itself."""
    for name, member in schema.get("properties", {}).items():
        if "description" not in member and member.get("$ref") != "#/$defs/status":
            yield f"{path}.{name}"
    for name, member in schema.get("$defs", {}).items():
        yield from described(member, name)


def test_schema_is_one_and_describes_every_member() -> None:
    Draft202012Validator.check_schema(json_schema())

    assert list(described(json_schema())) == []


def test_schema_knows_every_member_that_is_written() -> None:
    value = as_json(compared())
    sample = value["samples"][1]
    wire = value["wires"][-1]
    defs = json_schema()["$defs"]

    assert set(json_schema()["properties"]) == set(value)
    assert set(defs["wire"]["properties"]) == set(wire)
    assert set(defs["wire"]["properties"]["tolerated"]["items"]["properties"]) == set(
        wire["tolerated"][0]
    )
    assert set(defs["sample"]["properties"]) == set(sample)
    assert set(defs["scenario"]["properties"]) == set(sample["scenarios"][0])
    assert set(defs["request"]["properties"]) == set(sample["scenarios"][0]["requests"][0])


@given(reports)
@settings(deadline=None)
def test_schema_accepts_any_report(value: Report) -> None:
    VALIDATOR.validate(as_json(value))


@pytest.mark.parametrize(
    "value", [report(), every_status(), every_status(strict=True), compared(), many(50)]
)
def test_schema_accepts(value: Report) -> None:
    VALIDATOR.validate(as_json(value))
