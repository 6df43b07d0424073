"""What somebody is told whose operation or scenario cannot be meant."""

from __future__ import annotations

import pytest

from .writing import GOOD, ONE, TWO, Case

CASES = (
    Case(
        "a truth value for a text",
        "title: Chat",
        "title: true",
        ['1:8: title must be text, not true; write "true"'],
    ),
    Case(
        "a date for a text",
        "title: Chat",
        "title: 2026-01-31",
        ['1:8: YAML 1.1 takes 2026-01-31 for a date; write "2026-01-31"'],
        schema=False,
    ),
    Case(
        "a misspelt key",
        "summary: Ask",
        "sumary: Ask",
        ["2:1: an operation has no key sumary; did you mean summary?"],
    ),
    Case(
        "a key that is unknown",
        "inputs:\n",
        "colour: red\ninputs:\n",
        [
            "3:1: an operation has no key colour; known are inputs, scenarios, stream, summary, title, tolerated"
        ],
    ),
    Case(
        "a missing key",
        "summary: Ask a model.\n",
        "",
        ["1:1: an operation lacks summary; add it"],
    ),
    Case(
        "several problems at once",
        "title: Chat\nsummary: Ask a model.",
        "titel: Chat\nsummary: 1.5",
        [
            "1:1: an operation has no key titel; did you mean title?",
            '2:10: summary must be text, not the number 1.5; write "1.5"',
        ],
    ),
    Case(
        "a list for a text",
        "title: Chat",
        "title: [Chat]",
        ["1:8: title must be text, not a list"],
    ),
    Case(
        "a number for a text",
        "title: Chat",
        "title: 12",
        ['1:8: title must be text, not the number 12; write "12"'],
    ),
    Case(
        "two lines for one",
        "title: Chat",
        'title: "Chat\\nmore"',
        ['1:8: title is "Chat\\nmore"; write one line of text without spaces around it'],
    ),
    Case(
        "a text for a truth value",
        "inputs:\n",
        'stream: "true"\ninputs:\n',
        ["3:9: stream must be true or false, not text; write true without quotes"],
    ),
    Case(
        "a word for a truth value",
        "inputs:\n",
        "stream: yes\ninputs:\n",
        ['3:9: some readers take yes for true; write "yes" for the text, or true'],
        schema=False,
    ),
    Case(
        "inputs that are no mapping",
        "inputs:\n  model: gpt-5-mini\n",
        "inputs: [model]\n",
        ["3:9: inputs must be a mapping, not a list"],
    ),
    Case(
        "an input that cannot be named",
        "  model: gpt",
        "  Max-Tokens: gpt",
        [
            "4:3: the input is Max-Tokens; write small letters, digits and underscores, as templates name it"
        ],
    ),
    Case(
        "an input that hides a shared one",
        "  model: gpt",
        "  endpoint: gpt",
        ["4:3: the input endpoint would hide the service's; rename it"],
    ),
    Case(
        "no value",
        "  model: gpt-5-mini\n",
        "  model:\n",
        ['4:9: there is no value; write null, "" or what is meant'],
        schema=False,
    ),
    Case(
        "a scenario that is not kebab-case",
        "  default:\n",
        "  myDefault:\n",
        ["6:3: the scenario is myDefault; write my-default"],
    ),
    Case(
        "one scenario",
        TWO,
        "",
        [
            "5:1: two scenarios must exit with 0 and print different text; add one, or text that is pasted into a sample would pass"
        ],
    ),
    Case(
        "scenarios that print the same",
        "[Two.]",
        "[One.]",
        [
            "5:1: two scenarios must exit with 0 and print different text; add one, or text that is pasted into a sample would pass"
        ],
        schema=False,
    ),
    Case(
        "no scenarios",
        "scenarios:\n" + ONE + TWO,
        "scenarios: {}\n",
        [
            "5:1: two scenarios must exit with 0 and print different text; add one, or text that is pasted into a sample would pass"
        ],
    ),
    Case(
        "a missing stdout",
        "    stdout: [Two.]\n",
        "",
        ["16:5: the scenario other lacks stdout; add it"],
    ),
    Case(
        "a misspelt scenario key",
        "    stdout: [Two.]",
        "    stdOut: [Two.]",
        ["23:5: the scenario other has no key stdOut; did you mean stdout?"],
    ),
    Case(
        "a number for stdout",
        "[Two.]",
        "2",
        ['23:13: stdout must be a list or text, not the number 2; write "2"'],
    ),
    Case(
        "a number among lines",
        "[Two.]",
        "[Two., 12:30, 3]",
        [
            '23:20: YAML 1.1 takes 12:30 for a number of base 60; write "12:30"',
            '23:27: an item of stdout must be text, not the number 3; write "3"',
        ],
    ),
    Case(
        "an exit code that is none",
        "    stdout: [Two.]\n",
        "    stdout: [Two.]\n    exit_code: 256\n",
        ["24:16: exit_code is 256; write a number from 0 to 255"],
    ),
    Case(
        "a word for an exit code",
        "    stdout: [Two.]\n",
        "    stdout: [Two.]\n    exit_code: non-zero\n",
        ['24:16: exit_code is "non-zero"; write a number from 0 to 255, or nonzero'],
    ),
    Case(
        "a float for an exit code",
        "    stdout: [Two.]\n",
        "    stdout: [Two.]\n    exit_code: 1.5\n",
        ["24:16: exit_code must be a whole number, not the number 1.5"],
    ),
    Case(
        "stderr with text",
        "    stdout: [Two.]\n",
        "    stdout: [Two.]\n    exit_code: 1\n    stderr: warnings\n",
        ['25:13: stderr is "warnings"; write any'],
    ),
    Case(
        "stderr after success",
        "    stdout: [Two.]\n",
        "    stdout: [Two.]\n    stderr: any\n",
        ["24:5: a program that exits with 0 writes nothing to stderr; remove stderr"],
    ),
    Case(
        "no interactions",
        ONE,
        "  default:\n    interactions: []\n    stdout: [One.]\n",
        ["7:19: interactions is empty; write at least one"],
    ),
    Case(
        "a tolerance without a reason",
        "scenarios:\n",
        "tolerated: [{member: encoding_format}]\nscenarios:\n",
        ["5:13: an item of tolerated lacks reason; add it"],
    ),
    Case(
        "a stream that does not stream",
        "inputs:\n",
        "stream: true\ninputs:\n",
        [
            "3:1: a stream needs a scenario that cuts it; add one with fault: cut and after: 3",
            "3:1: no request has stream: true in its body; add it, or remove stream",
        ],
        schema=False,
    ),
    Case(
        "a stream that is not announced",
        "body: {model: gpt-5-mini}",
        "body: {model: gpt-5-mini, stream: true}",
        ["5:1: a request says stream: true; write stream: true for the operation too"],
        schema=False,
    ),
    Case(
        "a whole file that is a list",
        GOOD,
        "- title: Chat\n",
        ["1:1: an operation must be a mapping, not a list"],
    ),
    Case(
        "a duplicate key",
        "summary: Ask a model.\n",
        "summary: Ask a model.\ntitle: Again\n",
        ["3:1: title stands here a second time, first at line 1, column 1; remove one"],
        schema=False,
    ),
    Case(
        "an unknown alias",
        "model: gpt-5-mini\n",
        "model: *modle\n",
        ["4:10: *modle has no anchor &modle before it; there is none to choose from"],
        schema=False,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_problem_of_an_operation_is_told_with_its_place_and_mend(case: Case) -> None:
    case.check()
