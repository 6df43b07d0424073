"""Scenario files of a service that runs -> Interaction values."""

from __future__ import annotations

from collections.abc import Collection

from samplegen.model import Interaction
from samplegen.spec.compose import Node
from samplegen.spec.fields import Fields
from samplegen.spec.operation import read_interactions
from samplegen.spec.problems import Problems


def read_scenario(
    root: Node, problems: Problems, errors: Collection[str] | None
) -> tuple[Interaction, ...]:
    """Reads what a service answers to whom: interactions as in the scenarios of a spec.

    Args:
        root: the whole file.
        problems: takes what is wrong; the result means nothing if there is any.
        errors: names of service errors that there are; None lets every name pass.
    """
    fields = Fields(root, problems, "a scenario", ("interactions",))
    return read_interactions(fields, errors, own=True)
