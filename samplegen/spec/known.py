"""``known_issues.yaml`` -> KnownIssue values."""

from __future__ import annotations

from datetime import date

from samplegen.model import KnownIssue
from samplegen.spec.compose import Node
from samplegen.spec.fields import Fields, listed, text
from samplegen.spec.problems import Problems

_KEYS = ("samples", "scenario", "reason", "link", "since")


def read_known(root: Node, problems: Problems) -> tuple[KnownIssue, ...]:
    """Reads the known issues.

    Args:
        root: the whole file.
        problems: takes what is wrong; the result means nothing if there is any.
    """
    return tuple(_issue(item, problems) for item in listed(root, problems, "known issues"))


def _issue(node: Node, problems: Problems) -> KnownIssue:
    fields = Fields(node, problems, "a known issue", _KEYS)
    return KnownIssue(
        samples=fields.text("samples", r"[^/\s]+(/[^/\s]+){2}", _SAMPLES_MEND),
        scenario=fields.text("scenario"),
        reason=fields.text("reason"),
        link=fields.text("link", r"https://\S+", "write an address that starts with https://"),
        since=_since(fields),
    )


def _since(fields: Fields) -> str:
    node = fields.node("since")
    if node is None or node.kind == "broken":
        return ""
    value = node.value if node.kind == "date" else text(node, fields.problems, "since")
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        message = f"since is {value}; write a date such as 2026-01-31"
        fields.problems.add(node.mark, message)
        return ""


_SAMPLES_MEND = "write a pattern of three parts, such as go/*/entra-id"
