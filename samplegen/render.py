"""Samples and workspaces from templates: values in, bytes out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType, SimpleNamespace
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateNotFound
from jinja2 import Template as JinjaTemplate
from jinja2.exceptions import TemplateSyntaxError
from jinja2.meta import find_referenced_templates
from jinja2.sandbox import SandboxedEnvironment

from samplegen.errors import TemplateError
from samplegen.language import Language
from samplegen.model import Operation, Sample, Service
from samplegen.text import Code, Text, opaque

WORKSPACE = "workspace"
INSTALL = "install"
LAYOUT = "layout.j2"
SHARED = "shared/"
_PLAIN_FILTERS = ("indent", "join", "length", "map", "unique")
_NOTHING: Mapping[str, Text] = MappingProxyType({})


class Renderer:
    """Renders everything of one language.

    Args:
        language: the language.
        templates: the directory that holds its templates.
        service: gives the inputs that all operations share.
        shared: the directory of templates that languages share, if they may use any.
    """

    def __init__(
        self, language: Language, templates: Path, service: Service, shared: Path | None = None
    ) -> None:
        self.language = language
        self.templates = templates
        self.service = service
        self.shared = shared
        self._deps = {dep.key: dep for dep in language.dependencies}

    def sample(self, sample: Sample) -> bytes:
        """Renders one sample.

        Raises:
            TemplateError: a template is missing, or uses what is not there.
        """
        auth = f"auth/{sample.auth.name}.j2"
        return self.program(sample.operation, auth, sample.id, layout=LAYOUT, deps=self._deps)

    def program(
        self,
        operation: Operation,
        auth: str,
        what: str,
        *,
        instead: Mapping[str, Text] = _NOTHING,
        **more: Any,
    ) -> bytes:
        """Renders the program of an operation.

        Args:
            auth: the template whose macros import and make the client.
            what: what errors call it.
            instead: takes the place of inputs.
            more: what templates see beside ``op``, ``inputs`` and ``auth``; among it ``layout``,
                the template that lays out the blocks of an operation that has blocks.

        Raises:
            TemplateError: a template is missing, or uses what is not there.
        """
        inputs = opaque({**self.service.inputs, **operation.inputs, **instead})
        shared = {"op": described(operation), "inputs": inputs, **more}
        name = f"{operation.name}.j2"

        def run() -> str:
            macros = self._template(auth).make_module(shared)
            return self._template(name).render(**shared, auth=macros)

        return self._guarded(run, name, what)

    def fill(self, name: str, what: str, **values: Any) -> bytes:
        """Renders any template.

        Args:
            name: its path below the templates of the language; below those that all languages
                share, if it starts with ``shared/``.
            what: what errors call it.
            values: all that it sees.

        Raises:
            TemplateError: it is missing, or uses what is not there.
        """
        return self._guarded(partial(self._fill, name, **values), name, what)

    def file(self, name: str, what: str, **values: Any) -> bytes:
        """Renders a file that ends in ``.j2``, and takes any other one as it is.

        Args, Raises: as ``fill``.
        """
        if name.endswith(".j2"):
            return self.fill(name, what, **values)
        if self.shared and name.startswith(SHARED):
            return (self.shared / name.removeprefix(SHARED)).read_bytes()
        return (self.templates / name).read_bytes()

    def expression(self, name: str, macro: str, *arguments: str, **values: Any) -> Code:
        """Calls a macro of a template for a piece of code.

        Raises:
            TemplateError: as ``fill``.
        """

        def run() -> str:
            module = self._template(name).make_module(values)
            return str(getattr(module, macro)(*arguments)).strip()

        return Code(self._guarded(run, name, self.language.name).decode())

    def workspace(self) -> dict[PurePosixPath, bytes]:
        """Renders the files that a workspace has once: manifest, lock file, what tools need.

        Files that end in ``.j2`` are rendered with ``deps``; others are taken as they are.
        """
        root = self.templates / WORKSPACE
        what = self.language.name
        return {
            target(path): self.file(f"{WORKSPACE}/{path}", what, deps=self._deps)
            for path in files_of(root)
        }

    def install(self, auth: str) -> dict[PurePosixPath, bytes]:
        """Renders how a reader adds the packages that samples with this auth need.

        Files of ``install/`` are rendered with ``packages``, each with ``key``, ``package`` and
        ``version``; they are called after the tool, as readers know it.
        """
        needed = [
            dep
            for dep in self.language.dependencies
            if not dep.development and (not dep.auths or auth in dep.auths)
        ]
        made = {}
        for path in files_of(self.templates / INSTALL):
            name = f"{INSTALL}/{path}"
            made[target(path)] = self.fill(name, self.language.name, packages=needed)
        return made

    @cached_property
    def _environment(self) -> SandboxedEnvironment:
        shared = {SHARED.rstrip("/"): FileSystemLoader(self.shared)} if self.shared else {}
        environment = SandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(self.templates), PrefixLoader(shared)]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=_printable,
        )
        syntax = self.language.syntax
        environment.filters = {
            **{name: environment.filters[name] for name in _PLAIN_FILTERS},
            "literal": _on_text(syntax.literal),
            "comment": _on_text(syntax.comment),
            "identifier": _on_text(syntax.identifier),
            "json": _on_text(json.dumps),
            "markdown": _on_text(_markdown),
            "plain": _on_text(_plain),
            "sort_imports": lambda block: _sorted(syntax.sort_imports, block),
        }
        return environment

    def _fill(self, name: str, **values: Any) -> str:
        return self._template(name).render(**values)

    def _template(self, name: str) -> JinjaTemplate:
        return self._environment.get_template(name)

    def _guarded(self, run: Callable[[], str], name: str, what: str) -> bytes:
        try:
            return run().encode()
        except TemplateNotFound as error:
            raise TemplateError(
                f"{what}: no template {self.templates / str(error.name)}; create that file"
            ) from None
        except TemplateSyntaxError as error:
            raise TemplateError(f"{error.filename}:{error.lineno}: {error.message}") from None
        except Exception as error:  # whatever an expression of a template raises is the template's
            roots = [self.templates, *([self.shared] if self.shared else [])]
            place = _place(error, roots) or str(self.templates / name)
            raise TemplateError(f"{place}: {what}: {error}") from error


def described(operation: Operation) -> SimpleNamespace:
    """What templates see of an operation."""
    title, summary = Text(operation.title), Text(operation.summary)
    return SimpleNamespace(name=operation.name, title=title, summary=summary)


def _printable(value: Any) -> Any:
    return str(value) if isinstance(value, Text) else value


def _markdown(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text)


def _plain(text: str) -> str:
    if not re.fullmatch(r"[\w.:/@+-]+", text, re.ASCII):
        raise ValueError(f"{text!r} needs quotes; plain text is letters, digits and . : / @ + -")
    return text


def _on_text(write: Callable[[str], str]) -> Callable[[Any], str]:
    return lambda value: Text.write(value, write)


def _sorted(sort: Callable[[Sequence[str]], str], block: str) -> str:
    return sort([line.rstrip() for line in block.splitlines() if line.strip()]) + "\n"


def _place(error: BaseException, roots: Sequence[Path]) -> str:
    """Finds the last line of a template in a traceback; Jinja puts its own frames there."""
    place, trace = "", error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if any(Path(file).is_relative_to(root) for root in roots):
            place = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def parts(templates: Path, names: Iterable[str]) -> list[str]:
    """Lists templates and those that they are made of, each once, by path.

    Args:
        templates: the templates of one language.
        names: where to begin.
    """
    found: dict[str, None] = {}
    left = list(names)
    while left:
        name = left.pop(0)
        path = templates / name
        if name in found or not path.is_file():
            continue
        found[name] = None
        left += _references(path)
    return list(found)


def _references(path: Path) -> list[str]:
    """The templates that a template names; LAYOUT where the name is a value of its own."""
    try:
        tree = SandboxedEnvironment().parse(path.read_text(encoding="utf-8"))
    except TemplateSyntaxError:  # told where it is rendered
        return []
    return [name or LAYOUT for name in find_referenced_templates(tree)]


def workspace_names(templates: Path) -> tuple[PurePosixPath, ...]:
    """Lists the files that a workspace has once, by path below it.

    Args:
        templates: the templates of one language.
    """
    return tuple(target(path) for path in files_of(templates / WORKSPACE))


def files_of(root: Path) -> list[PurePosixPath]:
    """Lists all files below a directory, by path below it."""
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return [PurePosixPath(path.relative_to(root).as_posix()) for path in paths]


def target(path: PurePosixPath) -> PurePosixPath:
    """Says where a template is rendered to: the same path without ``.j2``."""
    return path.with_suffix("") if path.suffix == ".j2" else path
