"""JavaScript: how texts are written down, and that the workspace installs what the language names."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from samplegen.language import Source
from samplegen.languages.javascript import LANGUAGE, comment, identifier, literal, sort_imports

WORKSPACE = Path(__file__).parents[2] / "templates" / "javascript" / "workspace"
IDENTITY = 'import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";'
WRAPPED = """import {
  DefaultAzureCredential,
  getBearerTokenProvider,
} from "@azure/identity";"""
OPENAI = 'import OpenAI from "openai";'


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("gpt-5-mini", '"gpt-5-mini"'),
        ("it's", '"it\'s"'),
        ('say "no"', "'say \"no\"'"),
        ('"it\'s" "', "'\"it\\'s\" \"'"),
        ("'it' \"a", '"\'it\' \\"a"'),
        ("'\"", '"\'\\""'),
        ("C:\\new\\", '"C:\\\\new\\\\"'),
        ("a\nb\r\tc\b\f\v", '"a\\nb\\r\\tc\\b\\f\\v"'),
        ("\0007", '"\\u00007"'),
        ("\x1b[0m\x7f\x85", '"\\u001b[0m\\u007f\\u0085"'),
        ("${x} {{x}} `x` */ // </script>", '"${x} {{x}} `x` */ // </script>"'),
        ("\\u0041 \\x41", '"\\\\u0041 \\\\x41"'),
        ("café 日本 🌵", '"café 日本 🌵"'),
        ("👩\u200d💻", '"👩\u200d💻"'),
        ("a\u2028b\u2029", '"a\\u2028b\\u2029"'),
        ("abc\u202edef\ufeff", '"abc\\u202edef\\ufeff"'),
        ("\ud800 \udc00", '"\\ud800 \\udc00"'),
        ("\udc00\ud800", '"\\udc00\\ud800"'),
        ("\U000e0041\U00100000", '"\\u{e0041}\\u{100000}"'),
    ],
)
def test_literal_means_the_text_and_looks_as_formatted(text: str, written: str) -> None:
    assert literal(text) == written


def test_two_surrogates_that_would_become_one_character_are_refused() -> None:
    with pytest.raises(ValueError, match="write that character instead"):
        literal("a\ud83d\ude00")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("one line", "// one line"),
        ("first\n\nthird  \r\nfourth\rfifth", "// first\n//\n// third\n// fourth\n// fifth"),
        ("", "//"),
        ("a\u2028process.exit()\u2029b", "// a\n// process.exit()\n// b"),
        ("a\0b\ud800\u202ec", "// a\\u0000b\\ud800\\u202ec"),
        ("*/ process.exit() /*", "// */ process.exit() /*"),
        ("a \\", "// a \\"),
    ],
)
def test_comment_stays_a_comment(text: str, written: str) -> None:
    assert comment(text) == written
    written.encode()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("model", "model"),
        ("max completion-tokens", "maxCompletionTokens"),
        ("max_retries", "maxRetries"),
        ("maxRetries", "maxRetries"),
        ("API key", "apiKey"),
        ("the URL", "theUrl"),
        ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_API_KEY"),
        ("KEY", "KEY"),
        ("MY__KEY_", "MY__KEY_"),
        ("AZURE_OPENAI_API_KEY\n", "azureOpenaiApiKey"),
        ("AZURE OPENAI-KEY", "azureOpenaiKey"),
        ("Crème brûlée", "crèmeBrûlée"),
        ("2nd try", "_2ndTry"),
        ("x²", "x"),
        ("class", "class_"),
        ("Await", "await_"),
        ("*/ '\n`${", "value"),
        ("", "value"),
    ],
)
def test_identifier_is_in_camel_case_and_free(text: str, name: str) -> None:
    assert identifier(text) == name


@pytest.mark.parametrize(
    ("lines", "block"),
    [
        ([], ""),
        ([OPENAI, OPENAI], OPENAI),
        (
            [OPENAI, 'import x from "./x.mjs";', 'import fs from "node:fs";', 'import Z from "A";'],
            f'import fs from "node:fs";\nimport Z from "A";\n{OPENAI}\nimport x from "./x.mjs";',
        ),
        (
            [OPENAI, IDENTITY],
            f"{WRAPPED}\n{OPENAI}",
        ),
        (
            [f'import {{ a, {"b" * 54} }} from "x-a";', f'import {{ a, {"b" * 54} }} from "x-ab";'],
            f'import {{ a, {"b" * 54} }} from "x-a";\nimport {{\n  a,\n  {"b" * 54},\n}} from "x-ab";',
        ),
        (
            [f'import OpenAI, {{ {"a" * 60} as b }} from "openai";'],
            f'import OpenAI, {{\n  {"a" * 60} as b,\n}} from "openai";',
        ),
        ([f'import {{ {"a" * 90} }} from "b";'], f'import {{ {"a" * 90} }} from "b";'),
        ([f'import {"a" * 90} from "b";'], f'import {"a" * 90} from "b";'),
        (['import "b";', "import * as a from 'a'"], "import * as a from 'a'\nimport \"b\";"),
    ],
)
def test_imports_are_sorted_by_module_and_wrapped(lines: list[str], block: str) -> None:
    assert sort_imports(lines) == block
    assert sort_imports(lines[::-1]) == block


@pytest.mark.parametrize("line", ["import {", 'const x = require("x");', 'import a from "b"; c()'])
def test_what_is_no_import_in_one_line_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not an import in one line"):
        sort_imports([line])


def test_the_lock_file_holds_the_named_versions_and_no_address_to_download_from() -> None:
    lock = json.loads((WORKSPACE / "package-lock.json").read_text())
    packages = lock["packages"]
    root = packages[""]
    for kind, development in (("dependencies", False), ("devDependencies", True)):
        named = {
            dep.package: dep.version
            for dep in LANGUAGE.dependencies
            if dep.development is development
        }
        assert root[kind] == named
        assert {name: packages[f"node_modules/{name}"]["version"] for name in named} == named
    installed = [package for path, package in packages.items() if path]
    assert all(package["integrity"].startswith("sha512-") for package in installed)
    assert not any("resolved" in package for package in installed)


def test_one_process_checks_all_sources_and_names_them_relative_to_the_workspace() -> None:
    sources = [Source(f"chat/{auth}", f"chat/{auth}/index.mjs") for auth in ("api-key", "entra-id")]
    (step,) = LANGUAGE.toolchain.build(sources)
    project = json.loads(step.files["tsconfig.build.json"])
    assert project["files"] == [source.path for source in sources]
    assert step.covers == tuple(sources)
    assert not step.network


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "chat/api-key/index.mjs(7,20): error TS2552: Cannot find name 'OpenAI'.",
            ("chat/api-key/index.mjs", "7", "20", "TS2552: Cannot find name 'OpenAI'."),
        ),
        ("  Type 'string' is not assignable to type 'number'.", None),
        ("error TS18003: No inputs were found in config file 'tsconfig.json'.", None),
    ],
)
def test_a_diagnostic_names_its_file(line: str, found: tuple[str, ...] | None) -> None:
    match = re.search(LANGUAGE.toolchain.diagnostic, line)
    assert (match and match.group("file", "line", "column", "message")) == found
