"""What is true of an SDK, measured by running it: spec + language → probes → runs → facts."""
