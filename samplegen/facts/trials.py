"""What is tried beside the cases of the spec, to learn how an SDK retries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from samplegen.model import Case, Fault, Reply, Setup

TELLING: Final = ("x-request-id", "apim-request-id", "x-ms-client-request-id", "request-id")
"""Headers in which services tell the ID of a request; here each holds its own name."""

ASKED: Final = 6
"""Retries that a program asks for, so that the longest delay shows: 0.5 s doubled five times."""

MANY: Final = "many-"
"""How the names of the trials start in which a program asks for many retries."""

WAIT: Final = 1.5
"""Seconds that an answer asks to wait: no SDK waits as long of itself before a first retry."""


def told(reply: Reply) -> Reply:
    """The reply with an ID in each header that may hold one."""
    return replace(reply, headers={**{name: name for name in TELLING}, **reply.headers})


def _limited(headers: Mapping[str, str], status: int = 429, date: int | None = None) -> Reply:
    return Reply("error", status, headers=headers, retry_date=date)


TRIALS: Final = (
    Case("answered", Reply("text", "An API is an agreement.")),
    Case("retry-after", _limited({"retry-after": "2"})),
    Case("retry-after-date", _limited({}, date=3)),
    Case("retry-after-ms", _limited({"retry-after-ms": f"{WAIT * 1000:.0f}"})),
    Case("forbidden", _limited({"x-should-retry": "false"})),
    Case("demanded", _limited({"x-should-retry": "true"}, status=400)),
    *(Case(f"{MANY}{number}", _limited({}), Setup(retries=ASKED)) for number in range(3)),
    Case("never", _limited({}), Setup(retries=0)),
)
"""None of these is a case of the facts; what is retried and how is told from them."""

PATIENT: Final = Case("patient", Reply("none", fault=Fault.STALLED), Setup(retries=0))
"""What shows how long a client waits of itself; in some SDKs that is ten minutes."""

LONGEST: Final = 720.0
"""Seconds that a patient probe may take."""
