"""What must hold beyond the form of a file: an operation that could not prove anything is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from samplegen.model import Interaction, Scenario
from samplegen.spec.compose import Member
from samplegen.spec.fields import KEBAB, Fields
from samplegen.spec.problems import START, Mark, Problems


def check_name(file: Path, problems: Problems) -> None:
    check_kebab(file.stem, START, "the file's name", problems)


def check_kebab(name: str, mark: Mark, what: str, problems: Problems) -> None:
    if not KEBAB.fullmatch(name):
        problems.add(mark, f"{what} {name} is not in kebab-case")


def check_inputs(members: Mapping[str, Member], problems: Problems) -> None:
    pass


def check_scenarios(
    scenarios: Sequence[Scenario], members: Mapping[str, Member], fields: Fields
) -> None:
    pass


def check_interaction(interaction: Interaction, fields: Fields) -> None:
    pass
