"""Runs one sample in one scenario and says what differed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from samplegen import real
from samplegen.language import Step, Toolchain
from samplegen.model import Auth, Outcome, Scenario, ScenarioVerdict, Service, Status
from samplegen.runners import OUTPUT_LIMIT, NotWarmError, Workspace

if TYPE_CHECKING:
    from samplegen.mock import Mock, RemoteMock, RemoteRun, Run

SECONDS = 60.0
"""How long a sample may run, in seconds; its language can only say less.

The slowest one waits 25 s between its retries.
"""

_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")
_ERROR = re.compile(r"\S.*?(Error|Exception)\b")
_SHOWN = 60
_LINE_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Bench:
    """What every run of a language's samples shares.

    Args:
        warm: whether samples may be run in the language's warm process.
    """

    mock: Mock | RemoteMock
    service: Service
    toolchain: Toolchain
    workspace: Workspace
    warm: bool = True


def run(
    bench: Bench, step: Step, auth: Auth, scenario: Scenario, *, live: bool = False
) -> ScenarioVerdict:
    """Runs a sample against the service as the scenario describes it.

    A warm process is believed only where all is as expected: what fails in it is run again cold,
    with all that it asks for answered anew, and that is the verdict. A live run is cold, as asking
    a real endpoint again would cost again.

    Args:
        live: whether a real endpoint answers.
    """
    step = replace(step, seconds=min(step.seconds, SECONDS))
    cold = partial(bench.workspace.run, step, sample=True)
    if live:
        return _once(bench, cold, auth, scenario, live=True)
    if bench.warm and bench.toolchain.warm:
        with suppress(NotWarmError):
            verdict = _once(bench, partial(bench.workspace.run_warm, step), auth, scenario)
            if verdict.status is Status.PASSED:
                return verdict
    return _once(bench, cold, auth, scenario)


def _once(
    bench: Bench,
    way: Callable[[Mapping[str, str]], Outcome],
    auth: Auth,
    scenario: Scenario,
    *,
    live: bool = False,
) -> ScenarioVerdict:
    from samplegen.mock import differences

    keys = _keys(bench.service)
    with bench.mock.open(scenario, keys, live=live) as served:
        environment = _environment(bench, served, auth, keys)
        outcome = way(environment)
        exchanges = served.close()
    outcome = replace(
        outcome,
        stdout=_redacted(outcome.stdout, keys),
        stderr=_redacted(_without(bench.toolchain.noise, outcome.stderr), keys),
    )
    # The cause first: who sends something wrong prints something wrong, too.
    found = (
        *served.failures,
        *_killed(outcome),
        *differences(scenario, bench.service, auth, exchanges),
        *_process_differences(scenario, outcome, live=live),
    )
    if found and outcome.exceeded:
        found = (outcome.exceeded, *found)
    return ScenarioVerdict(
        name=scenario.name,
        status=Status.FAILED if found else Status.PASSED,
        exit_code=outcome.exit_code,
        stdout=outcome.stdout,
        stderr=outcome.stderr,
        seconds=outcome.seconds,
        differences=found,
        requests=exchanges,
    )


def _keys(service: Service) -> dict[str, str]:
    """Gives every variable that could hold a key a value of its own, so that a wrong one shows."""
    names = sorted({auth.variable for auth in service.auths if auth.variable})
    return {name: secrets.token_hex(16) for name in names}


def _environment(
    bench: Bench, served: Run | RemoteRun, auth: Auth, keys: dict[str, str]
) -> dict[str, str]:
    # A sample that is to sign in with a key can get a token as well, so that this is told.
    environment = surroundings(bench.toolchain, bench.mock, served) | keys
    if auth.endpoint_variable:
        environment[auth.endpoint_variable] = bench.service.endpoint
    return environment


def surroundings(
    toolchain: Toolchain, mock: Mock | RemoteMock, served: Run | RemoteRun
) -> dict[str, str]:
    """Gives the variables that lead a program to a run: proxy, certificate, identity."""
    values = {
        "proxy": f"http://{served.host}:{served.proxy_port}",
        "proxy_host": served.host,
        "proxy_port": str(served.proxy_port),
        "ca_pem": str(mock.trust.ca_pem),
        "ca_p12": str(mock.trust.ca_p12),
        "ca_password": mock.trust.ca_password,
    }
    led = {name: text.format(**values) for name, text in toolchain.trust.items()}
    return led | {
        "IDENTITY_ENDPOINT": served.identity_endpoint,
        "IDENTITY_HEADER": served.identity_secret,
        "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential",
    }


def _killed(outcome: Outcome) -> tuple[str, ...]:
    if outcome.truncated:
        return (f"printed more than {OUTPUT_LIMIT:,} bytes and was killed",)
    if outcome.exit_code is None:
        return (f"did not end within {outcome.seconds:.0f} s and was killed",)
    return ()


def _process_differences(scenario: Scenario, outcome: Outcome, *, live: bool) -> tuple[str, ...]:
    if outcome.truncated or outcome.exit_code is None:
        return ()
    found = []
    if live and (told := real.difference(scenario, outcome.stdout)):
        found.append(f"stdout: {told}, got {_short(outcome.stdout)}")
    if not live and outcome.stdout != scenario.stdout:
        found.append(f"stdout: {_expected(scenario.stdout, outcome.stdout)}")
    if outcome.stderr and not scenario.stderr_free:
        found.append(f"stderr: expected nothing, got {_telling(outcome.stderr)}")
    if not _right_code(scenario.exit_code, outcome.exit_code):
        wanted = "any but 0" if scenario.exit_code is None else scenario.exit_code
        found.append(f"exit code: expected {wanted}, got {outcome.exit_code}")
    return tuple(found)


def _right_code(expected: int | None, got: int) -> bool:
    return got != 0 if expected is None else got == expected


def _expected(expected: str, got: str) -> str:
    """Shows two texts from a little before the place where they part."""
    same = next(
        (i for i, (a, b) in enumerate(zip(expected, got)) if a != b),  # noqa: B905
        min(len(expected), len(got)),
    )
    start = max(0, same - _SHOWN // 3)
    place = f" (from character {start + 1})" if start else ""
    return f"expected {_short(expected[start:])}, got {_short(got[start:])}{place}"


def _telling(stderr: str) -> str:
    """Shows the line that names the error; a stack trace has it at its end or in its midst."""
    lines = stderr.splitlines()
    line = next((line for line in lines if _ERROR.match(line)), None)
    if line is None or len(lines) == 1:
        return _short(stderr)
    return f"{len(lines)} lines, among them {_short(line, _LINE_SHOWN)}"


def _short(text: str, most: int = _SHOWN) -> str:
    return repr(text if len(text) <= most else text[: most - 1] + "…")


def _without(noise: Sequence[str], stderr: str) -> str:
    lines = stderr.splitlines(keepends=True)
    return "".join(
        line
        for line in lines
        if not any(re.fullmatch(pattern, line.rstrip("\r\n")) for pattern in noise)
    )


def _redacted(text: str, keys: Mapping[str, str]) -> str:
    for name, value in keys.items():
        text = text.replace(value, f"[{name}]")
    return _TOKEN.sub("[token]", text)
