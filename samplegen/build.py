"""Builds all samples of a language at once, and puts each diagnostic down to its sample."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from samplegen.language import Source, Step, Toolchain
from samplegen.model import Outcome, Sample
from samplegen.runners import Workspace, ending

_LINES = 20


def source(toolchain: Toolchain, sample: Sample) -> Source:
    """Says where a sample lies in its workspace."""
    path = toolchain.layout.format(
        operation=sample.operation.name, auth=sample.auth.name, file=sample.file.name
    )
    return Source(f"{sample.operation.name}/{sample.auth.name}", path)


def build(
    workspace: Workspace, toolchain: Toolchain, sources: Sequence[Source]
) -> dict[Source, str]:
    """Builds sources in as few steps as can be.

    A step that fails is repeated without the sources that its diagnostics name, until the others
    are built. When no diagnostic names a source, all that the step covers have failed.

    Returns:
        Source -> what the compiler said, for those that cannot be built.
    """
    failed: dict[Source, str] = {}
    left = list(sources)
    while left:
        found = _round(workspace, toolchain, left)
        failed |= found
        left = [item for item in left if item not in found]
        if not found:
            break
    return failed


def _round(
    workspace: Workspace, toolchain: Toolchain, sources: Sequence[Source]
) -> dict[Source, str]:
    found: dict[Source, str] = {}
    for step in toolchain.build(sources):
        outcome = workspace.run(step)
        if outcome.exit_code == 0:
            found |= _without_output(workspace, step)
        else:
            blamed = _blame(toolchain.diagnostic, step.covers, outcome)
            found |= blamed or dict.fromkeys(step.covers, ending(step.argv[0], outcome, _LINES))
    return found


def _without_output(workspace: Workspace, step: Step) -> dict[Source, str]:
    lost = workspace.lacking(step.outputs) if step.outputs else []
    if not lost:
        return {}
    return dict.fromkeys(step.covers, f"`{step.argv[0]}` ended well but did not make {lost[0]}")


def _blame(pattern: str, covers: Sequence[Source], outcome: Outcome) -> dict[Source, str]:
    by_path = {item.path: item for item in covers}
    lines: dict[Source, list[str]] = {}
    for line in (outcome.stdout + outcome.stderr).splitlines():
        match = re.search(pattern, line)
        item = _covered(match["file"], by_path) if match else None
        if match and item:
            lines.setdefault(item, []).append(_sentence(match))
    return {item: "\n".join(dict.fromkeys(said)) for item, said in lines.items()}


def _covered(file: str, by_path: Mapping[str, Source]) -> Source | None:
    """Finds a source by a path that may be absolute, or start with ``./``."""
    path = PurePosixPath(file.replace("\\", "/"))
    parts = path.parts
    tails = (PurePosixPath(*parts[start:]).as_posix() for start in range(len(parts)))
    return next((by_path[tail] for tail in tails if tail in by_path), None)


def _sentence(match: re.Match[str]) -> str:
    groups = match.groupdict()
    place = ":".join(groups[name] for name in ("line", "column") if groups.get(name))
    return f"{place}: {groups['message'].strip()}" if place else groups["message"].strip()
