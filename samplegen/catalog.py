"""Everything that a command works on: specs, languages, and the matrix of both."""

from __future__ import annotations

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
        directory: of the specs.
        templates: directory with the templates of the languages that bring none themselves.
    """

    specs: Specs
    languages: Languages
    matrix: Matrix
    directory: Path
    templates: Path

    def pages(self) -> tuple[Page, ...]:
        """Reads the pages, by name.

        Raises:
            SpecError: problems in them, all of them.
        """
        return pages(self.directory, self.specs, self.languages, self.templates)


def pages(directory: Path, specs: Specs, languages: Languages, templates: Path) -> tuple[Page, ...]:
    """Reads the pages of a directory of specs, by name.

    Raises:
        SpecError: problems in them, all of them.
    """
    operations = [operation.name for operation in specs.operations]
    auths = [auth.name for auth in specs.service.auths]
    statements = [path.name.partition(".")[0] for path in (templates / "facts").glob("*.md.j2")]
    known = Known(operations, auths, tuple(languages.by_name), statements)
    return spec.load_pages(directory, known)


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
    cells = matrix.build(languages.by_name.values(), read.operations, read.service.auths)
    own = templates or resources.root() / "templates"
    return Catalog(read, languages, cells, directory, own)
