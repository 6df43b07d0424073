"""A planned directory against the one on disk: write, diff, check. Nothing is ever lost."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path, PurePosixPath

from samplegen.errors import UsageError, WriteError
from samplegen.model import Project

LEDGER = PurePosixPath(".samplegen.json")
"""Says which files of a directory are ours: path -> SHA-256 of what we wrote."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What would have to change on disk. Each path is below the directory.

    Args:
        created: not there yet.
        changed: there, with other bytes.
        removed: written by an earlier run, planned no more.
        edited: those of ``changed`` and ``removed`` that somebody edited after they were written.
        foreign: planned, but a file that we did not write stands there with other bytes.
    """

    created: tuple[PurePosixPath, ...]
    changed: tuple[PurePosixPath, ...]
    removed: tuple[PurePosixPath, ...]
    edited: tuple[PurePosixPath, ...]
    foreign: tuple[PurePosixPath, ...]

    @property
    def written(self) -> tuple[PurePosixPath, ...]:
        """What is created or changed."""
        return (*self.created, *self.changed)

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.removed)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def digests(files: Mapping[PurePosixPath, bytes]) -> dict[PurePosixPath, str]:
    """The SHA-256 of each file."""
    return {path: sha256(content) for path, content in files.items()}


def compare(project: Project, directory: Path) -> Changes:
    """Compares a plan with a directory; reads only files that are planned or that we wrote."""
    written = recorded(directory)
    stale = [] if project.partial else [path for path in written if path not in project.files]
    disk = {path: _read(directory / path) for path in [*project.files, *stale]}
    created = [p for p in project.files if disk[p] is None]
    changed = [p for p, new in project.files.items() if disk[p] is not None and disk[p] != new]
    removed = [p for p in stale if disk[p] is not None]
    edited = [
        p for p in [*changed, *removed] if p in written and sha256(disk[p] or b"") != written[p]
    ]
    return Changes(
        created=tuple(sorted(created)),
        changed=tuple(sorted(changed)),
        removed=tuple(sorted(removed)),
        edited=tuple(sorted(edited)),
        foreign=tuple(sorted(p for p in changed if p not in written)),
    )


def recorded(directory: Path) -> dict[PurePosixPath, str]:
    """Reads which files an earlier run wrote; empty where there is no ledger."""
    try:
        ledger = json.loads((directory / LEDGER).read_bytes())
        return {PurePosixPath(path): str(digest) for path, digest in ledger.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def write(
    project: Project, directory: Path, *, keep: Callable[[Path], None] | None = None
) -> Changes:
    """Makes a directory as planned, file by file, each whole or not at all.

    Files that an earlier run wrote and that are planned no more are removed. Files that nobody
    planned are left alone. The ledger is written before the first file and after the last, so that
    an interrupted run is recognised as ours and can be repeated.

    Args:
        keep: called with each file that somebody edited, before it is replaced or removed.

    Raises:
        UsageError: a file that we did not write stands where one is planned.
        WriteError: the disk is full or refuses; files not reached yet are as they were.
    """
    changes = compare(project, directory)
    if changes.foreign:
        raise UsageError(_foreign(directory, changes.foreign))
    for path in changes.edited if keep else ():
        keep(directory / path)  # type: ignore[misc]
    if changes:
        _apply(project, directory, changes)
    return changes


def _apply(project: Project, directory: Path, changes: Changes) -> None:
    before = recorded(directory)
    planned = digests(project.files)
    write_ledger(directory, {**before, **planned})
    for path in [*changes.created, *changes.changed]:
        write_file(directory / path, project.files[path])
    for path in changes.removed:
        remove_file(directory / path, directory)
    write_ledger(directory, {**before, **planned} if project.partial else planned)


def write_ledger(directory: Path, written: Mapping[PurePosixPath, str]) -> None:
    """Says which files of a directory are ours, and with which SHA-256.

    Raises:
        WriteError: as ``write_file``.
    """
    write_file(directory / LEDGER, ledger(written))


def ledger(written: Mapping[PurePosixPath, str]) -> bytes:
    """The content of a ledger."""
    lines = {str(path): digest for path, digest in sorted(written.items())}
    return (json.dumps(lines, indent=1) + "\n").encode()


def _foreign(directory: Path, paths: tuple[PurePosixPath, ...]) -> str:
    shown = "\n".join(f"  {directory / path}" for path in paths[:10])
    more = f"\n  and {len(paths) - 10} more" if len(paths) > 10 else ""  # noqa: PLR2004
    return (
        f"{directory} holds files that samplegen did not write where it would write:\n"
        f"{shown}{more}\n"
        "Move them away, or choose another directory."
    )


def write_file(path: Path, content: bytes) -> None:
    """Replaces one file at once: a temporary file beside it, then a rename.

    Raises:
        WriteError: it could not be written; what was there before still is.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(content)
        temporary.replace(path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise WriteError(
                f"{path}: {error.strerror or error}; what was there is unchanged"
            ) from error
        raise


def remove_file(path: Path, root: Path) -> None:
    """Removes a file, and the directories below ``root`` that are empty then."""
    path.unlink()
    _prune(path, root)


def _prune(path: Path, root: Path) -> None:
    for parent in path.parents:
        if parent == root or not parent.is_relative_to(root):
            return
        try:
            parent.rmdir()
        except OSError:
            return


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def diff(project: Project, directory: Path, changes: Changes) -> str:
    """Says every change as a unified diff, from what is on disk to what is planned."""
    paths = sorted({*changes.created, *changes.changed, *changes.removed})
    return "".join(_diff(path, _read(directory / path), project.files.get(path)) for path in paths)


def _diff(path: PurePosixPath, old: bytes | None, new: bytes | None) -> str:
    before = "/dev/null" if old is None else f"a/{path}"
    after = "/dev/null" if new is None else f"b/{path}"
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in unified_diff(_lines(old), _lines(new), before, after)
    )


def _lines(content: bytes | None) -> list[str]:
    return (content or b"").decode("utf-8", "backslashreplace").splitlines(keepends=True)
