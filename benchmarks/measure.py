"""Runs a command and says what it cost, as the operating system accounts for it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall and CPU time in seconds, and peak memory of the largest process in MB."""

    wall: float
    cpu: float
    memory: float


def samplegen(*arguments: str, code: int = 0) -> Cost:
    """Runs samplegen once.

    Raises:
        SystemExit: it does not end with ``code``: a figure of a failing run means nothing.
    """
    argv = [sys.executable, "-m", "samplegen", *arguments]
    start = time.perf_counter()
    process = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != code:
        sys.exit(f"{' '.join(argv)} ended with {os.waitstatus_to_exitcode(status)}, not {code}")
    scale = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * scale / 1e6)


def median(costs: Sequence[Cost]) -> Cost:
    """Takes the median of each figure."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.memory for cost in costs),
    )
