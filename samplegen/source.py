"""Reads what is on disk: the samples as they are published, and the files of their workspaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from samplegen.errors import InputError
from samplegen.generate import directory
from samplegen.language import Language
from samplegen.model import Sample
from samplegen.render import workspace_names

Files = dict[PurePosixPath, bytes]


def read(
    source: Path, samples: Iterable[Sample], languages: Mapping[str, Language], templates: Path
) -> tuple[dict[str, bytes], dict[str, Files]]:
    """Reads samples and workspaces.

    Args:
        source: a directory that ``generate`` wrote; files edited since are read as they are.

    Returns:
        Sample id -> bytes, without those that are not there; and language -> path -> bytes.

    Raises:
        InputError: there is no such directory, or a manifest is not there.
    """
    if not source.is_dir():
        raise InputError(f"{source} is not there; `samplegen generate` writes it")
    samples = tuple(samples)
    contents = {
        sample.id: (source / sample.file).read_bytes()
        for sample in samples
        if (source / sample.file).is_file()
    }
    names = dict.fromkeys(sample.language for sample in samples)
    return contents, {name: _workspace(source, languages[name], templates) for name in names}


def _workspace(source: Path, language: Language, templates: Path) -> Files:
    root = source / language.name
    files = {}
    for name in workspace_names(directory(language, templates)):
        try:
            files[name] = (root / name).read_bytes()
        except OSError as error:
            raise InputError(
                f"{root / name}: {error.strerror}; `samplegen generate` writes it"
            ) from error
    return files
