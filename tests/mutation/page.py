"""What docs/mutation.md says; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from tests.mutation.mutants import Result
from tests.mutation.operators import OPERATORS


def page(results: Sequence[Result], explained: Mapping[str, str]) -> str:
    """The page, in Markdown.

    Args:
        results: of controls and mutants.
        explained: glob over the ids of mutants -> why they survive.
    """
    made = broken(results)
    return "\n".join(
        [
            "# What the verifier catches",
            "",
            "Written by `make mutation`: published samples, broken on purpose, verified like any.",
            "An operator that applies to more samples than are shown breaks others in each language.",
            "Languages are not compared with each other here, as they are by `samplegen verify`.",
            "",
            f"**{share(made)}** {_stages(made)}",
            f"The control: {len(results) - len(made)} samples that are not broken pass.",
            "",
            *_table(made),
            *_survivors(made, explained),
            "",
        ]
    )


def broken(results: Iterable[Result]) -> list[Result]:
    """The results of mutants, without the controls."""
    return [one for one in results if one.mutant.operator]


def spoilt(results: Iterable[Result]) -> list[Result]:
    """Controls that do not pass: what is said about their mutants means nothing."""
    return [one for one in results if not one.mutant.operator and one.caught]


def share(made: Sequence[Result]) -> str:
    """Says how many are caught, and what share that is; rounded down."""
    caught = _caught(made)
    tenths = 1000 * caught // len(made) if made else 0
    return f"{caught} of {len(made)} mutants are caught ({tenths / 10:.1f} %)."


def unexplained(results: Iterable[Result], explained: Mapping[str, str]) -> list[Result]:
    """Mutants that survive, and nobody says why."""
    return [one for one in _surviving(broken(results)) if not _why(one, explained)]


def _caught(made: Iterable[Result]) -> int:
    return sum(one.caught for one in made)


def _surviving(made: Iterable[Result]) -> list[Result]:
    return [one for one in made if not one.caught]


def _stages(made: Sequence[Result]) -> str:
    counts = Counter(one.verdict.stage.value for one in made if one.caught)
    return "Stage: " + ", ".join(f"{stage} {number}" for stage, number in counts.items()) + "."


def _table(made: Sequence[Result]) -> Iterator[str]:
    languages = list(dict.fromkeys(one.mutant.sample.language for one in made))
    yield f"| operator | caught: | {' | '.join(languages)} | all |"
    yield f"|---|---|{'--:|' * (len(languages) + 1)}"
    for operator in OPERATORS:
        mine = [one for one in made if one.mutant.operator == operator.name]
        yield _row(f"`{operator.name}`", operator.breaks, mine, languages)
    yield _row("**all**", "", made, languages)


def _row(name: str, breaks: str, mine: Sequence[Result], languages: Iterable[str]) -> str:
    columns = [[one for one in mine if one.mutant.sample.language == name] for name in languages]
    cells = [f"{_caught(column)}/{len(column)}" for column in (*columns, mine)]
    return f"| {' | '.join([name, breaks, *cells])} |"


def _survivors(made: Iterable[Result], explained: Mapping[str, str]) -> Iterator[str]:
    found = _surviving(made)
    if found:
        yield from ("", "## Survivors", "", "| mutant | why it survives |", "|---|---|")
    for one in found:
        yield f"| `{one.mutant.sample.id}` | {_why(one, explained) or '**not explained**'} |"


def _why(one: Result, explained: Mapping[str, str]) -> str:
    id_ = one.mutant.sample.id
    return next((why for glob, why in explained.items() if fnmatchcase(id_, glob)), "")
