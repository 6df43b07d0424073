"""A report in all the formats that people and programs read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from typing import TextIO

from samplegen.model import Json, Report


@dataclass(frozen=True, slots=True)
class Format:
    """A format, imported when it is first used.

    Args:
        module: module below this package that has ``render``.
        located: whether its ``render`` wants to know where the samples lie.
    """

    module: str
    located: bool = True

    def __call__(self, report: Report, source: str = "generated") -> str:
        """Returns the report in this format.

        Args:
            report: what to show.
            source: directory of the samples, as seen from the root of the repository.
        """
        render = import_module(f"{__name__}.{self.module}").render
        text: str = render(report, source) if self.located else render(report)
        return text


FORMATS: Mapping[str, Format] = {
    "text": Format("text", located=False),
    "json": Format("json_format", located=False),
    "junit": Format("junit"),
    "sarif": Format("sarif"),
    "markdown": Format("markdown"),
    "html": Format("html"),
    "github": Format("github"),
}
"""Every format by the name that ``--report`` takes."""


def show(report: Report, stream: TextIO) -> None:
    """Prints the report for people, in the colours and symbols that the stream can show."""
    from samplegen.report import text

    text.show(report, stream)


def json_schema() -> dict[str, Json]:
    """Returns the JSON Schema (draft 2020-12) of the JSON report."""
    text = files(__name__).joinpath("report.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Json] = json.loads(text)
    return schema


def check(specs: Sequence[str]) -> None:
    """Checks ``FORMAT=PATH`` before the work: see ``samplegen.report.output.check``.

    Raises:
        UsageError: a spec cannot be meant.
        WriteError: a path cannot be written.
    """
    from samplegen.report import output

    output.check(specs)


def write(report: Report, specs: Sequence[str], source: str = "generated") -> None:
    """Writes the report in each format: see ``samplegen.report.output.write``.

    Raises:
        UsageError: a spec cannot be meant.
        WriteError: one or more files could not be written.
    """
    from samplegen.report import output

    output.write(report, specs, source)
