"""Writes a report to where ``--report FORMAT=PATH`` says."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from samplegen.errors import UsageError, WriteError
from samplegen.model import Report
from samplegen.report import FORMATS
from samplegen.tree import write_file

_STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Destination:
    """A format and the path that it goes to; ``-`` is stdout."""

    format: str
    path: str


def check(specs: Sequence[str]) -> None:
    """Checks ``FORMAT=PATH`` before the work that the report is about: later is too late.

    Args:
        specs: such as ``json=report.json`` or ``github=-``.

    Raises:
        UsageError: not of that form, an unknown format, or the same path twice.
        WriteError: the path is a directory, or cannot be written.
    """
    for destination in _destinations(specs):
        if destination.path != _STDOUT:
            _check(Path(destination.path))


def write(report: Report, specs: Sequence[str], source: str = "generated") -> None:
    """Writes the report in each format, each file whole or not at all.

    One that cannot be written does not keep the others from it.

    Args:
        report: what to write.
        specs: ``FORMAT=PATH``; directories are made, ``-`` is stdout.
        source: directory of the samples, as seen from the root of the repository.

    Raises:
        UsageError: a spec cannot be meant.
        WriteError: one or more files could not be written.
    """
    problems = []
    for destination in _destinations(specs):
        text = FORMATS[destination.format](report, source)
        try:
            _put(destination.path, text.encode("utf-8", "backslashreplace"))
        except BrokenPipeError:
            raise
        except (OSError, WriteError) as error:
            problems.append(_problem(destination.path, _why(error)))
    if problems:
        raise WriteError("\n".join(problems))


# --- what was asked for -----------------------------------------------------------------------


def _destinations(specs: Sequence[str]) -> tuple[Destination, ...]:
    found = tuple(_parse(spec) for spec in specs)
    _refuse_twice(found)
    return found


def _parse(spec: str) -> Destination:
    name, equals, path = spec.partition("=")
    if not equals or not path:
        raise UsageError(
            f"--report {spec}: say FORMAT=PATH, for example json=report.json, or json=- for stdout"
        )
    if name not in FORMATS:
        near = get_close_matches(name, FORMATS, 1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise UsageError(f"--report {spec}: {hint}The formats are {', '.join(FORMATS)}")
    return Destination(name, path)


def _refuse_twice(found: tuple[Destination, ...]) -> None:
    taken: dict[str, str] = {}
    for destination in found:
        path = (
            destination.path if destination.path == _STDOUT else os.path.realpath(destination.path)
        )
        if other := taken.get(path):
            raise UsageError(
                f"--report {destination.format}={destination.path}: {other} goes there too; "
                "name another file for one of them"
            )
        taken[path] = destination.format


def _check(path: Path) -> None:
    if path.is_dir():
        raise WriteError(_problem(str(path), "it is a directory; name a file in it"))
    directory = next(parent for parent in path.absolute().parents if parent.exists())
    if not directory.is_dir():
        raise WriteError(_problem(str(path), f"{directory} is a file; name another directory"))
    if not os.access(directory, os.W_OK | os.X_OK):
        raise WriteError(_problem(str(path), f"{directory} cannot be written; name another one"))


def _why(error: OSError | WriteError) -> str:
    cause = error if isinstance(error, OSError) else error.__cause__
    said = (isinstance(cause, OSError) and cause.strerror) or error
    return f"{said}; write it to another place"


def _problem(path: str, why: str) -> str:
    return f"the report {path} cannot be written: {why}"


# --- writing ----------------------------------------------------------------------------------


def _put(path: str, content: bytes) -> None:
    if path == _STDOUT:
        _to_stdout(content)
        return
    # A link keeps pointing at the file; a device or a pipe must not be replaced by one.
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    write_file(target, content)


def _to_stdout(content: bytes) -> None:
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(content.decode("utf-8"))
    else:
        sys.stdout.flush()
        buffer.write(content)
    sys.stdout.flush()
