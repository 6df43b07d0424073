"""What holds for every document and every sample that anybody could write."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from samplegen.embed import FORMATS, Embedded, embed

from .shelf import OPERATIONS, shelf

SETTINGS = settings(deadline=None, max_examples=60)
COMMONMARK = MarkdownIt("commonmark")
EOL = st.sampled_from(["\n", "\r\n"])
PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=8)
"""A part of a line, in any script."""
CODE = st.lists(
    PLAIN | st.sampled_from(["\t", "  ", "```", "~~~~~", "`````", "-->", "> ", "- ", "x"]),
    max_size=4,
).map("".join)
SAMPLE = st.lists(CODE, min_size=1, max_size=6).map("\n".join).filter(str.strip)
TEXT = st.builds("{}{}".format, st.sampled_from(["a ", "é", "# ", "\U0001f440"]), PLAIN).filter(
    lambda line: not re.search("[`~<{]", line)
)


def run(document: str, format_: str, sample: str) -> Embedded:
    return embed(document, FORMATS[format_], shelf(dict.fromkeys(OPERATIONS, sample)))


def lines_of(sample: str) -> list[str]:
    return re.split("\n", sample.removesuffix("\n"))


@dataclass(frozen=True)
class Nest:
    """A list item or a quote: what its first line begins with, and what the others do."""

    first: str
    more: str

    def around(self, lines: Sequence[str]) -> list[str]:
        return [
            (self.more if number else self.first) + line if line else self.more.rstrip()
            for number, line in enumerate(lines)
        ]


NESTS = st.lists(
    st.sampled_from([
        Nest("- ", "  "), Nest("*   ", "    "), Nest("12) ", "    "), Nest("-\t", "\t"),
        Nest("> ", "> "), Nest(">", "> "),
    ]),
    max_size=3,
).filter(lambda nests: len({"-\t", ">"} & {nest.first for nest in nests}) < 2)  # fmt: skip
"""A tab behind a quote without a space is another number of columns in its next line."""


def nested(nests: Sequence[Nest], lines: Sequence[str]) -> list[str]:
    for nest in reversed(nests):
        lines = nest.around(lines)
    return list(lines)


@st.composite
def blocks(draw: st.DrawFn, marker: str, sample: str) -> tuple[str, str]:
    """A fence with a marker, nested somehow; before and after."""
    character = draw(st.sampled_from("`~"))
    run_ = character * draw(st.integers(3, 5))
    longest = max(
        (len(line.strip()) for line in lines_of(sample) if set(line.strip()) == {character}),
        default=0,
    )
    longer = character * max(len(run_), longest + 1)
    info = draw(st.sampled_from(["toy", " toy {1}", "a-b  "]))
    indent = draw(st.sampled_from(["", " ", "   "]))
    gap = [""] * draw(st.integers(0, 2))
    old = draw(st.lists(PLAIN.map("x{}".format) | st.just(""), max_size=3))
    nests = draw(NESTS)
    end = draw(st.sampled_from(["", "  "]))

    def whole(run: str, body: Sequence[str]) -> list[str]:
        inner = [indent + line if line else "" for line in body]
        return nested(nests, [marker, *gap, indent + run + info, *inner, indent + run + end])

    before, after = whole(run_, old), whole(longer, lines_of(sample))
    eols = draw(st.lists(EOL, min_size=len(before), max_size=len(before)))
    start = 2 + len(gap)
    body = [eols[start - 1]] * len(lines_of(sample))
    return (
        "".join(map("".join, zip(before, eols, strict=True))),
        "".join(map("".join, zip(after, [*eols[:start], *body, eols[-1]], strict=True))),
    )


@st.composite
def hidden(draw: st.DrawFn) -> str:
    """A block in which a marker is text."""
    inner = draw(st.sampled_from(["<!-- samplegen toy/chat/api-key -->", "{/* samplegen a */}"]))
    start, end = draw(
        st.sampled_from([("````md", "````"), ("~~~", "~~~~"), ("<pre>", "</pre>"), ("a `", "`")])
    )
    nests = draw(NESTS) if start[0] != "a" else []
    eol = draw(EOL)
    lines = [f"{start}{inner}{end}"] if start[0] == "a" else [start, inner, "```", end]
    return "".join(line + eol for line in nested(nests, lines))


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, str, str]:
    """A document, what it must become, and the sample in it."""
    sample = draw(SAMPLE)
    before = after = draw(st.sampled_from(["", "\ufeff"]))
    for operation in draw(st.permutations(list(OPERATIONS)))[: draw(st.integers(1, 3))]:
        text = "".join(line + draw(EOL) for line in draw(st.lists(TEXT, max_size=3)))
        text += draw(EOL) + draw(hidden()) if draw(st.booleans()) else ""
        text += f"text{draw(EOL)}{draw(EOL)}"
        old, new = draw(blocks(f"<!-- samplegen toy/{operation}/api-key -->", sample))
        before, after = before + text + old, after + text + new
    rest = draw(st.sampled_from(["", None, "\n\nend", "\n\nend\r\n"]))
    if rest is None:
        return before.rstrip("\r\n"), after.rstrip("\r\n"), sample
    return before + rest, after + rest, sample


@SETTINGS
@given(documents())
def test_fences_are_refreshed_and_every_other_byte_stays(written: tuple[str, str, str]) -> None:
    before, after, sample = written
    done = run(before, ".md", sample)
    assert done.problems == ()
    assert done.text == after
    again = run(after, ".md", sample)
    assert (again.text, again.changes) == (after, ())


@SETTINGS
@given(documents())
def test_a_parser_of_commonmark_finds_the_sample_in_the_fence(
    written: tuple[str, str, str],
) -> None:
    before, _, sample = written
    done = run(before, ".md", sample)
    tokens = COMMONMARK.parse(done.text.removeprefix("\ufeff"))
    shown = [
        token.content
        for marker, token in itertools.pairwise(tokens)
        if marker.type == "html_block" and token.type == "fence" and "samplegen" in marker.content
    ]
    assert shown == [sample.removesuffix("\n") + "\n"] * done.fences


PREFIXES = st.sampled_from(["", "", "", "- ", "> ", "1. ", "* ", ">", "  "])
STRAY = st.sampled_from(
    ["```", "~~~", "````", "```toy", "text", "", "<!-- x", "-->", "`a", "a`", "# h", "---", "* * *"]
)


@st.composite
def soups(draw: st.DrawFn, prefixes: st.SearchStrategy[str]) -> str:
    """Lines that fit together or not, with markers that have a fence or not."""
    lines: list[str] = []
    operations = list(OPERATIONS)
    for _ in range(draw(st.integers(1, 9))):
        prefix = draw(prefixes)
        if not operations or draw(st.booleans()):
            lines.append(prefix + draw(STRAY))
            continue
        more = re.sub(r"[^>\s]", " ", prefix)
        marker = f"<!-- samplegen toy/{operations.pop()}/api-key -->"
        fence = draw(st.sampled_from(["```", "~~~", "```toy", "text"]))
        old = ["old"] * draw(st.integers(0, 2))
        lines += [prefix + marker, *(more + line for line in (fence, *old, fence[:3]))]
    return "".join(line + draw(EOL) for line in lines)


@settings(SETTINGS, max_examples=200)
@given(soups(st.lists(PREFIXES | st.sampled_from(["    ", "\t"]), max_size=3).map("".join)), SAMPLE)
def test_embedding_twice_is_embedding_once(document: str, sample: str) -> None:
    for format_ in (".md", ".mdx"):
        once = run(document, format_, sample)
        if once.problems:
            assert once.text == document
            continue
        twice = run(once.text, format_, sample)
        assert (twice.text, twice.changes, twice.problems) == (once.text, (), ())
        assert twice.fences == once.fences


@settings(SETTINGS, max_examples=200)
@given(soups(PREFIXES))
def test_a_parser_of_commonmark_finds_the_same_markers_and_fences(document: str) -> None:
    done = run(document, ".md", "new\n\n\tnew\n")
    if done.problems:
        return
    tokens = [each for each in COMMONMARK.parse(done.text) if each.map and each.nesting == 0]
    shown = [
        fence.content
        for marker, fence in itertools.pairwise(tokens)
        if marker.type == "html_block"
        and fence.type == "fence"
        and re.fullmatch(r"\s*<!-- samplegen .*-->\s*", marker.content)
    ]
    assert shown == ["new\n\n\tnew\n"] * done.fences
