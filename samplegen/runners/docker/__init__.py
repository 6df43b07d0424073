"""Runs samples in containers: one image per language, a sandbox per worker, the mock in its own.

Nothing is mounted from this machine, so the engine may be anywhere: files go in as archives, the
journal comes back over the standard streams of the mock's container.
"""
