"""What goes wrong with an answer on purpose; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from samplegen.mock.reply import errors, headers
from samplegen.mock.reply.stream import frame
from samplegen.mock.values import Answer, Arrived, Moment, Part, dumps
from samplegen.model import Fault, Json, Reply

NEVER_ANSWERED = (Fault.RESET, Fault.REFUSED)
TOLD = (Fault.MALFORMED, Fault.FAILED)
"""Faults that are bytes as any others: the connection is well."""


def played(made: Answer, reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    """The answer with the fault that ``reply`` says."""
    fault = reply.fault
    if fault is None:
        return made
    if reply.kind == "none" or fault in NEVER_ANSWERED:
        return replace(made, fault=fault)
    if fault is Fault.FAILED and not made.streamed:
        return replace(_failed(sent, moment), latency=made.latency, fault=fault)
    upto = _parts_before(made.parts, reply.after) if made.streamed else 1
    parts = made.parts if made.streamed else _halves(made.parts)
    if fault is Fault.MALFORMED:
        parts = _with_half(parts, upto) if made.streamed else parts[:1]
    elif fault is Fault.FAILED:
        parts = (*parts[:upto], _last_word(upto, sent, moment))
    return replace(made, parts=parts, fault=fault, upto=None if fault in TOLD else upto)


def _parts_before(parts: Sequence[Part], after: int) -> int:
    """Number of parts up to the ``after``-th piece of text, or before the first for none."""
    places = [place for place, part in enumerate(parts) if part.text]
    if not places:
        return min(after, len(parts))
    return places[0] if after <= 0 else places[min(after, len(places)) - 1] + 1


def _halves(parts: Sequence[Part]) -> tuple[Part, Part]:
    data = b"".join(part.data for part in parts)
    return Part(data[: len(data) // 2]), Part(data[len(data) // 2 :])


def _with_half(parts: Sequence[Part], place: int) -> tuple[Part, ...]:
    """The events with the second half of one's data lost; of the last, where there are fewer."""
    place = max(0, min(place, len(parts) - 1))
    before, at, after = parts[:place], parts[place : place + 1], parts[place + 1 :]
    return (*before, *map(_half, at), *after)


def _half(part: Part) -> Part:
    head, colon, data = part.data.partition(b"data: ")
    return replace(part, data=head + colon + data[: len(data) // 2] + b"\n\n")


def _failed(sent: Arrived, moment: Moment) -> Answer:
    failed = errors.named("ServerError", sent, moment)
    base = headers.azure(sent, moment, headers.JSON)
    return Answer(failed.status, base, (Part(dumps(failed.body)),), failed.reason)


def _last_word(number: int, sent: Arrived, moment: Moment) -> Part:
    """The event with which a stream ends that goes wrong inside.

    Responses nest the error, unlike their documentation (openai-dotnet#881); in chat streams it
    stands alone (azure-search-openai-demo#1390).

    Args:
        number: number of events before it.
    """
    error: Json = errors.named("ServerError", sent, moment).body["error"]
    if sent.path.endswith("/chat/completions"):
        return frame({"error": error})
    inner = {**error, "code": error["type"]}
    return frame({"type": "error", "sequence_number": number, "error": inner}, "error")
