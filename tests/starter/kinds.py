"""The kinds of projects that there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from samplegen import catalog, registry, resources
from samplegen.starter import order
from samplegen.starter.plan import plan


@dataclass(frozen=True)
class Kind:
    """A kind of project."""

    language: str
    auth: str
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "-".join([self.language, *self.options, self.auth]).replace("---", "-")


THREE = ("entra-id", "api-key", "environment")
KINDS = [
    *(Kind("csharp", auth) for auth in THREE[:2]),
    *(Kind(language, auth) for language in ("go", "java", "javascript") for auth in THREE),
    *(Kind("javascript", auth, ("--typescript",)) for auth in THREE),
    *(Kind("python", auth) for auth in THREE),
]

UNRUN = [Kind("java", auth, ("--build", "gradle")) for auth in THREE]
"""What no machine of ours can build."""


@cache
def rendered(kind: Kind, operations: str = "", name: str = "my app!") -> dict[PurePosixPath, bytes]:
    """The files of a project, without the archive of what was made.

    Args:
        operations: names with commas between them; empty for all.
    """
    specs = SPECS.specs
    asked = operations.split(",") if operations else [each.name for each in specs.operations]
    options: dict[str, str | bool | None] = {}
    match kind.options:
        case [flag]:
            options[flag.removeprefix("--")] = True
        case [option, value]:
            options[option.removeprefix("--")] = value
    wish = order.Order(kind.language, tuple(asked), kind.auth, name, options)
    languages = registry.load().by_name
    made = order.resolve(wish, languages, specs.operations, specs.service.auths)
    facts = resources.root() / "generated" / "facts"
    return plan(made, specs.service, specs.models, SPECS.templates, facts)


SPECS = catalog.load()
