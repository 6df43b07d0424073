"""State belongs to a run: what one has made, no other finds."""

from __future__ import annotations

import openai
import pytest

from samplegen.mock import freestyle
from tests.mock.serving import Served


def asked(service: Served, run: str) -> str:
    client = service.client(run=run)
    return client.responses.create(model="gpt-5-mini", input="Hello.").id


def test_a_named_run_has_a_state_of_its_own(service: Served) -> None:
    made = asked(service, "one")
    assert service.client(run="one").responses.retrieve(made).id == made
    for other in ("other", ""):
        with pytest.raises(openai.NotFoundError):
            service.client(run=other).responses.retrieve(made)


def test_what_a_run_has_made_is_forgotten_with_its_journal(service: Served) -> None:
    kept, gone = asked(service, "kept"), asked(service, "gone")
    assert service.ask("DELETE", "/_samplegen/journal?run=gone").status == 204
    assert service.client(run="kept").responses.retrieve(kept).id == kept
    with pytest.raises(openai.NotFoundError):
        service.client(run="gone").responses.retrieve(gone)


def test_all_is_forgotten_with_the_whole_journal(service: Served) -> None:
    made = asked(service, "")
    assert service.ask("DELETE", "/_samplegen/journal").status == 204
    with pytest.raises(openai.NotFoundError):
        service.client().responses.retrieve(made)


def test_of_many_runs_the_oldest_is_given_up(
    service: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freestyle, "RUNS", 2)
    first, second = asked(service, "first"), asked(service, "second")
    service.client(run="first").responses.retrieve(first)
    asked(service, "third")
    assert service.client(run="first").responses.retrieve(first).id == first
    with pytest.raises(openai.NotFoundError):
        service.client(run="second").responses.retrieve(second)
