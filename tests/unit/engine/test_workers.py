"""Several workers take turns: the result is that of one, to the bit."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baclofen.engine import Event, Flow, Graph, Program, Window, compile_program, run, stream
from baclofen.errors import InputRefused, OutOfRange, WorkerLost
from baclofen.native import Processes
from baclofen.native.processes import Beside
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
    with pytest.raises(InputRefused, match="number of workers is 2 on jax; JAX spreads its work"):
        run(program, ORAL_TYPICAL, ["CP"], executor="jax", workers=2)
    with pytest.raises(OutOfRange, match="number of workers is 0"):
        run(program, ORAL_TYPICAL, ["CP"], executor="c", workers=0)


def test_any_number_of_processes_gives_numpy_the_same_bits(program: Program) -> None:
    people = population(3_000)
    how: dict[str, Any] = {"above": {"CPL": np.linspace(0.05, 0.2, 3_000)}}
    one = run(program, people, ["CPL", "EFF"], **how)
    for workers in (2, 3):
        several = run(program, people, ["CPL", "EFF"], workers=workers, **how)
        for name in ("CPL", "EFF"):
            assert (several[name] == one[name]).all()
            for field in ("peak", "peak_at_h", "trough", "area", "above_h"):
                got, wanted = (getattr(c.windows["all"][name], field) for c in (several, one))
                assert (got == wanted).all()
        assert several.errors == one.errors
        assert several.executor == "numpy"


def test_differential_equations_have_processes_too() -> None:
    graph = Graph(
        {"central": "mg"}, {"VM": "mg/h", "KM": "mg/L", "V": "L"},
        [Flow("central", None, "VM/(KM + CP)/V")], {"iv": "central"}, {"CP": "central/V"},
    )  # fmt: skip
    program = compile_program(graph, [Event(0, 20, "iv")], until_h=12, per_h=1)
    people: dict[str, Any] = {"VM": np.linspace(3, 9, 40), "KM": 0.3, "V": 30.0}
    one, two = (run(program, people, ["CP"], workers=workers) for workers in (1, 2))
    assert (one["CP"] == two["CP"]).all()
    assert two.executor == "ode"


def test_turns_of_processes_come_in_order_and_who_stops_keeps_them(program: Program) -> None:
    told: list[tuple[int, int]] = []
    firsts = []
    for which, part in stream(
        program, population(500), ["EFF"], size=100, workers=2,
        progress=lambda done, of: told.append((done, of)),
    ):  # fmt: skip
        firsts.append((which.start, part["EFF"].shape))
        if len(firsts) == 3:
            break
    assert firsts == [(0, (25, 100)), (100, (25, 100)), (200, (25, 100))]
    assert told == [(100, 500), (200, 500)]


def test_an_error_in_a_process_is_raised_as_itself(program: Program) -> None:
    people = population(300)
    people["T50"] = np.where(np.arange(300) == 250, 0.0, 0.5)
    turns = stream(program, people, ["EFF"], size=100, workers=2)
    assert [next(turns)[0].start for _ in range(2)] == [0, 100]
    with pytest.raises(InputRefused, match="output EFF is not finite"):
        next(turns)


def test_a_process_that_is_killed_is_told(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By name, with what it was about; what was given before is whole."""
    started: list[int] = []
    start = Processes._start

    def remember(self: Processes) -> Beside:
        beside = start(self)
        started.append(beside.process.pid)
        return beside

    monkeypatch.setattr(Processes, "_start", remember)
    turns = stream(program, population(1_000), ["EFF"], size=50, workers=2)
    done = [next(turns)[0].start]
    for pid in started:
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(WorkerLost, match=r"ended by SIGKILL while it followed draws [\d,]+ to"):
        done += [which.start for which, _ in turns]
    assert done == list(range(0, 50 * len(done), 50))


def test_an_interruption_ends_all_processes_and_keeps_what_was_done(tmp_path: Path) -> None:
    """As by Ctrl-C in a terminal: the signal reaches the run and its workers alike."""
    script = tmp_path / "script.py"
    script.write_text(
        # Whoever starts tests in the background may have them ignore interruptions.
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from bench.w1 import hourly, population\n"
        "from baclofen.engine import stream\n"
        "done = []\n"
        "try:\n"
        "    people = population(100_000)\n"
        "    for which, _ in stream(hourly(16), people, ['EFF'], workers=2, size=64):\n"
        "        done.append(which.start)\n"
        "        if len(done) == 1:\n"
        "            print('begun', flush=True)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', done == list(range(0, 64 * len(done), 64)), flush=True)\n"
    )
    root = str(Path(__file__).parents[3])
    # In a group of its own, that the signal reaches no other process.
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": root}, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        os.killpg(process.pid, signal.SIGINT)
        said, complaint = process.communicate()
    assert (said.splitlines()[-1:], process.returncode) == (["interrupted True"], 0), complaint
    assert _of_session(process.pid) == []


def _of_session(session: int) -> list[int]:
    """The processes that are left of a session, whatever their group."""
    found = []
    for pid in (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            found += [pid] if os.getsid(pid) == session else []
    return found


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
