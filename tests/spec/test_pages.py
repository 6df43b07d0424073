"""``pages/*.yaml``: what is read from them, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from samplegen import spec
from samplegen.errors import SpecError
from samplegen.model.page import (
    EachAuth,
    EachLanguage,
    Install,
    Page,
    Part,
    Shown,
    Stated,
    Words,
)  # fmt: skip
from samplegen.spec.page import Known

from .writing import edited

KNOWN = Known(("chat", "client"), ("entra-id", "api-key"), ("go", "python"), ("retries",))
GOOD = """\
title: A page
description: What it is about.
languages: [go, python]
parts:
  - text: Hello.
  - each-language:
      - install: true
      - section: Chat
        parts:
          - text:
              go: In Go.
          - each-auth:
              - text:
                  api-key: A key.
              - sample: client
          - sample: chat
          - facts: retries
"""


def read(text: str, name: str = "good") -> tuple[Page, ...]:
    Path("pages").mkdir(exist_ok=True)
    Path("pages", f"{name}.yaml").write_text(text)
    return spec.load_pages(Path(), KNOWN)


def test_a_page_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (page,) = read(GOOD)
    section = Part("Chat", (
        Words("", {"go": "In Go."}),
        EachAuth((Words("", {"api-key": "A key."}), Shown("client"))),
        Shown("chat"),
        Stated("retries"),
    ))  # fmt: skip
    assert (page.name, page.title, page.languages) == ("good", "A page", ("go", "python"))
    assert page.parts == (Words("Hello.", {}), EachLanguage((Install(), section)))


def test_specs_need_no_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert spec.load_pages(Path(), KNOWN) == ()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[go, python]", "[go, pyton]", "3:17: there is no language pyton; did you mean python?"),
        ("title: A page\n", "", "1:1: a page lacks title; add it"),
        ("sample: chat", "sample: chat/key", "16:21: nobody signs in by key; did you mean api-key?"),
        ("sample: client", "sample: client/api-key",
         "15:25: the way of signing in is chosen already; write client"),
        ("facts: retries", "facts: retry", "17:20: there is no statement retry; did you mean retries?"),
        ("sample: chat", "sample: chatt", "16:21: there is no operation chatt; did you mean chat?"),
        ("  - text: Hello.", "  - sample: chat",
         "5:5: sample needs a language; put it below each-language"),
        ("  - text: Hello.", "  - facts: retries",
         "5:5: facts needs a language; put it below each-language"),
        ("  - text: Hello.", "  - each-auth: [text: Hello.]",
         "5:5: each-auth needs a language; put it below each-language"),
        ("  - text: Hello.", "  - install: true",
         "5:5: install needs a language; put it below each-language"),
        ("install: true", "install: false", "7:18: write install: true, or remove it"),
        ("go: In Go.", "rust: In Rust.", "11:15: nothing is called rust here; known are go, python"),
        ("api-key: A key.", "key: A key.",
         "14:19: nothing is called key here; did you mean api-key?"),
        ("- facts: retries", "- facts: retries\n            text: More.",
         "17:13: a part is one of text, section, each-language, each-auth, sample, install, facts; "
         "write exactly one of these keys"),
        ("- facts: retries", "- facts: retries\n            parts: []",
         "18:13: only a section has parts; remove it"),
        ("- facts: retries", "- section: Empty", "17:13: a section lacks parts; add them"),
        ("- facts: retries", "- each-language: [text: Again.]",
         "17:13: this is shown for each language already; remove it"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused(
    old: str, new: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecError) as found:
        read(edited(GOOD, old, new))
    assert f"pages/good.yaml:{problem}" in found.value.problems
