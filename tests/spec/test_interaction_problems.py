"""What somebody is told whose request or reply cannot be meant."""

from __future__ import annotations

import pytest

from .writing import ONE, Case

CASES = (
    Case(
        "no request and no reply",
        ONE,
        ONE.replace("request:", "reqest:").replace("reply:", "rply:"),
        [
            "8:9: an interaction has no key reqest; did you mean request?",
            "12:9: an interaction has no key rply; did you mean reply?",
        ],
    ),
    Case(
        "a text for a list",
        "text: One.",
        "models: gpt-5-mini",
        ["13:19: models must be a list, not the text gpt-5-mini; write [gpt-5-mini]"],
    ),
    Case(
        "a header of two lines",
        "          text: One.\n",
        '          text: One.\n          headers: {x-id: "a\\nb"}\n',
        ["14:27: a header has one line; remove the line break"],
    ),
    Case(
        "times of nothing",
        "        reply:\n",
        "        times: []\n        reply:\n",
        ["12:16: times is a number, or [least, most] with least below most; write 1"],
    ),
    Case(
        "an unknown method",
        "method: POST",
        "method: post",
        ['9:19: method is "post"; did you mean POST?'],
    ),
    Case(
        "a path elsewhere",
        "/openai/v1/responses",
        "/openai/deployments/x",
        [
            '10:17: path is "/openai/deployments/x"; write a path that starts with /openai/v1/, and its query under query'
        ],
    ),
    Case(
        "a query in the path",
        "/openai/v1/responses",
        "/openai/v1/responses?api-version=1",
        [
            '10:17: path is "/openai/v1/responses?api-version=1"; write a path that starts with /openai/v1/, and its query under query'
        ],
    ),
    Case(
        "a body with GET",
        "method: POST",
        "method: GET",
        ["11:11: a GET has no body; write method: POST, or remove body"],
    ),
    Case(
        "a member both sent and absent",
        "          body: {model: gpt-5-mini}\n",
        "          body: {model: gpt-5-mini, text: {format: plain}}\n          absent: [stream, text.format]\n",
        ["12:28: text.format is in body too; remove one"],
        schema=False,
    ),
    Case(
        "an absent path that is none",
        "          body: {model: gpt-5-mini}\n",
        "          body: {model: gpt-5-mini}\n          absent: [a..b]\n",
        [
            '12:20: an item of absent is "a..b"; write a path of members joined with dots, such as text.format'
        ],
    ),
    Case(
        "a number for a header",
        "          text: One.\n",
        "          text: One.\n          headers: {retry-after: 1}\n",
        ['14:34: the header retry-after must be text, not the number 1; write "1"'],
    ),
    Case(
        "a header twice",
        "          text: One.\n",
        "          text: One.\n          headers: {X-Id: a, x-id: b}\n",
        ["14:30: x-id is the header of line 14, column 21; remove one"],
        schema=False,
    ),
    Case(
        "a header that is no name",
        "          text: One.\n",
        "          text: One.\n          headers: {x id: a}\n",
        ["14:21: x id is no name of a header; write one such as x-ms-date"],
    ),
    Case(
        "a credential in a request",
        "          method: POST\n",
        "          method: POST\n          headers: {Api-Key: a}\n",
        ["10:21: Api-Key is checked for every way of signing in; remove it"],
    ),
    Case(
        "a version as a query",
        "          method: POST\n",
        "          method: POST\n          query: {version: 1.10}\n",
        ['10:28: the number 1.10 would not keep its form; write "1.10" for the text, or 1.1'],
    ),
    Case(
        "a reply of two kinds",
        "          text: One.\n",
        "          text: One.\n          error: RateLimited\n",
        ["14:11: a reply says one thing; keep text or error"],
    ),
    Case(
        "a reply of none",
        "          text: One.\n",
        "          status: 200\n",
        [
            "13:11: a reply lacks what it says; add one of text, deltas, output, vectors, models, error, body, events, or a fault"
        ],
    ),
    Case(
        "an unknown error",
        "          text: One.\n",
        "          error: RateLimit\n",
        ['13:18: there is no error "RateLimit"; did you mean RateLimited?'],
        schema=False,
    ),
    Case(
        "an error that succeeds",
        "          text: One.\n",
        "          error: RateLimited\n          status: 200\n",
        ["14:19: an error has a status from 400 to 599; remove status or mend it"],
    ),
    Case(
        "a fault that is none",
        "          text: One.\n",
        "          fault: timeout\n",
        ['13:18: fault is "timeout"; known are cut, failed, malformed, refused, reset, stalled'],
    ),
    Case(
        "a fault with an answer",
        "          text: One.\n",
        "          text: One.\n          fault: reset\n",
        ["13:11: with fault: reset nothing is answered; remove text"],
    ),
    Case(
        "a fault with a status",
        "          text: One.\n",
        "          fault: reset\n          status: 500\n",
        ["14:11: with a fault alone nothing is answered; remove status"],
    ),
    Case(
        "after without a cut",
        "          text: One.\n",
        "          text: One.\n          after: 1\n",
        [
            "14:11: after counts the pieces that arrive before a cut; remove it, or add fault: cut and deltas"
        ],
    ),
    Case(
        "after the end",
        "          text: One.\n    stdout: [One.]\n",
        "          deltas: [O, ne.]\n          fault: cut\n          after: 3\n    stdout: [One.]\n    exit_code: 1\n",
        ["15:18: after is 3; there are 2 deltas; write a number from 0 to 2"],
        schema=False,
    ),
    Case(
        "empty deltas",
        "          text: One.\n",
        "          deltas: []\n",
        ["13:19: deltas is empty; write the pieces of an answer"],
    ),
    Case(
        "an output item without type",
        "          text: One.\n",
        "          output: [{text: One.}]\n",
        ["13:20: an item of output lacks type; add it, such as type: message"],
    ),
    Case(
        "a misspelt key of vectors",
        "          text: One.\n",
        "          vectors: {dimension: 3, starts: [[0.5, x]]}\n",
        [
            "13:21: vectors has no key dimension; did you mean dimensions?",
            "13:50: a value of a vector must be a number, not the text x",
        ],
    ),
    Case(
        "a vector that is too long",
        "          text: One.\n",
        "          vectors: {dimensions: 1, starts: [[0.5, 0.25]]}\n",
        ["13:45: this vector starts with 2 numbers and has 1; remove some"],
        schema=False,
    ),
    Case(
        "members of events",
        "          text: One.\n",
        "          events: [12]\n          members: {}\n",
        [
            "12:9: events answer a request whose body says stream: true; add it",
            '13:20: an item of events must be a mapping or text, not the number 12; write "12"',
            "14:11: events are sent as they stand; write members into them",
        ],
    ),
    Case(
        "events without a stream",
        "          text: One.\n",
        "          events: ['[DONE]']\n",
        ["12:9: events answer a request whose body says stream: true; add it"],
        schema=False,
    ),
    Case(
        "times that are reversed",
        "          text: One.\n",
        "          text: One.\n        times: [4, 3]\n        because: SDKs differ.\n",
        ["14:16: times is a number, or [least, most] with least below most; write [3, 4]"],
        schema=False,
    ),
    Case(
        "times of one",
        "          text: One.\n",
        "          text: One.\n        times: [3]\n        because: SDKs differ.\n",
        ["14:16: times is a number, or [least, most] with least below most; write 3"],
    ),
    Case(
        "times without because",
        "          text: One.\n",
        "          text: One.\n        times: [3, 4]\n",
        ["14:9: times varies; add because and say why languages differ"],
    ),
    Case(
        "because without times",
        "          text: One.\n",
        "          text: One.\n        because: SDKs differ.\n",
        ["14:9: because says why times varies, and it does not; remove it"],
    ),
    Case(
        "a text for times",
        "          text: One.\n",
        '          text: One.\n        times: "3"\n',
        ["14:16: times must be a whole number or a list, not text; write 3 without quotes"],
    ),
    Case(
        "a refused request that arrives",
        "          text: One.\n    stdout: [One.]\n",
        "          fault: refused\n    stdout: [One.]\n    exit_code: 1\n",
        ["12:9: a refused connection lets no request arrive; write times: 0"],
    ),
    Case(
        "a cut that succeeds",
        "          text: One.\n",
        "          deltas: [O, ne.]\n          fault: cut\n",
        ["7:5: the last answer is cut; write exit_code: nonzero, and stderr: any for a crash"],
        schema=False,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_problem_of_an_interaction_is_told_with_its_place_and_mend(case: Case) -> None:
    case.check()
