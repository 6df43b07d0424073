"""Names that Java cannot give to a package."""

from __future__ import annotations

import pytest

from samplegen import registry
from samplegen.starter.names import name_of

STARTER = registry.load().by_name["java"].starter


@pytest.mark.parametrize(
    ("directory", "package"),
    [
        ("my app!", "myapp"),
        ("new", "newapp"),
        ("sw-itch", "switchapp"),
        ("true", "trueapp"),
        ("record", "record"),  # reserved in some places, and not as the name of a package
    ],
)
def test_no_part_of_a_package_is_a_keyword(directory: str, package: str) -> None:
    assert STARTER
    assert name_of(directory, STARTER.taken).flat == package
