"""Workflow commands: what did not pass, as annotations of a GitHub pull request."""

from __future__ import annotations

from samplegen.model import Report, Verdict
from samplegen.report import view
from samplegen.report.clean import excerpt, one_line

_LINES, _CHARACTERS = 40, 4000
_COMMANDS = {
    view.Level.ERROR: "error",
    view.Level.WARNING: "warning",
    view.Level.NOTE: "notice",
}


def render(report: Report, source: str = "generated") -> str:
    """Returns a command for whatever did not pass, the worst first: GitHub shows only some."""
    return "".join(f"{_command(report, group, source)}\n" for group in view.groups(report))


def _command(report: Report, group: view.Group, source: str) -> str:
    verdict = group.first
    name = _COMMANDS[view.level(report, verdict)]
    places = _places(verdict, source)
    title = f"{group.title} {verdict.status.value} at {verdict.stage.value}"
    properties = ",".join(
        f"{key}={_property(value)}" for key, value in (*places.items(), ("title", title))
    )
    return f"::{name} {properties}::{_data(_message(group))}"


def _places(verdict: Verdict, source: str) -> dict[str, str]:
    if not verdict.file:
        return {}
    line, column = view.location(verdict)
    place = {"file": view.located(verdict, source), "line": str(line or 1)}
    return {**place, "col": str(column)} if column else place


def _message(group: view.Group) -> str:
    lines = list(view.sentences(group.first)) or [view.headline(group.first)]
    if len(group.ids) > 1:
        lines.append(f"Samples: {', '.join(group.ids)}")
    return excerpt("\n".join(lines), _LINES, _CHARACTERS)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")
