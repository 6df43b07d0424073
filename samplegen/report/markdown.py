"""The report for a job summary or a comment: a table, and details to unfold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from samplegen.model import Report, ScenarioVerdict, Status, Verdict
from samplegen.report import view
from samplegen.report.clean import excerpt, one_line

_SYMBOLS = {
    Status.PASSED: "✅",
    Status.FAILED: "❌",
    Status.SKIPPED: "⚪",
    Status.KNOWN: "🔶",
    Status.FIXED: "⭐",
}
_NONE = "·"
_LINES, _CHARACTERS = 15, 1500
_MOST_NOTES, _NOTE = 3, 300
# A comment on GitHub holds 65,536 characters.
_DETAILS = 48_000


def render(report: Report, source: str = "generated") -> str:
    """Returns the report as GitHub Markdown, in a size that a comment can hold."""
    lines = [f"**{_plain(view.summary(report))}**", "", *_table(report)]
    wires = tuple(_wires(report))
    left = _DETAILS - sum(map(len, wires))
    return "\n".join((*lines, *wires, *_details(report, source, left))) + "\n"


def _table(report: Report) -> Iterator[str]:
    if not report.verdicts:
        return
    matrix = view.matrix(report)
    yield _row("operation", *(_plain(name) for name in matrix.languages))
    yield _row("---", *(":-:" for _ in matrix.languages))
    for operation in matrix.operations:
        cells = (matrix.cell(operation, language) for language in matrix.languages)
        yield _row(_plain(operation), *(_cell(cell) for cell in cells))
    shown = {verdict.status for verdict in report.verdicts}
    marks = (f"{_SYMBOLS[status]} {status.value}" for status in Status if status in shown)
    yield ""
    yield f"{' '.join(marks)} · marks in a cell: {', '.join(map(_plain, matrix.auths))}"
    yield ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: tuple[Verdict | None, ...]) -> str:
    return "".join(_SYMBOLS[verdict.status] if verdict else _NONE for verdict in cell)


def _wires(report: Report) -> Iterator[str]:
    if not report.wires:
        return
    matrix, notes = view.matrix(report), view.wires(report)
    yield "**On the wire**: what each language sends, compared with the others"
    yield ""
    yield _row("operation", *(_plain(name) for name in matrix.languages))
    yield _row("---", *("---" for _ in matrix.languages))
    for operation in matrix.operations:
        places = [(operation, language) for language in matrix.languages]
        cells = (_wire(notes.get(place), there=place in matrix.cells) for place in places)
        yield _row(_plain(operation), *cells)
    yield ""


def _wire(notes: tuple[str, ...] | None, *, there: bool) -> str:
    if notes is None:
        return "not compared" if there else _NONE
    shown = [_plain(one_line(note, _NOTE)) for note in notes[:_MOST_NOTES]]
    left = len(notes) - len(shown)
    return "<br>".join((*shown, *([f"… and {left:,} more"] if left else ()))) or "same"


def _details(report: Report, source: str, left: int) -> Iterator[str]:
    groups = view.groups(report)
    for number, group in enumerate(groups):
        text = "\n".join(_group(group, source))
        left -= len(text)
        if left < 0:
            yield f"… and {len(groups) - number:,} more that did not pass."
            return
        yield text


def _group(group: view.Group, source: str) -> Iterator[str]:
    first = group.first
    title = f"<code>{escape(one_line(group.title))}</code>"
    yield "<details>"
    yield f"<summary>{_SYMBOLS[first.status]} {title} {_stage(first)}</summary>"
    yield ""
    line, _ = view.location(first)
    yield f"{_code(view.located(first, source))}{f', line {line}' if line else ''}"
    yield ""
    for sentence in view.sentences(first):
        yield from _block(sentence) if "\n" in sentence else (f"- {_code(sentence)}",)
    for sample in group.ids[1:]:
        yield f"- also {_code(sample)}"
    yield ""
    for scenario in view.telling(first):
        yield from _streams(scenario)
    yield "</details>"
    yield ""


def _stage(verdict: Verdict) -> str:
    return f"{verdict.status.value} at {verdict.stage.value}"


def _streams(scenario: ScenarioVerdict) -> Iterator[str]:
    for name, text in view.streams(scenario):
        yield f"{name} of {_code(scenario.name)}:"
        yield ""
        yield from _block(text)


def _block(text: str) -> tuple[str, ...]:
    shown = excerpt(text, _LINES, _CHARACTERS)
    fence = "`" * max(3, _longest_run(shown) + 1)
    return (f"{fence}text", shown, fence, "")


def _code(text: str) -> str:
    """Returns a code span: nothing in it is markup, a link, or somebody's name."""
    shown = one_line(text)
    fence = "`" * (_longest_run(shown) + 1)
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown or ' '}{fence}"


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>&|~#@!])", r"\\\1", one_line(text))


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
