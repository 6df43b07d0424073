"""JUnit XML: a suite per language, a case per sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from samplegen.model import Report, ScenarioVerdict, Status, Toolset, Verdict
from samplegen.report import view
from samplegen.report.clean import excerpt, one_line, visible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LINES, _CHARACTERS = 200, 20_000


def render(report: Report, source: str = "generated") -> str:
    """Returns the report as JUnit XML.

    What fails the run is a ``failure``, or an ``error`` where it could not be checked; a sample
    that was skipped without ``strict`` or is known to fail is ``skipped``, with its reason.
    """
    from xml.etree.ElementTree import Element, indent, tostring

    counts = _counts(report, report.verdicts)
    del counts["skipped"]  # only a suite has it in the schemas that are about
    root = Element("testsuites", {"name": "samplegen", **counts, "time": f"{report.seconds:.3f}"})
    for language, verdicts in view.by_language(report).items():
        root.append(_suite(report, language, verdicts, source))
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(report: Report, language: str, verdicts: Sequence[Verdict], source: str) -> Element:
    from xml.etree.ElementTree import Element

    suite = Element("testsuite", {"name": one_line(language), **_counts(report, verdicts)})
    if toolset := report.toolchains.get(language):
        suite.append(_properties(toolset))
    suite.extend(_case(report, verdict, source) for verdict in verdicts)
    return suite


def _counts(report: Report, verdicts: Sequence[Verdict]) -> dict[str, str]:
    kinds = Counter(_kind(report, verdict) for verdict in verdicts)
    return {
        "tests": str(len(verdicts)),
        "failures": str(kinds["failure"]),
        "errors": str(kinds["error"]),
        "skipped": str(kinds["skipped"]),
        "time": f"{sum(verdict.seconds for verdict in verdicts):.3f}",
    }


def _kind(report: Report, verdict: Verdict) -> str:
    if verdict.status is Status.PASSED:
        return ""
    if verdict.status is Status.SKIPPED and report.strict:
        return "error"
    return "failure" if view.level(report, verdict) is view.Level.ERROR else "skipped"


def _properties(toolset: Toolset) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    properties = Element("properties")
    for name, version in (*toolset.tools.items(), *toolset.packages.items()):
        SubElement(properties, "property", {"name": visible(name), "value": visible(version)})
    return properties


def _case(report: Report, verdict: Verdict, source: str) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    attributes = {
        "name": one_line(verdict.sample),
        "classname": one_line(f"samplegen.{view.parts(verdict.sample)[0]}"),
        "file": one_line(view.located(verdict, source)),
        "time": f"{verdict.seconds:.3f}",
    }
    case = Element("testcase", attributes)
    if kind := _kind(report, verdict):
        case.append(_result(kind, verdict))
        for stream in ("stdout", "stderr"):
            if text := _output(view.telling(verdict), stream):
                SubElement(case, f"system-{stream[3:]}").text = text
    return case


def _result(kind: str, verdict: Verdict) -> Element:
    from xml.etree.ElementTree import Element

    what = f"{verdict.status.value}: {verdict.stage.value}"
    element = Element(kind, {"type": what, "message": one_line(view.headline(verdict))})
    element.text = excerpt("\n".join(view.sentences(verdict)), _LINES, _CHARACTERS)
    return element


def _output(scenarios: Sequence[ScenarioVerdict], stream: str) -> str:
    return "\n".join(
        f"[{one_line(scenario.name)}]\n{excerpt(text, _LINES, _CHARACTERS)}"
        for scenario in scenarios
        for name, text in view.streams(scenario)
        if name == stream
    )
