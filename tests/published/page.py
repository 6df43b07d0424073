"""Claims and facts -> docs/page-versus-facts.md; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from samplegen.model import Json

CLAIMS = Path(__file__).with_name("claims.yaml")
NOTHING = object()


@dataclass(frozen=True)
class Claim:
    """Something that the page says.

    Args:
        says: in our words.
        facts: place in the facts of a language -> what it would be.
        unmeasured: why it cannot be measured; empty if it can.
    """

    section: str
    languages: Sequence[str]
    says: str
    facts: Mapping[str, Json]
    unmeasured: str = ""
    note: str = ""


def claims(text: str) -> list[Claim]:
    return [Claim(**{"facts": {}, **item}) for item in yaml.safe_load(text)]


def at(facts: Mapping[str, Any], place: str) -> Json:
    """The fact at a dotted place; of a mapping that is asked for as a whole, its names."""
    value: Any = facts
    for name in place.split("."):
        value = value.get(name, NOTHING) if isinstance(value, Mapping) else NOTHING
    return list(value) if isinstance(value, Mapping) else value


def wrong(claim: Claim, facts: Mapping[str, Any]) -> list[str]:
    """What was measured otherwise."""
    return [
        f"`{place}` is {shown(at(facts, place))}"
        for place, expected in claim.facts.items()
        if not same(at(facts, place), expected)
    ]


def same(measured: Json, expected: Json) -> bool:
    if isinstance(measured, list) and isinstance(expected, list):
        return sorted(map(str, measured)) == sorted(map(str, expected))
    return measured == expected and type(measured) is type(expected)


def shown(value: Json) -> str:
    if value is NOTHING:
        return "nothing"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "nothing" if value is None else f"{value}"


def page(
    found: Sequence[Claim], facts: Mapping[str, Mapping[str, Any]], titles: Mapping[str, str]
) -> str:
    """The whole document.

    Args:
        facts: language -> what ``generated/facts/<language>.json`` holds.
        titles: language -> as people write it.
    """
    rows = list(_rows(found, facts, titles))
    counts = [sum(row[3] == verdict for row in rows) for verdict in ("yes", "**no**", "open")]
    return "\n".join(
        [
            "# The published page, and what was measured",
            "",
            "Written by `make claims`, from `tests/published/claims.yaml` and `generated/facts/`.",
            'The page is "Azure OpenAI supported programming languages" in its first edition; its',
            "claims are told in our words.",
            "",
            f"**{counts[0]} hold, {counts[1]} do not, {counts[2]} are not for us to measure.**",
            "",
            *(f"- {titles[name]}: {_versions(facts[name])}" for name in titles),
            "",
            "| section | language | the page says | holds | measured |",
            "|---|---|---|---|---|",
            *(f"| {a} | {b} | {c} | {d} | {e} |" for a, b, c, d, e in rows),
            "",
        ]
    )


def _versions(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {version}" for name, version in facts["packages"].items())


def _rows(
    found: Sequence[Claim], facts: Mapping[str, Mapping[str, Any]], titles: Mapping[str, str]
) -> Iterator[tuple[str, str, str, str, str]]:
    """One row for all languages of which the same is to be said."""
    for claim in found:
        ends: dict[tuple[str, str], list[str]] = {}
        for language in claim.languages:
            ends.setdefault(_end(claim, facts[language]), []).append(titles[language])
        for (holds, told), languages in ends.items():
            yield claim.section, ", ".join(languages), claim.says, holds, told


def _end(claim: Claim, facts: Mapping[str, Any]) -> tuple[str, str]:
    if claim.unmeasured:
        return "open", claim.unmeasured
    differing = wrong(claim, facts)
    told = "; ".join(differing) or "as it says"
    return "**no**" if differing else "yes", f"{told}. {claim.note}".strip()
