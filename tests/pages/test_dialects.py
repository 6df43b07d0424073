"""One document in each Markdown dialect."""

from __future__ import annotations

import json

import pytest

from samplegen.model.page import Fence
from samplegen.pages import dialects, overlay
from samplegen.pages.markup import fenced
from tests.conftest import ROOT

from .making import GO, NAMES, PAGE, document, fences, loaded, written


def test_plain_markdown_has_a_heading_for_each_language() -> None:
    assert (
        dialects.PLAIN.write(PAGE)
        == """\
# A page

It is {said} once, with `{code}` & <less>.

## First

Text.

## Go

### Chat

**Microsoft Entra ID**

```go
package token
```

**API key**

```go
package main
```

```text
One <b>
```

## Python

### Chat

```python
print("{}")
```

## Last

More.
"""
    )


def test_learn_has_pivots_and_tabs() -> None:
    text = dialects.LEARN.write(PAGE)
    assert text.startswith('---\ntitle: "A page"\ndescription: "What it is about."\n')
    assert text.count("::: zone pivot=") == text.count("::: zone-end\n") == 2
    assert (
        """\
::: zone pivot="programming-language-go"

## Chat

# [Microsoft Entra ID](#tab/entra-id)

```go
package token
```

# [API key](#tab/api-key)

```go
package main
```

---

"""
        in text
    )


def test_learn_can_name_files_instead_of_repeating_them() -> None:
    text = dialects.LEARN_REFERENCES.write(PAGE)
    assert ':::code language="go" source="~/go/chat/api-key/main.go":::\n' in text
    assert "package main" not in text


def test_mkdocs_indents_what_is_in_a_tab() -> None:
    assert """\
=== "Go"

    ## Chat

    === "Microsoft Entra ID"

        ```go
        package token
        ```

    === "API key"
""" in dialects.MKDOCS.write(PAGE)


def test_docusaurus_has_tabs_that_stay_in_step_and_escapes_text_but_not_code() -> None:
    text = dialects.DOCUSAURUS.write(PAGE)
    assert text.count('<Tabs groupId="language" queryString>') == 1
    assert '<TabItem value="entra-id" label="Microsoft Entra ID">\n\n```go\n' in text
    assert "It is \\{said\\} once, with `{code}` & \\<less>." in text
    assert 'print("{}")' in text


@pytest.mark.parametrize(
    ("content", "ticks"), [("a\n", "```"), ("```\n", "````"), ("a ````` b\n", "``````")]
)
def test_a_fence_is_longer_than_any_run_in_it(content: str, ticks: str) -> None:
    assert fenced(Fence("md", content, "f")) == f"{ticks}md\n{content}{ticks}\n"


def test_an_overlay_adds_each_sample_to_the_operation_that_it_calls_first() -> None:
    catalog = loaded()
    told = json.loads(overlay.write(
        PAGE, catalog.specs.operations, {"go": "Go", "python": "Python"},
        base="/openai/v1/", version="1",
    ))  # fmt: skip
    assert told["overlay"] == "1.0.0"
    (action,) = told["actions"]
    assert action["target"] == "$.paths['/chat/completions'].post"
    samples = action["update"]["x-codeSamples"]
    assert [sample["label"] for sample in samples] == [
        "Go (chat, entra-id)", "Go (chat, api-key)", "Python (chat, api-key)",
    ]  # fmt: skip
    assert samples[1] == {"lang": "go", "label": "Go (chat, api-key)", "source": GO.content}


# --- the pages of the repository --------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_fence_is_a_file_byte_for_byte(name: str) -> None:
    found = fences(document(name).blocks)
    assert found
    for fence in found:
        assert fence.content.encode() == (ROOT / "generated" / fence.file).read_bytes()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["learn", "docusaurus", "markdown"])
def test_every_fence_is_in_the_page_as_it_is(name: str, form: str) -> None:
    text = written(name, form)
    assert all(f"\n{fence.content}```" in text for fence in fences(document(name).blocks))
