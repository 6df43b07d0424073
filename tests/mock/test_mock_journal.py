"""When an answer was over, as the journal has it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from mock_making import arrived

from samplegen.mock.journal import Journal
from samplegen.mock.redaction import Redaction
from samplegen.mock.signin.credentials import Credential
from samplegen.mock.values import Answer
from samplegen.mock.wire.delivery import deliver


def test_an_answer_is_over_before_its_client_can_act_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1.0]
    monkeypatch.setattr(Journal, "clock", lambda _: now[0])
    journal = Journal(Redaction({}))
    entry = journal.arrive(arrived(), Credential())

    def send(_: Answer) -> bool:
        now[0] = 9.0  # the client has got it, and the service is not told to go on
        return True

    now[0] = 3.0
    turn, session = SimpleNamespace(send=send), SimpleNamespace(journal=journal)
    given: tuple[Any, ...] = (turn, Answer(200), session, entry)
    deliver(*given)
    assert journal.exchanges()[0].seconds == 2.0
