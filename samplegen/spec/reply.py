"""``reply`` of an interaction -> Reply."""

from __future__ import annotations

from collections.abc import Collection

from samplegen.model import Fault, Reply
from samplegen.spec.fields import Fields
from samplegen.spec.request import headers

KINDS = ("text", "deltas", "output", "vectors", "models", "error", "body", "events")
_OTHERS = ("status", "headers", "members", "fault", "after")


def read_reply(interaction: Fields, errors: Collection[str] | None) -> Reply:
    """Reads what the service answers."""
    node = interaction.node("reply")
    if node is None:
        return Reply("none")
    fields = Fields(node, interaction.problems, "a reply", (), (*KINDS, *_OTHERS))
    kinds = [kind for kind in KINDS if kind in fields]
    fault = fields.choice("fault", [each.value for each in Fault])
    kind = kinds[0] if kinds else "none"
    return Reply(
        kind=kind,
        value=fields.json(kind),
        status=fields.integer("status", 200, 200, 599),
        headers=headers(fields),
        members=fields.json("members") or {},
        fault=Fault(fault) if fault else None,
        after=fields.integer("after", 0, 0, 1_000_000),
    )
