"""Tests that need a Docker engine; they are skipped without one, and fail in a CI that has one."""
