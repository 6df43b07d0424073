"""The first process of a container: it keeps it alive, and puts it in order after each program.

It runs as the user that samples run as, in another group: it may kill all that they leave behind
and remove their files, and they can neither trace it nor write to its streams (ptrace(2), access
mode checking), nor end it (pid_namespaces(7): signals to the first process).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

USER = "10001:10002"
"""Uid and gid of the keeper; the uid is that of :data:`samplegen.runners.docker.sandbox.USER`."""

SCRATCH = ("/tmp", "/dev/shm", "/dev/mqueue")  # noqa: S108
"""Where samples can write: ``/tmp`` is ours, the others come with every container."""

ALL, FILES = b"all\n", b"files\n"
"""What it is told to do: kill all other processes and remove all files, or only the latter."""

_CLEAN, _DIRTY = b"clean", b"dirty"

_COUNTS = (
    ("memory.oom_control oom_kill", "memory.events oom_kill"),
    ("pids.events max",),
)
"""What the kernel calls the numbers of a Tally, in versions 1 and 2 of control groups."""

_SCRIPT = r"""
trap '' HUP INT QUIT TERM
while read -r what; do
  while [ "$what" = all ] && kill -s KILL -- -1; do (:); done
  said=clean
  for at; do
    for left in "$at"/* "$at"/.[!.]* "$at"/..?*; do
      if [ -e "$left" ] || [ -L "$left" ]; then rm -rf "$left" || said=dirty; fi
    done
  done
  for table in shm sem msg; do
    { read -r _ && read -r _; } <"/proc/sysvipc/$table" && said=dirty
  done
  for file in memory/memory.oom_control pids/pids.events memory.events pids.events; do
    while read -r line; do echo "${file##*/} $line"; done <"/sys/fs/cgroup/$file"
  done
  echo $said
done 2>/dev/null
"""
"""Signals that a shell handles itself would end even the first process. It reads by itself: a child
that does could be killed between reading and acting. Whoever is killed is gone only once there is
nobody left to kill; orphans that have ended are reaped then, as a shell that waits for a child of
its own reaps all others. Segments that outlive processes cannot be removed without further
programs, so a container with any of them is given up, as one with files that stay is."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a keeper found.

    Args:
        clean: whether nothing is left of what ran.
        killed: processes that have ever been killed because there was no memory left.
        refused: processes and threads that were never started because there were too many.
    """

    clean: bool = True
    killed: int = 0
    refused: int = 0


def command(scratch: Iterable[str]) -> tuple[str, ...]:
    """Gives the command line of a keeper.

    Args:
        scratch: the directories that it empties.
    """
    return ("sh", "-c", _SCRIPT, "sh", *scratch)


def answer(lines: Iterator[bytes]) -> Tally | None:
    """Reads what a keeper says when it is done; None if it is gone."""
    counts: dict[str, int] = {}
    for line in lines:
        if line in {_CLEAN, _DIRTY}:
            return Tally(
                line == _CLEAN, *(sum(counts.get(name, 0) for name in names) for names in _COUNTS)
            )
        name, _, number = line.decode("utf-8", "replace").rpartition(" ")
        counts[name] = int(number) if number.isdecimal() else 0
    return None
