"""Batches: their lines are answered by the service itself, and found in a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from samplegen.mock.reply import errors
from samplegen.mock.values import Answer, Arrived, Moment
from samplegen.model import Json

from . import files
from .call import Call, Handler, Result, absent, body, existing, listing, retrieve
from .routes import FILES, ROOT, under
from .store import Stage

ENDED = ("completed", "failed", "expired", "cancelled")
DAY = 86400

Answering = Callable[[Arrived, Moment], Answer]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one line of a batch."""

    told: Json
    good: bool


def handlers(answering: Answering) -> Mapping[str, Handler]:
    """The handlers of batches.

    Args:
        answering: answers a request as if it had come on its own.
    """

    def create(call: Call) -> Result:
        name = call.sent.member("input_file_id")
        if not call.lenient and call.store.get(under(FILES, name)) is None:
            return absent(under(FILES, name), 400)
        lines = [_line(call, answering, *one) for one in enumerate(_lines(call, name))]
        batch = _new(call)
        call.store.put(f"{call.path}/{batch['id']}", batch, *_stages(call, batch, lines))
        return body(batch)

    return {
        "Batches_Create": create,
        "Batches_List": listing(),
        "Batches_Get": retrieve,
        "Batches_Cancel": _cancel,
    }


def _lines(call: Call, name: str) -> list[str]:
    return [line for line in files.text(call.store, name).splitlines() if line.strip()]


def _line(call: Call, answering: Answering, number: int, text: str) -> Line:
    """Answer a line of the input (https://learn.microsoft.com/azure/ai-foundry/openai/how-to/batch)."""
    moment = replace(call.moment, seed=f"{call.moment.seed}batch{call.moment.number}.{number}")
    asked = _parsed(text)
    if not isinstance(asked.get("body"), dict):
        answer_body = errors.invalid("The line is not a request.", code="invalid_json_line").body
        return Line(_told(asked, moment, 400, answer_body), good=False)
    path = ROOT + str(asked.get("url", "")).removeprefix("/openai").removeprefix("/v1")
    answer = answering(replace(call.sent, path=path, body=asked["body"], query={}), moment)
    told = json.loads(b"".join(part.data for part in answer.parts))
    good = answer.status == HTTPStatus.OK
    return Line(_told(asked, moment, answer.status, told), good)


def _parsed(text: str) -> dict[str, Json]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _told(asked: Mapping[str, Json], moment: Moment, status: int, told: Json) -> Json:
    response = {"status_code": status, "request_id": moment.uuid("x-request-id"), "body": told}
    return {
        "id": moment.id("batch_req_")[:40],
        "custom_id": asked.get("custom_id"),
        "response": response,
        "error": None,
    }


def _new(call: Call) -> dict[str, Json]:
    sent = call.sent
    return call.new(
        id=call.moment.id("batch_")[:38],
        endpoint=sent.member("endpoint"),
        input_file_id=sent.member("input_file_id"),
        completion_window=sent.member("completion_window"),
        status="validating",
        expires_at=call.moment.now + DAY,
        metadata=sent.member("metadata"),
        request_counts={"total": 0, "completed": 0, "failed": 0},
    )


def _stages(call: Call, batch: Mapping[str, Json], lines: list[Line]) -> Iterator[Stage]:
    now = call.moment.now
    good = sum(line.good for line in lines)
    counts = {"total": len(lines), "completed": good, "failed": len(lines) - good}
    begun = {
        **batch,
        "in_progress_at": now,
        "request_counts": {**counts, "completed": 0, "failed": 0},
    }
    yield Stage({**begun, "status": "in_progress"})
    ended = {**begun, "finalizing_at": now, "request_counts": counts}
    yield Stage({**ended, "status": "finalizing"})
    outputs = _outputs(call, batch, lines)
    names = {member: made["id"] for member, made in outputs.items()}
    beside = {f"{FILES}/{made['id']}": made for made in outputs.values()}
    yield Stage({**ended, "status": "completed", "completed_at": now, **names}, beside)


def _outputs(call: Call, batch: Mapping[str, Json], lines: list[Line]) -> dict[str, Json]:
    """The files with what was answered: the good lines, and the others."""
    made: dict[str, Json] = {}
    for member, good in (("output_file_id", True), ("error_file_id", False)):
        told = [line.told for line in lines if line.good is good]
        if told:
            text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in told)
            content = text.encode("utf-8", "surrogatepass")
            made[member] = files.made(
                call, "batch_output", f"{batch['id']}_{member}.jsonl", content
            )
            call.store.contents[made[member]["id"]] = content
    return made


@existing
def _cancel(call: Call) -> Result:
    batch = call.store.get(call.owner)
    if batch["status"] in ENDED:
        message = f"Cannot cancel a batch with status '{batch['status']}'."
        return errors.Failure(409, errors.invalid(message).body)
    going = {**batch, "status": "cancelling", "cancelling_at": call.moment.now}
    done = {**going, "status": "cancelled", "cancelled_at": call.moment.now}
    call.store.put(call.owner, going, Stage(done))
    return body(going)
