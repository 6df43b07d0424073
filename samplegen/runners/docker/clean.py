"""What samplegen has left in an engine, and how it is removed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from samplegen.runners.docker.engine import MINE, RUN, Engine, gone, insist

_YOUNG = 300.0
"""Age in seconds up to which a thing may belong to a run that is about to start a container."""

_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of ours in an engine.

    Args:
        kind: ``container``, ``network``, ``volume`` or ``image``.
        names: what it is called, each of which has to be removed: an image has many tags.
        run: the run that it belongs to; empty for images, which outlive their run.
        created: seconds since 1970, by the engine's clock.
        size: in bytes, where that is known; images share most of theirs.
        running: whether it is a container that runs.
    """

    kind: str
    names: tuple[str, ...]
    run: str = ""
    created: float = 0.0
    size: int = 0
    running: bool = False


def of_runs(engine: Engine) -> list[Thing]:
    """Finds what runs have left, or need at the moment, in the order in which it can be removed."""
    return [*_containers(engine), *_networks(engine), *_volumes(engine)]


def images(engine: Engine) -> list[Thing]:
    """Finds our images; what somebody else has built on top of them is not ours."""
    found = engine.client.api.images(filters={"label": MINE})
    return [
        Thing("image", names, created=float(image["Created"]), size=int(image["Size"]))
        for image in found
        if (names := _tags(image))
    ]


def space(engine: Engine) -> int:
    """Gives the bytes that all images of an engine take, layers that they share counted once."""
    return int(engine.client.df().get("LayersSize") or 0)


def under_way(things: Iterable[Thing]) -> set[str]:
    """Names the runs that have a container which runs."""
    return {thing.run for thing in things if thing.running}


def remove(engine: Engine, thing: Thing, *, force: bool = False) -> None:
    """Removes a thing; that it is gone already is no trouble.

    Args:
        force: also an image that a stopped container was made from.

    Raises:
        docker.errors.APIError: the engine says no, for example because somebody uses it.
    """
    from docker.errors import NotFound

    api = engine.client.api
    for name in thing.names:
        try:
            if thing.kind == "container":
                insist(partial(api.remove_container, name, force=True, v=True))
            elif thing.kind == "network":
                api.remove_network(name)
            elif thing.kind == "volume":
                api.remove_volume(name)
            else:
                api.remove_image(name, force=force)
        except NotFound:
            continue


def sweep(engine: Engine) -> None:
    """Removes what runs have left that ended without being able to: their machine or engine did."""
    with gone():
        things = of_runs(engine)
        now = _seconds(engine.client.info()["SystemTime"])
        young = {thing.run for thing in things if now - thing.created < _YOUNG}
        alive = {engine.run, *under_way(things), *young}
        for thing in things:
            if thing.run not in alive:
                with gone():
                    remove(engine, thing)


def _containers(engine: Engine) -> list[Thing]:
    found = engine.client.api.containers(all=True, filters={"label": RUN})
    return [
        Thing(
            "container", ((each["Names"] or [each["Id"]])[0].lstrip("/"),), run,
            float(each["Created"]),
            running=each["State"] not in {"created", "exited", "dead"},
        )
        for each in found
        if (run := each["Labels"][RUN])  # images hand their labels down, without a run
    ]  # fmt: skip


def _networks(engine: Engine) -> list[Thing]:
    found = engine.client.api.networks(filters={"label": RUN})
    return [_named("network", each, each["Created"]) for each in found]


def _volumes(engine: Engine) -> list[Thing]:
    found = engine.client.api.volumes(filters={"label": RUN})["Volumes"] or []
    return [_named("volume", each, each["CreatedAt"]) for each in found]


def _named(kind: str, found: Mapping[str, Any], created: str) -> Thing:
    return Thing(kind, (found["Name"],), found["Labels"][RUN], _seconds(created))


def _tags(image: Mapping[str, Any]) -> tuple[str, ...]:
    tags: Sequence[str] = [tag for tag in image["RepoTags"] or () if tag != "<none>:<none>"]
    ours = tuple(tag for tag in tags if tag.startswith("samplegen/"))
    return ours if tags else (str(image["Id"]),)


def _seconds(text: str) -> float:
    """Reads RFC 3339 as engines write it, with nanoseconds; long ago where it is anything else."""
    found = _TIME.match(text)
    if not found:
        return 0.0
    zone = found[2].replace("Z", "+00:00")
    return datetime.fromisoformat(found[1] + zone).timestamp()
