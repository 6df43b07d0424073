"""What must hold beyond the form: an operation that could not prove anything is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from samplegen.model import Fault, Interaction, Request, Scenario
from samplegen.spec.compose import Member
from samplegen.spec.fields import Fields
from samplegen.spec.problems import Mark, Problems

_KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_INPUT = re.compile(r"[a-z][a-z0-9_]*")
SHARED = ("endpoint", "scope", "key_variable", "key_missing")
"""Inputs that every operation has from the service."""


def check_kebab(name: str, mark: Mark, what: str, problems: Problems) -> None:
    """Refuses a name that is not in kebab-case."""
    if not _KEBAB.fullmatch(name):
        words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+", name)
        mend = "-".join(words).lower()
        mend = mend if _KEBAB.fullmatch(mend) else "small letters, digits and single hyphens"
        problems.add(mark, f"{what} is {name or 'empty'}; write {mend}")


def check_inputs(members: Mapping[str, Member], problems: Problems) -> None:
    """Refuses inputs that templates could not name, or that would hide those of the service."""
    for name, member in members.items():
        if not _INPUT.fullmatch(name):
            mend = "write small letters, digits and underscores, as templates name it"
            problems.add(member.mark, f"the input is {name or 'empty'}; {mend}")
        elif name in SHARED:
            problems.add(member.mark, f"the input {name} would hide the service's; rename it")


def check_interaction(interaction: Interaction, fields: Fields, *, own: bool = False) -> None:
    """Refuses counts without a reason and replies that cannot come about.

    Args:
        own: whether a service that runs is told: then counts need no reason.
    """
    exact = interaction.least == interaction.most
    if exact and "because" in fields:
        fields.refuse("because", "because says why times varies, and it does not; remove it")
    if not exact and "because" not in fields and not own:
        fields.refuse("times", "times varies; add because and say why languages differ")
    if interaction.reply.fault is Fault.REFUSED and interaction.most > 0:
        mark = fields.key("times" if "times" in fields else "reply")
        message = "a refused connection lets no request arrive; write times: 0"
        fields.problems.add(mark, message)
    if interaction.reply.kind == "events" and not _streams(interaction.request):
        fields.refuse("reply", "events answer a request whose body says stream: true; add it")


def check_scenario(scenario: Scenario, fields: Fields) -> None:
    """Refuses outcomes that contradict what happens."""
    if scenario.exit_code != 0:
        return
    if "stderr" in fields:
        message = "a program that exits with 0 writes nothing to stderr; remove stderr"
        fields.refuse("stderr", message)
    if scenario.interactions and scenario.interactions[-1].reply.fault is Fault.CUT:
        mark = fields.key("exit_code" if "exit_code" in fields else "interactions")
        message = "the last answer is cut; write exit_code: nonzero, and stderr: any for a crash"
        fields.problems.add(mark, message)


def check_scenarios(scenarios: Sequence[Scenario], fields: Fields) -> None:
    """Refuses scenarios that a sample could pass without calling the service."""
    texts = {scenario.stdout for scenario in scenarios if scenario.exit_code == 0}
    if len(texts) < 2:  # noqa: PLR2004 - one text could be pasted into a sample
        mend = "add one, or text that is pasted into a sample would pass"
        message = "two scenarios must exit with 0 and print different text"
        fields.refuse("scenarios", f"{message}; {mend}")
    streaming = any(_streams(request) for request in _requests(scenarios))
    if streaming and "stream" not in fields:
        message = "a request says stream: true; write stream: true for the operation too"
        fields.refuse("scenarios", message)


def check_stream(scenarios: Sequence[Scenario], fields: Fields) -> None:
    """Refuses a streaming operation that never streams, or whose stream is never cut."""
    if not any(_streams(request) for request in _requests(scenarios)):
        message = "no request has stream: true in its body; add it, or remove stream"
        fields.refuse("stream", message)
    faults = (each.reply.fault for scenario in scenarios for each in scenario.interactions)
    if Fault.CUT not in faults:
        message = "a stream needs a scenario that cuts it; add one with fault: cut and after: 3"
        fields.refuse("stream", message)


def _requests(scenarios: Sequence[Scenario]) -> Iterator[Request]:
    return (each.request for scenario in scenarios for each in scenario.interactions)


def _streams(request: Request) -> bool:
    return isinstance(request.body, dict) and request.body.get("stream") is True
