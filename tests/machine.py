"""What a test needs of the machine: it is skipped without it, and fails in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

from samplegen.language import Language
from samplegen.toolchains import Missing, find

_IN_CI = bool(os.environ.get("CI"))  # read here, as every test runs without it


def needed(language: Language) -> dict[str, str]:
    """Finds a language's tools by name; a test without them is skipped, and fails in CI."""
    found = {tool.name: find(tool) for tool in language.toolchain.tools}
    if missing := " ".join(item.reason for item in found.values() if isinstance(item, Missing)):
        absent(missing)
    return {name: item.path for name, item in found.items() if not isinstance(item, Missing)}


def absent(reason: str) -> NoReturn:
    """Skips a test for want of something, which CI must have."""
    if _IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)
