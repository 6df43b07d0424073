"""``models.yaml``: what is read from it, and what an operation may not ask of a model."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml

from samplegen import spec
from samplegen.model import Deployment, Model
from samplegen.spec import Calendar, Specs

from .writing import GOOD, edited, problems_of, write_specs

MODELS = """\
gpt-5-mini:
  can: [responses, image-input, streaming, mcp]
  reasoning: true
  retires: 2027-02-09
  source: https://example.com/schedule
gpt-4:
  can: [chat, responses]
  reasoning: false
  source: https://example.com/schedule
vectors-1:
  can: [embeddings]
  reasoning: false
  source: https://example.com/schedule
"""
BODY = "body: {model: gpt-5-mini}"
LAST = date(2027, 2, 9)


def written(chat: str = GOOD, models: str = MODELS) -> Path:
    """A directory of specs that has models."""
    write_specs(Path("specs"), chat=chat)
    Path("specs/models.yaml").write_text(models, encoding="utf-8")
    return Path("specs")


def problems(chat: str = GOOD, models: str = MODELS) -> tuple[str, ...]:
    folder = written(chat, models)
    return problems_of(lambda: spec.load(folder))


def sent(body: str, chat: str = GOOD) -> str:
    """The operation with another body in its first request."""
    return edited(chat, BODY, f"body: {body}")


def test_models_are_read_whole() -> None:
    models = spec.load(written()).models
    assert list(models) == ["gpt-5-mini", "gpt-4", "vectors-1"]
    assert models["gpt-5-mini"] == Model(
        name="gpt-5-mini",
        can=frozenset(("responses", "image-input", "streaming", "mcp")),
        reasoning=True,
        retires=LAST,
        source="https://example.com/schedule",
    )
    assert models["gpt-4"].retires is None


def test_specs_need_no_models() -> None:
    write_specs(Path("specs"), chat=GOOD.replace("gpt-5-mini", "anything"))
    assert spec.load(Path("specs")).models == {}


def test_the_models_of_the_published_page_are_known(specs: Specs) -> None:
    assert set(specs.models) >= {
        "gpt-4.1-nano", "gpt-4.1", "gpt-4o", "gpt-5", "gpt-5-mini", "o4-mini",
        "text-embedding-3-large", "text-embedding-3-small",
    }  # fmt: skip
    reasoning = {name for name, model in specs.models.items() if model.reasoning}
    assert reasoning == {"gpt-5", "gpt-5-mini", "o4-mini"}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("streaming,", "straeming,", "2:33: gpt-5-mini can straeming; did you mean streaming?"),
        ("[embeddings]", "[]", "11:8: vectors-1 can do nothing; write what of chat, responses, "
         "embeddings, image-input, streaming, mcp"),
        ("  reasoning: true\n", "", "2:3: the model gpt-5-mini lacks reasoning; add it"),
        ("2027-02-09", "2027-02-30", "4:12: retires is 2027-02-30; "
         "write a date such as 2027-01-31"),
        ("retires: 2027-02-09", "retires: soon", "4:12: retires is soon; "
         "write a date such as 2027-01-31"),
        ("https:", "http:", '5:11: source is "http://example.com/schedule"; '
         "write an address that starts with https://"),
        ("  source:", "  sorce:", "5:3: the model gpt-5-mini has no key sorce; "
         "did you mean source?"),
        ("  retires:", "  deployment: {variable: gpt, version: v, sku: Standard}\n  retires:",
         '4:26: variable is "gpt"; write the name of an environment variable, such as '
         "OPENAI_API_KEY"),
        ("  retires:", "  deployment: {variable: GPT, version: v}\n  retires:",
         "4:15: the deployment of gpt-5-mini lacks sku; add it"),
    ],
)  # fmt: skip
def test_a_wrong_file_of_models_is_told_and_no_operation_blamed(
    old: str, new: str, problem: str
) -> None:
    models = edited(MODELS, old, new)
    assert problems(models=models) == (f"specs/models.yaml:{problem}",)
    if "02-30" not in new:
        schema = jsonschema.Draft202012Validator(spec.schema("models"))
        assert not schema.is_valid(yaml.safe_load(models.replace("2027-02-09", '"2027-02-09"')))


def test_a_model_that_is_deployed_has_a_name_for_it() -> None:
    deployed = "  deployment: {variable: GPT, version: v, sku: Standard}\n"
    models = edited(MODELS, "vectors-1:\n", f"'vec tors':\n{deployed}")
    (told,) = problems(models=models)
    assert told.startswith("specs/models.yaml:11:3: no deployment can be called vec tors; ")
    read = spec.load(written(models=edited(MODELS, "vectors-1:\n", f"vectors-1:\n{deployed}")))
    assert read.models["vectors-1"].deployment == Deployment("GPT", "v", "Standard")


CANNOT = "4:10: gpt-5-mini does not do"
IMAGE = "[{role: user, content: [{type: input_image, image_url: https://example.com/a.png}]}]"


@pytest.mark.parametrize(
    ("chat", "problem"),
    [
        (GOOD.replace("gpt-5-mini", "gpt-5-mnii"),
         "4:10: models.yaml has no model gpt-5-mnii; did you mean gpt-5-mini?"),
        (sent("{model: other}"),
         "11:25: models.yaml has no model other; known are gpt-4, gpt-5-mini, vectors-1"),
        (edited(GOOD, "v1/responses", "v1/embeddings"), f"{CANNOT} embeddings; "
         "write one that does: vectors-1"),
        (edited(GOOD, "v1/responses", "v1/chat/completions"), f"{CANNOT} chat; "
         "write one that does: gpt-4"),
        (GOOD.replace("gpt-5-mini", "vectors-1"), "4:10: vectors-1 does not do responses; "
         "write one that does: gpt-4, gpt-5-mini"),
        (sent(f"{{model: gpt-4, input: {IMAGE}}}"), "11:25: gpt-4 does not do image-input; "
         "write one that does: gpt-5-mini"),
        (sent("{model: gpt-4, tools: [{type: mcp}]}"), "11:25: gpt-4 does not do mcp; "
         "write one that does: gpt-5-mini"),
        (sent("{model: gpt-5-mini, max_tokens: 9}"),
         "11:37: gpt-5-mini reasons and takes no max_tokens; write max_output_tokens"),
        (sent("{model: gpt-5-mini, temperature: 1}"),
         "11:37: gpt-5-mini reasons and takes no temperature; remove it"),
        (sent("{model: gpt-4, reasoning: {effort: low}}"),
         "11:32: gpt-4 does not reason; remove reasoning"),
    ],
)  # fmt: skip
def test_a_request_that_its_model_cannot_answer_is_refused(chat: str, problem: str) -> None:
    assert problems(chat) == (f"specs/operations/chat.yaml:{problem}",)
    assert problems_of(lambda: spec.load_operations([Path("specs/operations/chat.yaml")])) == (
        f"specs/operations/chat.yaml:{problem}",
    )


def test_max_tokens_of_a_chat_has_another_name() -> None:
    chat = edited(sent("{model: gpt-5-mini, max_tokens: 9}"), "v1/responses", "v1/chat/completions")
    models = edited(MODELS, "can: [", "can: [chat, ")
    (problem,) = problems(chat, models)
    assert problem.endswith("takes no max_tokens; write max_completion_tokens")


def test_a_stream_needs_a_model_that_streams() -> None:
    body = "body: {model: gpt-5-mini, stream: true}"
    cut = "reply: {deltas: [A, B], fault: cut, after: 1}\n    exit_code: nonzero"
    chat = edited(GOOD, "scenarios:", "stream: true\nscenarios:").replace(BODY, body)
    chat = edited(chat, "reply:\n          text: Two.", "reply: {deltas: [Two.]}")
    third = chat[chat.index("  default:") : chat.index("  other:")]
    third = third.replace("default:", "cut:").replace("reply:\n          text: One.", cut)
    chat += third.replace("[One.]", "A")
    assert problems(chat) == ()
    assert problems(chat, edited(MODELS, "streaming, ", "")) == (
        f"specs/operations/chat.yaml:{CANNOT} streaming; none in models.yaml does",
    )


def test_sampling_parameters_are_for_models_that_do_not_reason() -> None:
    assert problems(sent("{model: gpt-4, max_tokens: 9, temperature: 1}")) == ()
    assert problems(sent("{model: gpt-5-mini, reasoning: {effort: low}}")) == ()


def test_a_request_that_is_answered_with_an_error_may_be_wrong() -> None:
    chat = edited(sent("{model: no-such, max_tokens: 9}"), "text: One.", "error: RateLimited")
    assert problems(chat) == ()


def test_a_model_that_is_named_often_is_told_once() -> None:
    chat = GOOD.replace("gpt-5-mini", "gpt-6")
    assert chat.count("gpt-6") == 3
    assert len(problems(chat)) == 1


# --- dates ------------------------------------------------------------------------------------


def on(today: date, chat: str = GOOD) -> tuple[tuple[str, ...], list[str]]:
    """The problems and warnings of a day."""
    folder = written(chat)
    warnings: list[str] = []
    calendar = Calendar(today, warnings.append)
    return problems_of(lambda: spec.load(folder, calendar=calendar)), warnings


@pytest.mark.parametrize(("left", "words"), [(90, "90 days"), (1, "1 day"), (0, "0 days")])
def test_a_retirement_that_comes_closer_is_told(left: int, words: str) -> None:
    assert on(LAST - timedelta(left)) == (
        (),
        [
            "specs/operations/chat.yaml:4:10: warning: gpt-5-mini retires on 2027-02-09, "
            f"in {words}; write another model, or in models.yaml the day that "
            "https://example.com/schedule says now"
        ],
    )


def test_a_retirement_that_is_far_is_not_told() -> None:
    assert on(LAST - timedelta(91)) == ((), [])


def test_a_model_that_was_retired_is_refused() -> None:
    (problem,), warnings = on(LAST + timedelta(1))
    start = "specs/operations/chat.yaml:4:10: gpt-5-mini was retired on 2027-02-09; "
    assert problem.startswith(start)
    assert warnings == []


def test_what_goes_is_told_beside_what_is_wrong_elsewhere() -> None:
    folder = written()
    (folder / "operations/zebra.yaml").write_text(edited(GOOD, "title:", "titel:"))
    warnings: list[str] = []
    found = problems_of(lambda: spec.load(folder, calendar=Calendar(LAST, warnings.append)))
    assert [line.split(": ")[0] for line in found] == ["specs/operations/zebra.yaml:1:1"]
    assert len(warnings) == 1


def test_models_without_a_date_stay() -> None:
    assert on(date(2999, 1, 1), GOOD.replace("gpt-5-mini", "gpt-4")) == ((), [])
