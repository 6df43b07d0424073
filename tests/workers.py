"""Which tests run in the same process where there are several."""

from __future__ import annotations

import re

from xdist.scheduler import LoadScopeScheduling

LANGUAGE = re.compile(r"\[(?:csharp|go|java|javascript|python)\b")


class ByLanguage(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Keeps together what a file has about one language: much of it is run once for all of it.

    The groups of pytest-xdist 3.8 do nothing under pytest 9.2, which has the ids of tests elsewhere.
    """

    def _split_scope(self, nodeid: str) -> str:
        language = LANGUAGE.search(nodeid)
        return nodeid.partition("::")[0] + (language[0] if language else "")
