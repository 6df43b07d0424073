"""What the helpers of the official client are asked for in tests, and what comes of it."""

from __future__ import annotations

import enum
from typing import Any, Literal

import openai
from pydantic import BaseModel

SAID = "You said: One two three four"
PIECES = ["You", " said:", " One", " two", " three", " four"]
CHAT: Any = {
    "model": "gpt-5-mini",
    "messages": [{"role": "user", "content": "One two three four"}],
}
INPUT: Any = {"model": "gpt-5-mini", "input": "One two three four"}
BACKGROUND: Any = {**INPUT, "background": True}


class Kind(enum.Enum):
    SHORT = "short"
    LONG = "long"


class Part(BaseModel):
    title: str
    pages: int
    weight: float
    parts: list[Part]


class Book(BaseModel):
    """Has what strict schemas may have: nesting, recursion, alternatives, values of a list."""

    title: str
    kind: Kind
    binding: Literal["soft", "hard"]
    subtitle: str | None
    number: int | str
    parts: list[Part]


class Weather(BaseModel):
    city: str
    days: int
    unit: Literal["celsius", "fahrenheit"]


WEATHER = openai.pydantic_function_tool(Weather)
MCP: Any = {"type": "mcp", "server_label": "docs", "server_url": "https://example.com/mcp"}


def of(events: Any, kind: str) -> list[Any]:
    return [event for event in events if event.type == kind]
