"""The command line in a process of its own, with the toy as its only language."""

import sys

from samplegen import registry
from samplegen.cli import main
from tests import toy

registry.load = lambda *_: registry.Languages({"toy": toy.LANGUAGE}, ())

if __name__ == "__main__":
    main(sys.argv[1:])
