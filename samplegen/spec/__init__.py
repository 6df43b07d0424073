"""YAML specs -> values, and every problem in them at once, each with file, line and column."""

from samplegen.spec.load import Specs, load, load_operations, load_pages, load_scenarios
from samplegen.spec.models import Calendar
from samplegen.spec.schemas import schema, schema_names
from samplegen.spec.wish import read_wish

__all__ = [
    "Calendar",
    "Specs",
    "load",
    "load_operations",
    "load_pages",
    "load_scenarios",
    "read_wish",
    "schema",
    "schema_names",
]
