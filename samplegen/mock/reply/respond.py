"""From a reply that a spec says to the answer that goes on the wire; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus

from samplegen.mock.reply import bodies, errors, faults, filtering, headers, items, stream
from samplegen.mock.values import Answer, Arrived, Moment, Part, dumps, merge
from samplegen.model import Filter, Json, Reply


def answer(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    """The answer to ``sent`` that ``reply`` stands for, with its fault.

    Texts are told as a stream where the request asks for one, whatever the kind of the reply.

    Raises:
        KeyError: ``reply.kind`` or the name of an error is not known.
        TypeError: the value does not belong to the kind.
    """
    return over(_KINDS[reply.kind](reply, sent, moment), reply, sent, moment)


def over(made: Answer, reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    """An answer with what ``reply`` says beside the body: headers, latency, and the fault."""
    waits = (
        {}
        if reply.retry_date is None
        else {"retry-after": headers.date(moment.now + reply.retry_date)}
    )
    if reply.headers or waits or reply.latency != made.latency:
        laid = headers.over(made.headers, reply.headers, waits)
        made = replace(made, headers=laid, latency=reply.latency)
    return faults.played(made, reply, sent, moment)


def retold(body: Json, sent: Arrived, moment: Moment, start: int) -> Answer:
    """The events of a response that was made before, from number ``start`` on."""
    parts = tuple(stream.responses(body, (), moment))[max(0, start) :]
    return _events(iter(parts), sent, moment, 200)


def failure(failed: errors.Failure, sent: Arrived, moment: Moment) -> Answer:
    """The answer that tells a failure."""
    base = headers.azure(sent, moment, headers.JSON)
    body = Part(dumps(failed.body))
    return Answer(failed.status, headers.over(base, failed.headers), (body,), failed.reason)


def json_answer(
    body: Json, sent: Arrived, moment: Moment, status: int = 200, *, whole: Json = None
) -> Answer:
    """The answer that consists of a JSON body."""
    head = headers.azure(sent, moment, headers.JSON)
    return Answer(status, head, (Part(dumps(body)),), whole=whole)


def _events(
    parts: Iterator[Part], sent: Arrived, moment: Moment, status: int, *, whole: Json = None
) -> Answer:
    head = headers.azure(sent, moment, headers.EVENTS)
    return Answer(status, head, tuple(parts), streamed=True, whole=whole)


# --- kinds of replies -------------------------------------------------------------------------


def _error(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    by_status = isinstance(reply.value, int)
    failed = (errors.of_status if by_status else errors.named)(reply.value, sent, moment)
    body = merge(failed.body, reply.members)
    status = failed.status if reply.status == HTTPStatus.OK else reply.status
    return failure(replace(failed, body=body, status=status), sent, moment)


def _text(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    pieces = stream.split(reply.value) if sent.streams or reply.filter else (reply.value,)
    return _said(reply, pieces, sent, moment)


def _deltas(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    return _said(reply, tuple(reply.value), sent, moment)


def _said(reply: Reply, pieces: Sequence[str], sent: Arrived, moment: Moment) -> Answer:
    pieces = pieces[: reply.after] if reply.filter is Filter.COMPLETION else pieces
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


def _calls(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    body = merge(bodies.chat(sent, "", moment, reply.value), reply.members)
    return _told_chat(body, (), reply, sent, moment)


def _chat(reply: Reply, text: str, pieces: Sequence[str], sent: Arrived, moment: Moment) -> Answer:
    body = merge(_filtered(bodies.chat(sent, text, moment), reply), reply.members)
    return _told_chat(body, pieces, reply, sent, moment)


def _told_chat(
    body: Json, pieces: Sequence[str], reply: Reply, sent: Arrived, moment: Moment
) -> Answer:
    if sent.streams:
        parts = stream.chat(sent, body, pieces, moment)
        if reply.filter is Filter.ASYNCHRONOUS:
            parts = filtering.told_late(parts, filtering.prompt_length(sent))
        return _events(parts, sent, moment, reply.status, whole=body)
    return json_answer(body, sent, moment, reply.status, whole=body)


def _response(
    reply: Reply,
    output: Sequence[items.Item],
    pieces: Sequence[str],
    sent: Arrived,
    moment: Moment,
) -> Answer:
    body = merge(_filtered(bodies.response(sent, output, moment), reply), reply.members)
    if sent.streams:
        parts = stream.responses(body, pieces, moment)
        return _events(parts, sent, moment, reply.status, whole=body)
    return json_answer(body, sent, moment, reply.status, whole=body)


def _filtered(body: dict[str, Json], reply: Reply) -> dict[str, Json]:
    return filtering.stopped(body) if reply.filter is Filter.COMPLETION else body


def _vectors(reply: Reply, sent: Arrived, moment: Moment) -> Answer:
    dimensions = reply.value["dimensions"]
    made = [bodies.vector(start, dimensions) for start in reply.value["starts"]]
    packed = reply.value.get("packed", sent.member("encoding_format") == "base64")
    body = merge(bodies.embeddings(sent, made, packed=packed), reply.members)
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
    "calls": _calls,
    "vectors": _vectors,
    "models": _models,
    "error": _error,
    "body": _body,
    "events": _as_they_stand,
    "none": _none,
}

KINDS = frozenset(_KINDS)
"""The kinds of replies that the service can give."""
