"""Evals, their runs, and what each run found; every sample passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from samplegen.mock.reply import errors
from samplegen.model import Json

from .call import Call, Handler, Result, body, existing, listing, retrieve, unknown, update
from .routes import EVALS, ROOT, find
from .store import Stage

ENDED = ("completed", "failed", "canceled")
SAMPLES = 3
"""Samples that a run looks at, where its data source does not bring its own."""


def _create(call: Call) -> Result:
    made = call.new(
        id=call.moment.id("eval_")[:37],
        name=call.sent.member("name") or "Untitled",
        data_source_config=_configuration(call.sent.member("data_source_config")),
        testing_criteria=call.sent.member("testing_criteria"),
        metadata=call.sent.member("metadata") or {},
    )
    call.store.put(f"{EVALS}/{made['id']}", made)
    return body(made)


def _configuration(given: Mapping[str, Json]) -> Json:
    """The configuration with the schema that a data item has."""
    item = given.get("item_schema") or {"type": "object", "properties": {}}
    schema = {"type": "object", "properties": {"item": item}, "required": ["item"]}
    return {
        "schema": schema,
        **{name: value for name, value in given.items() if name in ("type", "metadata")},
    }


@existing
def _delete(call: Call) -> Result:
    call.store.remove(call.path)
    if "run_id" in call.segments:
        return body({"object": "eval.run.deleted", "deleted": True, "run_id": call.id})
    return body({"object": "eval.deleted", "deleted": True, "eval_id": call.id})


# --- runs -------------------------------------------------------------------------------------


def _create_run(call: Call) -> Result:
    if call.missing() and not call.lenient:
        return unknown(call)
    source = call.sent.member("data_source")
    run = call.new(
        id=call.moment.id("evalrun_")[:40],
        name=call.sent.member("name") or "Untitled",
        model=str(source.get("model") or ""),
        data_source=source,
        status="queued",
        error=None,
        metadata=call.sent.member("metadata") or {},
        per_model_usage=[],
        per_testing_criteria_results=[],
        report_url=f"https://example.com/evals/{call.segments['eval_id']}",
        result_counts={"total": 0, "passed": 0, "failed": 0, "errored": 0},
    )
    path = f"{call.path}/{run['id']}"
    call.store.put(path, run, *_stages(call, path, run))
    return body(run)


def _stages(call: Call, path: str, run: Mapping[str, Json]) -> Iterator[Stage]:
    yield Stage({**run, "status": "in_progress"})
    criteria = (call.store.get(call.owner) or {}).get("testing_criteria", [])
    found = dict(_output_items(call, path, run, criteria))
    counts = {"total": len(found), "passed": len(found), "failed": 0, "errored": 0}
    results = [
        {"testing_criteria": one["name"], "passed": len(found), "failed": 0} for one in criteria
    ]
    done = {
        **run, "status": "completed", "result_counts": counts,
        "per_testing_criteria_results": results,
    }  # fmt: skip
    yield Stage(done, found)


def _output_items(
    call: Call, path: str, run: Mapping[str, Json], criteria: list[Json]
) -> Iterator[tuple[str, Json]]:
    found = find("GET", f"{ROOT}{path}/output_items/x")
    for number, item in enumerate(_data(run["data_source"])):
        name = call.moment.id("outputitem_", number)[:43]
        if found is None:
            return
        made = replace(call, route=found[0]).new(
            id=name,
            eval_id=call.segments["eval_id"],
            run_id=run["id"],
            status="pass",
            datasource_item_id=number,
            datasource_item=item,
            results=[{"name": one["name"], "passed": True, "score": 1.0} for one in criteria],
        )
        yield f"{path}/output_items/{name}", made


def _data(source: Mapping[str, Json]) -> list[Json]:
    """The items of a data source that brings them itself; otherwise some that stand for them."""
    match source:
        case {"source": {"type": "file_content", "content": [*rows]}}:
            return [row.get("item", {}) for row in rows]
    return [{"number": number} for number in range(SAMPLES)]


@existing
def _cancel(call: Call) -> Result:
    run = call.store.get(call.owner)
    if run["status"] in ENDED:
        return errors.invalid(f"The run has already ended with status '{run['status']}'.")
    changed = {**run, "status": "canceled"}
    call.store.put(call.owner, changed)
    return body(changed)


HANDLERS: Mapping[str, Handler] = {
    "Evals_Create": _create,
    "Evals_List": listing("asc"),
    "Evals_Get": retrieve,
    "Evals_Update": update,
    "Evals_Delete": _delete,
    "EvalRuns_Create": _create_run,
    "EvalRuns_List": listing("asc"),
    "EvalRuns_Get": retrieve,
    "EvalRuns_Cancel": _cancel,
    "EvalRuns_CancelAction": _cancel,
    "EvalRuns_Delete": _delete,
    "EvalRunOutputItems_List": listing("asc"),
    "EvalRunOutputItems_Get": retrieve,
}
