"""Any directory's name becomes a name that every language takes."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplegen import registry
from samplegen.starter.names import name_of

STARTERS = {name: each.starter for name, each in registry.load().by_name.items() if each.starter}


@pytest.mark.parametrize(
    ("text", "kebab"),
    [
        ("my app!", "my-app"),
        ("My App", "my-app"),
        ("my_app.v2", "my-app-v2"),
        ("Übergröße", "ubergro-e"),
        ("2nd try", "app-2nd-try"),
        ("日本語", "app"),
        ("", "app"),
        ("--", "app"),
        ("a" * 60, "a" * 40),
        ("con", "con-app"),
        ("Com1", "com1-app"),
        ("console", "console"),
        ("word " * 20, "word-word-word-word-word-word-word-word"),
    ],
)
def test_a_name_is_made_of_ascii_words(text: str, kebab: str) -> None:
    assert name_of(text).kebab == kebab


def test_a_name_is_written_as_languages_write_names() -> None:
    name = name_of("my app 2")
    written = (name.kebab, name.snake, name.pascal, name.camel, name.flat)
    assert written == ("my-app-2", "my_app_2", "MyApp2", "myApp2", "myapp2")


@given(st.text())
def test_every_text_makes_a_name(text: str) -> None:
    name = name_of(text)
    assert name.snake.isidentifier()
    assert name.pascal.isidentifier()
    assert name.kebab.isascii()
    assert name.kebab == name.kebab.lower()
    assert len(name.kebab) <= 44


def test_a_name_that_is_taken_gets_a_word_more() -> None:
    assert name_of("openai", lambda name: name == "openai").kebab == "openai-app"


@pytest.mark.parametrize("language", sorted(STARTERS))
@pytest.mark.parametrize("text", ["openai", "test", "class", "import"])
def test_what_a_language_lays_claim_to_is_not_used(language: str, text: str) -> None:
    starter = STARTERS[language]
    assert starter
    name = name_of(text, starter.taken)
    assert not starter.taken(name.kebab), "a word more must be enough"
    if language == "python":
        assert not keyword.iskeyword(name.snake)
        assert name_of("openai", starter.taken).kebab == "openai-app"
