"""The files of a starter project, from the templates of its language and the shared ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from samplegen import generate
from samplegen.errors import InputError
from samplegen.facts import statements, store
from samplegen.model import Model, Operation, Service
from samplegen.render import SHARED, Renderer, described, files_of, target
from samplegen.starter.names import Name, name_of
from samplegen.starter.recording import record
from samplegen.starter.wanted import Wanted
from samplegen.text import Text

COMMON = "starter"
_FILES = "starter/files"
_AUTH = "starter/auth.j2"
_LAYOUT = "starter/layout.j2"
_EACH = "{program."


def plan(
    wanted: Wanted,
    service: Service,
    models: Mapping[str, Model],
    templates: Path,
    facts: Path,
) -> dict[PurePosixPath, bytes]:
    """Renders a project, by path below its directory.

    Files of ``starter/files`` of the language take the place of shared ones of the same path. In
    paths ``{project.snake}`` and so on are replaced; a file whose path holds ``{program.…}`` is
    there once for each operation. A template that renders to nothing makes no file.

    Args:
        models: those that operations may name, with their deployments.
        templates: the directory of all templates.
        facts: directory of measured facts, one file a language; it need not be there.

    Raises:
        TemplateError: a template is missing or wrong.
        InputError: the specs do not say what a project needs of endpoint or deployments.
    """
    own, shared = generate.directory(wanted.language, templates), templates / COMMON
    renderer = Renderer(wanted.language, own, service, shared)
    seen = _seen(wanted, service, models) | _measured(wanted, templates, facts)
    programs = [_program(each, renderer, seen, wanted) for each in wanted.operations]
    seen |= {"programs": programs}
    files: dict[PurePosixPath, bytes] = {}
    what = f"{wanted.language.name} starter"
    for path, name in _tree(own, shared).items():
        for program in programs if _EACH in name else [None]:
            made = renderer.file(name, what, **seen, program=program)
            if made.strip() or not name.endswith(".j2"):
                files[_placed(path, wanted.name, program)] = made
    return dict(sorted(files.items()))


def _tree(own: Path, shared: Path) -> dict[PurePosixPath, str]:
    """Where each file of a project comes from: its path there -> the name of its template."""
    mine = {target(path): f"{_FILES}/{path}" for path in files_of(own / _FILES)}
    return {target(path): f"{SHARED}{path}" for path in files_of(shared)} | mine


def _placed(path: PurePosixPath, project: Name, program: Any) -> PurePosixPath:
    return PurePosixPath(str(path).format(project=project, program=program and program.name))


def _seen(wanted: Wanted, service: Service, models: Mapping[str, Model]) -> dict[str, Any]:
    """What every template of a project sees."""
    root = urlsplit(service.endpoint)
    dependencies = (*wanted.language.dependencies, *wanted.starter.dependencies)
    auth = wanted.auth
    return {
        "language": wanted.language,
        "command": wanted.command,
        "project": wanted.name,
        "options": SimpleNamespace(**wanted.options),
        "deps": {dep.key: dep for dep in dependencies},
        "service": SimpleNamespace(
            endpoint=Text(service.endpoint),
            root=Text(f"{root.scheme}://{root.netloc}"),
            path=Text(root.path),
            scope=Text(service.scope),
        ),
        "auth": SimpleNamespace(
            name=auth.name,
            title=Text(auth.title),
            credential=auth.credential,
            variable=auth.variable,
            endpoint_variable=auth.endpoint_variable,
        ),
        "endpoint_variable": _endpoint_variable(wanted, service),
        "deployments": list(_deployments(wanted, models).values()),
    }


def _endpoint_variable(wanted: Wanted, service: Service) -> str:
    found = wanted.auth.endpoint_variable or service.endpoint_variable
    if not found:
        raise InputError("service.yaml: starter projects read the endpoint; add endpoint_variable")
    return found


def _deployments(wanted: Wanted, models: Mapping[str, Model]) -> dict[str, SimpleNamespace]:
    """The deployments that the programs use, by the variable that names each."""
    used = dict.fromkeys(
        name for operation in wanted.operations for name in _named(operation, models).values()
    )
    found: dict[str, SimpleNamespace] = {}
    for name in used:
        deployment = models[name].deployment
        if deployment is None:
            raise InputError(f"models.yaml: {name} has no deployment; add one, or use another")
        other = found.setdefault(
            deployment.variable,
            SimpleNamespace(
                model=name,
                variable=deployment.variable,
                version=deployment.version,
                sku=deployment.sku,
            ),
        )
        if other.model != name:
            both = f"{other.model} and {name} are both named by {deployment.variable}"
            raise InputError(f"models.yaml: {both}; give one of them another variable")
    return found


def _named(operation: Operation, known: Collection[str]) -> dict[str, str]:
    """The inputs of an operation that name a model: input -> model."""
    texts = {key: value for key, value in operation.inputs.items() if isinstance(value, str)}
    return {key: value for key, value in texts.items() if value in known}


def _program(
    operation: Operation, renderer: Renderer, seen: Mapping[str, Any], wanted: Wanted
) -> SimpleNamespace:
    """What templates see of a program: its name, its operation, its source, its recording."""
    by_model = {each.model: each.variable for each in seen["deployments"]}
    found = {key: by_model[model] for key, model in _named(operation, by_model).items()}
    variables = tuple(dict.fromkeys(found.values()))
    told = described(operation)
    return SimpleNamespace(
        name=name_of(operation.name),
        title=told.title,
        summary=told.summary,
        variables=variables,
        source=_source(operation, renderer, found, _macros(seen, variables)),
        recording=record(operation, renderer.service.endpoint, wanted.starter.sends).rstrip("\n"),
    )


def _source(
    operation: Operation, renderer: Renderer, found: Mapping[str, str], macros: Mapping[str, Any]
) -> str:
    """The program of an operation, with a variable in place of each model.

    Args:
        found: name of an input -> the variable.
        macros: what the macros see.
    """
    instead = {
        key: renderer.expression(_AUTH, "variable", variable, **macros)
        for key, variable in found.items()
    }
    what = f"{renderer.language.name} starter, {operation.name}"
    made = renderer.program(operation, _AUTH, what, instead=instead, layout=_LAYOUT, **macros)
    return made.decode().rstrip("\n")


def _macros(seen: Mapping[str, Any], variables: Sequence[str]) -> dict[str, Any]:
    """What the macros of ``starter/auth.j2`` see: there ``auth`` is their own name."""
    others = {key: value for key, value in seen.items() if key != "auth"}
    return {**others, "signin": seen["auth"], "variables": variables}


def _measured(wanted: Wanted, templates: Path, facts: Path) -> dict[str, Any]:
    """What was measured about the SDK: statements in Markdown, and cases; both may be empty."""
    path = facts / f"{wanted.language.name}.json"
    if not path.is_file():
        return {"facts": {}, "cases": {}, "packages": ""}
    read = store.loads(path.read_bytes(), str(path))
    packages = ", ".join(f"{name} {version}" for name, version in read.packages.items())
    return {
        "facts": statements.render(read, templates),
        "cases": read.cases,
        "packages": packages,
    }
