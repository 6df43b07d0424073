"""``pages/*.yaml`` -> Page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from samplegen.model.page import (
    EachAuth,
    EachLanguage,
    Install,
    Item,
    Page,
    Part,
    Shown,
    Stated,
    Words,
)
from samplegen.spec import meaning
from samplegen.spec.compose import Node
from samplegen.spec.fields import SENTENCE, SENTENCE_MEND, Fields, text
from samplegen.spec.problems import START, Problems, near


@dataclass(frozen=True, slots=True)
class Known:
    """What pages may name.

    Args:
        languages: None where it is not known which there are.
        statements: likewise.
    """

    operations: Collection[str]
    auths: Collection[str]
    languages: Collection[str] | None = None
    statements: Collection[str] | None = None


def read_page(root: Node, problems: Problems, known: Known) -> Page:
    """Reads a page.

    Args:
        root: the whole file.
        problems: takes what is wrong; the result means nothing if there is any.
    """
    meaning.check_kebab(problems.file.stem, START, "the name of the file", problems)
    fields = Fields(root, problems, "a page", ("title", "description", "languages", "parts"))
    languages = fields.texts("languages")
    for name, node in zip(languages, fields.items("languages"), strict=True):
        if known.languages is not None and name not in known.languages:
            problems.add(node.mark, f"there is no language {name}; {near(name, known.languages)}")
    return Page(
        name=problems.file.stem,
        title=fields.text("title", SENTENCE, SENTENCE_MEND),
        description=fields.text("description", SENTENCE, SENTENCE_MEND),
        languages=languages,
        parts=_Reader(problems, known, frozenset(languages)).parts(fields, Place()),
        source=problems.file,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: within what is shown for each language, or each auth."""

    language: bool = False
    auth: bool = False


@dataclass(frozen=True, slots=True)
class _Reader:
    problems: Problems
    known: Known
    languages: Collection[str]

    def parts(self, fields: Fields, place: Place) -> tuple[Item, ...]:
        if fields.is_empty("parts"):
            fields.wrong("parts", "parts is empty; write at least one")
        return tuple(item for node in fields.items("parts") for item in self._item(node, place))

    def _item(self, node: Node, place: Place) -> tuple[Item, ...]:
        kinds: Mapping[str, Callable[[Fields, Place], Item | None]] = {
            "text": self._words,
            "section": self._part,
            "each-language": self._each_language,
            "each-auth": self._each_auth,
            "sample": self._shown,
            "install": self._install,
            "facts": self._stated,
        }
        optional = (*kinds, "parts")
        fields = Fields(node, self.problems, "a part", (), optional)
        found = [kind for kind in kinds if kind in fields]
        if len(found) != 1:
            if node.kind == "mapping":
                message = f"a part is one of {', '.join(kinds)}"
                self.problems.add(node.mark, f"{message}; write exactly one of these keys")
            return ()
        if "parts" in fields and found[0] != "section":
            fields.refuse("parts", "only a section has parts; remove it")
        item = kinds[found[0]](fields, place)
        return (item,) if item else ()

    def _words(self, fields: Fields, place: Place) -> Words:
        node = fields.node("text")
        if node is None or node.kind != "mapping":
            return Words(fields.text("text"), {})
        said = {
            name: text(member.node, self.problems, f"text of {name}")
            for name, member in node.value.items()
        }
        names = (*(self.languages if place.language else ()),
                 *(self.known.auths if place.auth else ()))  # fmt: skip
        for name, member in node.value.items():
            if name not in names:
                self.problems.add(
                    member.mark, f"nothing is called {name} here; {near(name, names)}"
                )
        return Words("", said)

    def _part(self, fields: Fields, place: Place) -> Part:
        title = fields.text("section", SENTENCE, SENTENCE_MEND)
        if "parts" not in fields:
            fields.refuse("section", "a section lacks parts; add them")
        return Part(title, self.parts(fields, place))

    def _each_language(self, fields: Fields, place: Place) -> EachLanguage:
        if place.language:
            fields.refuse("each-language", "this is shown for each language already; remove it")
        return EachLanguage(self._inner(fields, "each-language", Place(language=True)))

    def _each_auth(self, fields: Fields, place: Place) -> EachAuth:
        self._within(fields, "each-auth", place)
        if place.auth:
            fields.refuse("each-auth", "this is shown for each way of signing in; remove it")
        return EachAuth(self._inner(fields, "each-auth", Place(language=True, auth=True)))

    def _inner(self, fields: Fields, key: str, place: Place) -> tuple[Item, ...]:
        if fields.is_empty(key):
            fields.wrong(key, f"{key} is empty; write its parts")
        return tuple(item for node in fields.items(key) for item in self._item(node, place))

    def _shown(self, fields: Fields, place: Place) -> Shown:
        self._within(fields, "sample", place)
        name, _, auth = fields.text("sample").partition("/")
        operations, auths = self.known.operations, self.known.auths
        if name and name not in operations:
            fields.wrong("sample", f"there is no operation {name}; {near(name, operations)}")
        if auth and auth not in auths:
            fields.wrong("sample", f"nobody signs in by {auth}; {near(auth, auths)}")
        if auth and place.auth:
            fields.wrong("sample", f"the way of signing in is chosen already; write {name}")
        return Shown(name, auth)

    def _install(self, fields: Fields, place: Place) -> Install:
        self._within(fields, "install", place)
        if not fields.flag("install"):
            fields.wrong("install", "write install: true, or remove it")
        return Install()

    def _stated(self, fields: Fields, place: Place) -> Stated:
        self._within(fields, "facts", place)
        name, statements = fields.text("facts", SENTENCE, SENTENCE_MEND), self.known.statements
        if name and statements is not None and name not in statements:
            fields.wrong("facts", f"there is no statement {name}; {near(name, statements)}")
        return Stated(name)

    def _within(self, fields: Fields, key: str, place: Place) -> None:
        if not place.language:
            fields.refuse(key, f"{key} needs a language; put it below each-language")
