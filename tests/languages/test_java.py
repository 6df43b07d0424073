"""Java: how texts are written down, what is locked, and how the JDK is called and understood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samplegen.language import Source
from samplegen.languages.java import LANGUAGE, comment, identifier, literal, sort_imports

WORKSPACE = Path(__file__).parents[2] / "templates" / "java" / "workspace"
TOOLCHAIN = LANGUAGE.toolchain
SOURCES = [
    Source("chat/api-key", "chat/api-key/Chat.java"),
    Source("chat/entra-id", "chat/entra-id/Chat.java"),
    Source("responses-mcp/entra-id", "responses-mcp/entra-id/ResponsesMcp.java"),
]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("gpt-5-mini", '"gpt-5-mini"'),
        ("it's", '"it\'s"'),
        ('say "no"', r'"say \"no\""'),
        ("C:\\new", r'"C:\\new"'),
        (r"\u0022", r'"\\u0022"'),
        ("\\\0", r'"\\\u0000"'),
        ("a\n\r\t\b\f\v", r'"a\n\r\t\b\f\u000b"'),
        ("\0007\x1b\x7f", r'"\u00007\u001b\u007f"'),
        ("\x80\x85\xa0\xad", r'"\u0080\u0085\u00a0\u00ad"'),
        ("${x} {{x}} */ // %s", '"${x} {{x}} */ // %s"'),
        ("café 日本 🌵", '"café 日本 🌵"'),
        ("👩\u200d💻", '"👩\u200d💻"'),
        ("a\u2028b\u2029\u3000", r'"a\u2028b\u2029\u3000"'),
        ("abc\u202edef\ufeff", r'"abc\u202edef\ufeff"'),
        ("\U000e0041\U0010fffd", r'"\udb40\udc41\udbff\udffd"'),
        ("\ud800 \udfff", r'"\ud800 \udfff"'),
        ("\ud800\\u000a\udc00\\u", r'"\ud800\134u000a\udc00\\u"'),
    ],
)
def test_literal_means_the_text_on_one_line(text: str, written: str) -> None:
    assert literal(text) == written


@pytest.mark.parametrize("char", ["x", "\0", "é", "ह", "🌵", "\ud800"])
def test_literal_ends_where_javac_does(char: str) -> None:
    size = {"x": 1, "\0": 2, "é": 2, "ह": 3, "🌵": 6, "\ud800": 3}[char]
    most = 65_534 // size
    assert len(literal(char * most)) > most
    with pytest.raises(ValueError, match=r"holds 65,534 bytes, this has 65,5[34]\d"):
        literal(char * (most + 1))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("one line", "// one line"),
        ("first\n\nthird  \r\nfourth\rfifth", "// first\n//\n// third\n// fourth\n// fifth"),
        ("", "//"),
        ("a\u2028System.exit(1);\vb", "// a\n// System.exit(1);\n// b"),
        ("a\0b\ufeff\u202ec", r"// a\\u0000b\\ufeff\\u202ec"),
        ("*/ System.exit(1); /*", "// */ System.exit(1); /*"),
        (r"C:\users", r"// C:\\users"),
        (r"\u000aSystem.exit(1);", r"// \\u000aSystem.exit(1);"),
        ("\ud800\\u000a", r"// \\ud800\\u000a"),
        (r"\\u000a \\\u000a \n", r"// \\u000a \\\\u000a \n"),
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
        ("server_url", "serverUrl"),
        ("maxRetries", "maxRetries"),
        ("APIKey", "apiKey"),
        ("AZURE_OPENAI_API_KEY", "azureOpenaiApiKey"),
        ("Crème brûlée", "cremeBrulee"),
        ("2nd try", "value2ndTry"),
        ("gpt4o mini", "gpt4oMini"),
        ("class", "class_"),
        ("True", "true_"),
        ("record", "record"),
        ("日本", "value"),
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
        (["import a.B;", "  import a.B;"], "import a.B;"),
        (
            ["import a.b.C;", "import a.B.D;", "import a.B;"],
            "import a.B;\nimport a.B.D;\nimport a.b.C;",
        ),
        (
            ["import b.C;", "import static z.Z.z;", "import static a.A.a;"],
            "import static a.A.a;\nimport static z.Z.z;\n\nimport b.C;",
        ),
    ],
)
def test_imports_are_sorted_by_name_with_static_ones_first(lines: list[str], block: str) -> None:
    assert sort_imports(lines) == block
    assert sort_imports(lines[::-1]) == block


@pytest.mark.parametrize(
    ("operation", "file"),
    [("chat", "Chat.java"), ("responses-mcp-approval", "ResponsesMcpApproval.java")],
)
def test_a_file_is_named_after_its_class(operation: str, file: str) -> None:
    assert LANGUAGE.file_name(operation) == file


def test_the_lock_file_has_the_named_versions_and_no_address() -> None:
    lines = (WORKSPACE / "dependencies.sha256").read_text().splitlines()
    assert all(re.fullmatch(r"[0-9a-f]{64}  lib/[\w.-]+\.jar", line) for line in lines)
    locked = {line.rpartition("/")[2] for line in lines}
    wanted = {
        f"{dep.package.partition(':')[2]}-{dep.version}.jar"
        for dep in LANGUAGE.dependencies
        if not dep.package.endswith("-plugin")
    }
    assert wanted <= locked


def test_the_manifest_takes_every_version_from_the_plug_in() -> None:
    manifest = (WORKSPACE / "pom.xml.j2").read_text()
    versions = re.findall(r"<version>(.*)</version>", manifest)
    assert versions[1:] == [f"{{{{ deps.{dep.key}.version }}}}" for dep in LANGUAGE.dependencies]


def test_one_process_compiles_all_sources_into_a_directory_for_each_auth() -> None:
    (step,) = TOOLCHAIN.build(SOURCES)
    assert step.argv[-3:] == tuple(source.path for source in SOURCES)
    assert step.covers == tuple(SOURCES)
    assert not step.network
    assert step.outputs == (
        "classes/api-key/Chat.class",
        "classes/entra-id/Chat.class",
        "classes/entra-id/ResponsesMcp.class",
    )


def test_a_sample_runs_with_the_classes_of_its_auth_only() -> None:
    for source, output in zip(SOURCES, TOOLCHAIN.build(SOURCES)[0].outputs, strict=True):
        *_, path, name = TOOLCHAIN.run(source).argv
        assert output == f"{path.split(':')[-1]}/{name}.class"
        assert path.count("classes/") == 1


def test_only_maven_uses_the_network_and_the_jars_that_run_are_the_checked_ones() -> None:
    maven, prepare = TOOLCHAIN.install
    assert (maven.network, prepare.network) == (True, False)
    assert prepare.outputs == ("jars",)
    assert not any("lib/" in argument for argument in TOOLCHAIN.run(SOURCES[0]).argv)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "chat/api-key/Chat.java:12:5: error: cannot find symbol; symbol: class A",
            ("chat/api-key/Chat.java", "12", "5", "cannot find symbol; symbol: class A"),
        ),
        ("javac:-1:-1: error: release version 99 not supported", None),
        ("chat/api-key/Chat.java:12:5: warning: [removal] a", None),
        ("Note: chat/api-key/Chat.java uses unchecked or unsafe operations.", None),
    ],
)
def test_a_diagnostic_names_its_file(line: str, found: tuple[str, ...] | None) -> None:
    match = re.search(TOOLCHAIN.diagnostic, line)
    assert (match and match.group("file", "line", "column", "message")) == found


@pytest.mark.parametrize(
    ("line", "noise"),
    [
        ("Picked up JAVA_TOOL_OPTIONS: -Dhttps.proxyHost=127.0.0.1", True),
        ("SLF4J: No SLF4J providers were found.", False),
        ('Exception in thread "main" java.lang.IllegalStateException', False),
    ],
)
def test_only_what_the_jvm_says_of_its_options_is_noise(line: str, noise: bool) -> None:
    assert any(re.fullmatch(pattern, line) for pattern in TOOLCHAIN.noise) is noise
