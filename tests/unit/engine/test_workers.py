"""Several workers take turns: the result is that of one, to the bit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from baclofen.engine import Event, Program, Window, compile_program, run, stream
from baclofen.errors import InputRefused, OutOfRange
from bench.w1 import GRAPH, population
from tests.unit.engine.models import ORAL, ORAL_TYPICAL
from tests.unit.engine.sanitized import NOT_HERE


@pytest.fixture
def program() -> Program:
    return compile_program(
        GRAPH, [Event(0, 10, "oral", ii_h=6, addl=3)], until_h=24, per_h=1,
        windows=[Window("all", 0, 24)],
    )  # fmt: skip


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("workers", [2, 3, 8])
def test_any_number_of_workers_gives_the_same_bits(program: Program, workers: int) -> None:
    people = population(5_000)
    one = run(program, people, ["CPL", "EFF"], executor="c")
    several = run(program, people, ["CPL", "EFF"], executor="c", workers=workers)
    for name in ("CPL", "EFF"):
        assert (several[name] == one[name]).all()
        for field in ("peak", "peak_at_h", "trough", "area"):
            got, wanted = (getattr(course.windows["all"][name], field) for course in (several, one))
            assert (got == wanted).all()
    assert several.errors == one.errors
    assert several.executor == "c"


@pytest.mark.usefixtures("compiled")
def test_turns_come_in_order_and_progress_is_told(program: Program) -> None:
    told: list[tuple[int, int]] = []
    turns = stream(
        program, population(5_000), ["EFF"], executor="c", workers=3,
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    firsts = [which.start for which, _ in turns]
    assert firsts == [0, 1024, 2048, 3072, 4096]
    assert told == [(1024, 5000), (2048, 5000), (3072, 5000), (4096, 5000), (5000, 5000)]


@pytest.mark.usefixtures("compiled")
def test_who_stops_keeps_what_was_done(program: Program) -> None:
    done = []
    for which, part in stream(program, population(20_000), ["EFF"], executor="c", workers=2):
        done.append((which.start, part["EFF"].shape))
        if len(done) == 3:
            break
    assert done == [(0, (25, 1024)), (1024, (25, 1024)), (2048, (25, 1024))]


@pytest.mark.usefixtures("compiled")
def test_an_error_of_one_turn_is_that_of_the_run(program: Program) -> None:
    people = population(4_000)
    # Nothing is left of a level that is divided by nothing.
    people["T50"] = np.where(np.arange(4_000) == 3_000, 0.0, 0.5)
    with pytest.raises(InputRefused, match="output EFF is not finite"):
        run(program, people, ["EFF"], executor="c", workers=2)


def test_workers_are_refused_where_there_are_none() -> None:
    program = compile_program(ORAL, [Event(0, 5, "oral")], at_h=[1])
    with pytest.raises(InputRefused, match="number of workers is 2 on numpy; only C has several"):
        run(program, ORAL_TYPICAL, ["CP"], executor="numpy", workers=2)
    with pytest.raises(OutOfRange, match="number of workers is 0"):
        run(program, ORAL_TYPICAL, ["CP"], executor="c", workers=0)


@pytest.mark.long
@pytest.mark.usefixtures("compiled")
def test_nothing_is_read_or_written_where_it_must_not_be() -> None:
    """Addresses and undefined behaviour are watched; `make soak` follows every event case."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.engine.sanitized", "3"], capture_output=True, text=True,
        cwd=Path(__file__).parents[3], check=False,
    )  # fmt: skip
    if done.returncode == NOT_HERE:
        pytest.skip(done.stdout.strip())
    assert done.returncode == 0, done.stderr[-2000:]
    assert "3 cases and 3 programs, nothing found" in done.stdout
