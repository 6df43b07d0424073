"""What docs/conformance.md says; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .suite import Result


@dataclass(frozen=True, slots=True)
class Runs:
    """The results of the suite against three services.

    Args:
        lenient: ``samplegen mock --lenient``.
        default: ``samplegen mock``.
        nothing: a service that knows no path at all.
    """

    lenient: Sequence[Result]
    default: Sequence[Result]
    nothing: Sequence[Result]


def page(runs: Runs, versions: Mapping[str, str]) -> str:
    """The page, in Markdown.

    Args:
        versions: name -> version of what the figures depend on.
    """
    return "\n".join(
        [
            "# Conformance",
            "",
            *_what(versions),
            "",
            f"**{_passed(runs.lenient)} of {_counted(runs.lenient)} pass.**",
            "",
            *_table(runs),
            "",
            *_explained(),
            *_listed(
                "Failed", Counter(f"`{one.name}`: {_first(one)}" for one in failed(runs.lenient))
            ),
            *_listed("Skipped by the suite", Counter(map(_first, _of(runs.lenient, "skipped")))),
            *_listed("What does not pass by default", Counter(map(_cause, failed(runs.default)))),
            "",
        ]
    )


def _what(versions: Mapping[str, str]) -> Iterator[str]:
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    yield "Written by `make conformance`: the tests of the official Python client for what Azure's"
    yield "v1 API has, unmodified from its source distribution, against `samplegen mock --lenient`."
    yield f"Versions: {told}."


def _table(runs: Runs) -> Iterator[str]:
    yield "| area | tests | `--lenient` | by default | no API at all |"
    yield "|---|--:|--:|--:|--:|"
    areas = list(dict.fromkeys(one.area for one in runs.lenient))
    for area in areas:
        yield _row(area, runs, [area])
    yield _row("**all**", runs, areas)


def _row(name: str, runs: Runs, areas: Sequence[str]) -> str:
    columns = (runs.lenient, runs.default, runs.nothing)
    inside = [[one for one in column if one.area in areas] for column in columns]
    cells = [name, _counted(inside[0]), *map(_passed, inside)]
    return f"| {' | '.join(map(str, cells))} |"


def _explained() -> Iterator[str]:
    yield "The suite was written for a service without memory: it asks for ids that nobody created,"
    yield "sends `limit=0`, and reads vectors before it has unpacked them. `--lenient` puts up with"
    yield "that. The last column is the control: what passes where every path is a 404 says nothing"
    yield "about a service."
    yield ""
    yield "The suite opens and closes streams and reads none of them. Stream helpers are read to"
    yield "their end by `tests/mock/test_api_helpers.py` (Python) and"
    yield "`tests/mock/test_api_helpers_node.py` (Node.js)."


def _listed(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if counts:
        yield from ("", f"## {title}", "", "| tests | |", "|--:|---|")
    for what, number in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        yield f"| {number} | {what.replace('|', '&#124;')} |"


def _cause(one: Result) -> str:
    """Why a test failed, without what differs from request to request."""
    return re.sub(r"(?<= ')[^']*(?=')|(?<=: )[\w.:-]+$", "…", _first(one).removeprefix("openai."))


def _first(one: Result) -> str:
    return one.reason.partition("\n")[0]


def failed(results: Iterable[Result]) -> list[Result]:
    """The results of tests that failed."""
    return _of(results, "failed")


def _of(results: Iterable[Result], outcome: str) -> list[Result]:
    return [one for one in results if one.outcome == outcome]


def _passed(results: Iterable[Result]) -> int:
    return len(_of(results, "passed"))


def _counted(results: Sequence[Result]) -> int:
    return len(results) - len(_of(results, "skipped"))
