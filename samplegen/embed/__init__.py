"""Samples inside documents that people write: a marker comment, and the fence that follows it."""

from samplegen.embed.document import FORMATS, Change, Embedded, embed
from samplegen.embed.marker import Scan
from samplegen.embed.piece import Shelf

__all__ = ["FORMATS", "Change", "Embedded", "Scan", "Shelf", "embed"]
