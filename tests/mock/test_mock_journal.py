"""What the journal keeps, and when an answer was over."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from samplegen.mock.journal import OMITTED, Journal
from samplegen.mock.redaction import Redaction
from samplegen.mock.signin.credentials import Credential
from samplegen.mock.values import Answer, Arrived
from samplegen.mock.wire.delivery import deliver
from tests.mock.making import arrived


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


def _arrive(journal: Journal, data: bytes) -> None:
    sent = Arrived("POST", "host", "/path", body=data.decode(), data=data)
    journal.arrive(sent, Credential()).finish(200)


def test_a_sample_that_sends_too_much_does_not_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("samplegen.mock.journal.KEPT_BYTES", 10)
    journal = Journal(Redaction({}))
    for data in (b"12345", b"12345", b"1"):
        _arrive(journal, data)
    assert [each.body for each in journal.exchanges()] == ["12345", "12345", OMITTED]


def test_a_sample_that_asks_without_end_does_not_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("samplegen.mock.journal.MOST", 2)
    journal = Journal(Redaction({}))
    for data in (b"1", b"2", b"3"):
        _arrive(journal, data)
    assert [each.body for each in journal.exchanges()] == ["1", "2"]


def test_a_journal_without_end_keeps_the_last_ones() -> None:
    journal = Journal(Redaction({}), kept=2)
    for data in (b"1", b"2", b"3"):
        _arrive(journal, data)
    assert [each.body for each in journal.exchanges()] == ["2", "3"]
