"""Hostile samples in Python, and innocent ones to run after each of them.

Both are the published chat sample with something in front of it. What a hostile one is held back
from lets it go on, so that ``passed`` says that nothing came of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from samplegen import catalog, generate, matrix
from samplegen.cache import Cache
from samplegen.language import Language, Source, Step
from samplegen.model import Outcome, Report, Sample, Verdict
from samplegen.progress import Silent
from samplegen.render import Renderer
from samplegen.runners import Runner
from samplegen.runners.docker.workspace import DockerWorkspace
from samplegen.task import Task
from samplegen.verify import verify
from tests.conftest import ROOT
from tests.docker.engine import runner

SOON = 2.0
"""How long samples may run that would not end."""

INNOCENT = r'''
import json
import os
import re
from pathlib import Path


def strays() -> list[str]:
    """Processes other than this one, what started it, and the keeper with its child."""
    found = []
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            status = path.read_text()
        except OSError:
            continue
        known = int(path.parent.name) in {os.getpid(), os.getppid()}
        if not known and not re.search(r"^Gid:\t10002\t", status, re.M):
            found.append(" ".join(status.split()[:6]))
    return found


folders = [Path("/tmp"), Path("/dev/shm"), Path("/dev/mqueue")]
tables = [Path("/proc/sysvipc", name) for name in ("shm", "sem", "msg")]
left = [str(path) for folder in folders for path in folder.iterdir()]
left += [line for table in tables for line in table.read_text().splitlines()[1:]]
left += strays()
if left:
    print("LEFT", json.dumps(left))
'''
"""Prints what others have left; nothing where there is nothing."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A hostile sample.

    Args:
        name: kebab-case; unique among those that are run together.
        code: what stands in front of the published sample.
        endless: whether it would not end, so that it gets little time.
    """

    name: str
    code: str
    endless: bool = False


def language(hasty: Iterable[str] = ()) -> Language:
    """Python, in which the samples of some operations have little time."""
    known: Language = catalog.load(ROOT / "specs", ROOT / "templates").languages.by_name["python"]
    usual, hurried = known.toolchain.run, frozenset(hasty)

    def run(source: Source) -> Step:
        step = usual(source)
        return replace(step, seconds=SOON) if source.id.split("/")[0] in hurried else step

    return replace(known, toolchain=replace(known.toolchain, run=run))


def task(rows: Iterable[Hostile], **settings: Any) -> Task:
    """Makes a task of hostile samples, one at a time, each with an innocent one after it."""
    rows = tuple(rows)
    loaded = catalog.load(ROOT / "specs", ROOT / "templates")
    python = language(f"hostile-{row.name}" for row in rows if row.endless)
    cells = matrix.build([python], loaded.specs.operations, loaded.specs.service.auths)
    (chat,) = [each for each in cells.samples if each.id == "python/chat/api-key"]
    renderer = Renderer(python, generate.directory(python, loaded.templates), loaded.specs.service)
    published = renderer.sample(chat).decode()
    contents = {}
    for row in rows:
        for kind, code in (("hostile", row.code), ("innocent", INNOCENT)):
            contents[_sample(chat, f"{kind}-{row.name}")] = f"{code}\n{published}".encode()
    made = Task(
        samples=tuple(contents),
        contents={sample.id: content for sample, content in contents.items()},
        workspaces={python.name: renderer.workspace()},
        languages={python.name: python},
        service=loaded.specs.service,
        jobs=1,
    )
    return replace(made, **settings)


def _sample(chat: Sample, name: str) -> Sample:
    default = chat.operation.scenarios[0]
    operation = replace(chat.operation, name=name, scenarios=(default,))
    path = PurePosixPath(chat.language, name, chat.auth.name, chat.file.name)
    return Sample(chat.language, operation, chat.auth, path)


def verdicts(task: Task, used: Runner) -> Mapping[str, Verdict]:
    """Verifies a task; gives its verdicts by the name of the operation."""
    report: Report = verify(task, used, Silent(), Cache(ROOT, enabled=False))
    return {verdict.sample.split("/")[1]: verdict for verdict in report.verdicts}


@contextmanager
def workspace(python: Language, **samples: str) -> Iterator[DockerWorkspace]:
    """Opens a workspace with samples, a name and its code each; nothing is built in it."""
    loaded = catalog.load(ROOT / "specs", ROOT / "templates")
    renderer = Renderer(python, generate.directory(python, loaded.templates), loaded.specs.service)
    used = runner(jobs=2)
    with used.serving(loaded.specs.service), used.open(python, renderer.workspace()) as opened:
        opened.sync({f"{name}/main.py": code.encode() for name, code in samples.items()})
        yield opened


def told(verdict: Verdict) -> str:
    """All that is said about a sample."""
    lines = [line for scenario in verdict.scenarios for line in scenario.differences]
    return "\n".join([verdict.reason, *lines])


def found(outcome: Outcome) -> Any:
    """What a sample found out: the JSON that it printed."""
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    return json.loads(outcome.stdout)
