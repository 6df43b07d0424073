"""From a reply that a spec says to the answer that goes on the wire; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus

from samplegen.model import Fault, Json, Reply

from . import bodies, errors, headers, items, stream
from .values import Answer, Arrived, Moment, Part, dumps, merge


def answer(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    """The answer to ``sent`` that ``reply`` stands for, with its fault.

    Texts are told as a stream where the request asks for one, whatever the kind of the reply.

    Raises:
        KeyError: ``reply.kind`` or the name of an error is not known.
        TypeError: the value does not belong to the kind.
    """
    made = _KINDS[reply.kind](reply, sent, moment)
    laid = replace(made, headers=headers.over(made.headers, reply.headers))
    return _with_fault(laid, reply)


def failure(failed: errors.Failure, sent: Arrived, moment: Moment) -> Answer:
    """The answer that tells a failure."""
    base = headers.azure(sent, moment, headers.JSON)
    body = Part(dumps(failed.body))
    return Answer(failed.status, headers.over(base, failed.headers), (body,), failed.reason)


def json_answer(body: Json, sent: Arrived, moment: Moment, status: int = 200) -> Answer:
    """The answer that consists of a JSON body."""
    return Answer(status, headers.azure(sent, moment, headers.JSON), (Part(dumps(body)),))


def _events(parts: Iterator[Part], sent: Arrived, moment: Moment, status: int) -> Answer:
    head = headers.azure(sent, moment, headers.EVENTS)
    return Answer(status, head, tuple(parts), streamed=True)


# --- kinds of replies -------------------------------------------------------------------------


def _error(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    failed = errors.named(reply.value, sent, moment)
    body = merge(failed.body, reply.members)
    status = failed.status if reply.status == HTTPStatus.OK else reply.status
    return failure(replace(failed, body=body, status=status), sent, moment)


def _text(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    return _said(reply, stream.split(reply.value), sent, moment)


def _deltas(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    return _said(reply, tuple(reply.value), sent, moment)


def _said(reply: Reply, pieces: Sequence[str], sent: Arrived, moment: Moment) -> Answer:
    text = "".join(pieces)
    if _is_chat(sent):
        return _chat(reply, text, pieces, sent, moment)
    return _response(reply, items.answer(text, moment), pieces, sent, moment)


def _output(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    output = tuple(items.complete(item, place, moment) for place, item in enumerate(reply.value))
    if _is_chat(sent):
        text = items.text_of(output)
        return _chat(reply, text, stream.split(text), sent, moment)
    return _response(reply, output, (), sent, moment)


def _is_chat(sent: Arrived) -> bool:
    return sent.path.endswith("/chat/completions")


def _chat(reply: Reply, text: str, pieces: Sequence[str], sent: Arrived, moment: Moment) -> Answer:
    body = merge(bodies.chat(sent, text, moment), reply.members)
    if sent.streams:
        return _events(stream.chat(sent, body, pieces, moment), sent, moment, reply.status)
    return json_answer(body, sent, moment, reply.status)


def _response(
    reply: Reply,
    output: Sequence[items.Item],
    pieces: Sequence[str],
    sent: Arrived,
    moment: Moment,
) -> Answer:
    body = merge(bodies.response(sent, output, moment), reply.members)
    if sent.streams:
        return _events(stream.responses(body, pieces, moment), sent, moment, reply.status)
    return json_answer(body, sent, moment, reply.status)


def _vectors(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    dimensions = reply.value["dimensions"]
    made = [bodies.vector(start, dimensions) for start in reply.value["starts"]]
    body = merge(bodies.embeddings(sent, made), reply.members)
    return json_answer(body, sent, moment, reply.status)


def _models(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    body = merge(bodies.models(reply.value), reply.members)
    return json_answer(body, sent, moment, reply.status)


def _body(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    body = merge(reply.value, reply.members) if reply.members else reply.value
    return json_answer(body, sent, moment, reply.status)


def _as_they_stand(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    return _events(map(_raw_event, reply.value), sent, moment, reply.status)


def _raw_event(event: Json) -> Part:
    if isinstance(event, str):
        return Part(f"data: {event}\n\n".encode("utf-8", "surrogatepass"))
    kind = event.get("type", "") if isinstance(event, Mapping) else ""
    return stream.frame(event, kind, text=_carries_text(event))


def _carries_text(event: Json) -> bool:
    match event:
        case {"type": "response.output_text.delta"}:
            return True
        case {"choices": [{"delta": {"content": str(text)}}, *_]}:
            return bool(text)
    return False


def _none(_: Reply, sent: Arrived, moment: Moment) -> Answer:
    return Answer(200, headers.azure(sent, moment, headers.JSON))


_KINDS: Mapping[str, Callable[[Reply, Arrived, Moment], Answer]] = {
    "text": _text,
    "deltas": _deltas,
    "output": _output,
    "vectors": _vectors,
    "models": _models,
    "error": _error,
    "body": _body,
    "events": _as_they_stand,
    "none": _none,
}

KINDS = frozenset(_KINDS)
"""The kinds of replies that the service can give."""


# --- faults -----------------------------------------------------------------------------------


def _with_fault(made: Answer, reply: Reply) -> Answer:
    if reply.fault is None:
        return made
    if reply.kind == "none" or reply.fault in (Fault.RESET, Fault.REFUSED):
        return replace(made, fault=reply.fault)
    if made.streamed:
        upto = _parts_before(made.parts, reply.after)
        return replace(made, fault=reply.fault, upto=upto)
    return replace(made, parts=_halves(made.parts), fault=reply.fault, upto=1)


def _parts_before(parts: Sequence[Part], after: int) -> int:
    """Number of parts up to the ``after``-th piece of text, or before the first for none."""
    places = [place for place, part in enumerate(parts) if part.text]
    if not places:
        return min(after, len(parts))
    return places[0] if after <= 0 else places[min(after, len(places)) - 1] + 1


def _halves(parts: Sequence[Part]) -> tuple[Part, Part]:
    data = b"".join(part.data for part in parts)
    return Part(data[: len(data) // 2]), Part(data[len(data) // 2 :])
