"""What a project was made of: kept inside it, so that a newer samplegen can bring it up to date."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from samplegen import __version__
from samplegen.errors import InputError, UsageError
from samplegen.language import Language
from samplegen.model import Auth, Operation
from samplegen.starter import wanted
from samplegen.starter.archive import pack, unpack
from samplegen.starter.names import name_of
from samplegen.starter.wanted import Wanted

SEAL = PurePosixPath(".samplegen.zip")
"""Holds the order and the files of a project as they were made."""

_ORDER = PurePosixPath("order.json")
_FILES = PurePosixPath("files")


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asked for, by names.

    Args:
        samplegen: the version that made the project.
    """

    language: str
    operations: tuple[str, ...]
    auth: str
    name: str
    options: Mapping[str, str | bool | None] = field(default_factory=dict)
    samplegen: str = __version__


def resolve(
    order: Order,
    languages: Mapping[str, Language],
    operations: Sequence[Operation],
    auths: Sequence[Auth],
) -> Wanted:
    """Finds what is asked for.

    Args:
        languages: by name.

    Raises:
        UsageError: there is no such thing, or it cannot be had together.
    """
    language, starter = wanted.language_of(order.language, languages)
    programs = wanted.operations_of(order.operations, operations)
    return Wanted(
        language,
        starter,
        programs,
        wanted.auth_of(order.auth, auths, language, programs),
        name_of(order.name, starter.taken),
        wanted.options_of(order.options, starter.choices, language),
    )


def order_of(made: Wanted) -> Order:
    """Says by names what is wanted."""
    return Order(
        language=made.language.name,
        operations=tuple(each.name for each in made.operations),
        auth=made.auth.name,
        name=made.name.kebab,
        options=made.options,
    )


def seal(order: Order, files: Mapping[PurePosixPath, bytes]) -> dict[PurePosixPath, bytes]:
    """Adds the archive to the files of a project."""
    told = (json.dumps(asdict(order), indent=2) + "\n").encode()
    packed = pack({_ORDER: told, **{_FILES / path: content for path, content in files.items()}})
    return {**files, SEAL: packed}


def unseal(directory: Path) -> tuple[Order, dict[PurePosixPath, bytes]]:
    """Reads the archive of a project.

    Returns:
        The order, and the files as they were made.

    Raises:
        UsageError: it is no project that samplegen made.
        InputError: the archive is damaged.
    """
    path = directory / SEAL
    try:
        held = unpack(path.read_bytes())
        order = json.loads(held[_ORDER])
        made = Order(**{**order, "operations": tuple(order["operations"])})
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(
            f"{directory} is no project that `samplegen new` made: it has no {SEAL}"
        ) from None
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        mend = "take it back from version control"
        raise InputError(f"{path}: this archive is damaged ({error!r}); {mend}") from error
    files = {p.relative_to(_FILES): content for p, content in held.items() if p != _ORDER}
    return made, files
