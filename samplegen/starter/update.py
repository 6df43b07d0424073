"""A project on disk, brought up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from samplegen import tree
from samplegen.errors import UsageError
from samplegen.starter.merge import Fate, Step, merge, unresolved
from samplegen.starter.order import SEAL


def update(
    directory: Path,
    base: Mapping[PurePosixPath, bytes],
    made: Mapping[PurePosixPath, bytes],
    label: str,
) -> tuple[Step, ...]:
    """Lays what templates changed into a project, and keeps what its user changed.

    It can be repeated after an interruption: the archive that tells what was made comes last.

    Args:
        base: the files as they were made.
        made: the files as they are made now, with their archive.
        label: what conflict markers call the latter.

    Returns:
        What was done, file by file; empty where there was nothing to do.

    Raises:
        UsageError: a conflict of an earlier update is still there.
        MachineError: texts cannot be merged on this machine.
        WriteError: a file could not be written.
    """
    files = {path: content for path, content in made.items() if path != SEAL}
    yours = _read(directory, {*base, *files})
    _refuse_unresolved(directory, yours)
    steps = tuple(merge(base, yours, files, label))
    for step in steps:
        _apply(step, directory)
    tree.write_ledger(directory, tree.digests(made))
    tree.write_file(directory / SEAL, made[SEAL])
    return steps


def _read(directory: Path, paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, bytes]:
    there = (path for path in paths if (directory / path).is_file())
    return {path: (directory / path).read_bytes() for path in there}


def _refuse_unresolved(directory: Path, yours: Mapping[PurePosixPath, bytes]) -> None:
    places = {path: unresolved(content) for path, content in sorted(yours.items())}
    left = [f"{directory / path}:{line}" for path, line in places.items() if line]
    if left:
        raise UsageError(
            "an earlier update left conflicts; resolve them and remove the markers first:\n  "
            + "\n  ".join(left)
        )


def _apply(step: Step, directory: Path) -> None:
    if step.fate is Fate.REMOVE:
        tree.remove_file(directory / step.path, directory)
    elif step.content is not None:
        tree.write_file(directory / step.path, step.content)
