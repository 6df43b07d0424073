"""Remembers what passed, so that what did not change is not run again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path, PurePosixPath

from samplegen.errors import InputError, WriteError
from samplegen.model import Json, Sample, Status, Toolset, Verdict
from samplegen.tree import sha256, write_file


class Cache:
    """Verdicts of samples that passed, by all that they depend on.

    Args:
        directory: where they are kept; it may be deleted at any time.
        enabled: False to neither read nor write.
    """

    def __init__(self, directory: Path, *, enabled: bool = True) -> None:
        self._directory = directory
        self._enabled = enabled

    def get(self, key: str) -> Verdict | None:
        """Returns the verdict that was kept under a key; None where there is none."""
        from samplegen.report.json_format import verdict_from_json

        if not self._enabled:
            return None
        try:
            return verdict_from_json(json.loads((self._directory / f"{key}.json").read_bytes()))
        except (OSError, ValueError, InputError):
            return None

    def put(self, key: str, verdict: Verdict) -> None:
        """Keeps a verdict if it passed; a cache that cannot be written is no reason to fail."""
        from samplegen.report.json_format import dumps, verdict_to_json

        if self._enabled and verdict.status is Status.PASSED:
            text = dumps(verdict_to_json(verdict))
            with suppress(WriteError):
                write_file(self._directory / f"{key}.json", text.encode())


def key(
    sample: Sample,
    content: bytes,
    workspace: str,
    toolset: Toolset,
    run: Json,
) -> str:
    """Names all that a verdict depends on: SHA-256, in hex.

    Args:
        workspace: digest of the files that its workspace is installed from.
        run: what else was chosen for the run, such as runner and target.
    """
    value = {
        "sample": [sample.id, sha256(content)],
        "spec": sample.operation.digest,
        "workspace": workspace,
        "tools": sorted(toolset.tools.items()),
        "program": _program(),
        "run": run,
    }
    return sha256(json.dumps(value, sort_keys=True).encode())


def digest(workspace: Mapping[PurePosixPath, bytes]) -> str:
    """Names the files that a workspace is installed from: SHA-256, in hex."""
    files = sorted((str(path), sha256(data)) for path, data in workspace.items())
    return sha256(json.dumps(files).encode())


@lru_cache(maxsize=1)
def _program() -> str:
    """Names the program itself: another samplegen may judge otherwise."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
