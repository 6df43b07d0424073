"""The same operation must be the same on the wire, whatever the language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from samplegen.lane import reason
from samplegen.model import Exchange, Sample, ScenarioVerdict, Stage, Status, Verdict


def judge(samples: Iterable[Sample], verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Compares the requests of all languages, scenario by scenario.

    Only scenarios that passed are compared: what a failing one sent is told already.

    Returns:
        The verdicts, those failed that differ from the others in what the spec does not tolerate.
    """
    by_id = {verdict.sample: verdict for verdict in verdicts}
    cells: dict[tuple[str, str], list[Sample]] = {}
    for sample in samples:
        cells.setdefault((sample.operation.name, sample.auth.name), []).append(sample)
    for group in cells.values():
        _judge_cell(group, by_id)
    return list(by_id.values())


def _judge_cell(group: Sequence[Sample], by_id: dict[str, Verdict]) -> None:
    from samplegen.mock import across

    operation = group[0].operation
    for scenario in operation.scenarios:
        sent = {
            sample.id: exchanges
            for sample in group
            if (exchanges := _passed(by_id[sample.id], scenario.name)) is not None
        }
        for id_, differences in across(sent, operation.tolerated).items():
            by_id[id_] = _with(by_id[id_], scenario.name, differences)


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
