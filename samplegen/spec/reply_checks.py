"""What of a reply belongs together."""

from __future__ import annotations

import re
from collections.abc import Collection

from samplegen.model import Fault, Filter, Reply
from samplegen.spec.fields import Fields
from samplegen.spec.problems import near
from samplegen.spec.scalars import quoted

_SILENT = (Fault.REFUSED, Fault.RESET)
_INSIDE = (Fault.MALFORMED, Fault.FAILED)
_PIECES = ("text", "deltas", "events", "own")
_FILTERED = ("text", "deltas", "output", "own")
_FRAMING = frozenset(
    ("content-length", "transfer-encoding", "connection", "upgrade", "trailer", "keep-alive")
)
_LINE = re.compile(r"([!-~\x80-\xff]([\t -~\x80-\xff]*[!-~\x80-\xff])?)?")


def check(reply: Reply, fields: Fields, errors: Collection[str] | None) -> None:
    """Refuses what cannot go together.

    Args:
        errors: names of service errors that there are; None lets every name pass.
    """
    _check_error(reply, fields, errors)
    _check_fault(reply, fields)
    _check_after(reply, fields)
    _check_filter(reply, fields)
    _check_headers(fields)
    _check_rest(reply, fields)


def _check_error(reply: Reply, fields: Fields, errors: Collection[str] | None) -> None:
    if reply.kind != "error":
        return
    name = reply.value
    if errors is not None and name and isinstance(name, str) and name not in errors:
        fields.wrong("error", f"there is no error {quoted(name)}; {near(name, errors)}")
    if "status" in fields and reply.status < 400:  # noqa: PLR2004 - where HTTP errors start
        fields.wrong("status", "an error has a status from 400 to 599; remove status or mend it")


def _check_fault(reply: Reply, fields: Fields) -> None:
    fault = reply.fault
    if fault is None:
        return
    if fault in _SILENT and reply.kind != "none":
        message = f"with fault: {fault.value} nothing is answered; remove {reply.kind}"
        fields.refuse(reply.kind, message)
    if fault in _INSIDE and reply.kind == "none":
        message = f"with fault: {fault.value} an answer goes wrong inside; add deltas"
        fields.refuse("fault", message)


def _check_after(reply: Reply, fields: Fields) -> None:
    if "after" not in fields:
        return
    partly = reply.fault not in (None, *_SILENT) or reply.filter is Filter.COMPLETION
    if not partly or reply.kind not in _PIECES:
        mend = "remove it, or add fault: cut and deltas"
        fields.refuse("after", f"after counts the pieces that arrive before a cut; {mend}")
    elif reply.kind == "deltas" and reply.after > len(reply.value):
        message = f"after is {reply.after}; there are {len(reply.value)} deltas"
        fields.wrong("after", f"{message}; write a number from 0 to {len(reply.value)}")


def _check_filter(reply: Reply, fields: Fields) -> None:
    if reply.filter is None:
        return
    if reply.kind not in _FILTERED:
        mend = "add text or deltas; a prompt that is refused is error: ContentFiltered"
        fields.refuse("filter", f"the filter stops an answer that is made of text; {mend}")
    if reply.filter is Filter.COMPLETION and reply.fault is not None:
        fields.refuse("fault", "an answer that the filter stops ends there; remove fault or filter")


def _check_headers(fields: Fields) -> None:
    for name, member in fields.members("headers").items():
        if name.lower() in _FRAMING:
            message = f"the service sets {name} itself; remove it"
            fields.problems.add(member.mark, message)
        value = member.node.value if member.node.kind == "text" else ""
        if not _LINE.fullmatch(value) and "\n" not in value and "\r" not in value:
            message = "a header holds Latin-1 without spaces around it; mend it"
            fields.problems.add(member.node.mark, message)


def _check_rest(reply: Reply, fields: Fields) -> None:
    if reply.kind == "none":
        for key in ("status", "members"):
            if key in fields and "fault" in fields:
                fields.refuse(key, f"with a fault alone nothing is answered; remove {key}")
    if reply.kind == "events" and "members" in fields:
        fields.refuse("members", "events are sent as they stand; write members into them")
