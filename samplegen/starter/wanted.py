"""What somebody wants of a starter project, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samplegen.errors import UsageError
from samplegen.language import Choice, Language, Starter
from samplegen.matrix import near, unsupported
from samplegen.model import Auth, Operation
from samplegen.starter.names import Name


@dataclass(frozen=True, slots=True)
class Wanted:
    """A starter project that can be made.

    Args:
        options: the value of every choice that the language offers; True or False for a flag.
    """

    language: Language
    starter: Starter
    operations: tuple[Operation, ...]
    auth: Auth
    name: Name
    options: Mapping[str, str | bool]

    @property
    def command(self) -> str:
        """What is given to ``samplegen new`` for such a project, but for the way of signing in."""
        operations = ",".join(each.name for each in self.operations)
        chosen = (_option(choice, self.options[choice.name]) for choice in self.starter.choices)
        words = (self.language.name, operations, self.name.kebab, *chosen)
        return " ".join(word for word in words if word)


def language_of(name: str, languages: Mapping[str, Language]) -> tuple[Language, Starter]:
    """Finds a language that has starter projects.

    Raises:
        UsageError: there is none of that name, or it has none.
    """
    able = {each.name: each for each in languages.values() if each.starter}
    if name in able:
        return able[name], able[name].starter  # type: ignore[return-value]
    if name in languages:
        raise UsageError(f"{name} has no starter projects; those that have: {', '.join(able)}")
    raise UsageError(f"there is no language {name}{near(name, list(able))}")


def operations_of(names: Sequence[str], operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """Finds operations, in the order in which they are shown.

    Raises:
        UsageError: a name is none of an operation.
    """
    by_name = {each.name: each for each in operations}
    asked = [name.strip() for name in names if name.strip()]
    for name in asked:
        if name not in by_name:
            raise UsageError(f"there is no operation {name}{near(name, list(by_name))}")
    if not asked:
        raise UsageError("name at least one operation, for example chat")
    return tuple(each for each in operations if each.name in asked)


def auth_of(
    name: str, auths: Sequence[Auth], language: Language, operations: Sequence[Operation]
) -> Auth:
    """Finds a way of signing in that the language has.

    Raises:
        UsageError: there is none of that name, or the SDK cannot do it.
    """
    by_name = {each.name: each for each in auths}
    if name not in by_name:
        raise UsageError(f"--auth {name}: there is none of that name{near(name, list(by_name))}")
    for operation in operations:
        reason = unsupported(language, f"{operation.name}/{name}")
        if reason:
            raise UsageError(f"--auth {name} cannot be had in {language.title}: {reason}")
    return by_name[name]


def options_of(
    given: Mapping[str, str | bool | None], choices: Sequence[Choice], language: Language
) -> dict[str, str | bool]:
    """Completes what was chosen with what is usual.

    Args:
        given: by name of the choice; None or False where nothing was said.

    Raises:
        UsageError: something was chosen that the language does not offer.
    """
    by_name = {each.name: each for each in choices}
    for name, value in given.items():
        if value and name not in by_name:
            raise UsageError(f"--{name} is for other languages than {language.title}; leave it out")
        if value and by_name[name].values and value not in by_name[name].values:
            values = list(by_name[name].values)
            raise UsageError(f"--{name} {value} cannot be had{near(str(value), values)}")
    return {name: given.get(name) or _usual(choice) for name, choice in by_name.items()}


def _option(choice: Choice, value: str | bool) -> str:  # noqa: FBT001 - what was chosen
    """How a choice is said; empty where it is the usual one."""
    if value == _usual(choice):
        return ""
    return f"--{choice.name} {value}" if choice.values else f"--{choice.name}"


def _usual(choice: Choice) -> str | bool:
    return choice.values[0] if choice.values else False
