"""Where samples run. A runner opens workspaces; a workspace runs steps and gives outcomes.

A runner knows no spec and no language: it is handed values and hands values back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

from samplegen.language import Language, Step
from samplegen.model import Outcome, Service, Toolset

if TYPE_CHECKING:
    from samplegen.mock import Mock, RemoteMock, Upstream

OUTPUT_LIMIT = 1_000_000
"""Bytes that a process may print on one stream before it is killed."""


Tell = Callable[[str], None]
"""Takes a line about what is being done."""


def silent(line: str) -> None:
    """Tells nobody."""


class InstallFailedError(Exception):
    """The dependencies of a workspace could not be installed; the text says how that showed."""


class NotWarmError(Exception):
    """There is no warm process, or it ended before the sample did: nothing is known then."""


def ending(argv: Sequence[str], outcome: Outcome, most: int) -> str:
    """Says how a command failed: first how it ended, then the end of its output.

    Args:
        argv: what is shown of it, as a ``Step`` has it.
        most: lines of its output.
    """
    how = "took too long" if outcome.exit_code is None else f"ended with {outcome.exit_code}"
    lines = (outcome.stdout + outcome.stderr).strip().splitlines()[-most:]
    return "\n".join([f"`{shown(argv)}` {how}", *lines])


def fill(values: Mapping[str, str], text: str) -> str:
    """Replaces ``{workspace}`` and ``{tool}`` in what a ``Step`` says.

    Args:
        values: name -> what it stands for.
    """
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def shown(argv: Sequence[str]) -> str:
    """Shows the argv of a ``Step`` as a person would type it in the workspace."""
    return re.sub(r"\{(\w+)\}", r"\1", " ".join(argv).replace("{workspace}/", ""))


class Workspace(Protocol):
    """A place in which the samples of one language are built and run."""

    @property
    def mock(self) -> Mock | RemoteMock:
        """The emulated service as samples here reach it, while the runner is ``serving``."""

    def sync(self, files: Mapping[str, bytes]) -> None:
        """Makes the samples in the workspace exactly these, by path below it."""

    def lacking(self, paths: Sequence[str]) -> list[str]:
        """Says which paths below the workspace do not exist."""

    def run(
        self, step: Step, environment: Mapping[str, str] | None = None, *, sample: bool = False
    ) -> Outcome:
        """Runs one step and waits for it, ``step.seconds`` at most.

        Args:
            environment: further variables.
            sample: True for a sample: it gets an empty home and none of the caller's variables.
        """

    def run_warm(self, step: Step, environment: Mapping[str, str] | None = None) -> Outcome:
        """Runs a sample in the warm process of its language, with the same outcome as a cold run.

        Raises:
            NotWarmError: it cannot be run so; run it cold.
        """


class Runner(Protocol):
    """A way to run samples."""

    @property
    def name(self) -> str:
        """What ``--runner`` calls it."""

    def missing(self, language: Language) -> str:
        """Says what this runner lacks for a language, and the mend; empty if nothing."""

    def identity(self, language: Language, files: Mapping[PurePosixPath, bytes]) -> str:
        """Names all that decides what samples run with: SHA-256, in hex."""

    def toolset(self, language: Language, files: Mapping[PurePosixPath, bytes]) -> Toolset:
        """Gives the versions of the programs and packages that samples run with."""

    def serving(
        self, service: Service, upstream: Upstream | None = None
    ) -> AbstractContextManager[None]:
        """Runs the emulated service, which workspaces lead to, while the context lasts.

        Args:
            upstream: the real endpoint that answers live runs; None where there are none.
        """

    def open(
        self, language: Language, files: Mapping[PurePosixPath, bytes], tell: Tell = silent
    ) -> AbstractContextManager[Workspace]:
        """Opens a workspace with manifest and lock files in it and all dependencies installed.

        Args:
            tell: called with what is being done, where that takes long.

        Raises:
            InstallFailedError: the dependencies cannot be installed.
            MachineError: the runner itself cannot work.
        """

    def stop(self) -> None:
        """Ends every process at once, from any thread; later runs end as soon as they start."""

    def close(self) -> None:
        """Lets go of what it holds, until it is used again."""
