"""Runs the suite, and writes docs/conformance.md: `python -m tests.conformance`."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version

from .page import Runs, failed, page
from .suite import ROOT, TOOLS, VERSION, fetched, run, service


def _runs() -> Runs:
    suite = fetched()
    with service("--lenient") as url:
        lenient = run(suite, url)
    with service() as url:
        default, nothing = run(suite, url), run(suite, f"{url}/nothing")
    return Runs(lenient, default, nothing)


def _versions() -> dict[str, str]:
    tools = dict(tool.split("==") for tool in TOOLS)
    python = ".".join(platform.python_version_tuple()[:2])
    return {
        "openai": VERSION,
        "samplegen": version("samplegen"),
        "pytest": tools["pytest"],
        "Python": python,
    }


def main() -> None:
    runs = _runs()
    text = page(runs, _versions())
    (ROOT / "docs" / "conformance.md").write_text(text, encoding="utf-8")
    print(text)
    sys.exit(1 if failed(runs.lenient) else 0)


if __name__ == "__main__":
    main()
