"""A small good operation, to be broken in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import jsonschema
import yaml

from samplegen import spec
from samplegen.errors import SpecError

HEAD = """\
title: Chat
summary: Ask a model.
inputs:
  model: gpt-5-mini
scenarios:
"""
ONE = """\
  default:
    interactions:
      - request:
          method: POST
          path: /openai/v1/responses
          body: {model: gpt-5-mini}
        reply:
          text: One.
    stdout: [One.]
"""
TWO = """\
  other:
    interactions:
      - request:
          method: POST
          path: /openai/v1/responses
          body: {model: gpt-5-mini}
        reply:
          text: Two.
    stdout: [Two.]
"""
GOOD = HEAD + ONE + TWO

SERVICE = """\
endpoint: https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/
scope: https://ai.azure.com/.default
auths:
  entra-id: {title: Microsoft Entra ID, credential: token}
  api-key: {title: API key, credential: key, variable: AZURE_OPENAI_API_KEY}
operations: [chat]
"""
KNOWN = """\
- samples: go/chat/*
  scenario: default
  reason: The SDK sends the request twice.
  link: https://example.com/issues/1
  since: 2026-01-31
"""
ERRORS = ("RateLimited", "Unauthorized")


def edited(good: str, old: str, new: str) -> str:
    """The text with its first ``old`` replaced; an ``old`` that is not there is a mistake."""
    assert old in good
    return good.replace(old, new, 1)


def operation_problems(content: str | bytes) -> tuple[str, ...]:
    """What is wrong with an operation in ``chat.yaml`` in the working directory."""
    data = content.encode() if isinstance(content, str) else content
    Path("chat.yaml").write_bytes(data)
    return problems_of(lambda: spec.load_operations([Path("chat.yaml")], errors=ERRORS))


def directory_problems(**files: str) -> tuple[str, ...]:
    """What is wrong with a directory ``specs`` that holds these files beside the good ones."""
    write_specs(Path("specs"), **files)
    return problems_of(lambda: spec.load(Path("specs")))


def write_specs(
    folder: Path, *, service: str = SERVICE, known: str = KNOWN, **operations: str
) -> None:
    """Writes a directory of specs."""
    (folder / "operations").mkdir(parents=True, exist_ok=True)
    (folder / "service.yaml").write_text(service, encoding="utf-8")
    (folder / "known_issues.yaml").write_text(known, encoding="utf-8")
    for name, text in ({"chat": GOOD} | operations).items():
        file = folder / "operations" / f"{name}.yaml"
        file.write_text(text, encoding="utf-8")


def problems_of(load: Callable[[], object]) -> tuple[str, ...]:
    """The problems that a call raises; none where it raises nothing."""
    try:
        load()
    except SpecError as error:
        return error.problems
    return ()


class Case(NamedTuple):
    """One way of breaking the good operation; ``schema``: whether editors see it too."""

    name: str
    old: str
    new: str
    problems: list[str]
    schema: bool = True

    def check(self) -> None:
        """Asserts that the problems are told, each at its place, and that editors see them."""
        text = edited(GOOD, self.old, self.new)
        assert operation_problems(text) == tuple(f"chat.yaml:{line}" for line in self.problems)
        if self.schema:
            validator = jsonschema.Draft202012Validator(spec.schema("operation"))
            assert not validator.is_valid(yaml.safe_load(text))
