"""What pages say about an SDK: facts → sentences and tables, from ``templates/facts``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from samplegen.facts.infer import WAITED
from samplegen.facts.store import number
from samplegen.model import Facts, Seen

_WHAT: Final = {
    "refused": "no connection",
    "reset": "connection lost",
    "timeout": "no answer in time",
    "dns": "unknown host name",
    "cut-body": "answer cut off",
    "invalid-json": "answer that is no JSON",
    "cut-stream": "stream cut off",
    "error-in-stream": "error inside a stream",
}
_HEADERS: Final = {
    "retry-after": "`Retry-After` in seconds",
    "retry-after-date": "`Retry-After` with a date",
    "retry-after-ms": "`Retry-After-Ms`",
    "x-should-retry": "`x-should-retry`",
}


def render(facts: Facts, templates: Path) -> dict[str, str]:
    """Renders every statement about an SDK.

    Args:
        templates: the directory of all templates.

    Returns:
        Name of the statement, for example ``error-codes`` -> Markdown that ends with a newline.
    """
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    root = templates / "facts"
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(root), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    told = _told(facts)
    return {
        path.name.removesuffix(".md.j2"): environment.get_template(path.name).render(**told)
        for path in sorted(root.glob("*.md.j2"))
    }


def page(statements: Mapping[str, str], title: str) -> str:
    """Puts all statements about an SDK on one page of Markdown."""
    parts = (f"## {name}\n\n{text}" for name, text in statements.items())
    return "\n".join([f"# {title}\n", *parts])


def _told(facts: Facts) -> dict[str, Any]:
    headers = facts.retry.headers
    return {
        "codes": list(_codes(facts.cases)),
        "failures": list(_failures(facts.cases)),
        "retry": _plain(asdict(facts.retry)),
        "retried": list(_retried(facts)),
        "asked_first": round(facts.retry.asked[0].most, 1) if facts.retry.asked else 0,
        "obeyed": [text for name, text in _HEADERS.items() if headers.get(name)],
        "ignored": [text for name, text in _HEADERS.items() if headers.get(name) is False],
        "header": facts.request_id_header,
        "variables": facts.variables,
        "seconds": number(facts.timeout_default),
        "waited": facts.timeout_source == WAITED,
        "packages": facts.packages,
    }


def _codes(cases: Mapping[str, Seen]) -> Iterator[dict[str, Any]]:
    """Statuses that end alike, in one row."""
    rows: dict[tuple[str | None, int | None], list[str]] = {}
    for name, seen in cases.items():
        if name.isdigit():
            rows.setdefault((seen.error, seen.attempts), []).append(name)
    for (error, attempts), names in rows.items():
        yield {"what": ", ".join(names), "error": error, "attempts": attempts}


def _failures(cases: Mapping[str, Seen]) -> Iterator[dict[str, Any]]:
    for name, seen in cases.items():
        if not name.isdigit():
            what = _WHAT.get(name, name)
            yield {"what": what, "error": seen.error, "attempts": seen.attempts}


def _retried(facts: Facts) -> Iterator[str]:
    for status in facts.retry.statuses:
        yield f"every {status} status" if isinstance(status, str) else f"status {status}"
    for name, seen in facts.cases.items():
        if not name.isdigit() and (seen.attempts or 0) > 1:
            yield _WHAT.get(name, name)


def _plain(retry: dict[str, Any]) -> dict[str, Any]:
    return {name: number(value) if isinstance(value, float) else value
            for name, value in retry.items()}  # fmt: skip
