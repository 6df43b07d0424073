"""What docs/mock.md says of the API is what there is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openai import OpenAI

from samplegen.mock.api.routes import ROUTES
from tests.mock.serving import served

Walk = tuple[Any, Callable[[str], Any]]
"""What was created, and how it is retrieved by its id."""

DOCS = Path(__file__).parents[2] / "docs"
SERVES = (DOCS / "mock.md").read_text().split("## What it serves\n")[1].split("\n## ")[0]


def told() -> list[tuple[str, str]]:
    """Methods and paths of the table, every id as ``{id}``."""
    found: list[tuple[str, str]] = []
    for row in SERVES.split("|---|---|\n")[1].split("\n\n")[0].splitlines():
        spans = [span.split() for span in re.findall(r"`([^`]+)`", row)]
        first = spans[0][-1]
        for *methods, path in spans:
            found += [(method, path.replace("…", first)) for method in methods]
    return found


def test_the_table_names_every_route() -> None:
    there = {(one.method, re.sub(r"{\w+}", "{id}", one.path)) for one in ROUTES}
    assert sorted(told()) == sorted(there)


def test_the_program_says_what_its_comments_say() -> None:
    (program,) = re.findall(r"```python\n(.*?)```", SERVES, re.DOTALL)
    with served() as service:
        known = {**os.environ, "OPENAI_BASE_URL": service.api, "OPENAI_API_KEY": "any"}
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=known, capture_output=True, text=True, check=False)
    assert (done.stdout.split("\n"), done.stderr) == (
        ["validating", "in_progress", "finalizing", "one 200", ""],
        "",
    )


@pytest.fixture(scope="module")
def client() -> Iterator[OpenAI]:
    with served() as service, service.client() as client:
        yield client


def background(client: OpenAI) -> Walk:
    made = client.responses.create(model="gpt-5-mini", input="Hello", background=True)
    return made, client.responses.retrieve


def job(client: OpenAI) -> Walk:
    file = client.files.create(file=b"{}", purpose="fine-tune")
    made = client.fine_tuning.jobs.create(model="gpt-4.1-nano", training_file=file.id)
    return made, client.fine_tuning.jobs.retrieve


def batch(client: OpenAI) -> Walk:
    file = client.files.create(file=b"{}", purpose="batch")
    made = client.batches.create(
        input_file_id=file.id, endpoint="/v1/responses", completion_window="24h"
    )
    return made, client.batches.retrieve


def run(client: OpenAI) -> Walk:
    made = client.evals.create(
        data_source_config={"type": "custom", "item_schema": {"type": "object"}},
        testing_criteria=[
            {
                "type": "label_model", "name": "label", "model": "gpt-5", "input": [],
                "labels": ["a"], "passing_labels": ["a"],
            }
        ],
    )  # fmt: skip
    source: Any = {"type": "jsonl", "source": {"type": "file_content", "content": [{"item": {}}]}}
    begun = client.evals.runs.create(made.id, data_source=source)
    return begun, lambda name: client.evals.runs.retrieve(name, eval_id=made.id)


@pytest.mark.parametrize(
    ("what", "begin"),
    [
        ("responses in the background", background),
        ("fine-tuning jobs", job),
        ("batches", batch),
        ("runs of evals", run),
    ],
)
def test_what_takes_its_time_goes_through_these_steps(
    client: OpenAI, what: str, begin: Callable[[OpenAI], Walk]
) -> None:
    (row,) = re.findall(rf"^\| {what} \| (.*→.*)", SERVES, re.MULTILINE)
    steps = re.findall(r"`(\w+)`", row)[: row.count("→") + 1]
    made, ask = begin(client)
    statuses = [made.status, *(ask(made.id).status for _ in steps)]
    assert statuses == [*steps, steps[-1]]


def test_the_same_calls_get_the_same_ids() -> None:
    names = []
    for _ in range(2):
        with served() as service, service.client() as client:
            names.append(client.responses.create(model="gpt-5-mini", input="Hello").id)
    assert names[0] == names[1]
