"""The document beside the facts that it is made of."""

from __future__ import annotations

import pytest

from .__main__ import TARGET, text
from .page import CLAIMS, Claim, claims, page, wrong

FACTS = {
    "packages": {"openai": "1.0"},
    "cases": {"429": {"error": "RateLimitError", "attempts": 3}},
    "retry": {"default": 2, "statuses": [408, "5xx"], "off": True},
}


def claim(**facts: object) -> Claim:
    return Claim("Retries", ["python"], "It is so.", {k.replace("__", "."): v
                                                     for k, v in facts.items()})  # fmt: skip


def test_the_document_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == text(), "`make claims` writes it anew"


def test_every_claim_is_measured_or_says_why_not() -> None:
    found = claims(CLAIMS.read_text(encoding="utf-8"))
    assert found
    assert all(bool(each.facts) != bool(each.unmeasured) for each in found)


def test_a_claim_that_holds() -> None:
    assert wrong(claim(retry__default=2, retry__statuses=["5xx", 408], packages=["openai"]),
                 FACTS) == []  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"retry__default": 3}, "`retry.default` is 2"),
        ({"retry__default": True}, "`retry.default` is 2"),
        ({"retry__off": 1}, "`retry.off` is True"),
        ({"retry__statuses": [408]}, "`retry.statuses` is 408, 5xx"),
        ({"cases__404__error": "NotFoundError"}, "`cases.404.error` is nothing"),
    ],
)
def test_a_claim_that_does_not_hold_says_what_was_measured(
    facts: dict[str, object], told: str
) -> None:
    assert wrong(claim(**facts), FACTS) == [told]


def test_both_are_counted() -> None:
    found = [claim(retry__default=2), claim(retry__default=3),
             Claim("Chat", ["python"], "It is nice.", {}, "Taste.")]  # fmt: skip
    told = page(found, {"python": FACTS}, {"python": "Python"})
    assert "**1 hold, 1 do not, 1 are not for us to measure.**" in told
    assert "| Retries | Python | It is so. | **no** | `retry.default` is 2. |" in told
    assert "| Chat | Python | It is nice. | open | Taste. |" in told
