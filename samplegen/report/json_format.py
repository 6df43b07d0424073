"""The JSON report, version 1: all that is known, for programs, and read back by us."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import NoReturn

from samplegen import __version__
from samplegen.errors import InputError
from samplegen.model import (
    Exchange,
    Json,
    Report,
    ScenarioVerdict,
    Stage,
    Status,
    Tolerance,
    Toolset,
    Verdict,
    Wire,
)
from samplegen.report._reader import Reader

VERSION = 1
_DEEPEST = 100
_SURROGATE = re.compile("[\ud800-\udfff]")


def render(report: Report) -> str:
    """Returns the report as JSON, one sample a line, so that two reports compare line by line."""
    parts = [dumps(_head(report))[:-1]]
    if report.wires:
        parts.append(_lines("wires", map(_wire_to_json, report.wires)))
    parts.append(_lines("samples", map(verdict_to_json, report.verdicts)))
    return f"{', '.join(parts)}}}\n"


def load(text: str) -> Report:
    """Reads what ``render`` wrote. Unknown members are ignored; counts are counted afresh.

    Raises:
        InputError: it is not JSON, not version 1, or a member is missing or of another type;
            the text says where in the report.
    """
    report = Reader(_parse(text), "report")
    if (version := report.integer("version")) != VERSION:
        raise InputError(
            f"report.version: {version} cannot be read, only {VERSION}; "
            "write the report and read it with the same samplegen"
        )
    return Report(
        runner=report.text("runner"),
        target=report.text("target"),
        strict=report.truth("strict"),
        seconds=report.number("seconds"),
        toolchains={name: _toolset(tools) for name, tools in report.objects("toolchains")},
        verdicts=tuple(_verdict(item) for item in report.items("samples")),
        wires=tuple(_wire(item) for item in report.items("wires", [])),
    )


def verdict_to_json(verdict: Verdict) -> dict[str, Json]:
    """Returns the verdict as the JSON object that stands in ``samples`` of a report."""
    return {
        "id": verdict.sample,
        "status": verdict.status.value,
        "stage": verdict.stage.value,
        "reason": verdict.reason,
        "seconds": verdict.seconds,
        "file": verdict.file,
        "sha256": verdict.sha256,
        "scenarios": [scenario_to_json(scenario) for scenario in verdict.scenarios],
    }


def verdict_from_json(value: Json) -> Verdict:
    """Reads what ``verdict_to_json`` made.

    Raises:
        InputError: a member is missing or of another type.
    """
    return _verdict(Reader(value, "sample"))


def scenario_to_json(scenario: ScenarioVerdict) -> dict[str, Json]:
    """Returns the verdict on one scenario as the JSON object that stands in ``scenarios``."""
    return {
        "name": scenario.name,
        "status": scenario.status.value,
        "exit_code": scenario.exit_code,
        "stdout": scenario.stdout,
        "stderr": scenario.stderr,
        "seconds": scenario.seconds,
        "differences": list(scenario.differences),
        "requests": [_exchange_to_json(exchange) for exchange in scenario.requests],
    }


def scenario_from_json(value: Json) -> ScenarioVerdict:
    """Reads what ``scenario_to_json`` made.

    Raises:
        InputError: a member is missing or of another type.
    """
    return _scenario(Reader(value, "scenario"))


def dumps(value: Json) -> str:
    """Returns a value on one line; whatever a sample sent as a body comes out as proper JSON.

    What is no number becomes its name, and what is nested too deeply is cut.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        text = json.dumps(_tame(value, 0), ensure_ascii=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


# --- writing ----------------------------------------------------------------------------------


def _lines(name: str, items: Iterable[Json]) -> str:
    shown = ",\n".join(map(dumps, items))
    return f'"{name}": [\n{shown}\n]'


def _head(report: Report) -> dict[str, Json]:
    return {
        "version": VERSION,
        "samplegen": __version__,
        "runner": report.runner,
        "target": report.target,
        "strict": report.strict,
        "seconds": report.seconds,
        "counts": report.counts(),
        "toolchains": {
            language: {**toolset.tools, "packages": dict(toolset.packages)}
            for language, toolset in report.toolchains.items()
        },
    }


def _wire_to_json(wire: Wire) -> dict[str, Json]:
    return {
        "sample": wire.sample,
        "scenario": wire.scenario,
        "tolerated": [{"member": each.member, "reason": each.reason} for each in wire.tolerated],
        "differences": list(wire.differences),
    }


def _exchange_to_json(exchange: Exchange) -> dict[str, Json]:
    return {
        "method": exchange.method,
        "host": exchange.host,
        "path": exchange.path,
        "query": dict(exchange.query),
        "auth": exchange.auth,
        "credential": exchange.credential,
        "headers": dict(exchange.headers),
        "body": exchange.body,
        "status": exchange.status,
        "seconds": exchange.seconds,
        "at": exchange.at,
        "complete": exchange.complete,
    }


def _tame(value: Json, depth: int) -> Json:
    """Makes JSON of what Python reads from a body though no JSON writer would have sent it."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if not isinstance(value, (dict, list, tuple)):
        return value
    if depth == _DEEPEST:
        return f"(nested deeper than {_DEEPEST})"
    if isinstance(value, dict):
        return {name: _tame(item, depth + 1) for name, item in value.items()}
    return [_tame(item, depth + 1) for item in value]


# --- reading ----------------------------------------------------------------------------------


def _parse(text: str) -> Json:
    try:
        return json.loads(text, parse_constant=_refuse)
    except ValueError as error:
        raise InputError(f"report: not JSON: {error}; write it with --report json=PATH") from None
    except RecursionError:
        raise InputError("report: nested too deeply to be one") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number in JSON")


def _toolset(reader: Reader) -> Toolset:
    return Toolset(
        tools={name: reader.text(name) for name in reader.names() if name != "packages"},
        packages=reader.strings("packages"),
    )


def _verdict(reader: Reader) -> Verdict:
    return Verdict(
        sample=reader.text("id"),
        status=reader.choice("status", Status),
        stage=reader.choice("stage", Stage),
        reason=reader.text("reason"),
        seconds=reader.number("seconds"),
        file=reader.text("file"),
        sha256=reader.text("sha256"),
        scenarios=tuple(_all_scenarios(reader)),
    )


def _wire(reader: Reader) -> Wire:
    return Wire(
        sample=reader.text("sample"),
        scenario=reader.text("scenario"),
        tolerated=tuple(
            Tolerance(item.text("member"), item.text("reason"))
            for item in reader.items("tolerated")
        ),
        differences=reader.texts("differences"),
    )


def _all_scenarios(reader: Reader) -> Iterator[ScenarioVerdict]:
    return (_scenario(item) for item in reader.items("scenarios"))


def _scenario(reader: Reader) -> ScenarioVerdict:
    return ScenarioVerdict(
        name=reader.text("name"),
        status=reader.choice("status", Status),
        exit_code=reader.integer_or_none("exit_code"),
        stdout=reader.text("stdout"),
        stderr=reader.text("stderr"),
        seconds=reader.number("seconds"),
        differences=reader.texts("differences"),
        requests=tuple(_exchange(item) for item in reader.items("requests")),
    )


def _exchange(reader: Reader) -> Exchange:
    return Exchange(
        method=reader.text("method"),
        host=reader.text("host"),
        path=reader.text("path"),
        query=reader.strings("query"),
        auth=reader.text("auth"),
        credential=reader.text("credential", ""),
        headers=reader.strings("headers"),
        body=reader.anything("body"),
        status=reader.integer("status"),
        seconds=reader.number("seconds"),
        at=reader.number("at", 0.0),
        complete=reader.truth("complete", default=True),
    )
