"""Plans the files of pages: each page, what it was made of, and a badge for each proved sample."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from samplegen import provenance
from samplegen.catalog import Catalog
from samplegen.generate import directory
from samplegen.model import Project
from samplegen.model.page import Document, Leaf, Page, Proof, Prose
from samplegen.pages import badge, sources
from samplegen.pages.formats import Format
from samplegen.pages.resolve import Shelf, resolve
from samplegen.pages.sources import Entry
from samplegen.render import parts
from samplegen.tree import sha256

SOURCES = "sources.json"
BADGES = PurePosixPath("badges")


def plan(pages: Iterable[Page], catalog: Catalog, shelf: Shelf, form: Format) -> Project:
    """Renders pages.

    Raises:
        InputError: a page shows what is not there.
    """
    files: dict[PurePosixPath, bytes] = {}
    for page in pages:
        document = resolve(page, shelf)
        text = form.write(document, catalog)
        files[PurePosixPath(f"{page.name}.{form.extension}")] = text.encode()
        made = inventory(document, catalog, shelf)
        files[PurePosixPath(f"{page.name}.{SOURCES}")] = sources.dumps(made)
        proofs = {
            leaf.sample: shelf.proved[leaf.sample]
            for _, leaf in document.leaves()
            if isinstance(leaf, Proof)
        }
        files[PurePosixPath(f"{page.name}.provenance.json")] = provenance.dumps(proofs)
    files |= {BADGES / f"{id_}.svg": badge.svg(shelf.proof(id_)).encode() for id_ in shelf.proved}
    return Project(files, partial=True)


def inventory(document: Document, catalog: Catalog, shelf: Shelf) -> list[Entry]:
    """Lists what a document was made of, with the digests of all that it follows from."""
    return sources.inventory(document, partial(_described, catalog, shelf))


def _described(catalog: Catalog, shelf: Shelf, block: Leaf, where: str) -> Entry:
    if isinstance(block, Prose):
        if block.statement:
            language, name = block.statement.split("/")
            template = catalog.templates / "facts" / f"{name}.md.j2"
            digests = {
                "facts": shelf.measured.get(language, ""),
                "template": sha256(_bytes(template)),
            }
            return Entry(where, block.statement, digests, _packages(catalog, block.statement))
        return Entry(where, "", {"page": sha256(block.text.encode())})
    if isinstance(block, Proof):
        return Entry(
            where, f"proof of {block.sample}", {"proof": sha256(repr(block.rows).encode())}
        )
    digests = {"generated": sha256(block.content.encode())}
    if not block.sample:
        return Entry(where, block.file, digests, _packages(catalog, block.file))
    digests |= _of_sample(block.sample, catalog)
    return Entry(where, block.sample, digests, _packages(catalog, block.sample))


def _of_sample(id_: str, catalog: Catalog) -> dict[str, str]:
    language, operation, auth = id_.split("/")
    root = directory(catalog.languages.by_name[language], catalog.templates)
    specs = {each.name: each.digest for each in catalog.specs.operations}
    names = parts(root, (f"{operation}.j2", f"auth/{auth}.j2"))
    content = b"".join(_bytes(root / name) for name in names)
    return {"spec": specs.get(operation, ""), "template": sha256(content)}


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _packages(catalog: Catalog, what: str) -> Mapping[str, str]:
    """The packages of the language that the path of a thing starts with."""
    language = catalog.languages.by_name.get(what.partition("/")[0])
    if language is None:
        return {}
    return {each.package: each.version for each in language.dependencies if not each.development}
