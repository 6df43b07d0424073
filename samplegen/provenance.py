"""Where a sample was proved, from a JSON report: what pages may say about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from samplegen.errors import InputError
from samplegen.model import Exchange, Report, Status, Verdict
from samplegen.tree import sha256


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known about the run of a sample.

    Args:
        sha256: of the bytes that ran, in hex.
        day: the day on which they ran, as in ISO 8601.
        tools: program -> version.
        packages: package -> version.
        runner: ``local`` or ``docker``.
        target: ``mock``, or the address of the endpoint.
        requests: SHA-256 of the requests that were sent, in hex.
    """

    sha256: str
    day: str
    tools: Mapping[str, str]
    packages: Mapping[str, str]
    runner: str
    target: str
    requests: str


def of(report: Report, day: date) -> dict[str, Provenance]:
    """Says of each sample that passed where it was proved.

    Args:
        day: the day of the verification.
    """
    return {
        verdict.sample: _one(report, verdict, day)
        for verdict in report.verdicts
        if verdict.status is Status.PASSED and verdict.scenarios
    }


def _one(report: Report, verdict: Verdict, day: date) -> Provenance:
    toolset = report.toolchains[verdict.sample.partition("/")[0]]
    sent = [request for scenario in verdict.scenarios for request in scenario.requests]
    return Provenance(
        sha256=verdict.sha256,
        day=day.isoformat(),
        tools=dict(toolset.tools),
        packages=dict(toolset.packages),
        runner=toolset.runner,
        target=report.target,
        requests=_hash(sent),
    )


def _hash(sent: Iterable[Exchange]) -> str:
    """Hashes what programs send, without what differs from run to run."""
    lines = [[each.method, each.host, each.path, dict(each.query), each.auth, each.body]
             for each in sent]  # fmt: skip
    return sha256(json.dumps(sorted(map(json.dumps, lines))).encode())


def dumps(found: Mapping[str, Provenance]) -> bytes:
    """Writes the file that keeps what is known, sorted by sample."""
    value = {id_: asdict(each) for id_, each in sorted(found.items())}
    return (json.dumps(value, indent=1) + "\n").encode()


def loads(content: bytes, place: str) -> dict[str, Provenance]:
    """Reads such a file.

    Raises:
        InputError: it is none.
    """
    try:
        return {id_: Provenance(**each) for id_, each in json.loads(content).items()}
    except (ValueError, TypeError, AttributeError) as error:
        mend = "write it anew with `samplegen docs --report`"
        raise InputError(f"{place}: this says no provenance; {mend}") from error
