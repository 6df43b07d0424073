"""A build of many: each diagnostic goes to its sample, and one bad sample stops no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from samplegen.build import build
from samplegen.language import Source, Step
from samplegen.model import Outcome
from tests import toy

A, B, C = (Source(f"{name}/api-key", f"{name}/api-key/main.py") for name in "abc")
Answer = Callable[[Step], Outcome]


class Told:
    """A workspace that answers as it is told."""

    def __init__(self, answer: Answer, present: bool = True) -> None:
        self.answer = answer
        self.present = present
        self.steps: list[Step] = []

    def sync(self, files: Mapping[str, bytes]) -> None: ...

    def lacking(self, paths: Sequence[str]) -> list[str]:
        return [] if self.present else list(paths)

    def run(
        self, step: Step, environment: Mapping[str, str] | None = None, *, sample: bool = False
    ) -> Outcome:
        self.steps.append(step)
        return self.answer(step)

    @property
    def mock(self) -> NoReturn:
        raise AssertionError("no compiler needs the service")

    def run_warm(self, step: Step, environment: Mapping[str, str] | None = None) -> NoReturn:
        raise AssertionError("no compiler is run as a sample")


def failing(*bad: Source, line: str = "{path}:3:7: bad name") -> Answer:
    def answer(step: Step) -> Outcome:
        lines = [line.format(path=item.path) for item in step.covers if item in bad]
        return Outcome(1 if lines else 0, "", "\n".join(lines), 0.1)

    return answer


def test_diagnostics_go_to_their_sample_and_the_rest_is_built_again() -> None:
    told = Told(failing(B))
    assert build(told, toy.LANGUAGE.toolchain, (A, B, C)) == {B: "3:7: bad name"}
    assert [len(step.covers) for step in told.steps] == [3, 2]


def test_paths_may_be_absolute() -> None:
    told = Told(failing(B, line="/somewhere/else/{path}:3:7: bad name"))
    assert build(told, toy.LANGUAGE.toolchain, (A, B)) == {B: "3:7: bad name"}


def test_a_failure_that_names_no_sample_fails_all() -> None:
    told = Told(lambda _: Outcome(2, "", "compiler: internal error", 0.1))
    failed = build(told, toy.LANGUAGE.toolchain, (A, B))
    assert set(failed) == {A, B}
    assert "internal error" in failed[A]
    assert len(told.steps) == 3  # both halves have been tried


def test_the_source_that_a_compiler_dies_of_is_found_without_being_named() -> None:
    def answer(step: Step) -> Outcome:
        return Outcome(134 if C in step.covers else 0, "", "compiler: abort", 0.1)

    told = Told(answer)
    assert set(build(told, toy.LANGUAGE.toolchain, (A, B, C))) == {C}


def test_lines_that_belong_to_a_diagnostic_are_kept() -> None:
    def answer(step: Step) -> Outcome:
        lines = f"{A.path}:3:7: bad call\n\thave (int)\n\twant (str)\nnote: something\n  else"
        return Outcome(int(A in step.covers), "", lines if A in step.covers else "", 0.1)

    failed = build(Told(answer), toy.LANGUAGE.toolchain, (A, B))
    assert failed == {A: "3:7: bad call\n\thave (int)\n\twant (str)"}


def test_a_program_is_named_as_people_call_it() -> None:
    toolchain = replace(
        toy.LANGUAGE.toolchain,
        build=lambda sources: [Step(("{cc}", "-c"), covers=tuple(sources))],
    )
    told = Told(lambda _: Outcome(2, "", "", 0.1))
    assert build(told, toolchain, (A,)) == {A: "`cc` ended with 2"}


def test_a_compiler_that_hangs_fails_all() -> None:
    told = Told(lambda _: Outcome(None, "", "", 600))
    assert "took too long" in build(told, toy.LANGUAGE.toolchain, (A,))[A]


def test_an_output_that_is_not_made_fails() -> None:
    def steps(sources: Sequence[Source]) -> Sequence[Step]:
        return [Step(("cc",), covers=(item,), outputs=(f"bin/{item.stem}",)) for item in sources]

    told = Told(lambda _: Outcome(0, "", "", 0.1), present=False)
    failed = build(told, replace(toy.LANGUAGE.toolchain, build=steps), (A,))
    assert failed == {A: "`cc` ended well but did not make bin/a-api-key"}


def test_nothing_to_build_is_built() -> None:
    told = Told(failing())
    assert build(told, toy.LANGUAGE.toolchain, ()) == {}
    assert told.steps == []
