"""An engine, runners in it, and what they leave there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import platformdirs
import pytest

from samplegen.cli.running import base_images
from samplegen.errors import MachineError
from samplegen.runners.docker.engine import MINE, RUN, Engine, connect
from samplegen.runners.docker.runner import DockerRunner, Options

CACHE = platformdirs.user_cache_path("samplegen-tests")
"""One for all tests, so that images are looked into once."""

# Read here, as every test runs without them.
_BASES = base_images((), os.environ, {})
_BUNDLE = os.environ.get("SAMPLEGEN_CA_BUNDLE", "")
_WANTED = bool(os.environ.get("SAMPLEGEN_TEST_DOCKER"))


def absent(reason: str) -> NoReturn:
    """Skips a test for want of an engine, which a CI must have that sets SAMPLEGEN_TEST_DOCKER."""
    if _WANTED:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """A connection of the tests' own, to look at what others make."""
    try:
        connected = connect()
    except MachineError as error:
        absent(str(error))
    yield connected
    connected.client.close()


def runner(cache: Path = CACHE, **chosen: Any) -> DockerRunner:
    """A runner with the base images that this machine can have; a test asks for ``engine``, too.

    Args:
        cache: where it keeps what it knows.
        chosen: further ``Options``.
    """
    bundle = Path(_BUNDLE).read_bytes() if _BUNDLE else b""
    return DockerRunner(cache, Options(base_images=_BASES, ca_bundle=bundle, **chosen))


def left(engine: Engine, run: str) -> list[str]:
    """Names all that a run has in the engine: containers and their states, networks, volumes."""
    wanted: dict[str, Any] = {"label": f"{RUN}={run}"}
    client = engine.client
    return [
        *(
            f"{each['Labels'][MINE]} {each['Id'][:12]} {each['State']}"
            for each in client.api.containers(all=True, filters=wanted)
        ),
        *(str(each.name) for each in client.networks.list(filters=wanted)),
        *(str(each.name) for each in client.volumes.list(filters=wanted)),
    ]
