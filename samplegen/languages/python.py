"""Python: how samples are written, installed, checked and run."""

from __future__ import annotations

import builtins
import keyword
import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

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

# Listed rather than asked of `str.isprintable`, whose answer varies with the version of Python:
# controls, spaces other than U+0020, format and bidirectional marks, surrogates, private use.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u1680\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\ud800-\uf8ff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
    "\U000f0000-\U0010ffff]"
)
_CODING = re.compile(r"coding(?=[:=])")  # PEP 263 finds a declaration in any early comment
_LINE_ENDS = re.compile("\r\n|[\n\r]")
_NAMES = r"[\w.]+(?: as \w+)?(?:, *[\w.]+(?: as \w+)?)*"
_IMPORT = re.compile(rf"(?:from (?P<module>[\w.]+) )?import (?P<names>{_NAMES})")
_WIDTH = 88


def literal(text: str) -> str:
    """Writes any text, lone surrogates included, with the quotes that the formatter prefers."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    body = _escape(text.replace("\\", "\\\\")).replace(quote, f"\\{quote}")
    return f"{quote}{body}{quote}"


def comment(text: str) -> str:
    """Writes one comment for each line; a character that would break or hide it is escaped."""
    shown = (_CODING.sub("coding ", _escape(line)) for line in _LINE_ENDS.split(text))
    return "\n".join(f"# {line}".rstrip() for line in shown)


def identifier(text: str) -> str:
    """Names a variable in snake case; a keyword or a builtin gets an underscore behind it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", plain)
    name = "_".join(words).lower() or "value"
    if name[0].isdigit():
        return f"_{name}"
    return f"{name}_" if keyword.iskeyword(name) or hasattr(builtins, name) else name


def sort_imports(lines: Sequence[str]) -> str:
    """Sorts as isort does: future, standard library, others, own; names of a module are merged."""
    modules: set[str] = set()
    names: dict[str, set[str]] = {}
    for line in lines:
        match = _IMPORT.fullmatch(line)
        if not match:
            raise ValueError(f"not an import that can be sorted: {line!r}")
        found = re.split(", *", match["names"])
        target = names.setdefault(match["module"], set()) if match["module"] else modules
        target.update(found)
    sections: dict[int, list[str]] = {}
    for module in sorted(modules, key=_module_order):
        sections.setdefault(_section(module), []).append(f"import {module}")
    for module in sorted(names, key=_module_order):
        sections.setdefault(_section(module), []).extend(_from_imports(module, names[module]))
    return "\n\n".join("\n".join(sections[section]) for section in sorted(sections))


def _escape(text: str) -> str:
    return _INVISIBLE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def _section(module: str) -> int:
    root = re.split(r"[. ]", module, maxsplit=1)[0]
    if not root:  # a module of the same package
        return 3
    return 0 if root == "__future__" else 1 if root in sys.stdlib_module_names else 2


def _module_order(module: str) -> tuple[list[str | int], str]:
    return _natural(module), module


def _name_order(name: str) -> tuple[int, list[str | int], str]:
    """Constants, then classes, then the rest."""
    first = name.split(maxsplit=1)[0]
    kind = 0 if len(first) > 1 and first.isupper() else 1 if first[0].isupper() else 2
    return kind, _natural(name), name


def _natural(name: str) -> list[str | int]:
    """Orders ``B2`` before ``B10``: text and numbers take turns."""
    parts = re.split(r"(\d+)", name.lower())
    return [int(part) if odd % 2 else part for odd, part in enumerate(parts)]


def _from_imports(module: str, names: set[str]) -> list[str]:
    """One line for all plain names, and one for each that is imported under another name."""
    plain = sorted((name for name in names if " as " not in name), key=_name_order)
    groups = [[name] for name in names if " as " in name] + ([plain] if plain else [])
    return [
        _from_import(module, group)
        for group in sorted(groups, key=lambda group: _name_order(group[0]))
    ]


def _from_import(module: str, names: Sequence[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= _WIDTH:
        return line
    return "\n".join([f"from {module} import (", *(f"    {name}," for name in names), ")"])


_PYTHON = "{workspace}/.venv/bin/python"


def _build(sources: Sequence[Source]) -> Sequence[Step]:
    """Checks all files at once; only the workspace's own settings count, not the caller's."""
    return (
        Step(
            argv=("{workspace}/.venv/bin/ty", "check", *(source.path for source in sources)),
            environment={"XDG_CONFIG_HOME": "{workspace}"},
            covers=tuple(sources),
            seconds=120,
        ),
    )


def _run(source: Source) -> Step:
    return Step(argv=(_PYTHON, source.path), seconds=30)


def _warm(*modules: str) -> Step:
    """Starts the process in which samples find these modules imported."""
    program = Path(__file__).with_name("_python_warm.py").read_text(encoding="utf-8")
    return Step(argv=(_PYTHON, ".warm/serve.py", *modules), files={".warm/serve.py": program})


_VENV = Step(argv=("{python}", "-m", "venv", "--clear", "{workspace}/.venv"))
_PIP = (_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")


def _unlocked(dependencies: Sequence[Dependency]) -> Sequence[Step]:
    named = (f"{dependency.package}=={dependency.version}" for dependency in dependencies)
    argv = (*_PIP, "--only-binary", ":all:", *named)
    return _VENV, Step(argv=argv, outputs=(".venv/bin/ty",), network=True)


def _releases(package: str) -> Sequence[Step]:
    """Lists the releases that this version of Python can install."""
    return (Step(argv=("{python}", "-m", "pip", "index", "versions", package), network=True),)


# Top-level packages of what a project uses, whose names its own package would hide.
_USED = frozenset(("azure", "httpx2", "openai", "pydantic", "pytest", "tests", "typing_extensions"))


def _taken(name: str) -> bool:
    module = name.replace("-", "_")
    return keyword.iskeyword(module) or module in sys.stdlib_module_names | _USED


LANGUAGE = Language(
    name="python",
    title="Python",
    order=5,
    file_name=lambda _: "main.py",
    syntax=Syntax("tree_sitter_python", literal, comment, identifier, sort_imports),
    toolchain=Toolchain(
        tools=(
            Tool(
                name="python",
                programs=("python3", "python"),
                version=("--version",),
                minimum=(3, 10),
                hint="Install Python 3.10 or newer with its venv module from https://www.python.org/downloads/.",
            ),
        ),
        install=(
            _VENV,
            Step(
                argv=(
                    *(*_PIP, "--no-deps", "--only-binary", ":all:", "--require-hashes"),
                    *("-r", "requirements.txt", "-r", "requirements-dev.txt"),
                ),
                outputs=(".venv/bin/ty",),
                network=True,
            ),
        ),
        build=_build,
        diagnostic=r"(?P<file>[^:]+\.py):(?P<line>\d+):(?P<column>\d+): (?P<message>.+)",
        run=_run,
        warm=_warm(
            *("openai", "openai.resources.chat", "openai.resources.embeddings"),
            *("openai.resources.models", "openai.resources.responses"),
            *("azure.identity", "httpcore2"),
        ),
        trust={
            "HTTP_PROXY": "{proxy}",
            "HTTPS_PROXY": "{proxy}",
            "NO_PROXY": "{proxy_host},localhost",
            "SSL_CERT_FILE": "{ca_pem}",
            "REQUESTS_CA_BUNDLE": "{ca_pem}",
        },
        keep=(
            *("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"),
            *("PIP_CERT", "PIP_CLIENT_CERT", "PIP_CONFIG_FILE", "PIP_PROXY", "PIP_TRUSTED_HOST"),
            *("PIP_CACHE_DIR", "PIP_DEFAULT_TIMEOUT", "PIP_RETRIES", "PIP_KEYRING_PROVIDER"),
            *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
            *("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"),
            *("XDG_CONFIG_HOME", "XDG_CACHE_HOME"),
        ),
        unlocked=Unlocked(_unlocked, _releases, locks=("requirements.txt", "requirements-dev.txt")),
    ),
    dependencies=(
        Dependency("azure_identity", "azure-identity", "1.27.0", auths=("entra-id",)),
        Dependency("openai", "openai", "3.57.0"),
        Dependency("ty", "ty", "0.0.107", development=True),
    ),
    starter=Starter(
        taken=_taken,
        dependencies=(
            Dependency("pytest", "pytest", "9.2.0", development=True),
            Dependency("ruff", "ruff", "0.17.6", development=True),
        ),
        sends={"/openai/v1/embeddings": {"encoding_format": "base64"}},
    ),
)
