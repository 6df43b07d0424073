"""What requests have left behind in a run: objects under the paths where they can be had again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from samplegen.model import Json

MOST = 1000
"""Objects that a collection keeps, the newest ones: a service without end must not grow."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How an object is found at some time.

    Args:
        beside: path -> what can be had there from then on.
    """

    value: Json
    beside: Mapping[str, Json] = field(default_factory=dict)


class Store:
    """Objects by path, in the order in which they were made; belongs to the service's thread.

    A path is the one below ``/openai/v1``: ``/files/file-1`` lies in the collection ``/files``.

    Attributes:
        contents: id of a file -> its bytes.
    """

    def __init__(self) -> None:
        self._collections: dict[str, dict[str, list[Stage]]] = {}
        self.contents: dict[str, bytes] = {}

    def put(self, path: str, value: Json, *later: Stage) -> None:
        """Keep an object.

        Args:
            later: what becomes of it: every time that it is asked for, it goes on by one.
        """
        collection, _, name = path.rpartition("/")
        kept = self._collections.setdefault(collection, {})
        kept[name] = [Stage(value), *later]
        if len(kept) > MOST:
            self.remove(f"{collection}/{next(iter(kept))}")

    def get(self, path: str) -> Json:
        """The object as it is now; None where there is none."""
        stages = self._stages(path)
        return stages[0].value if stages else None

    def advance(self, path: str) -> Json:
        """The object after it has gone on by a stage, where it has one before it."""
        stages = self._stages(path)
        if len(stages) > 1:
            del stages[0]
            for beside, value in stages[0].beside.items():
                self.put(beside, value)
        return self.get(path)

    def remove(self, path: str) -> Json:
        """Forget an object with all that lies under it; what it was, or None."""
        collection, _, name = path.rpartition("/")
        stages = self._collections.get(collection, {}).pop(name, None)
        for inner in [one for one in self._collections if one.startswith(path + "/")]:
            del self._collections[inner]
        return stages[0].value if stages else None

    def all(self, collection: str) -> list[Json]:
        """The objects of a collection, the oldest first."""
        return [stages[0].value for stages in self._collections.get(collection, {}).values()]

    def _stages(self, path: str) -> list[Stage]:
        collection, _, name = path.rpartition("/")
        return self._collections.get(collection, {}).get(name, [])


def page(objects: Sequence[Json], query: Mapping[str, Json], order: str = "desc") -> Json:
    """A page of a list, the way that cursors are told.

    Args:
        objects: all of them, the oldest first.
        query: ``limit`` (20), ``after`` and ``before`` (ids), ``order``.
        order: the order where the query names none: ``asc`` or ``desc``.
    """
    listed = list(objects if query.get("order", order) == "asc" else reversed(objects))
    listed = listed[_after(listed, query.get("after")) :]
    if "before" in query:
        listed = listed[: _place(listed, query["before"])]
    limit = query.get("limit", 20)
    data = listed[:limit]
    return {
        "object": "list",
        "data": data,
        "first_id": data[0].get("id") if data else None,
        "last_id": data[-1].get("id") if data else None,
        "has_more": len(listed) > len(data),
    }


def _after(listed: Sequence[Json], name: Json) -> int:
    place = _place(listed, name) if name else None
    return 0 if place is None else place + 1


def _place(listed: Sequence[Json], name: Json) -> int | None:
    return next((place for place, one in enumerate(listed) if one.get("id") == name), None)
