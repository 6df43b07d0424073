"""Measures what a user waits for, and writes docs/benchmarks.md: `python -m benchmarks`."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import containers
from benchmarks.containers import Way, section
from benchmarks.measure import ROOT, Cost, median, samplegen
from benchmarks.service import CONNECTIONS, SECONDS, TURNS, Comparison, compare
from benchmarks.synthetic import make

RUNS = 5
SIZES = (2_500, 5_000, 10_000)


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what was measured, by which command, what it may cost, what it cost."""

    what: str
    command: str
    target: str
    cost: Cost


def figures() -> Iterator[Figure]:
    helping = median([samplegen("--help") for _ in range(RUNS)])
    yield Figure("help", "samplegen --help", "0.15 s", helping)
    with tempfile.TemporaryDirectory() as name:
        whole = [samplegen("generate", "--output", f"{name}/{run}") for run in range(RUNS)]
        yield Figure("whole matrix", "samplegen generate", "1 s", median(whole))
        for size in SIZES:
            target = "10 s, 250 MB" if size == SIZES[-1] else ""
            yield Figure(f"{size:,} samples", "samplegen generate", target, _synthetic(name, size))
    here = ("verify", "--runner", "local")
    samplegen(*here)
    warm = samplegen(*here, "--no-cache")
    yield Figure("whole matrix, built", "samplegen verify --no-cache", "150 s", warm)
    unchanged = median([samplegen(*here) for _ in range(RUNS)])
    yield Figure("nothing changed", "samplegen verify", "3 s", unchanged)


def _synthetic(directory: str, size: int) -> Cost:
    root = Path(directory) / f"synthetic-{size}"
    specs, templates = make(root, size)
    return samplegen(
        *("generate", "--specs", str(specs), "--templates", str(templates)),
        *("--output", str(root / "generated")),
    )


def page(rows: list[Figure], contained: list[Way] | str, compared: list[Comparison] | str) -> str:
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench`: {platform.system()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}. Medians of {RUNS} runs, but one run of what takes "
        "longer than a few seconds. CPU time counts the processes that samplegen waited for; "
        "memory is that of the largest single process.",
        "",
        "| what | command | target | wall | CPU | memory |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.what} | `{row.command}` | {row.target} | {row.cost.wall:.2f} s "
        f"| {row.cost.cpu:.2f} s | {row.cost.memory:.0f} MB |"
        for row in rows
    ]
    small, large = (row.cost.cpu for row in rows if row.what in _ends())
    lines += [
        "",
        f"Growth: {SIZES[-1] // SIZES[0]} times the samples cost {large / small:.1f} times the "
        "CPU time, in the same run.",
        "",
        *section(contained),
        *_beside_aimock(compared),
    ]
    return "\n".join(lines)


def _beside_aimock(compared: list[Comparison] | str) -> list[str]:
    head = ["## The emulated service beside aimock", ""]
    if isinstance(compared, str):
        return [*head, f"Not measured: {compared}.", ""]
    rows = [
        f"| {row.what} | {row.target} | {row.ours} | {row.theirs} | {row.ratio:.2f} |"
        for row in compared
    ]
    return [
        *head,
        f"wrk, one thread, {CONNECTIONS} connections over loopback, {TURNS} times {SECONDS} s in "
        "turns; one processor serves, the other asks. The same text, in as many events of a "
        "stream; ours has Azure's first chunk, its headers and its content filter besides.",
        "",
        "| what | target | samplegen mock | aimock 1.43.0 | ratio |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


def _ends() -> tuple[str, str]:
    return f"{SIZES[0]:,} samples", f"{SIZES[-1]:,} samples"


def main() -> None:
    text = page(list(figures()), containers.compare(), compare())
    (ROOT / "docs" / "benchmarks.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
