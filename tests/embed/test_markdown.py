"""Markdown and MDX: which fences are refreshed, and what of a document stays as it is."""

from __future__ import annotations

import pytest

from .shelf import embedded, problems, refreshed

MARKER = "<!-- samplegen toy/chat/api-key -->"
MDX = "{/* samplegen toy/chat/api-key */}"
ALONE = "a marker stands alone on a line, and ends on it; move it there"
NO_FENCE = "no fence follows the marker; put an empty one on the next line"


def test_what_stands_between_the_fences_is_replaced_and_nothing_else() -> None:
    document = f"# Title  \n\ntext\n{MARKER}\n```toy\nold\nolder\n```\n\n```toy\nold\n```\nend"
    done = embedded(document)
    assert done.text == document.replace("old\nolder\n", "new\n")
    assert (done.fences, done.changes[0].line) == (1, 5)
    assert done.changes[0].marker == "toy/chat/api-key"


def test_a_fence_that_is_right_is_no_change() -> None:
    document = f"{MARKER}\n```toy\nnew\n```\n"
    done = embedded(document)
    assert (done.text, done.fences, done.changes) == (document, 1, ())


@pytest.mark.parametrize("marker", [MARKER, MDX, "<!--samplegen: toy/chat/api-key-->"])
@pytest.mark.parametrize("format_", [".md", ".mdx"])
def test_both_kinds_of_comment_are_markers_in_both_formats(marker: str, format_: str) -> None:
    assert "```toy\nnew\n```" in refreshed(f"{marker}\n```\n```\n", format_)


@pytest.mark.parametrize("between", ["", "\n", "\n  \n\t\n"])
def test_blank_lines_may_stand_between_marker_and_fence(between: str) -> None:
    document = f"{MARKER}\n{between}```toy\nold\n```\n"
    assert refreshed(document) == document.replace("old", "new")


@pytest.mark.parametrize(
    "document",
    [
        f"{MARKER}\r\n```toy\r\nold\r\n```\r\n",
        f"{MARKER}\r```toy\rold\r```\r",
        f"\ufeff{MARKER}\n```toy\nold\n```\n",
        f"{MARKER}\n```toy\nold\n```",
        f"ünï\u2028cöde\x0b\x0c\n\n{MARKER}\n```toy\nold\n```\n\x85👀",
    ],
    ids=["crlf", "cr", "bom", "no newline at the end", "unicode"],
)
def test_line_endings_and_encoding_stay(document: str) -> None:
    assert refreshed(document) == document.replace("old", "new")


def test_a_fence_in_a_document_of_mixed_endings_takes_that_of_its_first_line() -> None:
    document = f"a\n{MARKER}\n```toy\r\nold\nold\n```\nb\r\n"
    expected = f"a\n{MARKER}\n```toy\r\none\r\ntwo\r\n```\nb\r\n"
    assert refreshed(document, sample="one\ntwo") == expected


@pytest.mark.parametrize("sample", ["one\r\ntwo\r\n", "one\rtwo", "\ufeffone\ntwo\n"])
def test_a_sample_gets_the_line_endings_of_the_document(sample: str) -> None:
    assert refreshed(f"{MARKER}\n```toy\n```\n", sample=sample) == (
        f"{MARKER}\n```toy\none\ntwo\n```\n"
    )


@pytest.mark.parametrize("info", ["go", " go", "go title='a `b`' {1,3}", "{.go #id}  "])
def test_an_info_string_stays(info: str) -> None:
    document = f"{MARKER}\n~~~{info}\nold\n~~~\n"
    assert refreshed(document) == document.replace("old", "new")


def test_an_empty_info_string_gets_the_language() -> None:
    assert refreshed(f"{MARKER}\n```  \n```\n") == f"{MARKER}\n```toy\nnew\n```\n"


@pytest.mark.parametrize("fence", ["~~~", "~~~~", "`````"])
def test_the_characters_and_the_length_of_a_fence_stay(fence: str) -> None:
    document = f"{MARKER}\n{fence}toy\nold\n{fence}\n"
    assert refreshed(document) == document.replace("old", "new")


def test_a_fence_ends_with_one_that_is_at_least_as_long() -> None:
    document = f"{MARKER}\n````toy\nold\n```\n~~~~\n````go\n``````  \nnext\n"
    assert refreshed(document) == f"{MARKER}\n````toy\nnew\n``````  \nnext\n"


def test_a_fence_becomes_longer_where_the_sample_would_end_it() -> None:
    document = f"{MARKER}\n```toy\nold\n```  \nnext\n"
    for sample, fence in (
        ("a\n  ````\n", "`````"),
        ("a\n```\nb\n", "````"),
        ("```go\n~~~~\n", "```"),
    ):
        expected = f"{MARKER}\n{fence}toy\n{sample}{fence}  \nnext\n"
        assert refreshed(document, sample=sample) == expected
        assert refreshed(expected, sample=sample) == expected


SAMPLE = "one\n\n\ttwo\n"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("- a\n\n  {}\n  ```toy\n  old\n  ```\n", "  one\n\n  \ttwo\n"),
        ("- {}\n  ```toy\n  ```\n", "  one\n\n  \ttwo\n"),
        ("10. {}\n\n    ```toy\n    ```\n- b\n", "    one\n\n    \ttwo\n"),
        ("-\t{}\n\t```toy\n\told\n\t```\n", "\tone\n\n\t\ttwo\n"),
        ("> {}\n>\n> ```toy\n> old\n>\n> ```\n", "> one\n>\n> \ttwo\n"),
        (">{}\n>```toy\n>```\n", "> one\n>\n> \ttwo\n"),
        ("> > 1) {}\n> >    ```toy\n> >    ```\n", "> >    one\n> >\n> >    \ttwo\n"),
        ("- > {}\n  > ```toy\n  > ```\n", "  > one\n  >\n  > \ttwo\n"),
        ("{}\n\n- ```toy\n  ```\n", "  one\n\n  \ttwo\n"),
        ("  {}\n  ```toy\n```\n", "  one\n\n  \ttwo\n"),
        ('=== "Toy"\n\n    {}\n    ```toy\n    old\n    ```\n\ntext\n', "    one\n\n    \ttwo\n"),
    ],
)  # fmt: skip
def test_indentation_and_nesting_stay(document: str, expected: str) -> None:
    document = document.format(MARKER)
    start = document.index("toy\n") + 4
    end = document.index("```", start)
    end = document.rindex("\n", 0, end) + 1
    new = refreshed(document, sample=SAMPLE)
    assert new == document[:start] + expected + document[end:]
    assert refreshed(new, sample=SAMPLE) == new


def test_no_indentation_is_code_in_mdx() -> None:
    document = f"<Tabs>\n      {MDX}\n      ```toy\nold\n   old\n          ```\n</Tabs>\n"
    assert refreshed(document, ".mdx") == document.replace("old\n   old", "      new")
    assert "is never closed" in problems(document)[0]


@pytest.mark.parametrize(
    "document",
    [
        "````md\n{}\n```\nold\n```\n````\n",
        "~~~\n{}\n```\n~~~\n",
        "- ```\n  {}\n  ```\n\n```\n```\n",
        "> ```\n> {}\n\n```\nold\n```\n",
        "Write `{}` before the fence:\n```\nold\n```\n",
        "Write ``a ` {}`` there\n",
        "Write `\na {}` there\n",
        "<!-- hidden\n```\n```\n<!-- samplegen toy/chat/api-key\n```\n```\n-->\n",
        "<pre>\n{}\n```\n</pre>\n",
        "{{/* hidden\n```\n{}\n```\n*/}}\n",
        "    echo '{}' >> README.md\n",
        "<!-- samplegen.toml says more --> and <!-- samplegenerator -->\n",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_marker_is_text(document: str) -> None:
    document = document.format(MARKER)
    done = embedded(document)
    assert (done.text, done.fences, done.problems) == (document, 0, ())


def test_what_hides_markdown_ends() -> None:
    for hidden in (
        "<!--\n```\n-->",
        "  <!--\n  ```\n  -->",
        "<PRE>\n```\n</Pre>",
        "> <!--\n> ```\n",
        "```\n```",
        "* * *",
    ):
        document = f"{hidden}\n{MARKER}\n```toy\nold\n```\n"
        assert refreshed(document) == document.replace("old", "new")


def test_a_fence_ends_with_the_list_or_quote_around_it() -> None:
    for nested in ("> ```\n> a\n", "- ```\n  a\n", "- > ~~~\n  > a\n", "    ```\n    a\n"):
        document = f"{nested}\n{MARKER}\n```toy\nold\n```\n"
        assert refreshed(document) == document.replace("old", "new")


@pytest.mark.parametrize(
    "before",
    ["- ~~~\n ", "-    ~~~\n    ", "-     a\n\n  ~~~\n  a\n", "-  \n  ~~~\n  a\n", "-\n  ~~~\n "],
)
def test_an_item_of_a_list_is_as_wide_as_its_sign_and_up_to_four_spaces(before: str) -> None:
    indent = before.rpartition("\n")[2]
    document = f"{before}{MARKER}\n{indent}```toy\n{indent}old\n{indent}```\n"
    assert refreshed(document) == document.replace("old", "new")


@pytest.mark.parametrize("between", ["", "```\n```", "<!-- a\n-->", f"{MARKER}\n```\n```", "- b"])
def test_inline_code_ends_with_its_paragraph(between: str) -> None:
    document = f"a `\n{between}\ntext {MARKER} `\n"
    assert problems(document) == [f"{document.count(chr(10))}: {ALONE}"]


@pytest.mark.parametrize(
    "document",
    [
        "{}\n",
        "{}",
        "{}\ntext\n```\n```\n",
        "{}\n``\n``\n",
        "{}\n``` a`b\n",
        "{}\n\n    code\n",
    ],
)
def test_a_marker_without_a_fence_is_a_problem(document: str) -> None:
    assert problems(document.format(MARKER)) == [f"1: {NO_FENCE}"]


def test_of_two_markers_the_first_has_no_fence() -> None:
    document = f"{MARKER}\n<!-- samplegen toy/chat/api-key output -->\n```\n```\n"
    assert problems(document) == [f"1: {NO_FENCE}"]


@pytest.mark.parametrize(
    "document",
    ["{}\n```\nold\n", "{}\n````\n```\n", "- {}\n  ```\nold\n  ```\n", "> {}\n> ```\n\n"],
)
def test_a_fence_that_is_never_closed_is_a_problem(document: str) -> None:
    found = problems(document.format(MARKER))
    assert found[0] == (
        "1: the fence that begins on line 2 is never closed; close it, nested as it begins"
    )


@pytest.mark.parametrize(
    "document",
    [
        "text {}\n```\n```\n",
        "{} text\n```\n```\n",
        "<!-- samplegen\ntoy/chat/api-key -->\n```\n```\n",
        "| {} |\n",
    ],
)
def test_a_marker_beside_other_text_is_a_problem(document: str) -> None:
    assert problems(document.format(MARKER)) == [f"1: {ALONE}"]


def test_two_markers_on_a_line_are_two_problems_at_most() -> None:
    assert problems(f"{MARKER} {MARKER}\n```\n```\n") == [f"1: {ALONE}"]


@pytest.mark.parametrize("more", ["text", "# heading", "---"])
def test_a_line_that_goes_on_the_paragraph_of_a_list_keeps_the_list_open(more: str) -> None:
    """Then the indented fence is the list's, ends with it, and hides nothing below."""
    document = f"- text\n{more}\n  ```\n{MARKER}\n```toy\nold\n```\n"
    expected = document.replace("old", "new") if more == "text" else document
    assert refreshed(document) == expected
