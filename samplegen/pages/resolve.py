"""A page's spec, the samples on disk and the facts → a document in no format yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from samplegen.errors import InputError
from samplegen.language import Language
from samplegen.model import Auth, Sample
from samplegen.model.page import (
    Block,
    Document,
    EachAuth,
    EachLanguage,
    Fence,
    Install,
    Item,
    Page,
    Part,
    Proof,
    Prose,
    Section,
    Shown,
    Stated,
    Tab,
    Tabs,
    Words,
)
from samplegen.provenance import Provenance
from samplegen.render import INSTALL
from samplegen.tree import sha256

SYNTAXES = {".sh": "bash", ".xml": "xml", ".kts": "kotlin", ".txt": "text"}
"""Ending of a file that is no sample -> what its syntax is called behind a fence."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What pages are made of.

    Args:
        samples: id -> sample.
        files: path below ``generated/`` -> what is there.
        statements: language -> name of a statement -> Markdown.
        proved: id of a sample -> where it ran; of others, nothing is said.
        measured: language -> SHA-256 of its facts, in hex.
    """

    languages: Mapping[str, Language]
    auths: Sequence[Auth]
    samples: Mapping[str, Sample]
    files: Mapping[PurePosixPath, str]
    statements: Mapping[str, Mapping[str, str]]
    proved: Mapping[str, Provenance] = field(default_factory=dict)
    measured: Mapping[str, str] = field(default_factory=dict)

    def proof(self, id_: str) -> Provenance | None:
        """Says where a sample ran; None where it never did, or has other bytes now."""
        sample, proof = self.samples.get(id_), self.proved.get(id_)
        content = self.files.get(sample.file) if sample else None
        same = proof and content is not None and sha256(content.encode()) == proof.sha256
        return proof if same else None


@dataclass(frozen=True, slots=True)
class Context:
    """Where in a page something is shown."""

    language: str = ""
    auth: str = ""


def resolve(page: Page, shelf: Shelf) -> Document:
    """Makes the document of a page.

    Raises:
        InputError: the page shows what is not there: a file, or a fact that was never measured.
    """
    blocks = tuple(_Resolver(page, shelf).blocks(page.parts, Context()))
    return Document(page.name, page.title, page.description, blocks)


@dataclass(frozen=True, slots=True)
class _Resolver:
    page: Page
    shelf: Shelf

    def blocks(self, items: Iterable[Item], context: Context) -> Iterator[Block]:
        for item in items:
            yield from self._block(item, context)

    def _block(self, item: Item, context: Context) -> Iterable[Block]:
        kinds: Mapping[type, Callable[..., Iterable[Block]]] = {
            Words: self._words,
            Part: self._part,
            EachLanguage: self._each_language,
            EachAuth: self._each_auth,
            Shown: self._shown,
            Install: self._install,
            Stated: self._stated,
        }
        return kinds[type(item)](item, context)

    def _words(self, item: Words, context: Context) -> Iterator[Block]:
        found = (item.by[name] for name in (context.auth, context.language) if name in item.by)
        text = item.text or next(found, "")
        if text:
            yield Prose(text.rstrip() + "\n")

    def _part(self, item: Part, context: Context) -> Iterator[Block]:
        blocks = tuple(self.blocks(item.parts, context))
        if blocks:
            yield Section(item.title, blocks)

    def _each_language(self, item: EachLanguage, context: Context) -> Iterator[Block]:
        tabs = tuple(
            Tab(name, self.shelf.languages[name].title,
                tuple(self.blocks(item.parts, replace(context, language=name))))
            for name in self.page.languages
        )  # fmt: skip
        yield Tabs("language", tabs)

    def _each_auth(self, item: EachAuth, context: Context) -> Iterator[Block]:
        tabs = tuple(
            Tab(auth.name, auth.title,
                tuple(self.blocks(item.parts, replace(context, auth=auth.name))))
            for auth in self._auths(context.language)
        )  # fmt: skip
        yield Tabs("auth", tabs)

    def _auths(self, language: str) -> list[Auth]:
        """The ways of signing in that any sample of a language has."""
        has = {sample.auth.name for sample in self.shelf.samples.values()
               if sample.language == language}  # fmt: skip
        return [auth for auth in self.shelf.auths if auth.name in has]

    def _shown(self, item: Shown, context: Context) -> Iterator[Block]:
        if context.auth:
            yield from self._sample(f"{context.language}/{item.operation}/{context.auth}")
            return
        if item.auth:
            found = tuple(self._sample(f"{context.language}/{item.operation}/{item.auth}"))
            yield from found
            yield from self._output(item.operation) if found else ()
            return
        ids = {
            auth: id_
            for auth in self.shelf.auths
            if (id_ := f"{context.language}/{item.operation}/{auth.name}") in self.shelf.samples
        }
        tabs = (Tab(auth.name, auth.title, tuple(self._sample(id_))) for auth, id_ in ids.items())
        yield Tabs("auth", tuple(tabs))
        yield from self._output(item.operation)

    def _sample(self, id_: str) -> Iterator[Block]:
        sample = self.shelf.samples.get(id_)
        if sample is not None:
            content = self._file(sample.file)
            yield Fence(sample.language, content, str(sample.file), sample=id_)
            if proof := self.shelf.proof(id_):
                yield Proof(id_, _rows(proof))

    def _output(self, operation: str) -> Iterator[Block]:
        path = PurePosixPath("output", f"{operation}.txt")
        if self._file(path):
            yield Prose("It prints:\n")
            yield Fence("text", self._file(path), str(path), output=True)

    def _install(self, _: Install, context: Context) -> Iterator[Block]:
        folder = PurePosixPath(context.language, INSTALL, context.auth or self.shelf.auths[0].name)
        found = sorted(path for path in self.shelf.files if path.parent == folder)
        if not found:
            raise InputError(
                f"{self.page.source}: nothing is in {folder}; run `samplegen generate`"
            )
        fences = [Fence(SYNTAXES.get(path.suffix, ""), self._file(path), str(path))
                  for path in found]  # fmt: skip
        if len(fences) == 1:
            yield fences[0]
            return
        tabs = (Tab(path.stem.lower(), path.stem, (fence,))
                for path, fence in zip(found, fences, strict=True))  # fmt: skip
        yield Tabs(f"tool-{context.language}", tuple(tabs))

    def _stated(self, item: Stated, context: Context) -> Iterator[Block]:
        told = self.shelf.statements.get(context.language, {})
        if item.name not in told:
            mend = f"measure with `samplegen facts {context.language}`" if not told else (
                f"there are {', '.join(sorted(told))}"
            )  # fmt: skip
            raise InputError(
                f"{self.page.source}: no fact {item.name} of {context.language}; {mend}"
            )
        yield Prose(told[item.name], statement=f"{context.language}/{item.name}")

    def _file(self, path: PurePosixPath) -> str:
        try:
            return self.shelf.files[path]
        except KeyError:
            raise InputError(
                f"{self.page.source}: {path} is not there; `samplegen generate` writes it"
            ) from None


def _rows(proof: Provenance) -> tuple[tuple[str, str], ...]:
    versions = {**proof.tools, **proof.packages}
    return (
        ("Day", proof.day),
        ("With", ", ".join(f"{name} {version}" for name, version in versions.items())),
        ("Runner", proof.runner),
        ("Against", "the emulated service" if proof.target == "mock" else proof.target),
        ("Requests", f"SHA-256 {proof.requests[:16]}"),
        ("File", f"SHA-256 {proof.sha256[:16]}"),
    )
