"""What a C# project may be called."""

from __future__ import annotations

import pytest

from samplegen.languages.csharp import LANGUAGE
from samplegen.starter.names import name_of


@pytest.mark.parametrize(
    ("text", "pascal"),
    [("con", "ConApp"), ("Com1", "Com1App"), ("console", "Console"), ("system", "System")],
)
def test_a_solution_has_a_name_that_windows_takes(text: str, pascal: str) -> None:
    assert LANGUAGE.starter
    assert name_of(text, LANGUAGE.starter.taken).pascal == pascal
