"""What docutils finds in RST documents that anybody could write."""

from __future__ import annotations

import itertools
from textwrap import dedent, indent
from typing import NamedTuple

from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given, settings
from hypothesis import strategies as st

from samplegen.embed import FORMATS, embed

from .shelf import OPERATIONS, shelf

CODE = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]) | st.sampled_from("\t `:-. "),
    max_size=8,
)
SAMPLE = st.lists(CODE, min_size=1, max_size=6).map("\n".join).filter(str.strip)
EOL = st.sampled_from(["\n", "\r\n"])
NESTS = st.sampled_from(["", "", "* ", "10. ", ".. note::\n\n   "])
INDENTS = st.sampled_from(["   ", "  ", "      "])
OPTIONS = st.sampled_from(["", "   :class: x\n", "     :name: {}\n     :class: x\n"])
TEXT = st.sampled_from([
    "Some ünïcöde text.\n", "Literally::\n\n  .. samplegen: a\n\n  text\n", ".. a comment\n\n  .. samplegen: a\n",
    ".. code:: text\n\n   .. samplegen: a\n   .. code:: text\n", "- an item\n\n  - an inner one\n",
])  # fmt: skip


class Written(NamedTuple):
    """A document, what it must become, the sample, and what a parser must find."""

    before: str
    after: str
    sample: str
    found: list[str]


def shown(sample: str) -> str:
    """A sample in RST: without what all lines begin with, and blank lines around it."""
    lines = [line if line.strip() else "" for line in sample.split("\n")]
    return dedent("\n".join(lines)).strip("\n") + "\n"


def parsed(options: str, body: str) -> str:
    """What is left of a body: tabs are spaces, and the options are as far to the left as it is."""
    whole = dedent(f"{options}\n{body}".expandtabs(8))
    lines = whole.split("\n")[options.count("\n") + 1 :]
    return "\n".join(line.rstrip() for line in lines).strip("\n")


@st.composite
def documents(draw: st.DrawFn) -> Written:
    sample = draw(SAMPLE)
    before = after = draw(st.sampled_from(["", "\ufeff"]))
    eol = draw(EOL)
    found = []
    for operation in draw(st.permutations(list(OPERATIONS)))[: draw(st.integers(1, 3))]:
        first = draw(NESTS)
        column = " " * len(first.rpartition("\n")[2])
        options = draw(OPTIONS).format(operation)
        inner = options[: len(options) - len(options.lstrip())] or draw(INDENTS)
        old = draw(st.lists(CODE.map("old{}".format), min_size=1))
        start = f".. samplegen: toy/{operation}/api-key\n\n.. code:: text\n{options}\n"
        bodies = [indent("\n".join(old) + "\n", inner), indent(shown(sample), inner)]
        one, two = (first + indent(start + body, column)[len(column) :] for body in bodies)
        text = f"{draw(TEXT)}\ntext\n\n"
        before, after = f"{before}{text}{one}\n", f"{after}{text}{two}\n"
        found.append(parsed(indent(options, column), indent(bodies[1], column)))
    return Written(before.replace("\n", eol), after.replace("\n", eol), sample, found)


@settings(deadline=None, max_examples=60)
@given(documents())
def test_blocks_are_refreshed_every_other_byte_stays_and_docutils_finds_the_sample(
    written: Written,
) -> None:
    source = shelf(dict.fromkeys(OPERATIONS, written.sample))
    done = embed(written.before, FORMATS[".rst"], source)
    assert done.problems == ()
    assert done.text == written.after
    again = embed(written.after, FORMATS[".rst"], source)
    assert (again.text, again.changes) == (written.after, ())
    assert blocks(done.text.removeprefix("\ufeff")) == written.found


def blocks(document: str) -> list[str]:
    """The code after each marker, as docutils finds it."""
    settings_ = {"syntax_highlight": "none", "report_level": 5, "halt_level": 3}
    tree = publish_doctree(document, settings_overrides=settings_)
    found = [
        each for each in tree.findall() if isinstance(each, (nodes.comment, nodes.literal_block))
    ]
    pairs = itertools.pairwise(found)
    return [code.astext() for marker, code in pairs if marker.astext().startswith("samplegen: toy")]
