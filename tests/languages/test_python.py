"""Python: how texts are written down, and that the workspace installs what the language names."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

from samplegen.language import Source
from samplegen.languages.python import LANGUAGE, comment, identifier, literal, sort_imports

WORKSPACE = Path(__file__).parents[2] / "templates" / "python" / "workspace"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("gpt-5-mini", '"gpt-5-mini"'),
        ("it's", '"it\'s"'),
        ('say "no"', "'say \"no\"'"),
        ('"it\'s"', "'\"it\\'s\"'"),
        ("it's \"a", '"it\'s \\"a"'),
        ("C:\\new", '"C:\\\\new"'),
        ("end\\", '"end\\\\"'),
        ("a\nb\r\tc", '"a\\nb\\r\\tc"'),
        ("\0\x1b[0m\x7f\x85", '"\\x00\\x1b[0m\\x7f\\x85"'),
        ("${x} {{x}} {x} */ %s", '"${x} {{x}} {x} */ %s"'),
        ("\\N{DASH} \\x41 \\u0041", '"\\\\N{DASH} \\\\x41 \\\\u0041"'),
        ("café 日本 🌵", '"café 日本 🌵"'),
        ("a\u2028b\u2029", '"a\\u2028b\\u2029"'),
        ("no\xa0break\xad\ufeff", '"no\\xa0break\\xad\\ufeff"'),
        ("abc\u202edef", '"abc\\u202edef"'),
        ("\ud800 \udc00", '"\\ud800 \\udc00"'),
        ("\U000e0041\U0010ffff", '"\\U000e0041\\U0010ffff"'),
    ],
)
def test_literal_means_the_text_and_looks_as_formatted(text: str, written: str) -> None:
    assert literal(text) == written
    assert ast.literal_eval(written) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("one line", "# one line"),
        ("first\n\nthird  \r\nfourth\rfifth", "# first\n#\n# third\n# fourth\n# fifth"),
        ("", "#"),
        ("a\0b\fc\u2028d\ud800", "# a\\x00b\\x0cc\\u2028d\\ud800"),
        ("import os\nexit()", "# import os\n# exit()"),
        ("-*- coding: latin-1 -*-", "# -*- coding : latin-1 -*-"),
        ("vim: fileencoding=rot13", "# vim: fileencoding =rot13"),
    ],
)
def test_comment_stays_a_comment(text: str, written: str) -> None:
    assert comment(text) == written
    assert ast.parse(written).body == []
    assert tokenize.detect_encoding(io.BytesIO(written.encode()).readline)[0] == "utf-8"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("model", "model"),
        ("max completion-tokens", "max_completion_tokens"),
        ("maxRetries", "max_retries"),
        ("HTTPServer2", "http_server_2"),
        ("Crème brûlée", "creme_brulee"),
        ("2nd", "_2_nd"),
        ("class", "class_"),
        ("None", "none"),
        ("print", "print_"),
        ("input", "input_"),
        ("日本 */ '\n", "value"),
        ("", "value"),
    ],
)
def test_identifier_is_in_snake_case_and_free(text: str, name: str) -> None:
    assert identifier(text) == name
    assert name.isidentifier()


@pytest.mark.parametrize(
    ("lines", "block"),
    [
        ([], ""),
        (
            ["from openai import OpenAI", "import os", "from openai import OpenAI"],
            "import os\n\nfrom openai import OpenAI",
        ),
        (
            ["from openai import RateLimitError", "from openai import OpenAI, NotFoundError"],
            "from openai import NotFoundError, OpenAI, RateLimitError",
        ),
        (
            ["from typing import NoReturn", "import openai", "import sys"],
            "import sys\nfrom typing import NoReturn\n\nimport openai",
        ),
        (
            ["import os", "from __future__ import annotations"],
            "from __future__ import annotations\n\nimport os",
        ),
        (["from a import b, B10, B2, C_D, Ee"], "from a import B2, B10, C_D, Ee, b"),
        (
            ["from azure.identity import DefaultAzureCredential, get as got"],
            "from azure.identity import DefaultAzureCredential\nfrom azure.identity import get as got",
        ),
        (
            [f"from openai import {name * 20}" for name in "abcde"],
            "from openai import (\n" + "".join(f"    {name * 20},\n" for name in "abcde") + ")",
        ),
    ],
)
def test_imports_are_sorted_as_isort_does(lines: list[str], block: str) -> None:
    assert sort_imports(lines) == block
    assert sort_imports(lines[::-1]) == block


@pytest.mark.parametrize("line", ["print(1)", "from . import (", "import", "# os"])
def test_what_is_no_import_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not an import"):
        sort_imports([line])


def test_the_locks_pin_what_the_language_names_and_no_address() -> None:
    for name, development in (("requirements.txt", False), ("requirements-dev.txt", True)):
        lock = (WORKSPACE / name).read_text()
        pinned = dict(re.findall(r"^(\S+)==(\S+)", lock, re.MULTILINE))
        named = [dep for dep in LANGUAGE.dependencies if dep.development is development]
        assert {dep.package: pinned.get(dep.package) for dep in named} == {
            dep.package: dep.version for dep in named
        }
        assert "://" not in lock


def test_a_diagnostic_is_put_down_to_its_file_and_place() -> None:
    line = "chat/entra-id/main.py:3:25: error[unresolved-reference] Name `os` used when not defined"
    match = re.search(LANGUAGE.toolchain.diagnostic, line)
    assert match
    assert match.groupdict() == {
        "file": "chat/entra-id/main.py",
        "line": "3",
        "column": "25",
        "message": "error[unresolved-reference] Name `os` used when not defined",
    }


def test_all_samples_are_checked_by_one_process_and_run_as_they_are() -> None:
    sources = [Source(f"{name}/api-key", f"{name}/api-key/main.py") for name in ("chat", "client")]
    (step,) = LANGUAGE.toolchain.build(sources)
    assert step.covers == tuple(sources)
    assert step.argv[-2:] == ("chat/api-key/main.py", "client/api-key/main.py")
    assert LANGUAGE.toolchain.run(sources[0]).argv[1:] == ("chat/api-key/main.py",)
