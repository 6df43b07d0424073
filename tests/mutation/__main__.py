"""Breaks the samples, verifies them, and writes docs/mutation.md: `python -m tests.mutation`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence

import platformdirs

from samplegen import catalog
from samplegen.catalog import Catalog
from samplegen.model import Status
from samplegen.runners.local import LocalRunner
from tests.mutation.explained import EXPLAINED
from tests.mutation.mutants import ROOT, Result, mutants, record, run
from tests.mutation.operators import OPERATORS, named
from tests.mutation.page import broken, page, share, spoilt, unexplained

LANGUAGES = ("csharp", "go", "java", "javascript", "python")
MOST = 3


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation",
        description="Verify samples that are broken on purpose. Writes docs/mutation.md, "
        "unless some languages or operators are left out.",
    )
    parser.add_argument("-l", "--language", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("-o", "--operator", nargs="+", metavar="GLOB", default=["*"])
    parser.add_argument("--most", type=int, default=MOST, help="mutants per operator and language")
    parser.add_argument("-v", "--verbose", action="store_true", help="show why each is caught")
    asked = parser.parse_args()
    if asked.most < 1 or not any(named(*asked.operator)):
        known = ", ".join(operator.name for operator in OPERATORS)
        parser.error(f"nothing is broken by that; ask for one mutant or more, of: {known}")
    return asked


def _results(loaded: Catalog, asked: argparse.Namespace) -> Iterator[Result]:
    for language in asked.language:
        start = time.monotonic()
        published = record(loaded, language)
        made = mutants(published, named(*asked.operator), asked.most)
        runner = LocalRunner(platformdirs.user_cache_path("samplegen-tests"))
        results = run(loaded, published, made, runner)
        _complain(results)
        _tell(language, results, time.monotonic() - start, verbose=asked.verbose)
        yield from results


def _complain(results: Sequence[Result]) -> None:
    """Ends the program where nothing can be learnt from the results."""
    for one in results:
        if one.verdict.status is Status.SKIPPED:
            sys.exit(f"{one.mutant.origin.language}: {one.verdict.reason}")
    for one in spoilt(results):
        sys.exit(f"{one.mutant.origin.id} is not broken, and fails: {one.verdict.reason}")


def _tell(language: str, results: Sequence[Result], seconds: float, *, verbose: bool) -> None:
    made = broken(results)
    for one in made:
        if verbose or not one.caught:
            outcome = f"caught at {one.verdict.stage.value}" if one.caught else "SURVIVES"
            print(f"{one.mutant.sample.id}: {outcome}\n    {one.verdict.reason}".rstrip())
    print(f"{language}: {share(made)} {seconds:.0f} s", flush=True)


def main() -> None:
    asked = _arguments()
    results = list(_results(catalog.load(ROOT / "specs", ROOT / "templates"), asked))
    complete = (tuple(asked.language), asked.operator, asked.most) == (LANGUAGES, ["*"], MOST)
    if complete:
        (ROOT / "docs" / "mutation.md").write_text(page(results, EXPLAINED), encoding="utf-8")
    print(f"{len(OPERATORS)} operators: {share(broken(results))}")
    sys.exit(1 if unexplained(results, EXPLAINED) else 0)


if __name__ == "__main__":
    main()
