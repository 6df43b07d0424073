"""``verify --target URL``: what is called, with what, how often, and whether that is meant."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

import click
from click.core import ParameterSource

from samplegen import real
from samplegen.errors import MachineError, NothingSelectedError, UsageError
from samplegen.model import Sample, Service

if TYPE_CHECKING:
    from samplegen.mock import Upstream
    from samplegen.mock.live.caller import Caller

MOCK = "mock"

KEY = "AZURE_OPENAI_API_KEY"
"""The variable that holds the caller's key."""


@dataclass(frozen=True, slots=True)
class Live:
    """What was asked for.

    Args:
        target: URL of a real endpoint, or ``mock``.
        models: ``NAME=DEPLOYMENT`` each.
        most: number of requests that may be sent; None for as many as the specs imply.
        record: file that takes what is exchanged.
        yes: True where nobody is to be asked.
    """

    target: str = MOCK
    models: tuple[str, ...] = ()
    most: int | None = None
    record: Path | None = None
    yes: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """What is called, and which kinds of credentials it cannot be called with, and why."""

    upstream: Upstream
    unable: Mapping[str, str] = field(default_factory=dict)


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of a live target, and passes them on as ``live``."""

    @click.pass_context
    @wraps(function)
    def with_live(  # noqa: PLR0917 - the options, in their order
        context: click.Context,
        /,
        target: str,
        model: tuple[str, ...],
        max_requests: int | None,
        record: Path | None,
        yes: bool,  # noqa: FBT001
        **others: Any,
    ) -> Any:
        live = Live(target.rstrip("/"), model, max_requests, record, yes)
        if live.target == MOCK:
            _only_live(context)
        return function(live=live, **others)

    added: Callable[..., Any] = with_live
    for option in reversed(_OPTIONS):
        added = option(added)
    return added


_OPTIONS = (
    click.option(
        "--target", default=MOCK, show_default=True, metavar="mock|URL",
        help=f"What they call: the emulated service, or a real one with your {KEY} or token.",
    ),
    click.option(
        "--model", multiple=True, metavar="NAME=DEPLOYMENT",
        help="What a model is called at a real endpoint; repeatable.",
    ),
    click.option(
        "--max-requests", type=click.IntRange(min=1), metavar="N",
        help="Send no more than this to a real endpoint.  [default: what the specs imply]",
    ),
    click.option(
        "--record", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
        help="Keep what is exchanged with a real endpoint, for `mock --replay`.",
    ),
    click.option("-y", "--yes", is_flag=True, help="Call a real endpoint without asking."),
)  # fmt: skip


@contextmanager
def reach(live: Live, samples: Sequence[Sample], service: Service) -> Iterator[Reached | None]:
    """What calls the endpoint that was asked for; None for the emulated service.

    It says what will be sent, and asks whether that is meant, before anything is.

    Raises:
        UsageError: an option cannot be meant, or nobody agreed.
        MachineError: there is nothing to sign in with.
        WriteError: the recording cannot be written.
    """
    if live.target == MOCK:
        yield None
        return
    from samplegen.mock import Upstream
    from samplegen.mock.live.recording import recorder
    from samplegen.mock.live.upstream import root_of

    url = _url(live.target, service)
    models, counts = _models(live.models), real.estimate(samples)
    if not counts:
        raise NothingSelectedError(
            f"--target {live.target}: nothing that is selected can be answered by a real endpoint, "
            "as every scenario needs faults on request; verify it with --target mock"
        )
    with ExitStack() as stack:
        caller, unable = _caller(url, samples, service, stack)
        most = live.most or counts.total()
        click.echo(_estimate(live, counts, models), err=True)
        if url.scheme == "https" and not live.yes:
            _agreed(live.target)
        note = stack.enter_context(recorder(live.record, live.target))
        root = root_of(service.endpoint)
        upstream = Upstream(url.geturl(), root, caller, models, most, note)
        try:
            yield Reached(upstream, unable)
        finally:
            click.echo(f"samplegen: {_requests(upstream.sent)} sent to {live.target}", err=True)


def _only_live(context: click.Context) -> None:
    for name in ("model", "max_requests", "record"):
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = name.replace("_", "-")
            raise UsageError(f"--{option} is for a real endpoint; name it with --target URL")


def _url(target: str, service: Service) -> SplitResult:
    """The URL that stands for the endpoint of the samples; without a path, it has the same path."""
    url = urlsplit(target)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise UsageError(
            f"--target {target}: expected mock, or a URL such as "
            "https://my-resource.openai.azure.com"
        )
    if url.username or url.query or url.fragment:
        raise UsageError(
            f"--target {url.scheme}://{url.hostname}…: a user, a query or a fragment has no place "
            f"in it; keys come from {KEY}"
        )
    if url.scheme == "http" and not _is_here(url.hostname):
        raise UsageError(
            f"--target {target}: http would send your key in the clear, and is for this machine "
            f"only; write https://{url.netloc}{url.path}"
        )
    return url if url.path else url._replace(path=urlsplit(service.endpoint).path.rstrip("/"))


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _models(pairs: Sequence[str]) -> dict[str, str]:
    models = {}
    for pair in pairs:
        name, _, deployment = pair.partition("=")
        if not (name and deployment):
            raise UsageError(f"--model {pair}: expected NAME=DEPLOYMENT")
        models[name] = deployment
    return models


def _caller(
    url: SplitResult, samples: Sequence[Sample], service: Service, stack: ExitStack
) -> tuple[Caller, dict[str, str]]:
    """Who calls, and the kinds of credentials that samples need and the caller has not."""
    from samplegen.mock.live.caller import PLACEHOLDER, Caller, Tokens

    needed = {sample.auth.credential for sample in samples}
    key, token = os.environ.get(KEY, ""), None
    if url.scheme == "http":
        key = key or PLACEHOLDER
        return Caller(key, lambda: PLACEHOLDER), {}
    unable = {}
    if "key" in needed and not key:
        unable["key"] = f"{KEY} is not set, and {url.netloc} is called with your own key"
    if "token" in needed:
        try:
            token = Tokens(service.scope)
            stack.callback(token.close)
        except MachineError as problem:
            unable["token"] = str(problem)
    if needed <= set(unable):
        raise MachineError("\n".join(unable[kind] for kind in sorted(needed)))
    return Caller(key, token), unable


def _estimate(live: Live, counts: Mapping[str, int], models: Mapping[str, str]) -> str:
    """What will be sent, in one line."""
    parts = [f"{_named(name, models)}: {count}" for name, count in sorted(counts.items())]
    total = sum(counts.values())
    limit = f", of which --max-requests allows {live.most}" if (live.most or total) < total else ""
    return f"samplegen: at most {_requests(total)} to {live.target}: {', '.join(parts)}{limit}"


def _named(model: str, models: Mapping[str, str]) -> str:
    if model in models:
        return f"{model} (there {models[model]})"
    return model or "without a model"


def _requests(count: int) -> str:
    return "1 request" if count == 1 else f"{count} requests"


def _agreed(target: str) -> None:
    if not sys.stdin.isatty():
        raise UsageError(
            f"--target {target}: calls cost money; say --yes where nobody can be asked"
        )
    if not click.confirm("Call it?", err=True):
        raise UsageError("nothing was sent")
