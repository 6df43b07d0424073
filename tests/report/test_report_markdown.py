"""Markdown: read as GitHub reads it, no text of a sample becomes markup."""

import re
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from samplegen.model import Stage, Status, Wire
from samplegen.report import markdown
from samplegen.report.clean import one_line, visible
from tests.report.making import (
    HOSTILE,
    compared,
    every_status,
    hostile,
    many,
    report,
    scenario,
    verdict,
)

COMMENT = 65_536
OURS = re.compile(r"</?(details|summary|code|br)>")


def tokens(text: str) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        yield token
        yield from token.children or ()


def tags(text: str) -> list[str]:
    """The HTML tags that are not the report's own."""
    html = (t.content for t in tokens(text) if t.type in {"html_block", "html_inline"})
    return [
        tag for content in html for tag in re.findall("<[^>]*>", content) if not OURS.match(tag)
    ]


def test_all_of_it() -> None:
    assert (
        markdown.render(every_status())
        == """\
**5 samples: 1 passed, 1 failed, 1 skipped, 1 known, 1 fixed in 41.2 s (local runner, mock)**

| operation | apl | ml |
| --- | :-: | :-: |
| chat | ✅· | ❌🔶 |
| embeddings |  | ⭐⚪ |

✅ passed ❌ failed ⚪ skipped 🔶 known ⭐ fixed · marks in a cell: key, token

<details>
<summary>❌ <code>ml/chat/key</code> failed at match</summary>

`generated/ml/chat/key/main.x`, line 3

- `default: body.model: expected 'a', sent 'b'`
- `default: stdout: expected ''`

stdout of `default`:

```text
Hello!
```

stderr of `default`:

```text
main.x:3:7: boom
```

</details>

<details>
<summary>⭐ <code>ml/embeddings/key</code> fixed at match</summary>

`generated/ml/embeddings/key/main.x`

- `fixed for a reason`

stdout of `default`:

```text
Hello!
```

</details>

<details>
<summary>⚪ <code>ml/embeddings/token</code> skipped at install</summary>

`generated/ml/embeddings/token/main.x`

- `ml is missing; install it`

</details>

<details>
<summary>🔶 <code>ml/chat/token</code> known at match</summary>

`generated/ml/chat/token/main.x`

- `known for a reason`

stdout of `default`:

```text
Hello!
```

</details>

"""
    )


def test_only_the_table_when_all_passed() -> None:
    found = markdown.render(report(verdict("ml/chat/key")))

    assert "| chat | ✅ |" in found
    assert "<details>" not in found


def test_what_differs_on_the_wire() -> None:
    assert """\
**On the wire**: what each language sends, compared with the others

| operation | apl | ml | pl |
| --- | --- | --- | --- |
| chat | same | request 1: body.top\\_p: expected nothing, sent 1 (expected is what apl/chat/key sends) \
| not compared |
| embeddings | same | encoding\\_format: tolerated, because: It is shorter. | · |

<details>
""" in markdown.render(compared())


def test_nothing_is_said_of_the_wire_where_nothing_was_compared() -> None:
    assert "On the wire" not in markdown.render(every_status())


def test_a_cell_holds_so_many_differences_of_such_a_length() -> None:
    wires = [Wire("ml/chat/key", "default", (), tuple(f"{n} {'x' * 900}" for n in range(5)))]
    found = markdown.render(report(verdict("ml/chat/key"), wires=tuple(wires)))

    (row,) = [line for line in found.splitlines() if "xxx" in line]
    assert row.count("<br>") == 3
    assert row.endswith("<br>… and 2 more |")
    assert len(row) < 1100


def test_a_comment_can_hold_many_differences_beside_the_failures() -> None:
    failed = many(182)
    long = tuple(f"{n} {'x' * 900}" for n in range(5))
    wires = tuple(Wire(each.sample, "default", (), long) for each in failed.verdicts[:60])
    found = markdown.render(report(*failed.verdicts, wires=wires))

    assert len(found) < COMMENT
    assert re.search(r"… and \d+ more that did not pass\.\n$", found)


def test_empty() -> None:
    assert markdown.render(report()) == (
        "**0 samples: nothing was proved in 41.2 s (local runner, mock)**\n\n"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_markup(text: str) -> None:
    found = markdown.render(hostile(text))
    code = [t.content.strip("\n") for t in tokens(found) if t.type == "fence"]

    assert tags(found) == []
    assert not any(
        t.type in {"link_open", "image", "heading_open", "em_open"} for t in tokens(found)
    )
    if text.strip():
        assert code[-2:] == [visible(text)] * 2
    assert found.count("<details>") >= 1
    # The table keeps its shape: an operation and a single language.
    rows = [line for line in found.splitlines() if line.startswith("|")][:3]
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 3 for row in rows)


def test_a_long_reason_keeps_its_lines() -> None:
    found = markdown.render(
        report(verdict("a/b/c", Status.FAILED, reason="a\n```\nb", scenarios=()))
    )

    assert [t.content for t in tokens(found) if t.type == "fence"] == ["a\n```\nb\n"]


@pytest.mark.parametrize("text", ["a`b", "``", "`", "a ``` b"])
def test_backticks_are_shown(text: str) -> None:
    found = markdown.render(report(verdict("a/b/c", Status.FAILED, reason=text, scenarios=())))

    assert one_line(text) in [t.content for t in tokens(found) if t.type == "code_inline"]


def test_equal_samples_share_their_details() -> None:
    missing = [
        verdict(f"ml/a/{n}", Status.SKIPPED, stage=Stage.INSTALL, reason="no ml", scenarios=())
        for n in range(3)
    ]
    found = markdown.render(report(*missing))

    assert found.count("<details>") == 1
    assert "<code>3 samples of ml</code> skipped at install" in found
    assert "- also `ml/a/1`\n- also `ml/a/2`\n" in found


def test_a_comment_can_hold_182_failures() -> None:
    found = markdown.render(many(182))

    assert len(found) < COMMENT
    assert re.search(r"… and \d+ more that did not pass\.\n$", found)
    assert found.count("<details>") == found.count("</details>") > 20


def test_long_output_is_shortened_and_says_so() -> None:
    long = scenario(Status.FAILED, stdout="`" * 1_000_000)
    found = markdown.render(report(verdict("a/b/c", Status.FAILED, scenarios=(long,))))

    assert "(998,500 of 1,000,000 characters not shown)" in found
    assert tags(found) == []
    assert len(found) < 10_000


def test_10_000_samples() -> None:
    assert len(markdown.render(many(10_000))) < 120_000
