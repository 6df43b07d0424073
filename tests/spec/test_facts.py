"""``facts.yaml``: what is read from it, and what is refused."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from samplegen import spec
from samplegen.model import Case, Fault, Reply, Setup
from samplegen.spec import Specs

from .writing import directory_problems, edited, write_specs

GOOD = """\
inputs: {model: gpt-5-mini}
statuses: [404, 429]
cases:
  timeout:
    timeout: 0.5
    reply: {fault: stalled}
  dns:
    endpoint: https://none.invalid/v1/
variables:
  OPENAI_API_KEY: key
"""


def test_statuses_come_first_and_each_is_a_case(specs: Specs) -> None:
    assert specs.probing is not None
    names = [case.name for case in specs.probing.cases]
    assert names[:2] == ["400", "401"]
    assert names[-2:] == ["cut-stream", "error-in-stream"]


def test_cases_are_read_whole() -> None:
    write_specs(Path("specs"))
    Path("specs/facts.yaml").write_text(GOOD)
    probing = spec.load(Path("specs")).probing
    assert probing is not None
    assert probing.cases == (
        Case("404", Reply("error", 404)),
        Case("429", Reply("error", 429)),
        Case("timeout", Reply("none", fault=Fault.STALLED), Setup(timeout=0.5)),
        Case("dns", None, Setup(endpoint="https://none.invalid/v1/")),
    )
    assert probing.variables == {"OPENAI_API_KEY": "key"}


def test_specs_need_no_facts() -> None:
    write_specs(Path("specs"))
    assert spec.load(Path("specs")).probing is None


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("429]", "404]", "2:17: 404 is listed a second time; remove one"),
        ("404,", "200,", "2:12: an item of statuses is 200; write a number from 400 to 599"),
        ("timeout:\n", "Time Out:\n", "4:3: the case is Time Out; write time-out"),
        ("0.5", "-1", "5:14: timeout is -1; write up to 60 seconds"),
        (
            "    endpoint: https://none.invalid/v1/", "    stream: true",
            "7:3: the case dns needs either a reply, or an endpoint that nothing serves; "
            "write one of them",
        ),
        (
            "none.invalid/v1/", "none.invalid/v1",
            '8:15: endpoint is "https://none.invalid/v1"; '
            "write an address that starts with https:// and ends with /",
        ),
        (": key", ": secret", "10:19: OPENAI_API_KEY is secret; write key, endpoint, header"),
        ("inputs:", "input:", "1:1: the file of facts has no key input; did you mean inputs?"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused(old: str, new: str, problem: str) -> None:
    text = edited(GOOD, old, new)
    write_specs(Path("specs"))
    Path("specs/facts.yaml").write_text(text)
    assert directory_problems() == (f"specs/facts.yaml:{problem}",)
    validator = jsonschema.Draft202012Validator(spec.schema("facts"))
    assert not validator.is_valid(yaml.safe_load(text))


def test_the_good_file_fits_the_schema() -> None:
    jsonschema.Draft202012Validator(spec.schema("facts")).validate(yaml.safe_load(GOOD))
