"""Which streams were broken and taken for whole all the same; pure.

The wire tells it in one case only: a later request goes on from what had arrived, as part of the
conversation. Whether a program shows half an answer and ends cannot be seen from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from samplegen.mock.judging.attempts import signature
from samplegen.mock.values import RUN
from samplegen.model import Exchange, Fault, Json

BROKEN = frozenset(
    fault.value for fault in (Fault.CUT, Fault.STALLED, Fault.MALFORMED, Fault.FAILED)
)


def accepted(exchanges: Sequence[Exchange]) -> Iterator[tuple[int, int]]:
    """Numbers of a broken stream and of the request that goes on from it, each from 1.

    A stream that was asked for again before that counts as noticed.
    """
    if not any(map(_is_broken, exchanges)):
        return
    signed = [(exchange, signature(exchange)) for exchange in exchanges]
    for number, (broken, same) in enumerate(signed, 1):
        if _is_broken(broken):
            follower = _follower(broken, same, signed[number:])
            if follower:
                yield number, number + follower


def _is_broken(exchange: Exchange) -> bool:
    streamed = isinstance(exchange.body, dict) and exchange.body.get("stream") is True
    return streamed and exchange.status == 200 and exchange.fault in BROKEN  # noqa: PLR2004


def _follower(broken: Exchange, same: str, later: Sequence[tuple[Exchange, str]]) -> int:
    """The place of the request that goes on from a broken stream, from 1; 0 for none.

    Args:
        same: the signature of the broken one's request.
        later: what came after it, each with its signature.
    """
    run = broken.headers.get(RUN)
    for place, (exchange, signed) in enumerate(later, 1):
        if exchange.headers.get(RUN) != run or exchange.path != broken.path:
            continue
        if signed == same:
            return 0
        if _goes_on(broken, exchange.body):
            return place
    return 0


def _goes_on(broken: Exchange, body: Json) -> bool:
    if not isinstance(body, Mapping):
        return False
    if broken.reply_id and body.get("previous_response_id") == broken.reply_id:
        return True
    before, now = _turns(broken.body), _turns(body)
    return len(now) > len(before) and now[: len(before)] == before and _is_answer(now[len(before)])


def _turns(body: Mapping[str, Json]) -> list[Json]:
    turns = body.get("messages", body.get("input"))
    if isinstance(turns, str):
        return [{"role": "user", "content": turns}]
    return turns if isinstance(turns, list) else []


def _is_answer(turn: Json) -> bool:
    return isinstance(turn, Mapping) and turn.get("role") == "assistant"
