"""What is made of the suite's report, and whether the page that is kept is of this release."""

from __future__ import annotations

import re

from samplegen.mock.api.routes import ROUTES
from tests.conformance.page import Runs, failed, page
from tests.conformance.suite import AREAS, ROOT, VERSION, Result, read

PAGE = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")

REPORT = """\
<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="5">
<testcase classname="tests.api_resources.test_files.TestFiles" name="test_list[strict]" />
<testcase classname="tests.api_resources.vector_stores.test_files.TestFiles" name="test_list">
<failure message="openai.NotFoundError: Error code: 404 - No such File object: a|b&#10;more" /></testcase>
<testcase classname="tests.api_resources.fine_tuning.jobs.test_checkpoints.TestC" name="test_list">
<error message="failed on setup" /></testcase>
<testcase classname="tests.api_resources.fine_tuning.test_jobs.TestJobs" name="test_list">
<skipped type="pytest.skip" message="not today" /></testcase>
<testcase classname="tests.api_resources.test_evals.TestEvals" name="test_list" />
</testsuite></testsuites>
"""
RESULTS = read(REPORT)


def test_a_report_is_read_by_area() -> None:
    assert [(one.area, one.outcome) for one in RESULTS] == [
        ("evals", "passed"),
        ("files", "passed"),
        ("fine_tuning/jobs", "failed"),
        ("fine_tuning/jobs", "skipped"),
        ("vector_stores", "failed"),
    ]
    assert RESULTS[1].name == "test_files.TestFiles.test_list[strict]"


def test_every_part_of_the_api_is_an_area() -> None:
    assert {route.path.split("/")[1] for route in ROUTES} == {name.split("/")[0] for name in AREAS}


def test_a_page_says_what_failed_and_what_was_skipped() -> None:
    text = page(Runs(RESULTS, RESULTS, RESULTS), {"openai": "1.2.3"})
    assert "**2 of 4 pass.**" in text
    assert "| fine_tuning/jobs | 1 | 0 | 0 | 0 |" in text
    assert "| 1 | `fine_tuning.jobs.test_checkpoints.TestC.test_list`: failed on setup |" in text
    assert "404 - No such File object: a&#124;b |" in text
    assert "| 1 | not today |" in text
    assert len(failed(RESULTS)) == 2


def test_causes_that_differ_in_a_name_are_counted_together() -> None:
    words = ("404 - Eval with id '{}' not found.", "400 - No such File object: {}")
    results = [Result("evals", name, "failed", f"openai.E: {text.format(name)}\nmore")
        for text in words for name in ("file-a", "file-b")]  # fmt: skip
    text = page(Runs([], results, []), {})
    assert "| 2 | E: 404 - Eval with id '…' not found. |" in text
    assert "| 2 | E: 400 - No such File object: … |" in text


def test_the_page_is_of_the_release_that_the_types_are_made_from() -> None:
    assert f"openai {VERSION}," in PAGE
    assert re.search(r"^\*\*(\d+) of \1 pass\.\*\*$", PAGE, re.MULTILINE)
