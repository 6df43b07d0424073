"""What newer templates change, laid into a project that its user changed too."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath

from samplegen.errors import MachineError

_MARKERS = (b"<<<<<<< yours", b">>>>>>> samplegen")
_MOST = 127  # conflicts that an exit code of git merge-file can count; more is an error of its own


class Fate(str, Enum):
    """What becomes of a file."""

    CREATE = "create"  # the templates have a new file
    CHANGE = "change"  # the user never touched it: as the templates have it now
    MERGE = "merge"  # both changed it, in different places
    CONFLICT = "conflict"  # both changed the same lines: markers show both
    REMOVE = "remove"  # the templates have it no more, and the user never touched it
    KEEP = "keep"  # the templates have it no more, the user changed it: it stays
    GONE = "gone"  # the user removed what the templates change: it stays away
    APART = "apart"  # no text: the user's stays, the other one is put beside it


@dataclass(frozen=True, slots=True)
class Step:
    """What to do about one file.

    Args:
        content: what to write; None to write nothing, and for ``REMOVE``.
    """

    path: PurePosixPath
    fate: Fate
    content: bytes | None = None


def merge(
    base: Mapping[PurePosixPath, bytes],
    yours: Mapping[PurePosixPath, bytes],
    theirs: Mapping[PurePosixPath, bytes],
    label: str,
) -> Iterator[Step]:
    """Compares three trees, and says what to do where the templates changed something.

    Args:
        base: the files as they were made.
        yours: those of them, and of ``theirs``, that are there now.
        theirs: the files as they would be made now.
        label: what markers call ``theirs``, for example ``samplegen 0.2.0``.

    Raises:
        MachineError: there is no git, which merges texts.
    """
    for path in sorted({*base, *theirs}):
        old, mine, new = base.get(path), yours.get(path), theirs.get(path)
        if new not in {old, mine}:
            yield _step(path, old, mine, new, label)


def _step(
    path: PurePosixPath, old: bytes | None, mine: bytes | None, new: bytes | None, label: str
) -> Step:
    if mine is None:
        return Step(path, Fate.CREATE, new) if old is None else Step(path, Fate.GONE)
    if mine == old:
        return Step(path, Fate.REMOVE) if new is None else Step(path, Fate.CHANGE, new)
    if new is None:
        return Step(path, Fate.KEEP)
    if not all(_is_text(each) for each in (old or b"", mine, new)):
        return Step(path.with_name(f"{path.name}.samplegen"), Fate.APART, new)
    return _merged(path, old or b"", mine, new, label)


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def _merged(path: PurePosixPath, old: bytes, mine: bytes, new: bytes, label: str) -> Step:
    """Merges texts; line ends are the user's, whose editor or git may have changed them all."""
    windows = b"\r\n" in mine
    content, conflicts = merge_texts(old, mine.replace(b"\r\n", b"\n"), new, label)
    content = content.replace(b"\n", b"\r\n") if windows else content
    return Step(path, Fate.CONFLICT if conflicts else Fate.MERGE, content)


def merge_texts(old: bytes, mine: bytes, new: bytes, label: str) -> tuple[bytes, int]:
    """Merges three texts with ``git merge-file``, which needs no repository.

    Returns:
        The text, with markers around what conflicts, and the number of conflicts.

    Raises:
        MachineError: there is no git, or it fails.
    """
    with tempfile.TemporaryDirectory(prefix="samplegen-") as name:
        files = [Path(name, kind) for kind in ("yours", "base", "theirs")]
        for file, content in zip(files, (mine, old, new), strict=True):
            file.write_bytes(content)
        labels = [word for text in ("yours", "as made", label) for word in ("-L", text)]
        command = ["git", "merge-file", "--stdout", *labels, *map(str, files)]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except FileNotFoundError:
            raise MachineError("git merges the changes, and is not here; install git") from None
    if not 0 <= done.returncode <= _MOST:
        raise MachineError(f"git merge-file failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout, done.returncode


def unresolved(content: bytes) -> int | None:
    """Finds the first line, counted from 1, that an earlier conflict left; None for none."""
    lines = content.splitlines()
    return next((at for at, line in enumerate(lines, 1) if line.startswith(_MARKERS)), None)
