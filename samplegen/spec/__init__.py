"""YAML specs -> values, and every problem in them at once, each with file, line and column."""

from samplegen.spec.load import Specs, load, load_operations
from samplegen.spec.schemas import schema, schema_names

__all__ = ["Specs", "load", "load_operations", "schema", "schema_names"]
