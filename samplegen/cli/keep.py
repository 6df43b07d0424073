"""Keeps what each run printed and sent, for a person who looks for the cause of a failure."""

from __future__ import annotations

from pathlib import Path

from samplegen.lane import Keep
from samplegen.model import Sample, ScenarioVerdict
from samplegen.report.json_format import dumps, scenario_to_json
from samplegen.tree import write_file


def keeper(directory: Path) -> Keep:
    """Returns what writes ``<directory>/<id>/<scenario>/{stdout,stderr,verdict.json}``."""

    def keep(sample: Sample, verdict: ScenarioVerdict) -> None:
        root = directory / sample.id / verdict.name
        write_file(root / "stdout", verdict.stdout.encode())
        write_file(root / "stderr", verdict.stderr.encode())
        write_file(root / "verdict.json", f"{dumps(scenario_to_json(verdict))}\n".encode())

    return keep
