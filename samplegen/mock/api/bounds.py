"""Numbers that requests must keep to; the types say no bounds.

The figures are those of OpenAI's API reference (openai-openapi 2.3.0).
"""

from __future__ import annotations

from collections.abc import Mapping

from samplegen.mock.reply.errors import Failure, invalid
from samplegen.model import Json

BOUNDS: Mapping[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "frequency_penalty": (-2, 2),
    "presence_penalty": (-2, 2),
    "n": (1, 128),
    "top_logprobs": (0, 20),
    "max_tokens": (1, 1 << 31),
    "max_completion_tokens": (1, 1 << 31),
    "max_output_tokens": (16, 1 << 31),
    "dimensions": (1, 4096),
    "limit": (1, 10000),
}
"""Member -> the least and the greatest value that it may have."""

NOT_EMPTY = ("messages",)


def problem(body: Mapping[str, Json]) -> Failure | None:
    """What is out of bounds among the members of a request, or None."""
    for name, value in body.items():
        if name not in BOUNDS or not isinstance(value, (int, float)):
            continue
        least, most = BOUNDS[name]
        if not least <= value <= most:
            return _outside(name, value, least, most)
    for name in NOT_EMPTY:
        if body.get(name) == []:
            return invalid(
                f"Invalid '{name}': empty array. Expected an array with minimum length 1, but got "
                "an empty array instead.",
                name,
                "empty_array",
            )
    return None


def _outside(name: str, value: float, least: float, most: float) -> Failure:
    kind = "decimal" if name in ("temperature", "top_p") or name.endswith("penalty") else "integer"
    if value < least:
        wrong, sign, bound, code = "below minimum", ">=", least, "below_min_value"
    else:
        wrong, sign, bound, code = "above maximum", "<=", most, "above_max_value"
    expected = f"Expected a value {sign} {bound}, but got {value} instead."
    message = f"Invalid '{name}': {kind} {wrong} value. {expected}"
    return invalid(message, name, f"{kind}_{code}")
