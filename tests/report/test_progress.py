"""Progress: lines, bars and silence, told from several threads."""

import io
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

import pytest
from rich.console import Console

from samplegen.model import Stage, Status, Verdict
from samplegen.progress import Lines, Progress, Silent, open_progress
from samplegen.report.bars import Bars
from tests.report.making import HOSTILE, verdict

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"


class Utf8(io.StringIO):
    encoding = "utf-8"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def bars(width: int = 100) -> tuple[Bars, Utf8]:
    stream = Utf8()
    return Bars(stream, Console(file=stream, force_terminal=True, width=width)), stream


def tell(progress: Progress, *verdicts: Verdict) -> None:
    """One language from its first stage to its last sample."""
    with progress:
        progress.stage("ml", Stage.INSTALL)
        progress.stage("ml", Stage.BUILD, f"{len(verdicts)} samples")
        progress.expect("ml", len(verdicts))
        for one in verdicts:
            progress.started(one.sample, "default")
            progress.finished(one)


# --- lines ------------------------------------------------------------------------------------


def test_lines() -> None:
    stream, clock = Utf8(), Clock()
    progress = Lines(stream, clock)
    passed = [verdict(f"ml/chat/{n}") for n in range(30)]
    progress.stage("ml", Stage.INSTALL)
    clock.now = 12.34

    tell(progress, *passed, verdict("ml/chat/key", Status.FAILED, reason="sent 'b'"))

    assert stream.getvalue() == (
        "ml: install\n"
        "ml: install\n"
        "ml: build: 31 samples\n"
        "ml/chat/key: failed at match: sent 'b'\n"
        "ml: 30 passed, 1 failed in 12.3 s\n"
    )


def test_each_language_has_its_own_end() -> None:
    stream = Utf8()
    progress = Lines(stream, Clock())
    progress.expect("a", 1)
    progress.expect("b", 2)
    progress.expect("b", 1)
    for sample in ("b/x/1", "a/x/1", "b/x/2", "b/x/3"):
        progress.finished(verdict(sample))

    assert stream.getvalue() == "a: 1 passed in 0.0 s\nb: 3 passed in 0.0 s\n"


def test_nothing_is_done_before_it_is_expected() -> None:
    stream = Utf8()
    Lines(stream, Clock()).finished(verdict("a/b/c"))

    assert stream.getvalue() == ""


def test_what_holds_for_many_is_said_once() -> None:
    stream = Utf8()
    missing = [
        verdict(f"ml/chat/{n}", Status.SKIPPED, stage=Stage.INSTALL, reason="no ml", scenarios=())
        for n in range(20)
    ]

    tell(Lines(stream, Clock()), *missing)

    assert stream.getvalue().splitlines()[2:] == [
        "ml/chat/0: skipped at install: no ml",
        "ml: 20 skipped in 0.0 s",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_on_its_line(text: str) -> None:
    stream = Utf8()

    tell(Lines(stream, Clock()), verdict(f"ml/chat/{text}", Status.FAILED, reason=text))

    assert len(stream.getvalue().splitlines()) == 4
    assert "\x1b" not in stream.getvalue()
    stream.getvalue().encode()


def test_an_encoding_without_the_characters() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")

    tell(Lines(stream, Clock()), verdict("ml/chat/key", Status.FAILED, reason="✓ naïve"))

    assert b"\\u2713 na\\xefve" in stream.buffer.getvalue()


def test_a_stream_that_breaks_does_not_stop_the_work() -> None:
    class Broken(Utf8):
        def write(self, _: str) -> NoReturn:
            raise BrokenPipeError

    closed = Utf8()
    closed.close()

    for stream in (Broken(), closed):
        tell(Lines(stream, Clock()), verdict("ml/chat/key", Status.FAILED))


def test_lines_from_many_threads_are_whole_and_all_there() -> None:
    stream = Utf8()
    progress = Lines(stream, Clock())
    progress.expect("ml", 400)
    gate = threading.Barrier(8)

    def work(thread: int) -> None:
        gate.wait()
        for n in range(50):
            progress.finished(verdict(f"ml/{thread}/{n}", Status.FAILED, reason="r"))

    run_all(work)

    lines = stream.getvalue().splitlines()
    assert sorted(lines[:-1]) == sorted(
        f"ml/{thread}/{n}: failed at match: r" for thread in range(8) for n in range(50)
    )
    assert lines[-1] == "ml: 400 failed in 0.0 s"


def run_all(work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# --- bars -------------------------------------------------------------------------------------


def test_bars_show_the_language_the_sample_and_the_number() -> None:
    progress, stream = bars()
    with progress:
        progress.stage("ml", Stage.BUILD, "all at once")
        progress._bars.refresh()
        progress.expect("ml", 2)
        progress.started("ml/chat/key", "cut")
        progress._bars.refresh()
        progress.finished(verdict("ml/chat/key"))
        progress._bars.refresh()

    found = stream.getvalue()
    for text in ("ml", "build all at once", "ml/chat/key cut", "0/2", "1/2", "0:00:0"):
        assert text in found


def test_a_sample_that_still_runs_is_shown_when_another_ends() -> None:
    progress, _ = bars()
    with progress:
        progress.expect("ml", 3)
        for name in ("a", "b"):
            progress.started(f"ml/chat/{name}", "default")
        progress.finished(verdict("ml/chat/b"))
        (task,) = progress._bars.tasks

        assert task.fields["now"] == "ml/chat/a default"
        progress.finished(verdict("ml/chat/a"))
        assert task.fields["now"] == ""


def test_what_did_not_pass_stays_above_the_bars() -> None:
    progress, stream = bars()

    tell(progress, verdict("ml/chat/a"), verdict("ml/chat/key", Status.FAILED, reason="[bold]x[/]"))

    assert stream.getvalue().count("ml/chat/key: failed at match: [bold]x[/]") == 1
    assert "ml/chat/a: passed" not in stream.getvalue()


@pytest.mark.parametrize("error", [None, KeyboardInterrupt, ValueError])
def test_the_terminal_is_left_clean(error: type[BaseException] | None) -> None:
    progress, stream = bars()
    streams = (sys.stdout, sys.stderr)
    try:
        with progress:
            progress.expect("ml", 2)
            progress.started("ml/chat/key", "default")
            assert HIDE in stream.getvalue()
            if error:
                raise error
    except (KeyboardInterrupt, ValueError) as caught:
        assert type(caught) is error  # noqa: PT017 - pytest.raises takes no "or nothing"

    # The cursor is back, and the last thing done is wiping the bars.
    assert stream.getvalue().rindex(SHOW) > stream.getvalue().rindex(HIDE)
    assert stream.getvalue().endswith("\x1b[2K")
    assert (sys.stdout, sys.stderr) == streams


def test_results_on_stdout_are_not_drawn_with_the_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    stdout = Utf8()
    monkeypatch.setattr(sys, "stdout", stdout)
    progress, stream = bars()
    with progress:
        print("a result")

    assert stdout.getvalue() == "a result\n"
    assert "a result" not in stream.getvalue()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_not_steer_the_terminal(text: str) -> None:
    progress, stream = bars()

    tell(progress, verdict(f"ml/chat/{text}", Status.FAILED, reason=text))

    for bad in ("\x1b[31m", "\x00", "\x07", "\u202e", "\ud800"):
        assert bad not in stream.getvalue()


def test_bars_from_many_threads() -> None:
    progress, _ = bars()

    def work(thread: int) -> None:
        language = f"language{thread % 3}"
        progress.expect(language, 50)
        for n in range(50):
            progress.started(f"{language}/{thread}/{n}", "default")
            progress.finished(verdict(f"{language}/{thread}/{n}"))

    with progress:
        run_all(work)

    assert {task.description: (task.completed, task.total) for task in progress._bars.tasks} == {
        "language0": (150, 150),
        "language1": (150, 150),
        "language2": (100, 100),
    }


# --- which ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terminal", "environ", "kind"),
    [
        (True, {"TERM": "xterm-256color"}, Bars),
        (True, {}, Bars),
        (True, {"TERM": "dumb"}, Lines),
        (False, {"TERM": "xterm"}, Lines),
    ],
)
def test_bars_only_where_they_can_be_drawn(
    terminal: bool, environ: dict[str, str], kind: type[Bars | Lines]
) -> None:
    assert type(open_progress(Utf8(), terminal, environ)) is kind


def test_no_colour_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Utf8()
    with open_progress(stream, True, {}) as progress:
        progress.expect("ml", 2)
        progress.finished(verdict("ml/chat/key"))

    assert "\x1b[3" not in stream.getvalue()
    assert "\x1b[9" not in stream.getvalue()


def test_silence(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Silent(), verdict("ml/chat/key", Status.FAILED))

    assert capsys.readouterr() == ("", "")
