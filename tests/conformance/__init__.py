"""The official client's own test suite against the emulated service.

``python -m tests.conformance`` runs it and writes docs/conformance.md.
"""
