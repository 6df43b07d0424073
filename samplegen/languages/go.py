"""Go: openai-go and azidentity, built with the go command."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

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

_ESCAPES = dict(zip('\a\b\f\n\r\t\v"\\', 'abfnrtv"\\', strict=True))
_JOINER = "\u200d"  # holds an emoji of several characters together

_TAKEN = frozenset(  # keywords, and names that Go declares itself
    """any append bool break byte cap case chan clear close comparable complex complex128 complex64
    const continue copy default defer delete else error fallthrough false float32 float64 for func
    go goto if imag import init int int16 int32 int64 int8 interface iota len main make map max min
    new nil package panic print println range real recover return rune select string struct switch
    true type uint uint16 uint32 uint64 uint8 uintptr var""".split()  # noqa: SIM905
)
_INITIALISMS = frozenset(("api", "html", "http", "https", "id", "json", "mcp", "sql", "uri", "url"))


def literal(text: str) -> str:
    """Writes a string literal on one line: raw where that spares escapes, else interpreted."""
    plain = "`" not in text and all(_visible(char) == char for char in text)
    if plain and any(char in text for char in '"\\'):
        return f"`{text}`"
    return '"' + "".join(map(_escaped, text)) + '"'


def comment(text: str) -> str:
    """Writes line comments; what does not print is shown as an escape, so no line can end early."""
    lines = text.splitlines() or [""]
    return "\n".join(
        f"// {''.join(_visible(char) for char in line.expandtabs(4))}".rstrip() for line in lines
    )


def identifier(text: str) -> str:
    """Writes mixedCaps with Go's initialisms: ``server_url`` becomes ``serverURL``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    words = "".join(char if _in_name(char) else " " for char in spaced).lower().split()
    name = "".join(_capitalised(word) if at else word for at, word in enumerate(words))
    if not name or not _is_letter(name[0]):
        name = f"value{name}"
    return f"{name}_" if name in _TAKEN else name


def sort_imports(lines: Sequence[str]) -> str:
    """Writes an import declaration: the standard library, an empty line, everything else."""
    specs = sorted({line.strip() for line in lines}, key=lambda spec: (_path(spec), spec))
    groups = [
        [spec for spec in specs if ("." in _path(spec).split("/")[0]) is third_party]
        for third_party in (False, True)
    ]
    if len(specs) <= 1:
        return "".join(f"import {spec}" for spec in specs)
    blocks = ("".join(f"\t{spec}\n" for spec in group) for group in groups if group)
    return "import (\n" + "\n".join(blocks) + ")"


def _escaped(char: str) -> str:
    return f"\\{_ESCAPES[char]}" if char in _ESCAPES else _visible(char)


def _visible(char: str) -> str:
    """Returns a character, or its escape where nobody would see it or its effect."""
    code = ord(char)
    if unicodedata.category(char) == "Cs":
        raise ValueError(f"Go text is UTF-8 and cannot hold the lone surrogate U+{code:04X}")
    if char.isprintable() or char == _JOINER:
        return char
    if char.isascii():
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004


def _is_letter(char: str) -> bool:
    return unicodedata.category(char).startswith("L")


def _in_name(char: str) -> bool:
    return _is_letter(char) or unicodedata.category(char) == "Nd"


def _capitalised(word: str) -> str:
    return word.upper() if word in _INITIALISMS else word[:1].upper() + word[1:]


def _path(spec: str) -> str:
    return spec.split('"')[1]


# The environment decides, not what a caller has set for Go or put into a parent directory. Static
# programs need no C compiler; with trimmed paths a build is the same, and cached, wherever the
# workspace lies; nothing changes go.mod (the default of -mod).
_SETTINGS = {
    "CGO_ENABLED": "0",
    "GOFLAGS": "-trimpath -buildvcs=false",
    "GOTOOLCHAIN": "local",
    "GOWORK": "off",
}
_DIAGNOSTIC = (
    r"^(?P<file>[^\s:]+\.go):(?P<line>\d+)(:(?P<column>\d+))?: (?P<message>.+?)(; to add it:)?$"
)


def _program(source: Source) -> str:
    return f"bin/{source.stem}"  # go build names a program after its directory


def _build(sources: Sequence[Source]) -> Sequence[Step]:
    packages = [f"./{PurePosixPath(source.path).parent}" for source in sources]
    programs = tuple(_program(source) for source in sources)
    step = Step(
        argv=("{go}", "build", "-ldflags=-s -w", "-o", "bin/", *packages),
        environment={**_SETTINGS, "GOPROXY": "off"},
        covers=tuple(sources),
        outputs=programs,
        seconds=1800,  # the first one compiles the SDK, for two minutes on two cores
    )
    return (step,)


def _run(source: Source) -> Step:
    return Step(argv=(f"{{workspace}}/{_program(source)}",), seconds=60)


def _unlocked(dependencies: Sequence[Dependency]) -> Sequence[Step]:
    """Makes go.mod anew: the pinned one would keep old releases from what they were made with.

    Listing all packages adds what any of them needs, as no sample is there yet that tells.
    """
    exact = (f"{dependency.package}@{dependency.version}" for dependency in dependencies)
    every = (f"{dependency.package}/..." for dependency in dependencies)
    return (
        Step(
            ("{go}", "get", *exact),
            environment=_SETTINGS,
            files={"go.mod": "module samples\n\ngo 1.26.0\n"},
            network=True,
        ),
        Step(("{go}", "list", "-mod=mod", "-deps", *every), environment=_SETTINGS, network=True),
    )


def _releases(package: str) -> Sequence[Step]:
    return (
        Step(("{go}", "list", "-m", "-versions", package), environment=_SETTINGS, network=True),
    )


_TOOLCHAIN = Toolchain(
    tools=(
        Tool(
            name="go",
            programs=("go",),
            version=("version",),
            minimum=(1, 26),
            hint="Install Go 1.26 or newer from your system's packages or from https://go.dev/dl/.",
            wheel="go:bin/go",
        ),
    ),
    install=(Step(("{go}", "mod", "download"), environment=_SETTINGS, network=True),),
    build=_build,
    diagnostic=_DIAGNOSTIC,
    run=_run,
    trust={
        "HTTP_PROXY": "{proxy}",
        "HTTPS_PROXY": "{proxy}",
        "NO_PROXY": "{proxy_host},localhost",
        "SSL_CERT_FILE": "{ca_pem}",
    },
    keep=(
        *("GOAUTH", "GOCACHE", "GOENV", "GOMODCACHE", "GOPATH", "GOPROXY", "GOSUMDB"),
        *("GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE", "NETRC"),
        *("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"),
    ),
    layout="{operation}-{auth}/{file}",
    unlocked=Unlocked(_unlocked, _releases, locks=("go.mod", "go.sum")),
)


# What go refuses as an element of a module's path; the others are names of devices on Windows.
_REFUSED = re.compile(r"vendor|con|prn|aux|nul|(com|lpt)[1-9]")


def _taken(name: str) -> bool:
    return _REFUSED.fullmatch(name) is not None


LANGUAGE = Language(
    name="go",
    title="Go",
    order=2,
    file_name=lambda _: "main.go",
    syntax=Syntax("tree_sitter_go", literal, comment, identifier, sort_imports),
    toolchain=_TOOLCHAIN,
    dependencies=(
        Dependency("openai", "github.com/openai/openai-go/v3", "v3.96.0"),
        Dependency(
            "azidentity",
            "github.com/Azure/azure-sdk-for-go/sdk/azidentity",
            "v1.15.0",
            auths=("entra-id",),
        ),
        Dependency(
            "azcore",
            "github.com/Azure/azure-sdk-for-go/sdk/azcore",
            "v1.24.0",
            auths=("entra-id",),
        ),
    ),
    starter=Starter(taken=_taken),
)
