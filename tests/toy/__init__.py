"""A sixth language for the tests: Python without an SDK, so that a run takes a tenth of a second."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from samplegen.language import Dependency, Language, Source, Step, Syntax, Tool, Toolchain


def build(sources: Sequence[Source]) -> Sequence[Step]:
    paths = tuple(source.path for source in sources)
    return (Step(("{python}", "compile.py", *paths), covers=tuple(sources)),)


LANGUAGE = Language(
    name="toy",
    title="Toy",
    order=9,
    file_name=lambda _: "main.py",
    syntax=Syntax(
        grammar="tree_sitter_python",
        literal=repr,
        comment=lambda text: "\n".join(f"# {line}" for line in text.splitlines()),
        identifier=lambda text: text.replace("-", "_"),
        sort_imports=lambda lines: "\n".join(sorted(set(lines))),
    ),
    toolchain=Toolchain(
        tools=(Tool("python", (sys.executable,), ("--version",), (3, 10), "Install Python."),),
        install=(Step(("{python}", "-c", "open('installed', 'a').write('x')")),),
        build=build,
        diagnostic=r"(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<message>.*)",
        run=lambda source: Step(("{python}", source.path), seconds=10),
        trust={
            "HTTP_PROXY": "{proxy}",
            "HTTPS_PROXY": "{proxy}",
            "NO_PROXY": "127.0.0.1,localhost",
            "SSL_CERT_FILE": "{ca_pem}",
        },
        noise=(r"toy: picked up .*",),
    ),
    dependencies=(Dependency("toy", "toy-sdk", "1.2.3"),),
    unsupported={
        "chat/environment": "the toy has no variables of its own",
        "probe/environment": "the toy has no variables of its own",
    },
    templates=str(Path(__file__).parent / "templates"),
)
