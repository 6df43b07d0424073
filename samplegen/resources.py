"""Where the data that travels with samplegen is: specs, templates and Dockerfiles."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """The directory that holds ``specs``, ``templates`` and ``docker``.

    In a wheel these are inside the package; in a checkout they are at the top of the repository.
    """
    package = Path(__file__).parent
    data = package / "_data"
    return data if data.is_dir() else package.parent
