"""Facts as JSON: what ``generated/facts/`` holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from samplegen.errors import InputError
from samplegen.model import Delay, Facts, Json, Retry, Seen


def dumps(facts: Facts) -> bytes:
    """Writes facts as the file of their language."""
    value = {
        "language": facts.language,
        "packages": dict(facts.packages),
        "cases": {name: _case(seen) for name, seen in facts.cases.items()},
        "retry": _retry(facts.retry),
        "request_id_header": facts.request_id_header,
        "timeout_default": number(facts.timeout_default),
        "timeout_source": facts.timeout_source,
        "variables": dict(facts.variables),
    }
    return (_laid_out(value) + "\n").encode()


def loads(content: bytes, place: str) -> Facts:
    """Reads such a file.

    Args:
        place: what errors call it.

    Raises:
        InputError: it is not what ``dumps`` writes.
    """
    try:
        value = json.loads(content)
        return Facts(
            language=value["language"],
            packages=value["packages"],
            cases={name: _seen(case) for name, case in value["cases"].items()},
            retry=_read_retry(value["retry"]),
            request_id_header=value["request_id_header"],
            timeout_default=value["timeout_default"],
            timeout_source=value["timeout_source"],
            variables=value["variables"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        mend = "remove it, and measure with `samplegen facts`"
        raise InputError(f"{place}: these are no facts ({error!r}); {mend}") from error


def _case(seen: Seen) -> dict[str, Json]:
    return {
        "error": seen.error,
        "bases": list(seen.bases),
        "status": seen.status,
        "code": seen.code,
        "message": seen.message,
        "request_id": seen.request_id,
        "cause": seen.cause,
        "complete": seen.complete,
        "attempts": seen.attempts,
        **_delays("delays", seen.delays),
    }


def _seen(case: Mapping[str, Any]) -> Seen:
    return Seen(
        error=case["error"],
        bases=tuple(case["bases"]),
        status=case["status"],
        code=case["code"],
        message=case["message"],
        request_id=case["request_id"],
        cause=case["cause"],
        complete=case["complete"],
        attempts=case["attempts"],
        delays=_read_delays(case, "delays"),
    )


def _retry(retry: Retry) -> dict[str, Json]:
    return {
        "default": retry.default,
        "statuses": list(retry.statuses),
        "headers": dict(retry.headers),
        "first_delay": number(retry.first_delay),
        "growth": number(retry.growth),
        "cap": number(retry.cap),
        **_delays("asked", retry.asked),
        "off": retry.off,
    }


def _read_retry(value: Mapping[str, Any]) -> Retry:
    return Retry(
        default=value["default"],
        statuses=tuple(value["statuses"]),
        headers=value["headers"],
        first_delay=value["first_delay"],
        growth=value["growth"],
        cap=value["cap"],
        asked=_read_delays(value, "asked"),
        off=value["off"],
    )


def _delays(name: str, delays: Sequence[Delay]) -> dict[str, Json]:
    """The longest of each, which is near what a client means before it takes some off at random."""
    return {
        name: [number(round(delay.most, 1)) for delay in delays],
        f"{name}_ranges": [[delay.least, delay.most] for delay in delays],
    }


def _read_delays(value: Mapping[str, Any], name: str) -> tuple[Delay, ...]:
    return tuple(Delay(least, most) for least, most in value[f"{name}_ranges"])


def number(value: float | None) -> float | None:
    """A number as people write it: without a point where it is a whole one."""
    return int(value) if value is not None and value == int(value) else value


def _laid_out(value: Json, indent: str = "") -> str:
    """JSON in which lists stand on one line, and so does what holds no object."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if not value:
        return "{}"
    inner = indent + "  "
    members = (f"{inner}{json.dumps(k)}: {_laid_out(v, inner)}" for k, v in value.items())
    return "{\n" + ",\n".join(members) + f"\n{indent}}}"
