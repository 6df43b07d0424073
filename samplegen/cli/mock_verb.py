"""``samplegen mock``."""

from __future__ import annotations

from pathlib import Path

import click

from samplegen import catalog, spec
from samplegen.cli import options
from samplegen.cli.verbs import Verb
from samplegen.errors import UsageError
from samplegen.matrix import near
from samplegen.mock import ERRORS
from samplegen.mock.live.recording import load
from samplegen.mock.standalone import ADDRESS, Wanted, serve
from samplegen.model import Operation


@click.command("mock", cls=Verb)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True,
    help="Port of the service; 0 takes a free one.",
)  # fmt: skip
@click.option(
    "--address", default=ADDRESS, show_default=True,
    help="What to listen on; 0.0.0.0 lets other machines in.",
)  # fmt: skip
@click.option("--tls/--no-tls", default=True, show_default=True, help="Serve https, or http.")
@click.option(
    "--proxy-port", type=click.IntRange(0, 65535),
    help="Also serve a CONNECT proxy that leads every resource to the service.",
)  # fmt: skip
@click.option(
    "--trust", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="Put the certificate that clients need to believe it here.",
)  # fmt: skip
@click.option(
    "--api-key", "api_keys", multiple=True, metavar="KEY",
    help="Accept this key only; repeatable. Without one, every key is accepted.",
)  # fmt: skip
@click.option("--lenient", is_flag=True, help="Answer what is not known with something likely.")
@click.option(
    "--operation", "names", multiple=True, metavar="NAME",
    help="Answer as the first scenario of this operation; repeatable.",
)  # fmt: skip
@click.option(
    "--scenario", "scenario_paths", multiple=True, metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Answer the requests of this scenario as it says; repeatable.",
)  # fmt: skip
@click.option(
    "--journal", type=click.Path(dir_okay=False, path_type=Path),
    help="Write every request to this file, a JSON object a line.",
)  # fmt: skip
@click.option(
    "--replay", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Answer as it was recorded by `verify --target URL --record FILE`, and not otherwise.",
)  # fmt: skip
@options.inputs
def command(
    *,
    port: int,
    address: str,
    tls: bool,
    proxy_port: int | None,
    trust: Path | None,
    api_keys: tuple[str, ...],
    lenient: bool,
    names: tuple[str, ...],
    scenario_paths: tuple[Path, ...],
    journal: Path | None,
    replay: Path | None,
    specs: Path | None,
    templates: Path | None,
) -> None:
    """Serve the emulated service until Ctrl-C, for your own programs and SDKs."""
    if replay and (names or scenario_paths):
        left = "--operation" if names else "--scenario"
        raise UsageError(f"--replay answers as it was recorded: leave {left} out")
    recorded = load(replay) if replay else None
    loaded = catalog.load(specs, templates)
    by_name = {operation.name: operation for operation in loaded.specs.operations}
    scenarios = spec.load_scenarios(scenario_paths, errors=ERRORS)
    chosen = tuple(_operation(name, by_name) for name in names)
    wanted = Wanted(
        loaded.specs.service,
        chosen,
        port=port,
        tls=tls,
        proxy_port=proxy_port,
        api_keys=api_keys,
        lenient=lenient,
        journal=journal,
        replay=recorded,
        scenarios=scenarios,
        address=address,
        trust=trust,
    )
    serve(wanted, click.echo)


def _operation(name: str, by_name: dict[str, Operation]) -> Operation:
    if name not in by_name:
        raise UsageError(
            f"--operation {name}: there is none of that name{near(name, list(by_name))}"
        )
    return by_name[name]
