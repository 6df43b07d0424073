"""C#: OpenAI for .NET, run by the .NET SDK.

Lock files, the workspace's and those of starter projects, are made from the rendered projects by
``dotnet restore --force-evaluate``. A project of a starter depends either on packages (``common``)
or on other projects (``dependents``, with a loop over those that come before ``common``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from samplegen.language import (
    Dependency,
    Language,
    Source,
    Starter,
    Step,
    Syntax,
    Tool,
    Toolchain,
    Unlocked,
)

_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\0": "\\0", "\a": "\\a", "\b": "\\b",
    "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v",
}  # fmt: skip

# Reserved words, `await` (reserved where a program awaits) and `args` (declared by top-level code).
_WORDS = """abstract args as await base bool break byte case catch char checked class const continue
    decimal default delegate do double else enum event explicit extern false finally fixed float for
    foreach goto if implicit in int interface internal is lock long namespace new null object
    operator out override params private protected public readonly ref return sbyte sealed short
    sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked
    unsafe ushort using virtual void volatile while"""
_KEYWORDS = frozenset(_WORDS.split())


def _invisible(char: str) -> bool:
    """Says whether a character could be misread, or ends a line: shown by its number instead."""
    point = ord(char)
    unusable = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF  # noqa: PLR2004
    hidden = unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Zs"} and char != " "
    return unusable or hidden


def _numbered(char: str) -> str:
    point = ord(char)
    return f"\\u{point:04X}" if point <= 0xFFFF else f"\\U{point:08X}"  # noqa: PLR2004


def _shown(text: str, escapes: dict[str, str]) -> str:
    lone = re.search("[\ud800-\udfff]", text)
    if lone:
        raise ValueError(f"the lone surrogate U+{ord(lone[0]):04X} cannot be sent as UTF-8")
    return "".join(
        escapes.get(char) or (_numbered(char) if _invisible(char) else char) for char in text
    )


def _literal(text: str) -> str:
    return f'"{_shown(text, _ESCAPES)}"'


def _comment(text: str) -> str:
    lines = text.splitlines() or [""]
    return "\n".join(f"// {_shown(line, {})}".rstrip() for line in lines)


def _identifier(text: str) -> str:
    """Joins the words of a text in camel case; what is no letter or digit parts words."""
    words = "".join(char if _in_word(char) else " " for char in text).split() or ["value"]
    first = words[0].lower() if words[0].isupper() else words[0][0].lower() + words[0][1:]
    name = first + "".join(word[0].upper() + word[1:] for word in words[1:])
    return f"_{name}" if name[0].isdigit() or name in _KEYWORDS else name


def _in_word(char: str) -> bool:
    return char <= "\uffff" and unicodedata.category(char) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"}


def _sort_imports(lines: Sequence[str]) -> str:
    """Puts pragmas first, then usings: System before others, static ones and aliases last."""
    unique = dict.fromkeys(line.strip() for line in lines)
    pragmas = [line for line in unique if line.startswith("#")]
    usings = sorted((line for line in unique if not line.startswith("#")), key=_rank)
    return "\n\n".join("\n".join(block) for block in (pragmas, usings) if block)


def _rank(line: str) -> tuple[int, bool, str]:
    """Orders usings as CSharpier does, which takes `_` to come before every other character."""
    words = line.rstrip(";").replace("=", " = ").split()
    kind = 2 if "=" in words else 1 if "static" in words else 0
    name = words[-1] if kind < 2 else words[1]  # noqa: PLR2004
    return kind, re.match(r"System\b", name) is None, name.lower().replace("_", "\0")


# What the command line tool would otherwise tell its makers, print, or leave running.
_QUIET = {
    "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
    "DOTNET_CLI_UI_LANGUAGE": "en",
    "DOTNET_GENERATE_ASPNET_CERTIFICATE": "false",
    "DOTNET_NOLOGO": "1",
}
_MSBUILD = ("-nologo", "-nodeReuse:false", "-maxCpuCount:1", "-verbosity:quiet")
_TARGET = ("-target:BuildSamples", "-property:SampleList=obj/samples.txt;OutDir=build/")
_SHARED = (
    *("--runtimeconfig", "build/samples.runtimeconfig.json"),
    *("--depsfile", "build/samples.deps.json"),
)


def _build(sources: Sequence[Source]) -> tuple[Step, ...]:
    """Compiles everything in one process, by a target that the workspace brings."""
    step = Step(
        ("{dotnet}", "msbuild", "samples.csproj", *_MSBUILD, *_TARGET),
        environment=_QUIET,
        files={"obj/samples.txt": "".join(f"{source.path}\n" for source in sources)},
        covers=tuple(sources),
        outputs=tuple(_assembly(source) for source in sources),
    )
    return (step,)


def _assembly(source: Source) -> str:
    return f"build/{source.path.removesuffix('.cs').replace('/', '-')}.dll"


def _run(source: Source) -> Step:
    return Step(
        ("{dotnet}", "exec", *_SHARED, _assembly(source)),
        environment={
            "DOTNET_EnableDiagnostics": "0",  # no debugger's socket in the temporary directory
            "DOTNET_TieredPGO": "0",  # nothing runs long enough to gain from it
        },
    )


def _restore(*how: str) -> Step:
    return Step(
        ("{dotnet}", "restore", "samples.csproj", *how, *_MSBUILD),
        environment=_QUIET,
        network=True,
    )


def _unlocked(_: Sequence[Dependency]) -> Sequence[Step]:
    """Restores what the project says: versions in it are the least ones, and others are errors."""
    return (_restore("-property:WarningsAsErrors=NU1601%3BNU1603%3BNU1605"),)


def _releases(package: str) -> Sequence[Step]:
    options = ("--exact-match", "--format", "json")
    argv = ("{dotnet}", "package", "search", package, *options)
    return (Step(argv, environment=_QUIET, network=True),)


LANGUAGE = Language(
    name="csharp",
    title="C#",
    order=1,
    file_name=lambda operation: "Program.cs",  # noqa: ARG005
    syntax=Syntax(
        grammar="tree_sitter_c_sharp",
        literal=_literal,
        comment=_comment,
        identifier=_identifier,
        sort_imports=_sort_imports,
    ),
    toolchain=Toolchain(
        tools=(
            Tool(
                name="dotnet",
                programs=("dotnet",),
                version=("--version",),
                minimum=(10, 0),
                hint="install the .NET SDK 10 (package dotnet-sdk-10.0, or the installer).",
            ),
        ),
        install=(_restore("--locked-mode"),),
        build=_build,
        diagnostic=(
            r"^\s*(?P<file>[^()]+?\.cs)(?:\((?P<line>\d+),(?P<column>\d+)\))? ?"
            r": error (?:: )?(?P<message>.*?)(?: \[[^\]]*\])?$"
        ),
        run=_run,
        trust={
            "HTTP_PROXY": "{proxy}",
            "HTTPS_PROXY": "{proxy}",
            "NO_PROXY": "{proxy_host},localhost",
            "SSL_CERT_FILE": "{ca_pem}",
            "SSL_CERT_DIR": "{ca_pem}",  # no directory, so that not all of the machine's are read
        },
        keep=("DOTNET_ROOT", "HTTPS_PROXY", "NO_PROXY", "NUGET_PACKAGES", "SSL_CERT_FILE"),
        unlocked=Unlocked(_unlocked, _releases, locks=("packages.lock.json",)),
    ),
    dependencies=(
        Dependency("openai", "OpenAI", "2.15.0"),
        Dependency("identity", "Azure.Identity", "1.21.0", auths=("entra-id",)),
    ),
    unsupported={
        "*/environment": (
            "OpenAI for .NET 2.15.0 reads neither OPENAI_API_KEY nor OPENAI_BASE_URL; "
            "a program hands it the key and the endpoint."
        ),
    },
    starter=Starter(
        dependencies=(Dependency("csharpier", "csharpier", "1.3.0", development=True),),
        sends={"/openai/v1/embeddings": {"encoding_format": "base64"}},
    ),
)
