"""Builds all samples of a language at once, and puts each diagnostic down to its sample."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from samplegen.language import Source, Step, Toolchain
from samplegen.model import Outcome, Sample
from samplegen.runners import Workspace, ending, shown

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
    are built. Where no diagnostic names a source, the one on which it fails is searched for; if it
    is not one, all that the step covers have failed.

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
            found |= _blame(toolchain.diagnostic, step.covers, outcome) or _searched(
                workspace, toolchain, step, outcome
            )
    return found


def _searched(
    workspace: Workspace, toolchain: Toolchain, step: Step, outcome: Outcome
) -> dict[Source, str]:
    """Looks for the one source on which a compiler fails without naming it, half by half.

    Where both halves fail, or a compiler hangs, it is taken to be the compiler.
    """
    middle = len(step.covers) // 2
    halves = [half for half in (step.covers[:middle], step.covers[middle:]) if half]
    if len(halves) > 1 and outcome.exit_code is not None:
        found = [_round(workspace, toolchain, half) for half in halves]
        if not all(found):
            return found[0] | found[1]
    return dict.fromkeys(step.covers, ending(step.argv[:1], outcome, _LINES))


def _without_output(workspace: Workspace, step: Step) -> dict[Source, str]:
    lost = workspace.lacking(step.outputs) if step.outputs else []
    if not lost:
        return {}
    program = shown(step.argv[:1])
    return dict.fromkeys(step.covers, f"`{program}` ended well but did not make {lost[0]}")


def _blame(pattern: str, covers: Sequence[Source], outcome: Outcome) -> dict[Source, str]:
    by_path = {item.path: item for item in covers}
    lines: dict[Source, list[str]] = {}
    item: Source | None = None
    for line in (outcome.stdout + outcome.stderr).splitlines():
        match = re.search(pattern, line)
        if match:
            item = _covered(match["file"], by_path)
        if item and match:
            lines.setdefault(item, []).append(_sentence(match))
        elif item and line.strip() and line[0].isspace():  # it belongs to the diagnostic above
            lines[item].append(line.rstrip())
        else:
            item = None
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
