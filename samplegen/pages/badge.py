"""A sample's provenance as a small picture; pure."""

from __future__ import annotations

import re
from html import escape

from samplegen.provenance import Provenance

_HEIGHT = 20
_LETTER = 6.6
"""Width of a letter of 11 pixels, on average, in pixels."""

_LEFT, _PROVED, _CHANGED = "#3d4450", "#0f6b2d", "#57606a"


def svg(proof: Provenance | None) -> str:
    """Draws that a sample ran, on which day and with which package, as SVG.

    Args:
        proof: None for a sample that was changed since, or never ran.
    """
    texts = ("ran", _told(proof) if proof else "not as it is now")
    right_color = _PROVED if proof else _CHANGED
    widths = [round(_LETTER * len(text) + 12) for text in texts]
    title = escape(": ".join(texts))
    inner = widths[1] - 3
    right = f"M{widths[0]} 0h{inner}a3 3 0 0 1 3 3v14a3 3 0 0 1 -3 3h-{inner}z"
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{sum(widths)}" height="{_HEIGHT}" role="img">
<title>{title}</title>
<rect width="{sum(widths)}" height="{_HEIGHT}" rx="3" fill="{_LEFT}"/>
<path d="{right}" fill="{right_color}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="6" y="14">{escape(texts[0])}</text>
<text x="{widths[0] + 6}" y="14">{escape(texts[1])}</text>
</g>
</svg>
"""


def _told(proof: Provenance) -> str:
    package, version = next(iter(proof.packages.items()), ("", ""))
    name = re.sub(r"/v\d+$", "", package).rpartition("/")[2]
    return f"{proof.day} {name} {version}".strip()
