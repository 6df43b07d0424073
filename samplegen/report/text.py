"""The report for people at a terminal: matrix, reasons, one line of counts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from samplegen.model import Report, ScenarioVerdict, Status, Verdict
from samplegen.report import view
from samplegen.report.clean import encodable, excerpt, one_line

_ASCII = {
    Status.PASSED: "+",
    Status.FAILED: "F",
    Status.SKIPPED: "s",
    Status.KNOWN: "k",
    Status.FIXED: "!",
}
_COLOURS = {
    Status.PASSED: "32",
    Status.FAILED: "31",
    Status.SKIPPED: "33",
    Status.KNOWN: "36",
    Status.FIXED: "35",
}
_MOST_DETAILS = 200
_MOST_IDS = 3
_LINES, _CHARACTERS = 8, 1200


@dataclass(frozen=True, slots=True)
class Style:
    """How to print: with colours, and with characters beyond ASCII."""

    colour: bool = False
    unicode: bool = True

    def paint(self, text: str, codes: str) -> str:
        return f"\x1b[{codes}m{text}\x1b[0m" if self.colour else text

    def symbol(self, status: Status | None) -> str:
        if status is None:
            return self.paint(view.NO_SAMPLE if self.unicode else ".", "2")
        symbols = view.SYMBOLS if self.unicode else _ASCII
        return self.paint(symbols[status], _COLOURS[status])


def render(report: Report, style: Style | None = None) -> str:
    """Returns the report as text; without a style in plain Unicode."""
    style = style or Style()
    lines = [*_table(report, style), *_details(report, style), _summary(report, style)]
    return "\n".join(lines) + "\n"


def show(report: Report, stream: TextIO, environ: Mapping[str, str] = os.environ) -> None:
    """Prints the report, coloured and with symbols where the stream can show them.

    Args:
        report: what to show.
        stream: where to.
        environ: where ``NO_COLOR`` and ``TERM=dumb`` are looked up.
    """
    text = render(report, style_for(stream, environ))
    stream.write(encodable(text, stream.encoding))


def style_for(stream: TextIO, environ: Mapping[str, str]) -> Style:
    """Returns what the stream can show."""
    dumb = bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"
    return Style(colour=stream.isatty() and not dumb, unicode=_encodes(stream.encoding))


def _encodes(encoding: str | None) -> bool:
    try:
        "".join((*view.SYMBOLS.values(), view.NO_SAMPLE)).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


# --- the matrix -------------------------------------------------------------------------------


def _table(report: Report, style: Style) -> Iterator[str]:
    if not report.verdicts:
        return
    matrix = view.matrix(report)
    titles = [one_line(name) for name in matrix.operations]
    names = [one_line(name) for name in matrix.languages]
    first = max(map(len, titles))
    widths = [max(len(name), len(matrix.auths)) for name in names]
    heads = (name.ljust(width) for name, width in zip(names, widths, strict=True))
    yield style.paint("  ".join([" " * first, *heads]).rstrip(), "1")
    for title, operation in zip(titles, matrix.operations, strict=True):
        cells = (matrix.cell(operation, language) for language in matrix.languages)
        marks = (_cell(cell, width, style) for cell, width in zip(cells, widths, strict=True))
        yield "  ".join([title.ljust(first), *marks]).rstrip()
    yield ""
    yield from _legend(report, matrix, style)


def _cell(cell: tuple[Verdict | None, ...], width: int, style: Style) -> str:
    marks = "".join(style.symbol(verdict.status if verdict else None) for verdict in cell)
    return marks + " " * (width - len(cell))


def _legend(report: Report, matrix: view.Matrix, style: Style) -> Iterator[str]:
    shown = {verdict.status for verdict in report.verdicts}
    marks = [f"{style.symbol(status)} {status.value}" for status in Status if status in shown]
    if any(None in matrix.cell(*place) for place in matrix.cells):
        marks.append(f"{style.symbol(None)} no such sample")
    yield "  ".join(marks)
    if len(matrix.auths) > 1:
        yield f"Marks in a cell: {', '.join(map(one_line, matrix.auths))}."
    yield ""


# --- what did not pass ------------------------------------------------------------------------


def _details(report: Report, style: Style) -> Iterator[str]:
    groups = view.groups(report)
    for group in groups[:_MOST_DETAILS]:
        yield from _group(group, style)
        yield ""
    if len(groups) > _MOST_DETAILS:
        yield f"… and {len(groups) - _MOST_DETAILS:,} more: --report json=PATH writes all of them."
        yield ""


def _group(group: view.Group, style: Style) -> Iterator[str]:
    first = group.first
    word = style.paint(first.status.value.upper(), f"1;{_COLOURS[first.status]}")
    title = f"{word} {style.paint(one_line(group.title), '1')} at {first.stage.value}"
    lines = view.cause(first).split("\n")
    yield f"{title}: {one_line(lines[0])}" if lines[0] else title
    if len(lines) > 1:
        yield from _indented(excerpt("\n".join(lines[1:]), _LINES, _CHARACTERS), "  | ")
    if len(group.ids) > 1:
        left = len(group.ids) - _MOST_IDS
        more = f" and {left} more" if left > 0 else ""
        yield f"  {', '.join(map(one_line, group.ids[:_MOST_IDS]))}{more}"
    for scenario in view.telling(first):
        yield from _scenario(scenario)


def _scenario(scenario: ScenarioVerdict) -> Iterator[str]:
    yield f"  scenario {one_line(scenario.name)}, {_ended(scenario)}"
    for difference in scenario.differences:
        yield f"    - {one_line(difference)}"
    for name, text in view.streams(scenario):
        yield f"    {name}:"
        yield from _indented(excerpt(text, _LINES, _CHARACTERS), "      | ")


def _ended(scenario: ScenarioVerdict) -> str:
    return "killed" if scenario.exit_code is None else f"exit code {scenario.exit_code}"


def _indented(text: str, prefix: str) -> Iterator[str]:
    return (prefix + line for line in text.split("\n"))


# --- the last line ----------------------------------------------------------------------------


def _summary(report: Report, style: Style) -> str:
    return style.paint(view.summary(report), "1;32" if report.good else "1;31")
