"""SARIF 2.1.0, as far as GitHub's code scanning asks for it."""

import json
from urllib.parse import unquote

import pytest

from samplegen.model import Json, Report, Stage, Status
from samplegen.report import sarif
from tests.report.making import HOSTILE, every_status, hostile, many, report, scenario, verdict


def parse(value: Report, source: str = "generated") -> Json:
    log = json.loads(sarif.render(value, source))
    check(log)
    return log["runs"][0]


def check(log: Json) -> None:
    """Asserts what code scanning requires, and the limits that it sets."""
    assert log["$schema"].endswith("sarif-2.1.0.json")
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "samplegen"
    for rule in rules:
        for name in ("shortDescription", "fullDescription", "help"):
            assert 0 < len(rule[name]["text"]) <= 1024
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
        assert len(rule["properties"]["tags"]) <= 20
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        assert all(isinstance(text, str) for text in result["partialFingerprints"].values())
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uri"].isascii()
        assert place["region"]["startLine"] >= 1


def test_a_rule_for_each_stage() -> None:
    rules = parse(report())["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == [f"samplegen/{stage.value}" for stage in Stage]


def test_a_result_for_each_that_did_not_pass() -> None:
    found = {r["message"]["text"].split()[0]: r["level"] for r in parse(every_status())["results"]}

    assert found == {
        "ml/chat/key": "error",
        "ml/embeddings/key": "error",
        "ml/embeddings/token": "warning",
        "ml/chat/token": "note",
    }


def test_skipped_is_an_error_when_strict() -> None:
    levels = [result["level"] for result in parse(every_status(strict=True))["results"]]

    assert levels == ["error", "error", "error", "note"]


def test_place_and_message() -> None:
    result = parse(every_status(), "site/my samples")["results"][0]

    assert result["ruleId"] == "samplegen/match"
    assert result["message"]["text"] == (
        "ml/chat/key failed at match.\n"
        "default: body.model: expected 'a', sent 'b'\n"
        "default: stdout: expected ''"
    )
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {
                    "uri": "site/my%20samples/ml/chat/key/main.x",
                    "uriBaseId": "%SRCROOT%",
                },
                "region": {"startLine": 3, "startColumn": 7},
            }
        }
    ]


def test_a_source_elsewhere_is_not_below_the_root() -> None:
    result = parse(every_status(), "/elsewhere")["results"][0]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "file:///elsewhere/ml/chat/key/main.x"
    }


def test_a_known_issue_is_suppressed_with_its_reason() -> None:
    suppressed = [r for r in parse(every_status())["results"] if "suppressions" in r]

    assert [r["level"] for r in suppressed] == ["note"]
    assert suppressed[0]["suppressions"][0]["justification"] == "known for a reason"


def test_fingerprints_tell_samples_apart_and_do_not_change() -> None:
    def prints(value: Report) -> list[str]:
        return [r["partialFingerprints"]["samplegen/v1"] for r in parse(value)["results"]]

    assert len(set(prints(many(30)))) == 30
    assert prints(many(30)) == prints(many(30))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_a_uri_and_a_message(text: str) -> None:
    (result,) = parse(hostile(text))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert not set(uri) & set(' "<>\\^`{|}\n')
    if "\ud800" not in text:
        assert unquote(uri).startswith("generated/")


def test_a_long_message_is_shortened_and_says_so() -> None:
    long = scenario(Status.FAILED, differences=("x" * 1_000_000,))
    found = sarif.render(report(verdict("a/b/c", Status.FAILED, scenarios=(long,))))

    assert "characters not shown" in found
    assert len(found) < 10_000


def test_10_000_results_are_within_the_limits() -> None:
    found = sarif.render(many(10_000))

    assert len(json.loads(found)["runs"][0]["results"]) == 10_000
    assert len(found) < 10_000_000


def test_passed_samples_are_not_in_it() -> None:
    assert parse(many(100, Status.PASSED))["results"] == []
