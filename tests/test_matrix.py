"""Which samples there are, and what a selection means."""

from __future__ import annotations

import pytest

from samplegen.errors import NothingSelectedError, UsageError
from samplegen.matrix import Matrix, Selection, build, select
from samplegen.spec import Specs
from tests import toy


@pytest.fixture(scope="module")
def matrix(specs: Specs) -> Matrix:
    return build([toy.LANGUAGE], specs.operations, specs.service.auths)


def ids(matrix: Matrix, selection: Selection) -> list[str]:
    return [sample.id for sample in select(matrix, selection)]


def test_every_cell_is_a_sample_or_has_a_reason(matrix: Matrix, specs: Specs) -> None:
    cells = len(specs.operations) * len(specs.service.auths)
    assert len(matrix.samples) + len(matrix.unsupported) == cells
    assert matrix.unsupported == {"toy/chat/environment": "the toy has no variables of its own"}
    assert str(matrix.samples[0].file) == "toy/client/entra-id/main.py"


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(("toy/chat/*",)), ["toy/chat/entra-id", "toy/chat/api-key"]),
        (
            Selection(("*/chat/api-key", "*/client/api-key")),
            ["toy/client/api-key", "toy/chat/api-key"],
        ),
        (Selection(operations=("chat",), auths=("api-key",)), ["toy/chat/api-key"]),
        (Selection(("toy/*/api-key",), operations=("chat",)), ["toy/chat/api-key"]),
    ],
)
def test_a_selection_keeps_the_order_of_the_matrix(
    matrix: Matrix, selection: Selection, expected: list[str]
) -> None:
    assert ids(matrix, selection) == expected


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(("toy/chta/api-key",)), "did you mean toy/chat/api-key"),
        (
            Selection(languages=("toi",)),
            "--language toi: there is none of that name; did you mean toy",
        ),
        (Selection(auths=("password",)), "there are api-key, entra-id, environment"),
        (
            Selection(("toy/chat/environment",)),
            "does not exist: the toy has no variables of its own",
        ),
    ],
)
def test_what_fits_nothing_is_named_with_what_is_near(
    matrix: Matrix, selection: Selection, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        select(matrix, selection)
    assert message in str(caught.value)
    assert caught.value.exit_code == 2


def test_parts_that_fit_but_not_together_select_nothing(matrix: Matrix) -> None:
    with pytest.raises(NothingSelectedError, match=r"no sample fits all of: toy/chat/\* client"):
        select(matrix, Selection(("toy/chat/*",), operations=("client",)))


def test_an_empty_matrix_is_an_error() -> None:
    with pytest.raises(NothingSelectedError, match="there is no sample at all"):
        select(Matrix((), {}), Selection())
