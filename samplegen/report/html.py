"""The report as one HTML file that needs nothing else: matrix, filter, details of each sample."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from samplegen.model import Report, Status
from samplegen.report import view
from samplegen.report.clean import excerpt, one_line

if TYPE_CHECKING:
    from jinja2 import Template

_LINES, _CHARACTERS = 40, 4000
_MOST_DETAILS = 1000


def render(report: Report, source: str = "generated") -> str:
    """Returns the report as an HTML page; nothing in it is loaded from elsewhere."""
    from markupsafe import Markup

    style, script = _asset("report.css"), _asset("report.js")
    return _template().render(
        report=report,
        source=source,
        matrix=view.matrix(report),
        wires=view.wires(report),
        summary=view.summary(report),
        counts=report.counts(),
        statuses=tuple(Status),
        symbols=view.SYMBOLS,
        numbers={verdict.sample: n for n, verdict in enumerate(report.verdicts)},
        detailed=_detailed(report),
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=_hash(style),
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=_hash(script),
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        line=one_line,
        beginning=lambda text: excerpt(text, _LINES, _CHARACTERS),
        streams=view.streams,
        cause=view.cause,
        place=lambda verdict, source: one_line(view.located(verdict, source)),
    )
    return environment.from_string(_asset("report.html.j2"))


def _detailed(report: Report) -> frozenset[int]:
    """Returns which samples are shown whole: those that did not pass come first."""
    order = sorted(
        range(len(report.verdicts)), key=lambda n: report.verdicts[n].status is Status.PASSED
    )
    return frozenset(order[:_MOST_DETAILS])


def _asset(name: str) -> str:
    return files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
