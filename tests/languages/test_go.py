"""Go: how texts are written down, and how the go command is called and understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from samplegen.language import Source
from samplegen.languages.go import LANGUAGE, comment, identifier, literal, sort_imports

WORKSPACE = Path(__file__).parents[2] / "templates" / "go" / "workspace"
SOURCES = [Source(f"chat/{auth}", f"chat-{auth}/main.go") for auth in ("api-key", "entra-id")]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("gpt-5-mini", '"gpt-5-mini"'),
        ("it's `code`", '"it\'s `code`"'),
        ('say "no"', '`say "no"`'),
        ("C:\\new", r"`C:\new`"),
        ('a `"\\', '"a `\\"\\\\"'),
        ('"a"\nb', '"\\"a\\"\\nb"'),
        ('"\t"', '"\\"\\t\\""'),
        ("a\n\r\t\a\b\f\v", r'"a\n\r\t\a\b\f\v"'),
        ("\0007\x1b\x7f", r'"\x007\x1b\x7f"'),
        ("\x80\x85\xa0\xad", r'"\u0080\u0085\u00a0\u00ad"'),
        ("${x} {{x}} */ // %s", '"${x} {{x}} */ // %s"'),
        ("café 日本 🌵", '"café 日本 🌵"'),
        ("👩\u200d💻", '"👩\u200d💻"'),
        ("a\u2028b\u2029", r'"a\u2028b\u2029"'),
        ("abc\u202edef\ufeff", r'"abc\u202edef\ufeff"'),
        ('"\ufeff', r'"\"\ufeff"'),
        ("\ufffe\U000e0041\U0010ffff", r'"\ufffe\U000e0041\U0010ffff"'),
    ],
)
def test_literal_means_the_text_on_one_line(text: str, written: str) -> None:
    assert literal(text) == written


@pytest.mark.parametrize("write", [literal, comment])
@pytest.mark.parametrize("text", ["\ud800", 'a "\udfff"', "\ud83d\ude00"])
def test_a_lone_surrogate_is_refused(write: Callable[[str], str], text: str) -> None:
    with pytest.raises(ValueError, match=r"lone surrogate U\+D"):
        write(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("one line", "// one line"),
        ("first\n\nthird  \r\nfourth\rfifth", "// first\n//\n// third\n// fourth\n// fifth"),
        ("", "//"),
        ("a\u2028panic()\vb", "// a\n// panic()\n// b"),
        ("a\0b\ufeff\u202ec", "// a\\x00b\\ufeff\\u202ec"),
        ("go:build ignore", "// go:build ignore"),
        ("*/ panic() /*", "// */ panic() /*"),
        ("a \\", "// a \\"),
        ("a\tb", "// a   b"),
    ],
)
def test_comment_stays_a_comment(text: str, written: str) -> None:
    assert comment(text) == written


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("model", "model"),
        ("max completion-tokens", "maxCompletionTokens"),
        ("maxRetries", "maxRetries"),
        ("server_url", "serverURL"),
        ("URL", "url"),
        ("API key", "apiKey"),
        ("ApprovalRequestID", "approvalRequestID"),
        ("AZURE_OPENAI_API_KEY", "azureOpenaiAPIKey"),
        ("Crème brûlée", "crèmeBrûlée"),
        ("2nd try", "value2ndTry"),
        ("x²", "x"),
        ("type", "type_"),
        ("Len", "len_"),
        ("日本", "日本"),
        ("*/ '\n`${", "value"),
        ("", "value"),
    ],
)
def test_identifier_is_in_mixed_caps_and_free(text: str, name: str) -> None:
    assert identifier(text) == name


@pytest.mark.parametrize(
    ("lines", "block"),
    [
        ([], ""),
        (['"fmt"', '"fmt"'], 'import "fmt"'),
        (['"log"', '"fmt"'], 'import (\n\t"fmt"\n\t"log"\n)'),
        (
            ['"github.com/b/c"', '"net/http"', '  "github.com/A/z"', '"fmt"', '"github.com/b"'],
            'import (\n\t"fmt"\n\t"net/http"\n\n'
            '\t"github.com/A/z"\n\t"github.com/b"\n\t"github.com/b/c"\n)',
        ),
        (
            ['"example.com/b"', 'z "example.com/a"'],
            'import (\n\tz "example.com/a"\n\t"example.com/b"\n)',
        ),
    ],
)
def test_imports_are_sorted_by_path_with_the_standard_library_first(
    lines: list[str], block: str
) -> None:
    assert sort_imports(lines) == block
    assert sort_imports(lines[::-1]) == block


def test_the_lock_file_holds_hashes_of_the_named_versions() -> None:
    locked = (WORKSPACE / "go.sum").read_text().splitlines()
    wanted = {f"{dep.package} {dep.version} h1:" for dep in LANGUAGE.dependencies}
    assert all(any(line.startswith(start) for line in locked) for start in wanted)


def test_one_process_builds_all_sources_into_programs_of_their_own() -> None:
    (step,) = LANGUAGE.toolchain.build(SOURCES)
    assert step.argv[-2:] == ("./chat-api-key", "./chat-entra-id")
    assert step.covers == tuple(SOURCES)
    assert not step.network
    assert step.environment["GOPROXY"] == "off"
    runs = [LANGUAGE.toolchain.run(source).argv[0] for source in SOURCES]
    assert runs == [f"{{workspace}}/{output}" for output in step.outputs]
    assert len(set(runs)) == len(SOURCES)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "chat-api-key/main.go:17:3: undefined: log",
            ("chat-api-key/main.go", "17", "3", "undefined: log"),
        ),
        (
            "./main.go:5: syntax error: a: b",
            ("./main.go", "5", None, "syntax error: a: b"),
        ),
        (
            "chat-api-key/main.go:9:2: no required module provides package a.b/c; to add it:",
            ("chat-api-key/main.go", "9", "2", "no required module provides package a.b/c"),
        ),
        ("# samples/chat-api-key", None),
        ("\tgo get a.b/c", None),
        ("go: go.mod file not found in current directory or any parent directory", None),
    ],
)
def test_a_diagnostic_names_its_file(line: str, found: tuple[str | None, ...] | None) -> None:
    match = re.search(LANGUAGE.toolchain.diagnostic, line)
    assert (match and match.group("file", "line", "column", "message")) == found
