"""What is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from samplegen.model.spec import Auth, Operation


@dataclass(frozen=True, slots=True)
class Sample:
    """One cell of the matrix."""

    language: str
    operation: Operation
    auth: Auth
    file: PurePosixPath  # below the root of generated/

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def id(self) -> str:
        """``<language>/<operation>/<auth>``."""
        return f"{self.language}/{self.operation.name}/{self.auth.name}"


@dataclass(frozen=True, slots=True)
class Project:
    """A planned directory.

    Args:
        files: content by path below the directory.
        partial: True where files of an earlier run that are not planned now are still wanted.
    """

    files: Mapping[PurePosixPath, bytes]
    partial: bool = False
