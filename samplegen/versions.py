"""Versions that a caller chose in place of the pinned ones: texts in, languages out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from samplegen.errors import InputError, UsageError
from samplegen.generate import directory
from samplegen.language import Dependency, Language
from samplegen.matrix import near
from samplegen.model import Service
from samplegen.render import Renderer
from samplegen.task import Task

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover
    import tomli as tomllib

_CHOICE: Final = re.compile(
    r"(?P<language>[^\s:=]+):(?P<package>[^\s=]+)==(?P<version>\w[\w.+!-]*)"
)
_NAME: Final = re.compile(r"\w[\w.-]*")
_EXAMPLE: Final = "LANGUAGE:PACKAGE==VERSION"


@dataclass(frozen=True, slots=True)
class Choice:
    """A version that a dependency shall have.

    Args:
        package: its name in the registry, or the key that templates call it by.
    """

    language: str
    package: str
    version: str

    def __str__(self) -> str:
        return f"{self.language}:{self.package}=={self.version}"


def parse(text: str) -> Choice:
    """Reads ``LANGUAGE:PACKAGE==VERSION``.

    Raises:
        UsageError: it is not that.
    """
    match = _CHOICE.fullmatch(text.strip())
    if not match:
        raise UsageError(f"{text}: expected {_EXAMPLE}")
    return Choice(**match.groupdict())


def read(path: Path) -> dict[str, tuple[Choice, ...]]:
    """Reads a matrix of versions: TOML, a list of ``LANGUAGE:PACKAGE==VERSION`` for each name.

    Raises:
        InputError: it cannot be read, or is not such a file; the text names the place.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {error}") from error
    if not table:
        raise InputError(f'{path}: no versions in it; expected lines as oldest = ["{_EXAMPLE}"]')
    return {name: _set(f"{path}: {name}", name, value) for name, value in table.items()}


def _set(place: str, name: str, value: object) -> tuple[Choice, ...]:
    if not _NAME.fullmatch(name):
        raise InputError(f"{place}: a name has letters, digits, and . _ - only: files are named so")
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise InputError(f'{place}: expected a list as ["{_EXAMPLE}"]')
    try:
        return tuple(map(parse, value))
    except UsageError as error:
        raise InputError(f"{place}: {error}") from error


def find(languages: Mapping[str, Language], name: str, package: str) -> Dependency:
    """Finds a dependency of a language by the name of its package, or by its key.

    Raises:
        UsageError: there is no such language or dependency; the text says which there are.
    """
    if name not in languages:
        raise UsageError(f"there is no language {name}{near(name, sorted(languages))}")
    dependencies = languages[name].dependencies
    found = [each for each in dependencies if package in {each.package, each.key}]
    if not found:
        names = ", ".join(each.package for each in dependencies)
        raise UsageError(f"{name} does not depend on {package}; its dependencies are {names}")
    return found[0]


def choose(languages: Mapping[str, Language], choices: Iterable[Choice]) -> dict[str, Language]:
    """Gives the languages that versions were chosen for, with these instead of the pinned ones.

    Their install steps use no lock file; what a manifest must be, ``manifest`` says.

    Raises:
        UsageError: a choice that cannot be meant: no such language or dependency, two versions of
            one, or a language that cannot be installed with others than its own.
    """
    wanted: dict[str, dict[str, str]] = {}
    for choice in choices:
        dependency = find(languages, choice.language, choice.package)
        mine = wanted.setdefault(choice.language, {})
        version = spelt(dependency, choice.version)
        if mine.setdefault(dependency.key, version) != version:
            raise UsageError(f"{choice}: {mine[dependency.key]} was chosen, too")
    return {name: _unlocked(languages[name], versions) for name, versions in wanted.items()}


def spelt(dependency: Dependency, version: str) -> str:
    """Writes a version as the pinned one is written: with ``v`` or without."""
    plain = version.removeprefix("v")
    return f"v{plain}" if dependency.version.startswith("v") else plain


def _unlocked(language: Language, versions: Mapping[str, str]) -> Language:
    how = language.toolchain.unlocked
    if how is None:
        raise UsageError(f"{language.name}: its plug-in does not say how to install other versions")
    dependencies = tuple(
        replace(each, version=versions.get(each.key, each.version))
        for each in language.dependencies
    )
    toolchain = replace(language.toolchain, install=tuple(how.install(dependencies)))
    return replace(language, dependencies=dependencies, toolchain=toolchain)


def manifest(language: Language, templates: Path, service: Service) -> dict[PurePosixPath, bytes]:
    """Renders what the workspace of a language is installed from, for versions that were chosen.

    Args:
        language: one that ``choose`` gave.
        templates: directory with the templates of the languages that bring none themselves.

    Raises:
        TemplateError: the manifest cannot be rendered.
    """
    files = Renderer(language, directory(language, templates), service).workspace()
    how = language.toolchain.unlocked
    locks = set(map(PurePosixPath, how.locks if how else ()))
    return {path: content for path, content in files.items() if path not in locks}


def apply(task: Task, choices: Iterable[Choice], templates: Path) -> Task:
    """Gives a task with chosen versions: the samples stay, what they run with is another.

    Raises:
        UsageError: as ``choose``.
        TemplateError: as ``manifest``.
    """
    chosen = choose(task.languages, choices)
    files = {
        name: manifest(language, templates, task.service)
        for name, language in chosen.items()
        if name in task.workspaces
    }
    return replace(
        task,
        languages={**task.languages, **chosen},
        workspaces={**task.workspaces, **files},
    )
