"""Fine-tuning jobs: each time that one is looked at, it has gone on a step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from samplegen.mock.reply import errors
from samplegen.model import Json

from .call import Call, Handler, Result, absent, body, existing, listing, retrieve
from .routes import FILES, MODELS, under
from .store import Stage

ENDED = ("succeeded", "failed", "cancelled")
STEPS = 3
"""Checkpoints that a job leaves."""


def _create(call: Call) -> Result:
    missing = _missing_file(call)
    if missing is not None:
        return missing
    job = _new(call)
    path = f"{call.path}/{job['id']}"
    call.store.put(path, job, *_stages(call, path, job))
    name, event = _event(call, path, "Created fine-tuning job: " + job["id"], 0)
    call.store.put(name, event)
    return body(job)


def _missing_file(call: Call) -> errors.Failure | None:
    if call.lenient:
        return None
    for member in ("training_file", "validation_file"):
        name = call.sent.member(member)
        if name and call.store.get(under(FILES, name)) is None:
            return absent(under(FILES, name), 400)
    return None


def _new(call: Call) -> dict[str, Json]:
    sent = call.sent
    auto = {"batch_size": "auto", "learning_rate_multiplier": "auto", "n_epochs": "auto"}
    job = call.new(
        id=call.moment.id("ftjob-")[:30],
        model=sent.member("model"),
        training_file=sent.member("training_file"),
        validation_file=sent.member("validation_file"),
        hyperparameters={**auto, **(sent.member("hyperparameters") or {})},
        status="validating_files",
        fine_tuned_model=None,
        finished_at=None,
        trained_tokens=None,
        error=None,
        result_files=[],
        seed=sent.member("seed", 42),
        metadata=sent.member("metadata"),
        method=_method(sent.member("method")),
    )
    return {**job, "organization_id": "org-samplegen"}


def _method(given: Json) -> Json:
    return given if isinstance(given, Mapping) else {"type": "supervised", "supervised": {}}


def _stages(call: Call, path: str, job: Mapping[str, Json]) -> Iterator[Stage]:
    told = (("queued", "Files validated, job is queued"), ("running", "Fine-tuning job started"))
    for number, (status, message) in enumerate(told, 1):
        yield Stage({**job, "status": status}, dict([_event(call, path, message, number)]))
    name = _model_name(call, job)
    done = {
        **job, "status": "succeeded", "fine_tuned_model": name, "finished_at": call.moment.now,
        "trained_tokens": 1000,
    }  # fmt: skip
    last = _event(call, path, "The job has successfully completed", len(told) + 1)
    beside = dict([last, *_checkpoints(call, path, job, name), _tuned(call, name)])
    yield Stage(done, beside)


def _model_name(call: Call, job: Mapping[str, Json]) -> str:
    suffix = call.sent.member("suffix") or ""
    return f"ft:{job['model']}:samplegen:{suffix}:{call.moment.digest('model')[:8]}"


def _event(call: Call, path: str, message: str, number: int) -> tuple[str, Json]:
    event = {
        "id": call.moment.id("ftevent-", number)[:32],
        "object": "fine_tuning.job.event",
        "created_at": call.moment.now + number,
        "level": "info",
        "message": message,
        "type": "message",
        "data": {},
    }
    return f"{path}/events/{event['id']}", event


def _checkpoints(
    call: Call, path: str, job: Mapping[str, Json], name: str
) -> Iterator[tuple[str, Json]]:
    for step in range(1, STEPS + 1):
        made = {
            "id": call.moment.id("ftckpt_", step)[:31],
            "object": "fine_tuning.job.checkpoint",
            "created_at": call.moment.now + step,
            "fine_tuned_model_checkpoint": f"{name}:ckpt-step-{step}",
            "fine_tuning_job_id": job["id"],
            "metrics": {"step": step, "train_loss": 1 / (step + 1)},
            "step_number": step,
        }
        yield f"{path}/checkpoints/{made['id']}", made


def _tuned(call: Call, name: str) -> tuple[str, Json]:
    own = {"id": name, "object": "model", "created": call.moment.now, "owned_by": "samplegen"}
    return under(MODELS, name), own


def _to(status: str, *, going: bool = False) -> Handler:
    """Give a job a status; from then on it stays as it is, unless it is ``going``."""

    @existing
    def handler(call: Call) -> Result:
        job = call.store.get(call.owner)
        if job["status"] in ENDED:
            return errors.invalid(f"Job has already ended with status '{job['status']}'.")
        changed = {**job, "status": status}
        call.store.put(call.owner, changed, *(_stages(call, call.owner, job) if going else ()))
        return body(changed)

    return handler


HANDLERS: Mapping[str, Handler] = {
    "FineTuning_Create": _create,
    "FineTuning_List": listing(),
    "FineTuning_Get": retrieve,
    "FineTuning_Cancel": _to("cancelled"),
    "FineTuning_Pause": _to("queued"),
    "FineTuning_Resume": _to("queued", going=True),
    "FineTuning_ListEvents": listing(),
    "FineTuning_ListCheckpoints": listing(),
}
