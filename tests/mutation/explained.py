"""Why mutants survive that do: glob over their ids -> the reason, for the page."""

from __future__ import annotations

from collections.abc import Mapping

EXPLAINED: Mapping[str, str] = {}
