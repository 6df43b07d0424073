"""The same operation must be the same on the wire, whatever the language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from samplegen.lane import reason
from samplegen.model import Exchange, Sample, ScenarioVerdict, Stage, Status, Verdict, Wire


def compare(samples: Iterable[Sample], verdicts: Iterable[Verdict]) -> tuple[Wire, ...]:
    """Compares the requests of all languages, scenario by scenario.

    Only scenarios that passed are compared: what a failing one sent is told already.

    Returns:
        Each run that there is another language to compare with, whether it differs or not.
    """
    by_id = {verdict.sample: verdict for verdict in verdicts}
    cells: dict[tuple[str, str], list[Sample]] = {}
    for sample in samples:
        cells.setdefault((sample.operation.name, sample.auth.name), []).append(sample)
    return tuple(wire for group in cells.values() for wire in _compare_cell(group, by_id))


def judge(verdicts: Iterable[Verdict], wires: Iterable[Wire]) -> list[Verdict]:
    """Fails the samples that differ from the others in what the spec does not tolerate."""
    by_id = {verdict.sample: verdict for verdict in verdicts}
    for wire in wires:
        if wire.differences:
            by_id[wire.sample] = _with(by_id[wire.sample], wire.scenario, wire.differences)
    return list(by_id.values())


def _compare_cell(group: Sequence[Sample], by_id: Mapping[str, Verdict]) -> Iterator[Wire]:
    from samplegen.mock import across, deviations

    operation = group[0].operation
    for scenario in operation.scenarios:
        sent = {
            sample.id: exchanges
            for sample in group
            if (exchanges := _passed(by_id[sample.id], scenario.name)) is not None
        }
        wrong = across(sent, operation.tolerated)
        tolerated = deviations(sent, operation.tolerated)
        for id_ in sent if len(sent) > 1 else ():
            yield Wire(id_, scenario.name, tolerated.get(id_, ()), wrong.get(id_, ()))


def _passed(verdict: Verdict, scenario: str) -> tuple[Exchange, ...] | None:
    return next(
        (
            found.requests
            for found in verdict.scenarios
            if found.name == scenario and found.status is Status.PASSED
        ),
        None,
    )


def _with(verdict: Verdict, scenario: str, differences: Sequence[str]) -> Verdict:
    scenarios = tuple(
        _failed(each, differences) if each.name == scenario else each for each in verdict.scenarios
    )
    failing = [each for each in scenarios if each.status is Status.FAILED]
    return replace(
        verdict,
        status=Status.FAILED,
        stage=Stage.MATCH,
        reason=reason(failing),
        scenarios=scenarios,
    )


def _failed(verdict: ScenarioVerdict, differences: Sequence[str]) -> ScenarioVerdict:
    return replace(verdict, status=Status.FAILED, differences=(*verdict.differences, *differences))
