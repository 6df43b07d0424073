"""The verifier's own power: the published samples, broken on purpose by operators.

``python -m tests.mutation`` verifies every mutant and writes docs/mutation.md. ``tests.broken``
tells that each way to break a sample is caught with the sentence that says why; this tells what
share is caught where one operator is let loose on every operation in every language.
"""
