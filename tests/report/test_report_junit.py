"""JUnit XML: counts, kinds, and the order and attributes that the common schemas ask for."""

from xml.etree import ElementTree as ET

import pytest

from samplegen.model import Report, Status, Toolset
from samplegen.report import junit
from tests.report.making import HOSTILE, every_status, hostile, many, report, scenario, verdict

# Of the schema that Jenkins and GitLab go by; ``file`` of a case is an extension that both read.
ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "time", "tests", "failures", "errors", "skipped"},
    "testcase": {"name", "time", "classname", "file"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "skipped": {"type", "message"},
    "property": {"name", "value"},
    "properties": set(),
    "system-out": set(),
    "system-err": set(),
}
CHILDREN = {
    "testsuites": ["testsuite"],
    "testsuite": ["properties", "testcase"],
    "testcase": ["skipped", "error", "failure", "system-out", "system-err"],
    "properties": ["property"],
}


def parse(value: Report, source: str = "generated") -> ET.Element:
    root = ET.fromstring(junit.render(value, source))  # noqa: S314 - our own
    for element in root.iter():
        check(element)
    return root


def check(element: ET.Element) -> None:
    assert set(element.attrib) == ATTRIBUTES[element.tag]
    order = [CHILDREN.get(element.tag, []).index(child.tag) for child in element]
    assert order == sorted(order)


def cases(root: ET.Element) -> dict[str, list[str]]:
    return {case.attrib["name"]: [child.tag for child in case] for case in root.iter("testcase")}


def first(root: ET.Element, path: str) -> ET.Element:
    """The first element of the path, which must be there."""
    found = root.find(path)
    assert found is not None, path
    return found


def count(element: ET.Element, name: str) -> int:
    return int(element.attrib[name])


def test_a_suite_per_language_and_a_case_per_sample() -> None:
    suites = parse(every_status()).findall("testsuite")

    assert [suite.get("name") for suite in suites] == ["apl", "ml"]
    assert [len(suite.findall("testcase")) for suite in suites] == [1, 4]


def test_kinds() -> None:
    assert cases(parse(every_status())) == {
        "apl/chat/key": [],
        "ml/chat/key": ["failure", "system-out", "system-err"],
        "ml/chat/token": ["skipped", "system-out"],
        "ml/embeddings/key": ["failure", "system-out"],
        "ml/embeddings/token": ["skipped"],
    }


def test_skipped_is_an_error_when_strict() -> None:
    root = parse(every_status(strict=True))

    assert cases(root)["ml/embeddings/token"] == ["error"]
    assert root.get("errors") == "1"


@pytest.mark.parametrize("strict", [True, False])
def test_counts_are_those_of_the_elements(strict: bool) -> None:
    root = parse(every_status(strict=strict))

    for suite in root:
        assert count(suite, "tests") == len(suite.findall("testcase"))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert count(suite, name) == len(suite.findall(f"testcase/{tag}"))
    for name in ("tests", "failures", "errors"):
        assert count(root, name) == sum(count(suite, name) for suite in root)


def test_a_good_report_has_no_bad_element() -> None:
    root = parse(report(verdict("a/b/c"), strict=True))

    assert (root.get("failures"), root.get("errors"), cases(root)) == ("0", "0", {"a/b/c": []})


def test_a_failure_tells_everything() -> None:
    failure = first(parse(every_status()), ".//testcase[@name='ml/chat/key']/failure")

    assert failure.get("type") == "failed: match"
    assert failure.get("message") == "default: body.model: expected 'a', sent 'b'"
    assert (
        failure.text == "default: body.model: expected 'a', sent 'b'\ndefault: stdout: expected ''"
    )


def test_the_reason_of_a_skip_is_told() -> None:
    skipped = first(parse(every_status()), ".//testcase[@name='ml/embeddings/token']/skipped")

    assert skipped.get("message") == "ml is missing; install it"


def test_the_file_is_below_the_source() -> None:
    root = parse(every_status(), "site/samples")

    assert first(root, ".//testcase").get("file") == "site/samples/apl/chat/key/main.x"


def test_tools_and_packages_are_properties() -> None:
    tools = {"ml": Toolset({"ml": "1\x00"}, {"sdk": "2"})}
    found = parse(report(verdict("ml/a/b"), toolchains=tools)).findall(".//property")

    assert [(p.get("name"), p.get("value")) for p in found] == [("ml", "1\\x00"), ("sdk", "2")]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_still_xml(text: str) -> None:
    root = parse(hostile(text))
    value = text.replace("\r", "\\r") if text.isprintable() else None

    if value and value.strip():
        assert first(root, ".//system-out").text == f"[{value}]\n{value}"


def test_long_output_is_shortened_and_says_so() -> None:
    long = scenario(Status.FAILED, stdout="x" * 1_000_000)
    found = junit.render(report(verdict("a/b/c", Status.FAILED, scenarios=(long,))))

    assert "(980,000 of 1,000,000 characters not shown)" in found
    assert len(found) < 25_000


def test_10_000_cases() -> None:
    assert len(cases(parse(many(10_000, Status.PASSED)))) == 10_000


def test_empty() -> None:
    assert parse(report()).get("tests") == "0"
