"""Which reply a request gets when requests are alike, repeated, too many or in another order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplegen.mock.matching.progress import align
from samplegen.model import Interaction, Reply, Request
from tests.mock.making import CHAT, CHAT_BODY, RESPONSES, exchange

A, B = CHAT, RESPONSES
A2 = Request("POST", A.path, body={**CHAT_BODY, "model": "other"})


def step(request: Request = A, least: int = 1, most: int | None = None) -> Interaction:
    return Interaction(request, Reply("none"), least, least if most is None else most)


@pytest.mark.parametrize(
    ("steps", "sent", "expected"),
    [
        ([step(A), step(B)], [A, B], (0, 1)),
        ([step(A), step(A, 2), step(A)], [A] * 5, (0, 1, 1, 2, None)),
        ([step(A, 3, 4)], [A] * 5, (0, 0, 0, 0, None)),
        ([step(A, 3, 4), step(A)], [A] * 5, (0, 0, 0, 0, 1)),
        ([step(A, 1, 4), step(A2)], [A, A, A2], (0, 0, 1)),
        ([step(A, 3, 4), step(A2)], [A, A2, A, A2], (0, 0, 0, 1)),
        ([step(A, 0, 2), step(B)], [B], (1,)),
        ([step(A, 0, 0), step(B)], [A, B], (None, 1)),
        ([step(A, 0)], [A], (None,)),
        ([step(A), step(B)], [B, A], (None, 0)),
        ([step(A), step(A2)], [A2, A], (0, 1)),
        ([step(A), step(B)], [A, A, B], (0, None, 1)),
        ([], [A], (None,)),
    ],
)
def test_requests_are_put_to_interactions(
    steps: list[Interaction], sent: list[Request], expected: tuple[int | None, ...]
) -> None:
    assert align(steps, [exchange(request) for request in sent]) == expected


@given(
    st.lists(
        st.tuples(st.sampled_from([A, A2, B]), st.integers(0, 3), st.integers(0, 2)), max_size=4
    )
)
def test_a_run_as_stated_is_aligned_as_stated(parts: list[tuple[Request, int, int]]) -> None:
    steps = [step(request, least, least + more) for request, least, more in parts]
    sent = [exchange(one.request) for one in steps for _ in range(one.most)]
    places = align(steps, sent)
    assert None not in places
    assert list(places) == sorted(places)  # type: ignore[type-var]
    counts = [places.count(number) for number in range(len(steps))]
    assert all(count <= one.most for count, one in zip(counts, steps, strict=True))
