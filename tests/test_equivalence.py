"""The same operation in two languages: what must be the same on the wire, and what is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import pytest

from samplegen import matrix
from samplegen.language import Language, Source
from samplegen.model import Sample, Stage, Status, Tolerance, Verdict, Wire
from tests import toy
from tests.bench import World

OTHER = replace(toy.LANGUAGE, name="yot")
TOY, YOT = "toy/chat/api-key", "yot/chat/api-key"
SHORTER = Tolerance("top_p", "It changes nothing.")


@dataclass
class Pair(World):
    """A world of two languages."""

    @property
    def languages(self) -> Mapping[str, Language]:
        return {each.name: each for each in (self.language, OTHER)}

    @property
    def samples(self) -> tuple[Sample, ...]:
        return matrix.build(self.languages.values(), self.operations, self.service.auths).samples


@pytest.fixture
def pair(world: World) -> Pair:
    made = Pair(world.directory, world.language, world.operations, world.service, world.templates)
    made.generate()
    return made


def more(text: str) -> str:
    """The sample with a member that the spec does not speak of."""
    return text.replace('"messages": [', '"top_p": 1, "messages": [')


def scenarios(world: World) -> list[str]:
    """Those whose requests are compared: the ones that pass."""
    return [scenario.name for scenario in world.operations[0].scenarios]


def wires(world: World, **settings: Any) -> dict[str, list[Wire]]:
    found: dict[str, list[Wire]] = {}
    for wire in world.report("*/chat/api-key", **settings).wires:
        found.setdefault(wire.sample, []).append(wire)
    return found


def tolerate(world: World, edit: Callable[[str], str] = more) -> None:
    """Lets samples differ in a member, and one of them make use of it."""
    world.operations = tuple(replace(each, tolerated=(SHORTER,)) for each in world.operations)
    world.edit(YOT, edit)


def test_what_is_the_same_is_told_of_every_run(pair: Pair) -> None:
    names = scenarios(pair)
    assert wires(pair) == {id_: [Wire(id_, name) for name in names] for id_ in (TOY, YOT)}


def test_a_difference_fails_the_sample_and_is_told(pair: Pair) -> None:
    pair.edit(YOT, more)
    report = pair.report("*/chat/api-key")
    verdicts: dict[str, Verdict] = {each.sample: each for each in report.verdicts}
    sentence = (
        "across languages: request 1: body.top_p: expected nothing, sent 1 "
        f"(expected is what {TOY} sends)"
    )
    assert (verdicts[TOY].status, verdicts[YOT].status) == (Status.PASSED, Status.FAILED)
    assert verdicts[YOT].stage is Stage.MATCH
    assert verdicts[YOT].reason.startswith(f"{scenarios(pair)[0]}: {sentence}")
    told = {wire.differences for wire in report.wires if wire.sample == YOT}
    assert told == {(sentence,)}
    assert not any(wire.differences for wire in report.wires if wire.sample == TOY)


def test_a_tolerated_difference_passes_and_is_told_with_its_reason(pair: Pair) -> None:
    tolerate(pair)
    report = pair.report("*/chat/api-key")
    assert {each.status for each in report.verdicts} == {Status.PASSED}
    found = {(wire.sample, wire.tolerated, wire.differences) for wire in report.wires}
    assert found == {(TOY, (), ()), (YOT, (SHORTER,), ())}


def never(source: Source) -> NoReturn:
    raise AssertionError(f"{source.path} is run again")


def test_verdicts_from_the_cache_are_compared_too(pair: Pair) -> None:
    tolerate(pair)
    first = wires(pair, cached=True)
    pair.language = replace(pair.language, toolchain=replace(pair.language.toolchain, run=never))
    assert wires(pair, cached=True) == first
    assert first[YOT][0].tolerated == (SHORTER,)


def test_nothing_is_compared_with_a_language_that_fails_or_is_not_there(pair: Pair) -> None:
    assert pair.report(TOY).wires == ()
    pair.edit(YOT, lambda text: text.replace("chat/completions", "chat/complete"))
    assert wires(pair) == {}


def test_nothing_is_compared_before_samples_are_run(pair: Pair) -> None:
    assert pair.report("*/chat/api-key", until=Stage.BUILD).wires == ()
