"""YAML specs -> values, and every problem in them at once, each with file, line and column."""

from samplegen.spec.load import Specs, load, load_operations

__all__ = ["Specs", "load", "load_operations"]
