"""SARIF 2.1.0, for code scanning: a rule for each stage, a result for each sample that fails."""

from __future__ import annotations

import json
from urllib.parse import quote

from samplegen import __version__
from samplegen.model import Json, Report, Stage, Status, Verdict
from samplegen.report import view
from samplegen.report.clean import excerpt, one_line

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LINES, _CHARACTERS = 40, 4000
_RULES = {
    Stage.PARSE: ("SampleParses", "A sample must be valid source text of its language."),
    Stage.INSTALL: ("SampleInstalls", "The packages that a sample needs must install."),
    Stage.BUILD: ("SampleBuilds", "A sample must compile without a diagnostic."),
    Stage.RUN: ("SampleRuns", "A sample must run to its end in time."),
    Stage.MATCH: ("SampleMatches", "A sample must send and print what its spec says."),
}


def render(report: Report, source: str = "generated") -> str:
    """Returns the report as SARIF; what passed is not in it."""
    results = [
        _result(report, verdict, source)
        for group in view.groups(report)
        for verdict in group.verdicts
    ]
    run = {
        "tool": {"driver": _driver()},
        "columnKind": "utf16CodeUnits",
        "automationDetails": {"id": f"samplegen/{one_line(report.runner)}/"},
        "results": results,
    }
    value = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _driver() -> dict[str, Json]:
    return {
        "name": "samplegen",
        "semanticVersion": __version__,
        "rules": [_rule(stage) for stage in _RULES],
    }


def _rule(stage: Stage) -> dict[str, Json]:
    name, text = _RULES[stage]
    return {
        "id": f"samplegen/{stage.value}",
        "name": name,
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {"text": "Run `samplegen verify ID`, with the id of the sample, to see it again."},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["documentation", "samples"]},
    }


def _result(report: Report, verdict: Verdict, source: str) -> dict[str, Json]:
    result: dict[str, Json] = {
        "ruleId": f"samplegen/{verdict.stage.value}",
        "ruleIndex": list(_RULES).index(verdict.stage),
        "level": view.level(report, verdict).value,
        "message": {"text": _message(verdict)},
        "locations": [_location(verdict, source)],
        "partialFingerprints": {
            "samplegen/v1": f"{one_line(verdict.sample)}:{verdict.stage.value}"
        },
    }
    if verdict.status is Status.KNOWN:
        justification = one_line(verdict.reason) or "a known issue"
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": justification}
        ]
    return result


def _message(verdict: Verdict) -> str:
    title = f"{one_line(verdict.sample)} {verdict.status.value} at {verdict.stage.value}."
    return excerpt("\n".join((title, *view.sentences(verdict))), _LINES, _CHARACTERS)


def _location(verdict: Verdict, source: str) -> dict[str, Json]:
    line, column = view.location(verdict)
    region = {"startLine": line or 1, **({"startColumn": column} if column else {})}
    artifact = _artifact(view.located(verdict, source))
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _artifact(path: str) -> dict[str, str]:
    uri = quote(path.encode("utf-8", "backslashreplace"))
    if uri.startswith("/"):
        return {"uri": f"file://{uri}"}
    return {"uri": uri, "uriBaseId": "%SRCROOT%"}
