"""Where samples run: the options that choose a runner, and the runner that they choose."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from samplegen import settings
from samplegen.errors import InputError, UsageError
from samplegen.language import Language
from samplegen.model import Json
from samplegen.runners import Runner
from samplegen.runners.local import LocalRunner

_VARIABLE = "SAMPLEGEN_BASE_IMAGE_"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for.

    Args:
        runner: ``auto``, ``local`` or ``docker``.
        isolate: whether each run has a container of its own.
        base_images: ``NAME=IMAGE`` each.
        ca_bundle: file of certificates that image builds trust, too.
    """

    runner: str = "auto"
    isolate: bool = False
    base_images: tuple[str, ...] = ()
    ca_bundle: Path | None = None


_OPTIONS = (
    click.option(
        "--runner", type=click.Choice(["auto", "local", "docker"]), default="auto",
        show_default=True,
        help="Where samples run: the toolchains of this machine, or containers.",
    ),
    click.option(
        "--isolate", is_flag=True, help="Run each sample in a container of its own (Docker)."
    ),
    click.option(
        "--base-image", "bases", multiple=True, metavar="NAME=IMAGE",
        help="What the image of a language, or of the mock, is built from; repeatable.",
    ),
    click.option(
        "--ca-bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Certificates (PEM) that image builds trust, too.",
    ),
)  # fmt: skip


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that choose a runner, and passes them on as ``where``."""

    @wraps(function)
    def with_running(
        runner: str,
        isolate: bool,  # noqa: FBT001
        bases: tuple[str, ...],
        ca_bundle: Path | None,
        **others: Any,
    ) -> Any:
        return function(where=Wanted(runner, isolate, bases, ca_bundle), **others)

    added: Callable[..., Any] = with_running
    for option in reversed(_OPTIONS):
        added = option(added)
    return added


def make(wanted: Wanted, jobs: int, cache: Path, *, live: bool, names: Collection[str]) -> Runner:
    """Makes the runner that was asked for.

    Args:
        names: the languages that there are.
        live: whether a real endpoint is called, which no sandbox can reach.

    Raises:
        UsageError: options that cannot be meant.
        InputError: settings that cannot be meant.
    """
    if live and wanted.runner == "docker":
        raise UsageError("--runner docker: a sandbox has no way out; --target URL needs local")
    if wanted.runner == "local" or live:
        return LocalRunner(cache)
    from samplegen.runners.auto import AutoRunner
    from samplegen.runners.docker.context import MOCK
    from samplegen.runners.docker.runner import DockerRunner, Options

    images = base_images(wanted.base_images, os.environ, settings.load(Path.cwd()).table)
    _check(images, wanted.base_images, {*names, MOCK})
    bundle = wanted.ca_bundle.read_bytes() if wanted.ca_bundle else b""
    docker = DockerRunner(cache, Options(jobs, wanted.isolate, images, bundle))
    return docker if wanted.runner == "docker" else AutoRunner([LocalRunner(cache), docker], _told)


def base_images(
    pairs: tuple[str, ...], environ: Mapping[str, str], table: Mapping[str, Json]
) -> dict[str, str]:
    """Gives the base images by name: options first, then the environment, then settings.

    Raises:
        UsageError: an option is not ``NAME=IMAGE``.
        InputError: the setting is not a table of texts.
    """
    found = table.get(settings.BASE_IMAGES, {})
    if not isinstance(found, Mapping) or not all(
        isinstance(image, str) for image in found.values()
    ):
        meant = '{go = "mirror.example.com/go:1.26"}'
        raise InputError(f"{settings.BASE_IMAGES}: expected a table such as {meant}")
    named = {name.removeprefix(_VARIABLE).lower(): image for name, image in environ.items()
             if name.startswith(_VARIABLE) and image}  # fmt: skip
    return {**found, **named, **dict(map(_pair, pairs))}


def _check(images: Collection[str], pairs: tuple[str, ...], names: Collection[str]) -> None:
    """Tells of names that nothing is called: a mistake, or a plug-in that is not installed here."""
    meant = {name for name, _ in map(_pair, pairs)}
    for name in sorted(set(images) - set(names)):
        told = f"base image of {name}: nothing is called that; there are {', '.join(sorted(names))}"
        if name in meant:
            raise UsageError(told)
        click.echo(f"samplegen: {told}", err=True)


def _pair(text: str) -> tuple[str, str]:
    name, _, image = text.partition("=")
    if not (name and image):
        raise UsageError(f"--base-image {text}: expected NAME=IMAGE")
    return name, image


def _told(language: Language, runner: str, because: str) -> None:
    click.echo(f"samplegen: {language.title} runs with {runner} ({because})", err=True)
