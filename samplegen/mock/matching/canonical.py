"""One form for requests that mean the same, so that languages can be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from samplegen.model import Json

TEXT_PARTS = ("text", "input_text", "output_text")


def body(path: str, value: Json) -> Json:
    """The canonical form of a request body.

    A member that is null, and ``stream: false``, count as not sent. Which forms are one was
    measured: OpenAI .NET 2.15.0 sends a string input of the Responses API as a list with one
    message, and openai-java and OpenAI .NET mark messages with ``type: message``.

    Args:
        path: path of the request; the rule is that of its last segments.
    """
    if not isinstance(value, Mapping):
        return value
    sent = {name: member for name, member in value.items() if member is not None}
    if sent.get("stream") is False:
        del sent["stream"]
    for end, member, rule in RULES:
        if path.endswith(end) and member in sent:
            sent[member] = rule(sent[member])
    return sent


def _input(value: Json) -> Json:
    items = _messages(value)
    match items:
        case [{"role": "user", "content": str(text), **others}] if not others:
            return text
    return items


def _messages(value: Json) -> Json:
    return [_message(item) for item in value] if isinstance(value, list) else value


def _message(item: Json) -> Json:
    if not isinstance(item, Mapping):
        return item
    plain = dict(item)
    if "role" in plain and plain.get("type") == "message":
        del plain["type"]
    if "role" in plain and "content" in plain:
        plain["content"] = _content(plain["content"])
    return plain


def _content(value: Json) -> Json:
    if isinstance(value, list) and len(value) == 1 and _is_plain_text(value[0]):
        return value[0]["text"]
    return value


def _is_plain_text(part: Json) -> bool:
    return (
        isinstance(part, Mapping)
        and set(part) == {"type", "text"}
        and part["type"] in TEXT_PARTS
        and isinstance(part["text"], str)
    )


def _texts(value: Json) -> Json:
    return [value] if isinstance(value, str) else value


RULES: tuple[tuple[str, str, Callable[[Json], Json]], ...] = (
    ("/responses", "input", _input),
    ("/chat/completions", "messages", _messages),
    ("/embeddings", "input", _texts),
)
