"""Render code samples in many languages from one spec, and prove each by running it."""

__version__ = "0.1.0"
