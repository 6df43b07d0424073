"""Fixtures of these tests."""

from tests.docker.engine import engine

__all__ = ["engine"]
