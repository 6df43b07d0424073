"""Remembers what passed, so that what did not change is not run again."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from samplegen.errors import InputError, WriteError
from samplegen.model import Json, Sample, Status, Verdict
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
    identity: str,
    run: Json,
) -> str:
    """Names all that a verdict depends on: SHA-256, in hex.

    Args:
        identity: names what it runs with, see ``Runner.identity``.
        run: what else was chosen for the run.
    """
    value = {
        "sample": [sample.id, sha256(content)],
        "spec": sample.operation.digest,
        "identity": identity,
        "program": _program(),
        "run": run,
    }
    return sha256(json.dumps(value, sort_keys=True).encode())


@lru_cache(maxsize=1)
def _program() -> str:
    """Names the program itself: another samplegen may judge otherwise."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
