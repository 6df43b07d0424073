"""Samples and workspaces from templates: values in, bytes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2 import Template as JinjaTemplate
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from samplegen.errors import TemplateError
from samplegen.language import Language
from samplegen.model import Sample, Service
from samplegen.text import Text, opaque

WORKSPACE = "workspace"
INSTALL = "install"


class Renderer:
    """Renders everything of one language.

    Args:
        language: the language.
        templates: the directory that holds its templates.
        service: gives the inputs that all operations share.
    """

    def __init__(self, language: Language, templates: Path, service: Service) -> None:
        self.language = language
        self.templates = templates
        self.service = service
        self._deps = {dep.key: dep for dep in language.dependencies}

    def sample(self, sample: Sample) -> bytes:
        """Renders one sample.

        Raises:
            TemplateError: a template is missing, or uses what is not there.
        """
        inputs = opaque({**self.service.inputs, **sample.operation.inputs})
        op = SimpleNamespace(
            name=sample.operation.name,
            title=Text(sample.operation.title),
            summary=Text(sample.operation.summary),
        )
        shared = {"op": op, "inputs": inputs, "deps": self._deps}
        name = f"{sample.operation.name}.j2"

        def run() -> str:
            auth = self._template(f"auth/{sample.auth.name}.j2").make_module(shared)
            return self._template(name).render(**shared, auth=auth)

        return self._guarded(run, name, sample.id)

    def workspace(self) -> dict[PurePosixPath, bytes]:
        """Renders the files that a workspace has once: manifest, lock file, what tools need.

        Files that end in ``.j2`` are rendered with ``deps``; others are taken as they are.
        """
        root = self.templates / WORKSPACE
        return {_target(path): self._workspace_file(path) for path in _files(root)}

    def _workspace_file(self, path: PurePosixPath) -> bytes:
        if path.suffix != ".j2":
            return (self.templates / WORKSPACE / path).read_bytes()
        name = f"{WORKSPACE}/{path}"
        return self._guarded(partial(self._fill, name, deps=self._deps), name, self.language.name)

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
        for path in _files(self.templates / INSTALL):
            name = f"{INSTALL}/{path}"
            run = partial(self._fill, name, packages=needed)
            made[_target(path)] = self._guarded(run, name, self.language.name)
        return made

    @cached_property
    def _environment(self) -> SandboxedEnvironment:
        environment = SandboxedEnvironment(
            loader=FileSystemLoader(self.templates),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=_printable,
        )
        syntax = self.language.syntax
        environment.filters = {
            "literal": _on_text(syntax.literal),
            "comment": _on_text(syntax.comment),
            "identifier": _on_text(syntax.identifier),
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
            place = _place(error, self.templates) or str(self.templates / name)
            raise TemplateError(f"{place}: {what}: {error}") from error


def _printable(value: Any) -> Any:
    return str(value) if isinstance(value, Text) else value


def _on_text(write: Callable[[str], str]) -> Callable[[Any], str]:
    return lambda value: Text.write(value, write)


def _sorted(sort: Callable[[Sequence[str]], str], block: str) -> str:
    return sort([line.rstrip() for line in block.splitlines() if line.strip()]) + "\n"


def _place(error: BaseException, templates: Path) -> str:
    """Finds the last line of a template in a traceback; Jinja puts its own frames there."""
    place, trace = "", error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if Path(file).is_relative_to(templates):
            place = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def workspace_names(templates: Path) -> tuple[PurePosixPath, ...]:
    """Lists the files that a workspace has once, by path below it.

    Args:
        templates: the templates of one language.
    """
    return tuple(_target(path) for path in _files(templates / WORKSPACE))


def _files(root: Path) -> list[PurePosixPath]:
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return [PurePosixPath(path.relative_to(root).as_posix()) for path in paths]


def _target(path: PurePosixPath) -> PurePosixPath:
    return path.with_suffix("") if path.suffix == ".j2" else path
