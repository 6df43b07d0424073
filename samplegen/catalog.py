"""Everything that a command works on: specs, languages, and the matrix of both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samplegen import matrix, registry, resources, spec
from samplegen.matrix import Matrix
from samplegen.registry import Languages
from samplegen.spec import Specs


@dataclass(frozen=True, slots=True)
class Catalog:
    """What there is.

    Args:
        templates: directory with the templates of the languages that bring none themselves.
    """

    specs: Specs
    languages: Languages
    matrix: Matrix
    templates: Path


def load(specs: Path | None = None, templates: Path | None = None) -> Catalog:
    """Reads specs and finds languages.

    Args:
        specs: directory of the specs; None for those that come with samplegen.
        templates: directory of the templates; None likewise.

    Raises:
        SpecError: problems in the specs, all of them.
    """
    from samplegen.mock import ERRORS

    read = spec.load(specs or resources.root() / "specs", errors=ERRORS)
    languages = registry.load()
    cells = matrix.build(languages.by_name.values(), read.operations, read.service.auths)
    return Catalog(read, languages, cells, templates or resources.root() / "templates")
