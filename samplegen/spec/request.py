"""``request`` of an interaction -> Request."""

from __future__ import annotations

from samplegen.model import Request
from samplegen.spec.compose import Member, Node
from samplegen.spec.fields import Fields, text
from samplegen.spec.problems import Problems

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PREFIX = "/openai/v1/"
MEMBER = r"[^.\s]+(\.[^.\s]+)*"
MEMBER_MEND = "write a path of members joined with dots, such as stream_options.include_usage"
_EMPTY = Request("GET", PREFIX)


def read_request(node: Node | None, problems: Problems) -> Request:
    """Reads what must arrive."""
    if node is None:
        return _EMPTY
    optional = ("query", "headers", "body", "absent")
    fields = Fields(node, problems, "a request", ("method", "path"), optional)
    request = Request(
        method=fields.choice("method", METHODS),
        path=fields.text("path", r"/openai/v1/[^?#\s]+", f"write a path that starts with {PREFIX}"),
        query=pairs(fields.members("query"), problems, "query"),
        headers=headers(fields),
        body=fields.json("body"),
        absent=fields.texts("absent"),
    )
    return request


def pairs(members: dict[str, Member], problems: Problems, what: str) -> dict[str, str]:
    """Reads a mapping from text to text."""
    return {
        key: text(member.node, problems, f"{key} of {what}") for key, member in members.items()
    }


def headers(fields: Fields) -> dict[str, str]:
    """Reads ``headers``, their names in lower case."""
    found = pairs(fields.members("headers"), fields.problems, "headers")
    return {name.lower(): value for name, value in found.items()}
