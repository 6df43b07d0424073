"""What C# writes down, and what its build and run steps say; no compiler is started here."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from samplegen.language import Source
from samplegen.languages.csharp import LANGUAGE

SYNTAX = LANGUAGE.syntax
TOOLCHAIN = LANGUAGE.toolchain
CHAT = Source("chat/entra-id", "chat/entra-id/Program.cs")
RETRIES = Source("retries/api-key", "retries/api-key/Program.cs")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("It's plain, with “quotes” and 🌵.", '"It\'s plain, with “quotes” and 🌵."'),
        ('say "no"', r'"say \"no\""'),
        (r"C:\new\u0041", r'"C:\\new\\u0041"'),
        ("a\r\n\tb", r'"a\r\n\tb"'),
        ("\0001", r'"\01"'),
        ("\x1b[0m\x7f\x85", r'"\u001B[0m\u007F\u0085"'),
        ("\u2028\u2029", r'"\u2028\u2029"'),
        ("no\u00a0break, \u202ebidi, \ufeffmark", r'"no\u00A0break, \u202Ebidi, \uFEFFmark"'),
        ("👩\u200d👧", r'"👩\u200D👧"'),
        ("\uffff\U0010ffff\U000e0001", r'"\uFFFF\U0010FFFF\U000E0001"'),
        ("${x} {{x}} {0} */ // @", '"${x} {{x}} {0} */ // @"'),
    ],
)
def test_literal(text: str, written: str) -> None:
    assert SYNTAX.literal(text) == written


@pytest.mark.parametrize("write", [SYNTAX.literal, SYNTAX.comment])
@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\ud83d\ude00"])
def test_a_lone_surrogate_is_refused_by_name(write: Callable[[str], str], text: str) -> None:
    first = next(char for char in text if "\ud800" <= char <= "\udfff")
    with pytest.raises(ValueError, match=f"U\\+{ord(first):04X}"):
        write(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", "//"),
        ("one", "// one"),
        ("one\n\ntwo ", "// one\n//\n// two"),
        ("a\rb\r\nc\u2028d\u2029e\u0085f\x0bg", "// a\n// b\n// c\n// d\n// e\n// f\n// g"),
        ("*/ /* \\", "// */ /* \\"),
        ("a\0b\u202ec", r"// a\u0000b\u202Ec"),
    ],
)
def test_comment(text: str, written: str) -> None:
    assert SYNTAX.comment(text) == written


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("max_completion_tokens", "maxCompletionTokens"),
        ("Server URL", "serverURL"),
        ("URL of the server", "urlOfTheServer"),
        ("serverLabel", "serverLabel"),
        ("x-request-id", "xRequestId"),
        ("2nd answer", "_2ndAnswer"),
        ("class", "_class"),
        ("await", "_await"),
        ("args", "_args"),
        ("größe", "größe"),
        ("x²; drop()", "xDrop"),
        ("\U0001d4b3 y", "y"),
        ("", "value"),
        ("*/ \0 🌵", "value"),
    ],
)
def test_identifier(text: str, name: str) -> None:
    assert SYNTAX.identifier(text) == name


@pytest.mark.parametrize(
    ("lines", "block"),
    [
        (["using B;", "using A;", "using B;"], ["using A;", "using B;"]),
        (
            [
                "using OpenAI;",
                "using Azure.Identity;",
                "using System.ClientModel;",
                "using System;",
            ],
            [
                "using System;",
                "using System.ClientModel;",
                "using Azure.Identity;",
                "using OpenAI;",
            ],
        ),
        (["using Systemic;", "using Azure;"], ["using Azure;", "using Systemic;"]),
        (
            ["using A = B;", "using static System.Math;", "using static Azure.X;", "using Z;"],
            ["using Z;", "using static System.Math;", "using static Azure.X;", "using A = B;"],
        ),
        (
            ["using OpenAI.chat;", "using OpenAIX;", "using OpenAI.Apple;", "using OpenAI_X;"],
            ["using OpenAI_X;", "using OpenAI.Apple;", "using OpenAI.chat;", "using OpenAIX;"],
        ),
        (
            ["using A;", "#pragma warning disable OPENAI001", "#pragma warning disable OPENAI001"],
            ["#pragma warning disable OPENAI001", "", "using A;"],
        ),
        (["#pragma warning disable OPENAI001"], ["#pragma warning disable OPENAI001"]),
        ([], [""]),
    ],
)
def test_sort_imports(lines: list[str], block: list[str]) -> None:
    assert SYNTAX.sort_imports(lines) == "\n".join(block)
    assert SYNTAX.sort_imports(lines[::-1]) == "\n".join(block)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "chat/entra-id/Program.cs(3,7): error CS0246: No [X]. [/home/me/w (2)/samples.csproj]",
            ("chat/entra-id/Program.cs", "3", "7", "CS0246: No [X]."),
        ),
        (
            "chat/entra-id/Program.cs : error : No program was made of it. [/w/samples.csproj]",
            ("chat/entra-id/Program.cs", None, None, "No program was made of it."),
        ),
        ("CSC : error CS5001: Program does not contain 'Main' [/w/samples.csproj]", None),
        ("chat/entra-id/Program.cs(3,7): warning CS0168: never used [/w/samples.csproj]", None),
        ("/w/samples.csproj : error NU1004: The lock file is out of date.", None),
    ],
)
def test_diagnostic(line: str, found: tuple[str | None, ...] | None) -> None:
    match = re.search(TOOLCHAIN.diagnostic, line)
    assert (match and match.group("file", "line", "column", "message")) == found


def test_one_process_builds_all_and_each_program_has_a_file_of_its_own() -> None:
    (step,) = TOOLCHAIN.build([CHAT, RETRIES])
    assert step.covers == (CHAT, RETRIES)
    assert set(step.files.values()) == {f"{CHAT.path}\n{RETRIES.path}\n"}
    assert len(set(step.outputs)) == len(step.covers)
    assert [TOOLCHAIN.run(source).argv[-1] for source in step.covers] == list(step.outputs)


def test_only_the_installation_may_use_the_network() -> None:
    assert all(step.network for step in TOOLCHAIN.install)
    assert not any(step.network for step in [*TOOLCHAIN.build([CHAT]), TOOLCHAIN.run(CHAT)])
