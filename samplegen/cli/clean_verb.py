"""``samplegen clean``."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import click
import platformdirs
from filelock import FileLock, Timeout

from samplegen.cli.verbs import Verb
from samplegen.errors import MachineError

_LOCKS = ("workspaces/*/*.lock", "images/*.lock")
_UNITS = ((1e9, "GB", 1), (1e6, "MB", 0), (1e3, "kB", 0))


@click.command("clean", cls=Verb)
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--force", is_flag=True, help="Also remove what a run needs that is under way.")
@click.option("--keep-images", is_flag=True, help="Leave images, which take long to build.")
@click.option("--keep-cache", is_flag=True, help="Leave the cache directory of this machine.")
def command(*, dry_run: bool, force: bool, keep_images: bool, keep_cache: bool) -> int:
    """Remove what samplegen has left: in the Docker engine, and in its cache directory.

    What belongs to a run that is under way is left alone. Exits with 1 if something else could not
    be removed.
    """
    sweep = Sweep(dry_run=dry_run, force=force)
    _engine(sweep, images=not keep_images)
    if not keep_cache:
        _cache(sweep, platformdirs.user_cache_path("samplegen"))
    sweep.tell()
    return int(sweep.failed)


@dataclass
class Sweep:
    """Removes things and says so.

    Args:
        dry_run: whether it only says what it would do.
        force: whether what is in use goes, too.
    """

    dry_run: bool
    force: bool
    failed: bool = False
    left: bool = False
    removed: int = 0
    size: int = 0
    errors: tuple[type[Exception], ...] = field(default=(OSError,))

    def take(self, what: str, size: int, remove: Callable[[], None]) -> None:
        """Removes one thing."""
        try:
            if not self.dry_run:
                remove()
        except self.errors as error:
            self.failed = True
            click.echo(f"left {what}: {_said(error)}")
            return
        self.removed += 1
        self.size += size
        shown = f", {human(size)}" if size else ""
        click.echo(f"{'would remove' if self.dry_run else 'removed'} {what}{shown}")

    def leave(self, what: str, why: str) -> None:
        """Leaves one thing that is in use."""
        click.echo(f"left {what}: {why}")
        self.left = True

    def tell(self) -> None:
        """Says the total, which cannot be known beforehand: images share their layers."""
        things = f"{self.removed} {'thing' if self.removed == 1 else 'things'}"
        done = "would be removed" if self.dry_run else "removed"
        most = "up to " if self.dry_run else ""
        size = f", {most}{human(self.size)}" if self.size else ""
        hint = "; --force removes what was left, too" if self.left else ""
        click.echo(f"{things} {done}{size}{hint}", err=True)


def human(size: int) -> str:
    """Writes a number of bytes as people do."""
    for unit, name, digits in _UNITS:
        if size >= unit:
            return f"{size / unit:.{digits}f} {name}"
    return f"{size} bytes"


def _engine(sweep: Sweep, *, images: bool) -> None:
    from samplegen.runners.docker import clean
    from samplegen.runners.docker.engine import connect, gone, translated, troubles

    sweep.errors = troubles()
    try:
        with translated():
            engine = connect()
            things = clean.of_runs(engine)
            busy = set() if sweep.force else clean.under_way(things)
            if images and busy:
                sweep.leave("images", "a run that is under way may need them")
            elif images:
                things += clean.images(engine)
            before = clean.space(engine)
    except MachineError as error:
        click.echo(f"samplegen: no images or containers were looked for: {error}", err=True)
        return
    for run in sorted(busy):
        needed = Counter(thing.kind for thing in things if thing.run == run)
        told = ", ".join(f"{number} {kind}{'s' * (number > 1)}" for kind, number in needed.items())
        sweep.leave(f"run {run}", f"it is under way ({told})")
    for thing in things:
        if thing.run not in busy:
            remove = partial(clean.remove, engine, thing, force=sweep.force)
            sweep.take(f"{thing.kind} {' '.join(thing.names)}", thing.size, remove)
    if not sweep.dry_run:
        with gone():
            sweep.size = max(0, before - clean.space(engine))
    engine.close()


def _cache(sweep: Sweep, directory: Path) -> None:
    if not directory.is_dir():
        return
    with _held(directory) as busy:
        if busy and not sweep.force:
            sweep.leave(f"cache {directory}", f"a run has {busy[0]}")
        else:
            sweep.take(f"cache {directory}", _bytes(directory), lambda: _remove(directory))


@contextmanager
def _held(directory: Path) -> Iterator[list[str]]:
    """Takes all locks, so that no run begins meanwhile; gives those that a run holds."""
    busy = []
    taken = []
    for path in (path for pattern in _LOCKS for path in directory.glob(pattern)):
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
            taken.append(lock)
        except Timeout:
            busy.append(str(path.relative_to(directory).with_suffix("")))
        except OSError:  # it cannot be written; whether its directory can be removed will show
            continue
    try:
        yield busy
    finally:
        for lock in taken:
            lock.release()


def _bytes(directory: Path) -> int:
    files = (Path(folder) / name for folder, _, names in os.walk(directory) for name in names)
    return sum(file.lstat().st_size for file in files)


def _remove(directory: Path) -> None:
    for folder, _, _ in os.walk(directory):
        Path(folder).chmod(0o700)  # some package managers make their directories read-only
    shutil.rmtree(directory)


def _said(error: Exception) -> str:
    return str(getattr(error, "explanation", "") or getattr(error, "strerror", "") or error)
