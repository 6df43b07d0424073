"""What somebody is told whose service or known issue cannot be meant."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from samplegen import spec

from .writing import KNOWN, SERVICE, directory_problems, edited

ENDPOINT = "https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"
KEY = "{title: API key, credential: key, variable: AZURE_OPENAI_API_KEY}"
SECOND = "  other: {title: Other, credential: key, variable: OTHER_KEY}\n"


@pytest.mark.parametrize(
    ("old", "new", "problem", "schema"),
    [
        (
            ENDPOINT,
            ENDPOINT[:-1],
            (
                f'1:11: endpoint is "{ENDPOINT[:-1]}"; '
                "write an address that starts with https:// and ends with /"
            ),
            True,
        ),
        (
            ENDPOINT,
            "http://localhost/",
            (
                '1:11: endpoint is "http://localhost/"; '
                "write an address that starts with https:// and ends with /"
            ),
            True,
        ),
        (
            "/.default",
            "",
            '2:8: scope is "https://ai.azure.com"; write one that ends with /.default',
            True,
        ),
        ("scope:", "scopes:", "2:1: the service has no key scopes; did you mean scope?", True),
        ("entra-id:", "EntraId:", "4:3: the auth is EntraId; write entra-id", True),
        (
            "credential: token",
            "credential: tokn",
            '4:53: credential is "tokn"; did you mean token?',
            True,
        ),
        (
            KEY,
            "{title: API key, credential: key}",
            "5:41: a key stands in a variable; add variable",
            True,
        ),
        (
            "credential: token",
            "credential: token, variable: TOKEN",
            "4:60: a token stands in no variable; remove it",
            True,
        ),
        (
            "AZURE_OPENAI_API_KEY",
            "azure-key",
            (
                '5:56: variable is "azure-key"; '
                "write the name of an environment variable, such as OPENAI_API_KEY"
            ),
            True,
        ),
        (
            "operations:",
            f"{SECOND}operations:",
            (
                "3:1: api-key and other both name the variable of the key; "
                "leave one without endpoint_variable"
            ),
            False,
        ),
        (
            "operations: [chat]",
            "operations: chat",
            "6:13: operations must be a list, not the text chat; write [chat]",
            True,
        ),
        (
            "operations: [chat]",
            "operations: [chat, chatt]",
            "6:20: there is no operations/chatt.yaml; did you mean chat?",
            False,
        ),
        (
            "operations: [chat]",
            "operations: [chat, chat]",
            "6:20: chat is listed a second time, first at line 6, column 14; remove one",
            True,
        ),
    ],
)
def test_problem_of_a_service_is_told(old: str, new: str, problem: str, schema: bool) -> None:
    text = edited(SERVICE, old, new)
    assert directory_problems(service=text) == (f"specs/service.yaml:{problem}",)
    assert (
        jsonschema.Draft202012Validator(spec.schema("service")).is_valid(yaml.safe_load(text))
        is not schema
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (KNOWN, "samples: x\n", "1:1: the list of known issues must be a list, not a mapping"),
        ("reason:", "cause:", "1:3: a known issue lacks reason; add it"),
        (
            "go/chat/*",
            "go/chat",
            '1:12: samples is "go/chat"; write a pattern of three parts, such as go/*/entra-id',
        ),
        ("go/chat/*", "go/chatt/*", "1:12: there is no operation chatt; did you mean chat?"),
        (
            "scenario: default",
            "scenario: defualt",
            "2:13: chat has no scenario defualt; did you mean default?",
        ),
        (
            "https://",
            "ftp://",
            '4:9: link is "ftp://example.com/issues/1"; write an address that starts with https://',
        ),
        ("2026-01-31", "2026-02-31", "5:10: since is 2026-02-31; write a date such as 2026-01-31"),
        ("2026-01-31", "~", '5:10: since must be text, not null; write "~"'),
        ("2026-01-31", "last week", "5:10: since is last week; write a date such as 2026-01-31"),
        (
            "2026-01-31\n",
            f"2026-01-31\n{KNOWN}",
            "6:3: this is the issue of line 1, column 3; remove one",
        ),
    ],
)
def test_problem_of_a_known_issue_is_told(old: str, new: str, problem: str) -> None:
    problems = directory_problems(known=edited(KNOWN, old, new))
    assert f"specs/known_issues.yaml:{problem}" in problems


def test_known_issues_are_not_checked_against_operations_that_are_broken() -> None:
    problems = directory_problems(chat="title: Chat\n", known=KNOWN)
    assert {line.split(":")[0] for line in problems} == {"specs/operations/chat.yaml"}
