"""``known_issues.yaml`` -> KnownIssue values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fnmatch import filter as matching

from samplegen.model import KnownIssue
from samplegen.spec.compose import Node
from samplegen.spec.fields import SENTENCE, SENTENCE_MEND, Fields, listed, text
from samplegen.spec.problems import Mark, Problems, near, place

_KEYS = ("samples", "scenario", "reason", "link", "since")
_SAMPLES = r"[^/\s]+/[^/\s]+/[^/\s]+"
_SAMPLES_MEND = "write a pattern of three parts, such as go/*/entra-id"
_LINK_MEND = "write an address that starts with https://"


def read_known(
    root: Node, problems: Problems, about: Mapping[str, Sequence[str]] | None
) -> tuple[KnownIssue, ...]:
    """Reads the known issues.

    Args:
        root: the whole file.
        problems: takes what is wrong; the result means nothing if there is any.
        about: the scenarios of each operation; None where they are not known.
    """
    first: dict[tuple[str, str], Mark] = {}
    found = []
    for item in listed(root, problems, "the list of known issues"):
        issue = _issue(item, problems, about)
        mark = first.setdefault((issue.samples, issue.scenario), item.mark)
        if mark is not item.mark and issue.samples:
            problems.add(item.mark, f"this is the issue of {place(mark)}; remove one")
        found.append(issue)
    return tuple(found)


def _issue(node: Node, problems: Problems, about: Mapping[str, Sequence[str]] | None) -> KnownIssue:
    fields = Fields(node, problems, "a known issue", _KEYS)
    issue = KnownIssue(
        samples=fields.text("samples", _SAMPLES, _SAMPLES_MEND),
        scenario=fields.text("scenario", r"\S+", "write the name of a scenario, or *"),
        reason=fields.text("reason", SENTENCE, SENTENCE_MEND),
        link=fields.text("link", r"https://\S+", _LINK_MEND),
        since=_since(fields),
    )
    if about is not None:
        _check_about(issue, fields, about)
    return issue


def _check_about(issue: KnownIssue, fields: Fields, about: Mapping[str, Sequence[str]]) -> None:
    parts = issue.samples.split("/")
    if len(parts) != 3:  # noqa: PLR2004 - language, operation, auth; reported already
        return
    operations = matching(about, parts[1])
    scenarios = {name for operation in operations for name in about[operation]}
    if not operations:
        fields.wrong("samples", f"there is no operation {parts[1]}; {near(parts[1], about)}")
    elif issue.scenario and not matching(scenarios, issue.scenario):
        message = f"{parts[1]} has no scenario {issue.scenario}"
        fields.wrong("scenario", f"{message}; {near(issue.scenario, scenarios)}")


def _since(fields: Fields) -> str:
    node = fields.node("since")
    if node is None or node.kind == "broken":
        return ""
    value: str = node.value if node.kind == "date" else text(node, fields.problems, "since")
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        fields.wrong("since", f"since is {value}; write a date such as 2026-01-31")
        return ""
