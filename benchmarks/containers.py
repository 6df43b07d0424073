"""The whole matrix in containers, beside the toolchains of this machine, in one run."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.measure import samplegen
from samplegen.errors import MachineError
from samplegen.runners.docker.engine import connect

WAYS = (
    ("toolchains of this machine", "", ("--runner", "local")),
    ("containers", "1.50", ("--runner", "docker")),
    ("a container for each run", "", ("--runner", "docker", "--isolate")),
)


@dataclass(frozen=True, slots=True)
class Way:
    """What one way of running the matrix costs once all is built.

    Args:
        target: what the ratio may be; empty for any.
        wall: seconds.
        ratio: to the first way.
    """

    what: str
    command: str
    target: str
    wall: float
    ratio: float


def compare() -> list[Way] | str:
    """All ways; or why there are none."""
    try:
        connect().close()
    except MachineError as problem:
        return str(problem)
    for _, _, options in WAYS[:2]:
        samplegen("verify", *options)
    walls = [samplegen("verify", "--no-cache", *options).wall for _, _, options in WAYS]
    return [
        Way(what, f"samplegen verify --no-cache {' '.join(options)}", target, wall, wall / walls[0])
        for (what, target, options), wall in zip(WAYS, walls, strict=True)
    ]


def section(compared: list[Way] | str) -> list[str]:
    """Lines of Markdown."""
    head = ["## Containers beside the toolchains of this machine", ""]
    if isinstance(compared, str):
        return [*head, f"Not measured: {compared}.", ""]
    return [
        *head,
        "Everything is built and installed before. The emulated service is started with each run.",
        "",
        "| what | command | target | wall | ratio |",
        "|---|---|---|---|---|",
        *(
            f"| {way.what} | `{way.command}` | {way.target} | {way.wall:.0f} s | {way.ratio:.2f} |"
            for way in compared
        ),
        "",
    ]
