"""How far a command is: told on a terminal, and nowhere else."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from baclofen.cli.main import main
from baclofen.cli.progress import Along, Parts
from baclofen.qualification import Qualification

ROOT = Path(__file__).parents[3]
#: What a model without figures and gates comes to.
NOTHING = Qualification((), (), "composite")


class Screen(io.StringIO):
    """A stream that says it is a terminal, or not."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal


def ticking(seconds: float) -> Callable[[], float]:
    """A clock that goes on by so much each time it is read."""

    def ticks() -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            now += seconds

    going = ticks()
    return lambda: next(going)


def gone_along(screen: Screen, seconds: float, pieces: int = 10) -> list[int]:
    return list(Along("Working", stream=screen, clock=ticking(seconds))(range(pieces)))


def test_what_takes_long_tells_how_far_it_is_and_clears_its_line() -> None:
    screen = Screen(is_terminal=True)
    assert gone_along(screen, 3.0) == list(range(10))
    drawn = screen.getvalue().split("\r\x1b[K")
    assert "Working: 5 of 10, about 19 s left" in drawn
    assert drawn[-1] == ""


def test_what_is_done_at_once_says_nothing() -> None:
    screen = Screen(is_terminal=True)
    assert gone_along(screen, 0.1) == list(range(10))
    assert screen.getvalue() == ""


def test_a_pipe_holds_results_alone() -> None:
    screen = Screen(is_terminal=False)
    assert gone_along(screen, 60.0) == list(range(10))
    assert screen.getvalue() == ""


def test_the_line_is_cleared_where_the_work_fails() -> None:
    screen = Screen(is_terminal=True)
    going = Along("Working", stream=screen, clock=ticking(3.0))(range(10))
    for _ in range(4):
        next(going)
    assert screen.getvalue() != ""
    going.close()  # type: ignore[attr-defined]
    assert screen.getvalue().endswith("\r\x1b[K")


def test_pieces_without_a_length_are_counted_by_whoever_knows() -> None:
    screen = Screen(is_terminal=True)
    along = Along("Working", stream=screen, clock=ticking(3.0))
    assert list(along(iter(range(10)), 10)) == list(range(10))
    assert "Working: 5 of 10, about 19 s left" in screen.getvalue()


#: A part that takes a third, and one that takes two.
THIRDS = {"First": 1.0, "Then": 2.0}


def test_parts_tell_what_is_left_by_how_long_those_before_took() -> None:
    screen = Screen(is_terminal=True)
    parts = Parts(THIRDS, stream=screen, clock=ticking(4.0))
    parts.draw()
    parts.at("Then")
    parts.draw()
    parts.over()
    # Begun at 0, drawn at 4; the second part at 8, a third of 24, and drawn at 12.
    assert screen.getvalue().split("\r\x1b[K") == ["", "First", "Then: about 13 s left", ""]


def test_parts_that_are_done_at_once_say_nothing() -> None:
    screen = Screen(is_terminal=True)
    parts = Parts(THIRDS, stream=screen, clock=ticking(0.1))
    parts.draw()
    parts.over()
    assert screen.getvalue() == ""


def test_a_line_beside_the_work_is_gone_before_results_come_and_stays_away() -> None:
    screen = Screen(is_terminal=True)
    with Parts(THIRDS, stream=screen, clock=ticking(4.0)) as parts:
        while not screen.getvalue():
            time.sleep(0.01)
        parts.over()
        told = screen.getvalue()
    assert told.endswith("\r\x1b[K")
    assert screen.getvalue() == told


def test_parts_tell_a_pipe_nothing() -> None:
    screen = Screen(is_terminal=False)
    with Parts(THIRDS, stream=screen, clock=ticking(4.0)) as parts:
        parts.at("Then")
    assert screen.getvalue() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_whoever_waits_for_a_plan_at_a_terminal_is_told_what_is_left(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    # As on a machine on which everything takes its time.
    slow = (
        "import baclofen.cli.progress as p, sys; p._PATIENCE, p._EVERY = 0.0, 0.001;"
        "from baclofen.cli.main import main;"
        "sys.exit(main(['plan', 'examples/ten_lines.toml', '--request', 'start']))"
    )
    with os.fdopen(ours, "rb", buffering=0) as screen:
        done = subprocess.Popen(
            [sys.executable, "-c", slow], cwd=ROOT, stderr=theirs, stdout=subprocess.PIPE
        )
        os.close(theirs)
        told = b""
        with contextlib.suppress(OSError):  # a terminal that nobody holds open any more
            while came := screen.read(65536):
                told += came
        printed = done.communicate()[0]
    assert (done.returncode, b"Start baclofen" in printed) == (0, True)
    lines = told.decode().split("\r\x1b[K")
    assert {line.partition(":")[0] for line in lines} >= {"Working it out", "Laying it out"}
    assert any(line.endswith(" s left") for line in lines)
    assert lines[-1] == ""


def test_a_log_is_told_that_qualify_begins_and_ends(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("baclofen.cli.qualify.qualify", lambda *_, **__: NOTHING)
    monkeypatch.setattr("baclofen.cli.qualify.qualification_text", lambda found: found.kinetics)
    assert main(["qualify"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert [line.split(":")[1].split()[0] for line in told] == ["predicting", "all"]
    assert "minutes" in told[0]
