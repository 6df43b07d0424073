"""Everything that a command works on: specs, languages, and the matrix of both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from samplegen import matrix, registry, resources, spec
from samplegen.matrix import Matrix
from samplegen.model.page import Page
from samplegen.registry import Languages
from samplegen.spec import Specs
from samplegen.spec.page import Known


@dataclass(frozen=True, slots=True)
class Catalog:
    """What there is.

    Args:
        templates: directory with the templates of the languages that bring none themselves.
        pages: by name.
    """

    specs: Specs
    languages: Languages
    matrix: Matrix
    templates: Path
    pages: tuple[Page, ...] = ()


def load(specs: Path | None = None, templates: Path | None = None) -> Catalog:
    """Reads specs and finds languages.

    Args:
        specs: directory of the specs; None for those that come with samplegen.
        templates: directory of the templates; None likewise.

    Raises:
        SpecError: problems in the specs, all of them.
    """
    from samplegen.mock import ERRORS

    directory = specs or resources.root() / "specs"
    read = spec.load(directory, errors=ERRORS)
    languages = registry.load()
    pages = spec.load_pages(directory, known(read, languages.by_name))
    cells = matrix.build(languages.by_name.values(), read.operations, read.service.auths)
    return Catalog(read, languages, cells, templates or resources.root() / "templates", pages)


def known(specs: Specs, languages: Iterable[str] | None) -> Known:
    """What pages may name."""
    operations = [operation.name for operation in specs.operations]
    auths = [auth.name for auth in specs.service.auths]
    return Known(operations, auths, None if languages is None else tuple(languages))
