"""The command line with the toy as its only language, and a run whose name is known beforehand."""

import os
import signal
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from samplegen import registry
from samplegen.cli import main
from samplegen.runners.docker import engine
from tests.docker.contained import of

if __name__ == "__main__":
    # Whoever runs the tests in the background of a shell has them ignore interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    spoken = of(Path(os.environ["TEST_DOCKER"]))
    registry.load = lambda *_: registry.Languages({spoken.name: spoken}, ())
    named = SimpleNamespace(token_hex=lambda _: os.environ["TEST_RUN"])
    with patch.object(engine, "secrets", named):
        main(sys.argv[1:])
