"""A report as people look at it: what belongs to which cell, and what did not pass, grouped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

from samplegen.model import Report, ScenarioVerdict, Status, Verdict, Wire
from samplegen.report.clean import one_line

SYMBOLS: Mapping[Status, str] = {
    Status.PASSED: "✓",
    Status.FAILED: "✗",
    Status.SKIPPED: "○",
    Status.KNOWN: "≈",
    Status.FIXED: "★",
}
NO_SAMPLE = "·"


class Level(str, Enum):
    """How bad a verdict is for the run as a whole."""

    GOOD = "good"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Operations by languages, in the order in which the report has them.

    Args:
        cells: (operation, language) -> auth -> verdict.
    """

    operations: tuple[str, ...]
    languages: tuple[str, ...]
    auths: tuple[str, ...]
    cells: Mapping[tuple[str, str], Mapping[str, Verdict]]

    def cell(self, operation: str, language: str) -> tuple[Verdict | None, ...]:
        """The verdict of each auth; nothing at all where the operation is not in the language."""
        found = self.cells.get((operation, language))
        return tuple(found.get(auth) for auth in self.auths) if found else ()


@dataclass(frozen=True, slots=True)
class Group:
    """Verdicts of one language that say the very same, such as a toolchain that is missing."""

    verdicts: tuple[Verdict, ...]

    @property
    def first(self) -> Verdict:
        return self.verdicts[0]

    @property
    def title(self) -> str:
        """The sample, or how many of which language."""
        if len(self.verdicts) == 1:
            return self.first.sample
        return f"{len(self.verdicts)} samples of {parts(self.first.sample)[0]}"

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(verdict.sample for verdict in self.verdicts)


def parts(sample: str) -> tuple[str, str, str]:
    """Returns language, operation and auth of a sample id; empty for what it does not have."""
    language, operation, auth = [*sample.split("/", 2), "", ""][:3]
    return language, operation, auth


def matrix(report: Report) -> Matrix:
    cells: dict[tuple[str, str], dict[str, Verdict]] = {}
    auths: dict[str, None] = {}
    for verdict in report.verdicts:
        language, operation, auth = parts(verdict.sample)
        cells.setdefault((operation, language), {})[auth] = verdict
        auths[auth] = None
    operations = dict.fromkeys(operation for operation, _ in cells)
    languages = dict.fromkeys(language for _, language in cells)
    return Matrix(tuple(operations), tuple(languages), tuple(auths), cells)


def wires(report: Report) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Returns what differs on the wire, by (operation, language); nothing where it is the same.

    There are only the cells that could be compared with another language.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    for wire in report.wires:
        language, operation, _ = parts(wire.sample)
        notes = found.setdefault((operation, language), {})
        notes.update(dict.fromkeys(_notes(wire)))
    return {cell: tuple(notes) for cell, notes in found.items()}


def _notes(wire: Wire) -> Iterator[str]:
    for difference in wire.differences:
        yield difference.removeprefix("across languages: ")
    for tolerance in wire.tolerated:
        yield f"{tolerance.member}: tolerated, because: {tolerance.reason}"


def by_language(report: Report) -> Mapping[str, tuple[Verdict, ...]]:
    found: dict[str, list[Verdict]] = {}
    for verdict in report.verdicts:
        found.setdefault(parts(verdict.sample)[0], []).append(verdict)
    return {language: tuple(verdicts) for language, verdicts in found.items()}


def groups(report: Report) -> tuple[Group, ...]:
    """Returns all that did not pass, the worst first, equal ones of a language together."""
    found: dict[tuple[str, ...], list[Verdict]] = {}
    for verdict in report.verdicts:
        if verdict.status is not Status.PASSED:
            found.setdefault(sameness(verdict), []).append(verdict)
    order = (Level.ERROR, Level.WARNING, Level.NOTE)
    grouped = (Group(tuple(verdicts)) for verdicts in found.values())
    return tuple(sorted(grouped, key=lambda group: order.index(level(report, group.first))))


def sameness(verdict: Verdict) -> tuple[str, ...]:
    """Returns what is equal for verdicts that need to be told only once."""
    if telling(verdict):
        return (verdict.sample,)
    language = parts(verdict.sample)[0]
    return (language, verdict.status.value, verdict.stage.value, verdict.reason)


def level(report: Report, verdict: Verdict) -> Level:
    """Returns what the verdict means for the run: a skipped sample is an error when strict."""
    if verdict.status is Status.SKIPPED:
        return Level.ERROR if report.strict else Level.WARNING
    return {
        Status.PASSED: Level.GOOD,
        Status.FAILED: Level.ERROR,
        Status.FIXED: Level.ERROR,
        Status.KNOWN: Level.NOTE,
    }[verdict.status]


def telling(verdict: Verdict) -> tuple[ScenarioVerdict, ...]:
    """Returns the scenarios that say why the sample did not pass."""
    return tuple(s for s in verdict.scenarios if s.status is not Status.PASSED or s.differences)


def cause(verdict: Verdict) -> str:
    """Returns the lines of the reason that no difference of a scenario says."""
    said = {
        text
        for scenario in telling(verdict)
        for difference in scenario.differences
        for text in (difference, f"{scenario.name}: {difference}")
    }
    if verdict.reason in said:
        return ""
    lines = verdict.reason.split("\n")
    return "\n".join(line for line in lines if line not in said).strip("\n")


def sentences(verdict: Verdict) -> Iterator[str]:
    """Yields the cause, then each difference with the scenario that it stands in."""
    if text := cause(verdict):
        yield text
    for scenario in telling(verdict):
        for difference in scenario.differences:
            yield f"{scenario.name}: {difference}"


def headline(verdict: Verdict) -> str:
    """Returns why it did not pass, in a line; never empty."""
    first = next(sentences(verdict), "").strip().split("\n", 1)[0]
    return first or f"{verdict.status.value} at {verdict.stage.value}"


def outcome(verdict: Verdict) -> str:
    """Returns the line that tells what became of a sample that did not pass."""
    return f"{verdict.sample}: {verdict.status.value} at {verdict.stage.value}: {headline(verdict)}"


def summary(report: Report) -> str:
    """Returns one line: how many of what, how long, and where."""
    total = len(report.verdicts)
    counts = ", ".join(f"{n:,} {name}" for name, n in report.counts().items() if n)
    line = f"{total:,} sample{'' if total == 1 else 's'}: {counts or 'nothing was proved'}"
    strict = ", strict" if report.strict else ""
    where = f"{one_line(report.runner)} runner, {one_line(report.target)}{strict}"
    return f"{line} in {report.seconds:.1f} s ({where})"


def streams(scenario: ScenarioVerdict) -> tuple[tuple[str, str], ...]:
    """Returns (name, text) of each output stream that holds something."""
    both = (("stdout", scenario.stdout), ("stderr", scenario.stderr))
    return tuple((name, text) for name, text in both if text.strip())


def location(verdict: Verdict) -> tuple[int, int]:
    """Returns line and column of the sample's file that the verdict names; 0 for not named.

    Compilers write ``main.x:3:7``, ``Main.x:[3,7]``, ``Main.x(3,7)`` or ``"main.x", line 3``.
    """
    name = PurePosixPath(verdict.file).name
    if not name:
        return 0, 0
    place = re.compile(
        rf"(?<![\w.-]){re.escape(name)}\"?(?::\[?|\(|, line )(\d{{1,6}})(?:[:,](\d{{1,6}}))?"
    )
    for text in _places(verdict):
        if found := place.search(text):
            return int(found[1]), int(found[2] or 0)
    return 0, 0


def located(verdict: Verdict, source: str) -> str:
    """Returns the sample's file below the directory ``source``."""
    return (PurePosixPath(source.replace("\\", "/")) / verdict.file).as_posix()


def _places(verdict: Verdict) -> Iterator[str]:
    yield from sentences(verdict)
    for scenario in telling(verdict):
        yield scenario.stderr[:100_000]
