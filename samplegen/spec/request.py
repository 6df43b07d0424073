"""``request`` of an interaction -> Request."""

from __future__ import annotations

import re

from samplegen.model import Json, Request
from samplegen.spec.compose import Member
from samplegen.spec.fields import Fields, text
from samplegen.spec.problems import Problems, place

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MEMBER = r"[^.\s]+(\.[^.\s]+)*"
MEMBER_MEND = "write a path of members joined with dots, such as text.format"
_PATH = r"/openai/v1/[^?#\s]+"
_PATH_MEND = "write a path that starts with /openai/v1/, and its query under query"
_HEADER = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_SECRET = frozenset(("authorization", "api-key"))
_BODILESS = frozenset(("GET", "DELETE"))


def read_request(interaction: Fields) -> Request:
    """Reads what must arrive.

    Args:
        interaction: has it under ``request``.
    """
    node, problems = interaction.node("request"), interaction.problems
    if node is None:
        return Request("", "")
    optional = ("query", "headers", "body", "absent")
    fields = Fields(node, problems, "a request", ("method", "path"), optional)
    request = Request(
        method=fields.choice("method", METHODS),
        path=fields.text("path", _PATH, _PATH_MEND),
        query=_pairs(fields.members("query"), problems, "the query parameter"),
        headers=headers(fields),
        body=fields.json("body"),
        absent=fields.texts("absent", MEMBER, MEMBER_MEND),
    )
    _check_headers(fields)
    _check_body(request, fields)
    return request


def headers(fields: Fields) -> dict[str, str]:
    """Reads ``headers``, their names in lower case."""
    problems, members = fields.problems, fields.members("headers")
    first: dict[str, Member] = {}
    for name, member in members.items():
        if not _HEADER.fullmatch(name):
            problems.add(member.mark, f"{name} is no name of a header; write one such as x-ms-date")
        if name.lower() in first:
            where = place(first[name.lower()].mark)
            problems.add(member.mark, f"{name} is the header of {where}; remove one")
        first.setdefault(name.lower(), member)
    found = _pairs(first, problems, "the header")
    for name, value in found.items():
        if "\n" in value or "\r" in value:
            problems.add(first[name].node.mark, "a header has one line; remove the line break")
    return found


def _pairs(members: dict[str, Member], problems: Problems, what: str) -> dict[str, str]:
    return {key: text(member.node, problems, f"{what} {key}") for key, member in members.items()}


def _check_headers(fields: Fields) -> None:
    for name, member in fields.members("headers").items():
        if name.lower() in _SECRET:
            message = f"{name} is checked for every way of signing in; remove it"
            fields.problems.add(member.mark, message)


def _check_body(request: Request, fields: Fields) -> None:
    if "body" in fields and request.method in _BODILESS:
        mend = "write method: POST, or remove body"
        fields.refuse("body", f"a {request.method} has no body; {mend}")
    for member, node in zip(request.absent, fields.items("absent"), strict=False):
        if _holds(request.body, member):
            fields.problems.add(node.mark, f"{member} is in body too; remove one")


def _holds(body: Json, member: str) -> bool:
    for name in member.split("."):
        if not isinstance(body, dict) or name not in body:
            return False
        body = body[name]
    return True
