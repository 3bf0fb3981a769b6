"""How far a command is: told on a terminal, and nowhere else."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

from baclofen.cli.progress import Along


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
