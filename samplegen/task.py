"""What is to be verified, as a plain value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from samplegen.language import Language
from samplegen.model import KnownIssue, Sample, Service, Stage

_ORDER = list(Stage)


@dataclass(frozen=True, slots=True)
class Task:
    """Samples and all that their verification depends on.

    Args:
        samples: the samples, in the order of the report.
        contents: sample id -> the bytes on disk; without those that are not there.
        workspaces: language -> the files that its workspace is installed from.
        known: known issues.
        until: the last stage to go through; ``run`` goes through ``match`` too.
        jobs: samples that run at a time.
        strict: whether a skipped sample counts as a failure.
        fail_fast: stop at the first failure.
        cold: start each sample by itself, even where a warm process could run it.
        target: URL of the real endpoint to verify against; ``mock`` for the emulated service.
        unable: kind of credential -> why no sample that signs in with it can be verified there.
    """

    samples: tuple[Sample, ...]
    contents: Mapping[str, bytes]
    workspaces: Mapping[str, Mapping[PurePosixPath, bytes]]
    languages: Mapping[str, Language]
    service: Service
    known: tuple[KnownIssue, ...] = ()
    until: Stage = Stage.RUN
    jobs: int = 2
    strict: bool = False
    fail_fast: bool = False
    cold: bool = False
    target: str = "mock"
    unable: Mapping[str, str] = field(default_factory=dict)

    @property
    def live(self) -> bool:
        """Whether a real endpoint is called."""
        return self.target != "mock"

    def reaches(self, stage: Stage) -> bool:
        """Whether a stage is gone through."""
        return _ORDER.index(self.until) >= _ORDER.index(stage)
