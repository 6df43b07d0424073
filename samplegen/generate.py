"""Plans ``generated/``: every sample, every workspace, and the index of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from samplegen.errors import TemplateError
from samplegen.language import Language
from samplegen.model import Json, Project, Sample, Service
from samplegen.render import INSTALL, Renderer
from samplegen.tree import sha256

INDEX = PurePosixPath("index.json")
OUTPUT = PurePosixPath("output")


def plan(
    languages: Mapping[str, Language],
    samples: Sequence[Sample],
    service: Service,
    templates: Path,
    earlier: Mapping[str, Json] | None = None,
) -> Project:
    """Renders samples and the workspaces that they need.

    Args:
        languages: by name.
        samples: what to render.
        templates: directory with a directory for each language that brings no templates itself.
        earlier: the index on disk, where ``samples`` is only a part of the matrix.

    Raises:
        TemplateError: all problems of all templates, one a line.
    """
    files: dict[PurePosixPath, bytes] = {}
    problems: list[str] = []
    for name in dict.fromkeys(sample.language for sample in samples):
        renderer = Renderer(languages[name], directory(languages[name], templates), service)
        mine = [sample for sample in samples if sample.language == name]
        _render(renderer, mine, files, problems)
    if problems:
        raise TemplateError("\n".join(dict.fromkeys(problems)))
    files |= _outputs(samples)
    entries = {**(earlier or {}), **_entries(samples, files)}
    files[INDEX] = (json.dumps(dict(sorted(entries.items())), indent=2) + "\n").encode()
    return Project(files, partial=earlier is not None)


def directory(language: Language, templates: Path) -> Path:
    """Returns where the templates of a language are."""
    return Path(language.templates) if language.templates else templates / language.name


def _render(
    renderer: Renderer,
    samples: Iterable[Sample],
    files: dict[PurePosixPath, bytes],
    problems: list[str],
) -> None:
    root = PurePosixPath(renderer.language.name)
    try:
        files.update({root / path: text for path, text in renderer.workspace().items()})
    except TemplateError as error:
        problems.append(str(error))
    auths: set[str] = set()
    for sample in samples:
        auths.add(sample.auth.name)
        try:
            files[sample.file] = renderer.sample(sample)
        except TemplateError as error:
            problems.append(str(error))
    for auth in sorted(auths):
        try:
            made = renderer.install(auth).items()
            files.update({root / INSTALL / auth / path: text for path, text in made})
        except TemplateError as error:
            problems.append(str(error))


def _outputs(samples: Iterable[Sample]) -> dict[PurePosixPath, bytes]:
    """What programs print in the first scenario in which all goes well."""
    printed = {
        sample.operation.name: scenario.stdout
        for sample in samples
        for scenario in reversed(sample.operation.scenarios)
        if scenario.exit_code == 0
    }
    return {OUTPUT / f"{name}.txt": text.encode() for name, text in printed.items()}


def _entries(samples: Iterable[Sample], files: Mapping[PurePosixPath, bytes]) -> dict[str, Json]:
    return {
        sample.id: {
            "files": [str(sample.file)],
            "spec": f"operations/{sample.operation.source.name}",
            "sha256": sha256(files[sample.file]),
        }
        for sample in samples
    }


def read_index(directory: Path) -> dict[str, Json]:
    """Reads the index of a directory; empty where there is none that can be read."""
    try:
        index = json.loads((directory / INDEX).read_bytes())
    except (OSError, ValueError):
        return {}
    return index if isinstance(index, dict) else {}
