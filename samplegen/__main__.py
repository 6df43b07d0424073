"""``python -m samplegen``."""

from samplegen.cli import main

main()
