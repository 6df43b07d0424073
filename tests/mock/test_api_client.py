"""What a client finds again of what it has made: the official client against the API."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam
from openai.types.responses import ResponseInputMessageItem, ResponseInputText, ResponseItem

from samplegen.mock.api import files
from tests.mock.api_client import client

USER: list[ChatCompletionMessageParam] = [{"role": "user", "content": "What is an API?"}]
LINE = {"method": "POST", "url": "/v1/chat/completions"}


@pytest.fixture
def ai() -> OpenAI:
    return client()


def chat(ai: OpenAI, **more: Any) -> Any:
    return ai.chat.completions.create(model="gpt-5-mini", messages=USER, **more)


def respond(ai: OpenAI, **more: Any) -> Any:
    return ai.responses.create(**{"model": "gpt-5-mini", "input": "What is an API?", **more})


def lost(asking: Any) -> str:
    with pytest.raises(openai.NotFoundError) as caught:
        asking()
    return str(caught.value.body["message"])  # type: ignore[index]


def refused(asking: Any) -> tuple[str, str | None]:
    with pytest.raises(openai.BadRequestError) as caught:
        asking()
    return str(caught.value.body["message"]), caught.value.param  # type: ignore[index]


# --- chat completions -------------------------------------------------------------------------


def test_a_completion_is_kept_only_where_that_is_asked(ai: OpenAI) -> None:
    chat(ai)
    kept = chat(ai, store=True, metadata={"team": "docs"})
    assert [one.id for one in ai.chat.completions.list()] == [kept.id]
    assert ai.chat.completions.retrieve(kept.id).metadata == {"team": "docs"}
    messages = list(ai.chat.completions.messages.list(kept.id))
    assert [(one.role, one.content) for one in messages] == [("user", "What is an API?")]


def test_a_streamed_completion_is_kept_as_well(ai: OpenAI) -> None:
    chunks = list(chat(ai, store=True, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    (kept,) = ai.chat.completions.list()
    assert kept.choices[0].message.content == text == "You said: What is an API?"
    assert kept.id == chunks[-1].id


def test_completions_are_found_by_model_and_metadata(ai: OpenAI) -> None:
    one = chat(ai, store=True, metadata={"team": "docs"})
    chat(ai, store=True, metadata={"team": "web"})
    assert [x.id for x in ai.chat.completions.list(metadata={"team": "docs"})] == [one.id]
    assert list(ai.chat.completions.list(model="gpt-4o")) == []


def test_a_completion_is_changed_and_deleted(ai: OpenAI) -> None:
    kept = chat(ai, store=True)
    assert ai.chat.completions.update(kept.id, metadata={"a": "b"}).metadata == {"a": "b"}
    assert ai.chat.completions.delete(kept.id).deleted is True
    assert lost(lambda: ai.chat.completions.retrieve(kept.id)) == (
        f"Chat completion with id '{kept.id}' not found."
    )


FUNCTION: Any = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string"}, "unit": {"enum": ["celsius", "fahrenheit"]},
                "days": {"type": "integer", "minimum": 3},
            },
            "required": ["city", "unit", "days"],
        },
    },
}  # fmt: skip


def test_a_function_is_called_and_then_answered(ai: OpenAI) -> None:
    first = chat(ai, tools=[FUNCTION])
    (call,) = first.choices[0].message.tool_calls
    assert first.choices[0].finish_reason == "tool_calls"
    assert json.loads(call.function.arguments) == {"city": "city", "unit": "celsius", "days": 3}
    output = {"role": "tool", "tool_call_id": call.id, "content": "rain"}
    messages: Any = [*USER, first.choices[0].message.to_dict(), output]
    second = ai.chat.completions.create(model="gpt-5-mini", messages=messages, tools=[FUNCTION])
    assert second.choices[0].message.content == "You said: What is an API?"


@pytest.mark.parametrize("choice", ["none", {"type": "function", "function": {"name": "other"}}])
def test_the_choice_of_a_tool_is_respected(ai: OpenAI, choice: Any) -> None:
    assert chat(ai, tools=[FUNCTION], tool_choice=choice).choices[0].message.tool_calls is None


def test_as_many_choices_as_were_asked_for(ai: OpenAI) -> None:
    assert [one.index for one in chat(ai, n=3).choices] == [0, 1, 2]


# --- responses --------------------------------------------------------------------------------


def test_a_response_is_kept_unless_that_is_declined(ai: OpenAI) -> None:
    kept, gone = respond(ai), respond(ai, store=False)
    assert ai.responses.retrieve(kept.id).output_text == "You said: What is an API?"
    assert lost(lambda: ai.responses.retrieve(gone.id)) == (
        f"Response with id '{gone.id}' not found."
    )


def test_a_response_goes_on_from_one_that_is_there_only(ai: OpenAI) -> None:
    first = respond(ai)
    second = respond(ai, previous_response_id=first.id)
    assert second.previous_response_id == first.id
    ai.responses.delete(first.id)
    assert refused(lambda: respond(ai, previous_response_id=first.id)) == (
        f"Previous response with id '{first.id}' not found.", "previous_response_id",
    )  # fmt: skip


def text_of(item: ResponseItem) -> str:
    assert isinstance(item, ResponseInputMessageItem)
    (piece,) = item.content
    assert isinstance(piece, ResponseInputText)
    return piece.text


def test_the_input_of_a_response_is_listed_page_by_page(ai: OpenAI) -> None:
    said: Any = [{"role": "user", "content": text} for text in ("a", "b", "c")]
    made = respond(ai, input=said)
    page = ai.responses.input_items.list(made.id, limit=2, order="asc")
    assert page.has_more is True
    assert [text_of(item) for item in page] == ["a", "b", "c"]


def test_a_response_in_the_background_goes_on_as_it_is_asked_for(ai: OpenAI) -> None:
    made = respond(ai, background=True)
    later = [ai.responses.retrieve(made.id) for _ in range(3)]
    assert [one.status for one in (made, *later)] == [
        "queued",
        "in_progress",
        "completed",
        "completed",
    ]
    assert (made.output_text, later[-1].output_text) == ("", "You said: What is an API?")


def test_a_response_in_the_background_can_be_stopped_and_no_other(ai: OpenAI) -> None:
    stopped = ai.responses.cancel(respond(ai, background=True).id)
    assert stopped.status == "cancelled"
    assert ai.responses.retrieve(stopped.id).status == "cancelled"
    message, _ = refused(lambda: ai.responses.cancel(respond(ai).id))
    assert message == "Cannot cancel a synchronous response."


def test_a_stream_is_taken_up_where_it_was_left(ai: OpenAI) -> None:
    events = list(respond(ai, background=True, stream=True))
    made = events[0].response.id
    again = list(ai.responses.retrieve(made, stream=True, starting_after=4))
    assert [one.sequence_number for one in again] == [one.sequence_number for one in events[5:]]
    assert again[-1].type == "response.completed"


def test_a_conversation_grows_with_each_response(ai: OpenAI) -> None:
    talk = ai.conversations.create(metadata={"a": "b"})
    respond(ai, conversation=talk.id)
    items = list(ai.conversations.items.list(talk.id, order="asc"))
    assert [item.type for item in items] == ["message", "reasoning", "message"]
    assert ai.conversations.items.retrieve(items[0].id, conversation_id=talk.id).type == "message"  # type: ignore[arg-type]
    ai.conversations.delete(talk.id)
    assert lost(lambda: ai.conversations.items.list(talk.id)) == (
        f"Conversation with id '{talk.id}' not found."
    )
    assert lost(lambda: respond(ai, conversation=talk.id))


def test_structured_output_is_what_the_schema_says(ai: OpenAI) -> None:
    schema = {
        "type": "object", "properties": {"steps": {"type": "array", "items": {"type": "string"}}},
        "required": ["steps"], "additionalProperties": False,
    }  # fmt: skip
    form: Any = {"format": {"type": "json_schema", "name": "plan", "schema": schema}}
    assert json.loads(respond(ai, text=form).output_text) == {"steps": ["steps"]}


def test_tokens_are_counted_and_a_talk_is_compacted(ai: OpenAI) -> None:
    assert ai.responses.input_tokens.count(model="gpt-5-mini", input="x" * 400).input_tokens == 100
    small = ai.responses.compact(model="gpt-5-mini", input="Say it.")
    assert [item.type for item in small.output] == ["message", "compaction"]


MCP: Any = {"type": "mcp", "server_label": "learn", "server_url": "https://l"}


@pytest.mark.parametrize(
    "tools",
    [
        [],
        [{**MCP, "require_approval": "never"}],
        [MCP],
        [{"type": "function", "strict": True, **FUNCTION["function"]}],
    ],
)
def test_what_was_put_out_may_be_put_in_again(ai: OpenAI, tools: Any) -> None:
    """The usual way to go on without the service's memory: ``input += response.output``."""
    said: Any = [{"role": "user", "content": "What is an API?"}]
    first = respond(ai, input=said, tools=tools)
    again = respond(ai, input=[*said, *first.output], tools=tools)
    items = list(ai.responses.input_items.list(again.id, order="asc"))
    assert [item.type for item in items][1:] == [item.type for item in first.output]


# --- files, jobs, batches ---------------------------------------------------------------------


def test_a_file_comes_back_to_the_byte(ai: OpenAI) -> None:
    content = bytes(range(256)) + b"\r\n--edge--\r\n"
    made = ai.files.create(
        file=("ä.bin", content), purpose="user_data",
        expires_after={"anchor": "created_at", "seconds": 3600},
    )  # fmt: skip
    assert (made.bytes, made.filename, made.expires_at) == (
        len(content),
        "ä.bin",
        made.created_at + 3600,
    )
    assert ai.files.content(made.id).content == content
    assert ai.files.delete(made.id).deleted is True
    assert lost(lambda: ai.files.content(made.id)) == f"No such File object: {made.id}"


def test_files_do_not_fill_the_memory(ai: OpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LIMIT", 10)
    kept = ai.files.create(file=("a", b"12345678"), purpose="assistants")
    message, _ = refused(lambda: ai.files.create(file=("b", b"123"), purpose="assistants"))
    assert message == "The files of this resource may have 10 bytes in all."
    ai.files.delete(kept.id)
    assert ai.files.create(file=("b", b"123"), purpose="assistants").bytes == 3


def test_files_are_listed_by_purpose_and_page_by_page(ai: OpenAI) -> None:
    made = [ai.files.create(file=(f"{n}.txt", b"x"), purpose="assistants").id for n in range(5)]
    ai.files.create(file=("t.jsonl", b"{}"), purpose="fine-tune")
    page = ai.files.list(purpose="assistants", limit=2)
    assert ([one.id for one in page.data], page.has_more) == ([made[4], made[3]], True)
    assert [one.id for one in page] == made[::-1]
    rest = ai.files.list(purpose="assistants", after=made[2], order="asc")
    assert [one.id for one in rest.data] == made[3:]


def test_a_job_of_fine_tuning_runs_to_its_end(ai: OpenAI) -> None:
    file = ai.files.create(file=("t.jsonl", b"{}"), purpose="fine-tune")
    job = ai.fine_tuning.jobs.create(model="gpt-4.1-nano", training_file=file.id, suffix="mine")
    seen = [job.status]
    while seen[-1] != "succeeded":
        job = ai.fine_tuning.jobs.retrieve(job.id)
        seen.append(job.status)
    assert seen == ["validating_files", "queued", "running", "succeeded"]
    assert ai.models.retrieve(job.fine_tuned_model or "").id.startswith("ft:gpt-4.1-nano:")
    assert len(list(ai.fine_tuning.jobs.list_events(job.id))) == 4
    checkpoints = list(ai.fine_tuning.jobs.checkpoints.list(job.id))
    assert [one.step_number for one in checkpoints] == [3, 2, 1]
    assert refused(lambda: ai.fine_tuning.jobs.cancel(job.id))[0].startswith(
        "Job has already ended"
    )


def test_a_job_needs_a_file_that_is_there(ai: OpenAI) -> None:
    message, param = refused(
        lambda: ai.fine_tuning.jobs.create(model="gpt-4o", training_file="file-test")
    )
    assert (message, param) == ("No such File object: file-test", "id")


def test_a_paused_job_waits_until_it_is_resumed(ai: OpenAI) -> None:
    file = ai.files.create(file=("t.jsonl", b"{}"), purpose="fine-tune")
    job = ai.fine_tuning.jobs.create(model="gpt-4.1-nano", training_file=file.id)
    ai.fine_tuning.jobs.pause(job.id)
    assert {ai.fine_tuning.jobs.retrieve(job.id).status for _ in range(3)} == {"queued"}
    ai.fine_tuning.jobs.resume(job.id)
    assert [ai.fine_tuning.jobs.retrieve(job.id).status for _ in range(3)][-1] == "succeeded"


def test_a_batch_answers_each_of_its_lines(ai: OpenAI) -> None:
    good = {**LINE, "custom_id": "a", "body": {"model": "gpt-5-mini", "messages": USER}}
    bad = {**LINE, "custom_id": "b", "body": {"model": "gpt-5-mini"}}
    lines = "\n".join(json.dumps(line) for line in (good, bad)) + "\nnonsense\n"
    file = ai.files.create(file=("in.jsonl", lines.encode()), purpose="batch")
    batch = ai.batches.create(
        input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h"
    )
    while batch.status != "completed":
        batch = ai.batches.retrieve(batch.id)
    assert batch.request_counts is not None
    assert (batch.request_counts.total, batch.request_counts.failed) == (3, 2)
    (told,) = map(json.loads, ai.files.content(batch.output_file_id or "").text.splitlines())
    assert told["custom_id"] == "a"
    assert told["response"]["body"]["choices"][0]["message"]["content"].startswith("You said")
    failed = [
        json.loads(line) for line in ai.files.content(batch.error_file_id or "").text.splitlines()
    ]
    assert [one["response"]["status_code"] for one in failed] == [400, 400]
    assert failed[0]["response"]["body"]["error"]["param"] == "messages"


def test_a_batch_is_cancelled_before_its_end_only(ai: OpenAI) -> None:
    file = ai.files.create(file=("in.jsonl", b""), purpose="batch")
    batch = ai.batches.create(
        input_file_id=file.id, endpoint="/v1/embeddings", completion_window="24h"
    )
    assert ai.batches.cancel(batch.id).status == "cancelling"
    assert ai.batches.retrieve(batch.id).status == "cancelled"
    with pytest.raises(openai.ConflictError, match="Cannot cancel a batch"):
        ai.batches.cancel(batch.id)


# --- vector stores, evals ---------------------------------------------------------------------


def text_file(ai: OpenAI, text: str) -> str:
    return ai.files.create(file=("a.txt", text.encode()), purpose="assistants").id


def test_a_vector_store_finds_the_files_that_speak_of_it(ai: OpenAI) -> None:
    api, cat = text_file(ai, "An API is a contract."), text_file(ai, "A cat is a cat.")
    store = ai.vector_stores.create(name="mine", file_ids=[api, cat])
    assert (store.file_counts.completed, store.usage_bytes) == (2, 36)
    found = list(ai.vector_stores.search(store.id, query="What is an API contract?"))
    assert [one.file_id for one in found] == [api, cat]
    assert found[0].content[0].text == "An API is a contract."
    assert [len(found), found[0].score > found[1].score] == [2, True]
    assert list(ai.vector_stores.search(store.id, query="dog")) == []


def test_files_go_into_a_vector_store_and_out_again(ai: OpenAI) -> None:
    store, file = ai.vector_stores.create(), text_file(ai, "Hello.")
    ai.vector_stores.files.create(store.id, file_id=file, attributes={"a": "b"})
    assert ai.vector_stores.files.content(file, vector_store_id=store.id).data[0].text == "Hello."
    assert ai.vector_stores.retrieve(store.id).file_counts.total == 1
    ai.vector_stores.files.delete(file, vector_store_id=store.id)
    assert ai.vector_stores.retrieve(store.id).file_counts.total == 0
    assert ai.files.retrieve(file).id == file
    assert lost(lambda: ai.vector_stores.files.retrieve(file, vector_store_id=store.id))


def test_a_batch_of_files_knows_its_own(ai: OpenAI) -> None:
    store = ai.vector_stores.create(file_ids=[text_file(ai, "before")])
    files = [text_file(ai, str(number)) for number in range(3)]
    batch = ai.vector_stores.file_batches.create(store.id, file_ids=files)
    assert batch.file_counts.completed == 3
    listed = ai.vector_stores.file_batches.list_files(batch.id, vector_store_id=store.id, limit=2)
    assert {one.id for one in listed} == set(files)
    assert len(list(ai.vector_stores.files.list(store.id))) == 4


def test_a_file_that_is_not_there_goes_nowhere(ai: OpenAI) -> None:
    assert refused(lambda: ai.vector_stores.create(file_ids=["file-x"]))[0] == (
        "No such File object: file-x"
    )


def test_an_eval_is_run_over_its_rows(ai: OpenAI) -> None:
    check: Any = {
        "type": "string_check", "name": "same", "operation": "eq", "input": "{{item.a}}",
        "reference": "{{item.b}}",
    }  # fmt: skip
    config: Any = {"type": "custom", "item_schema": {"type": "object"}}
    made = ai.evals.create(data_source_config=config, testing_criteria=[check])
    rows: Any = {"type": "file_content", "content": [{"item": {"a": "1"}}, {"item": {"a": "2"}}]}
    run = ai.evals.runs.create(made.id, data_source={"type": "jsonl", "source": rows})
    while run.status != "completed":
        run = ai.evals.runs.retrieve(run.id, eval_id=made.id)  # type: ignore[assignment]
    assert (run.result_counts.total, run.result_counts.passed) == (2, 2)
    assert run.per_testing_criteria_results[0].testing_criteria == "same"
    items = list(ai.evals.runs.output_items.list(run.id, eval_id=made.id))
    assert [item.datasource_item for item in items] == [{"a": "1"}, {"a": "2"}]
    ai.evals.delete(made.id)
    assert lost(lambda: ai.evals.runs.list(made.id)) == f"Eval with id '{made.id}' not found."


# --- models, and everything else --------------------------------------------------------------


def test_embeddings_are_for_models_that_make_them(ai: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="embeddings operation does not work"):
        ai.embeddings.create(model="gpt-4o", input="x")
    with pytest.raises(openai.BadRequestError, match="operation does not work"):
        ai.chat.completions.create(model="text-embedding-3-small", messages=USER)


def test_a_model_that_is_not_there(ai: OpenAI) -> None:
    assert lost(lambda: ai.models.retrieve("no-such")) == "The model 'no-such' does not exist"


def test_runs_know_nothing_of_each_other() -> None:
    one, other = client(), client()
    kept = respond(one)
    assert lost(lambda: other.responses.retrieve(kept.id))


def test_a_lenient_service_makes_up_what_it_does_not_know() -> None:
    ai = client(lenient=True)
    assert ai.responses.retrieve("resp_x").id == "resp_x"
    assert [one.id for one in ai.fine_tuning.jobs.list_events("ftjob-x")] != []
    assert respond(ai, extra_body={"unknown": 1}).output_text
    with pytest.raises(openai.BadRequestError, match="Missing required parameter: 'model'"):
        ai.post("/embeddings", body={"input": "x"}, cast_to=object)
