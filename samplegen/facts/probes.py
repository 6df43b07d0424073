"""The programs that are run: one for each setup, all from the template ``probe.j2``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from samplegen.build import source
from samplegen.errors import InputError
from samplegen.language import Language, Source
from samplegen.matrix import unsupported
from samplegen.model import Auth, Operation, Probing, Sample, Service, Setup
from samplegen.render import Renderer

NAME = "probe"


@dataclass(frozen=True, slots=True)
class Probe:
    """A program that makes one call and prints what came of it, as one line of JSON."""

    source: Source
    content: bytes


@dataclass(frozen=True, slots=True)
class Probes:
    """All programs of a language.

    Args:
        by_setup: those that sign in with a key.
        bare: the one whose client is told nothing; None where the SDK needs to be told.
    """

    by_setup: Mapping[Setup, Probe]
    bare: Probe | None

    def all(self) -> tuple[Probe, ...]:
        """Every program."""
        return (*self.by_setup.values(), *([self.bare] if self.bare else []))


def render(
    language: Language, templates: Path, service: Service, probing: Probing, setups: Iterable[Setup]
) -> Probes:
    """Renders a program for each setup.

    Args:
        templates: the directory of the language's templates.

    Raises:
        TemplateError: there is no ``probe.j2``, or it cannot be rendered.
        InputError: the service has no way of signing in with a key.
    """
    renderer = Renderer(language, templates, service)
    keyed, bare = _auths(service)

    def one(setup: Setup, auth: Auth, name: str) -> Probe:
        operation = Operation(
            NAME, "Probe", "Tell what came of a call.", _inputs(probing, setup), ()
        )
        file = PurePosixPath(language.file_name(NAME))
        sample = Sample(language.name, operation, auth, file)
        place = replace(sample, auth=replace(auth, name=name))
        return Probe(source(language.toolchain, place), renderer.sample(sample))

    return Probes(
        {setup: one(setup, keyed, _name(setup)) for setup in dict.fromkeys(setups)},
        one(Setup(), bare, "bare")
        if bare and unsupported(language, f"{NAME}/{bare.name}") is None
        else None,
    )


def _auths(service: Service) -> tuple[Auth, Auth | None]:
    keys = [auth for auth in service.auths if auth.credential == "key"]
    keyed = next((auth for auth in keys if not auth.endpoint_variable), None)
    if keyed is None:
        raise InputError("facts need a way of signing in with a key; service.yaml has none")
    return keyed, next((auth for auth in keys if auth.endpoint_variable), None)


def _inputs(probing: Probing, setup: Setup) -> dict[str, object]:
    own = {"stream": setup.stream, "timeout": setup.timeout, "retries": setup.retries}
    endpoint = {"endpoint": setup.endpoint} if setup.endpoint else {}
    return {**probing.inputs, **own, **endpoint}


def _name(setup: Setup) -> str:
    parts = [
        "stream" if setup.stream else "",
        "" if setup.timeout is None else f"timeout-{setup.timeout * 1000:.0f}",
        "" if setup.retries is None else f"retries-{setup.retries}",
        re.sub("[^a-z0-9]+", "-", urlsplit(setup.endpoint).netloc.lower()),
    ]
    return "-".join(part for part in parts if part) or "plain"
