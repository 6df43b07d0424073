"""Measures an SDK: everything from a language to its facts."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from samplegen.facts import infer
from samplegen.facts.measure import Lab
from samplegen.facts.probes import render
from samplegen.facts.trials import PATIENT, TRIALS
from samplegen.language import Language
from samplegen.model import Facts, Probing, Service
from samplegen.runners import Runner, Tell, silent

REPEATS = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured.

    Args:
        templates: the directory of the language's templates.
        files: what its workspace is installed from.
    """

    language: Language
    templates: Path
    files: Mapping[PurePosixPath, bytes]


def measure(  # noqa: PLR0917 - each is one value of another kind
    subject: Subject,
    service: Service,
    probing: Probing,
    runner: Runner,
    runs: Executor,
    tell: Tell = silent,
    *,
    patient: bool = False,
) -> Facts:
    """Measures one SDK; the runner must be serving.

    Args:
        runs: runs the probes.
        patient: whether to wait until a client gives up by itself, ten minutes maybe.
        tell: called with what is being done.

    Raises:
        InstallFailedError: the SDK cannot be installed.
        TemplateError: the language has no ``probe.j2``, or it cannot be rendered.
        InputError: the probe cannot be built, or does not say what came of a call.
        MachineError: the runner itself cannot work.
    """
    language = subject.language
    setups = [case.setup for case in (*probing.cases, *TRIALS, PATIENT)]
    probes = render(language, subject.templates, service, probing, setups)
    tell("installing")
    with runner.open(language, subject.files, tell) as workspace:
        lab = Lab(workspace, language.toolchain, service, probes, runs)
        tell("building")
        lab.build()
        tell("measuring")
        return _facts(lab, language, probing, patient=patient)


def _facts(lab: Lab, language: Language, probing: Probing, *, patient: bool) -> Facts:
    waited = lab.patience() if patient else None
    trials, cases = lab.cases(TRIALS), lab.cases(probing.cases, REPEATS)
    read = lab.variables(probing.variables)
    seen = {case.name: infer.seen(case, cases[case.name].result()) for case in probing.cases}
    answered = trials["answered"].result()[0]
    seconds, source = infer.timeout(answered, waited.result() if waited else ())
    return Facts(
        language=language.name,
        packages={
            dependency.package: dependency.version
            for dependency in language.dependencies
            if not dependency.development
        },
        cases=seen,
        retry=infer.retry(seen, {name: runs.result() for name, runs in trials.items()}),
        request_id_header=infer.request_id_header(answered, seen),
        timeout_default=seconds,
        timeout_source=source,
        variables={name: probing.variables[name] for name, found in read.items() if found.result()},
    )
