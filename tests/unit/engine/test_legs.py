"""A run that stops and goes on is the whole run, to the bit, and takes other doses meanwhile."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.engine import Event, Flow, Graph, Legs, Program, Window, compile_program, run
from baclofen.engine.execute import Executor
from baclofen.errors import InputRefused, OutOfRange
from bench.w1 import GRAPH, Numbers, population
from tests.tolerances import ONE_ANSWER, OTHER_PLACES
from tests.unit.engine.models import LOOPS, ORAL, ORAL_TYPICAL, SITE, TANK

NEXT_TO_NOTHING = 1e-300
MORNING = [Event(24 * d + 8, 10, "oral") for d in range(6)]
STOPS = (24.0, 60.0, 96.0)


@pytest.fixture(params=["numpy", "c"])
def executor(request: pytest.FixtureRequest) -> Executor:
    """Each that can stop; C where there is a compiler."""
    if request.param == "c":
        request.getfixturevalue("compiled")
    named: Executor = request.param
    return named


def whole_program(stops_h: tuple[float, ...] = STOPS) -> Program:
    return compile_program(
        GRAPH, [*MORNING, Event(30, 5, "oral", duration_h=50.0)], until_h=144, per_h=1,
        windows=[Window("day 2", 24, 48), Window("day 5", 96, 120)], stops_h=stops_h,
    )  # fmt: skip


def together(legs: Legs, name: str) -> Numbers:
    parts = [legs.go_on()[name] for _ in range(legs.count)]
    return np.concatenate(parts)


@pytest.mark.parametrize("n", [1, 13, 1_500])
def test_legs_are_the_whole_run_to_the_bit(executor: Executor, n: int) -> None:
    program, people = whole_program(), population(n)
    whole = run(program, people, ["CPL", "EFF", "TOL"], executor=executor)
    legs = Legs(program, people, ["CPL", "EFF", "TOL"], executor=executor)
    at = 0
    seen: list[str] = []
    for place in range(legs.count):
        part = legs.go_on()
        rows = slice(at, at + part.times_h.size)
        assert (part.times_h == program.times_h[rows]).all()
        for name in ("CPL", "EFF", "TOL"):
            assert (part[name] == whole[name][rows]).all(), (place, name)
        for window, outputs in part.windows.items():
            seen.append(window)
            for name, reduced in outputs.items():
                for field in ("peak", "peak_at_h", "trough", "area"):
                    wanted = getattr(whole.windows[window][name], field)
                    assert (getattr(reduced, field) == wanted).all()
        at = rows.stop
    assert at == program.times_h.size
    assert seen == ["day 2", "day 5"]
    assert legs.done == 4


def test_loops_resets_and_steady_states_go_on_too(executor: Executor) -> None:
    people = {"ke": [0.1, 0.3, 0.9], "k": [0.05, 0.2, 0.6], "half": [1.0, 3.0, 2.0]}
    events = [
        Event(0, 4, "iv", ii_h=8, addl=20),
        Event(75, evid=3),
        Event(80, 4, "iv", ss=1, ii_h=6),
    ]
    program = compile_program(LOOPS, events, per_h=1, until_h=120, stops_h=[30, 48, 78])
    whole = run(program, people, ["A", "D"], executor=executor)
    for name in ("A", "D"):
        legs = Legs(program, people, ["A", "D"], executor=executor)
        assert (together(legs, name) == whole[name]).all()


def test_each_patient_gets_the_doses_decided_for_him(executor: Executor) -> None:
    """As if each had had a table of events of his own."""
    program = whole_program()
    people = {k: v[:1].repeat(3) for k, v in population(8).items()}
    legs = Legs(program, people, ["EFF"], executor=executor)
    parts = [legs.go_on()["EFF"]]
    assert [dose.time_h for dose in legs.doses] == [30.0, 32.0, 56.0]
    assert legs.doses[0].rate_per_h == 5 / 50
    parts.append(legs.go_on([[1.0, 1.0, 0.5], [1.0, 0.0, 1.0], [1.0, 0.0, 0.5]])["EFF"])
    parts.append(legs.go_on([[1, 0.5, 1]])["EFF"])
    parts.append(legs.go_on([[1, 1, 0]] * 2)["EFF"])
    got = np.concatenate(parts)
    amounts = {0: (10, 10, 10, 10, 10, 10, 5), 1: (10, 0, 0, 5, 10, 10, 5),
               2: (10, 10, 5, 10, 0, 0, 2.5)}  # fmt: skip
    for patient, own in amounts.items():
        # What is not given is next to nothing here: blocks begin at the same times.
        events = [Event(24 * d + 8, own[d] or NEXT_TO_NOTHING, "oral") for d in range(6)]
        alone = compile_program(
            GRAPH, [*events, Event(30, own[6], "oral", duration_h=50.0)], until_h=144, per_h=1,
            windows=[Window("day 2", 24, 48), Window("day 5", 96, 120)], stops_h=STOPS,
        )  # fmt: skip
        wanted = run(alone, {k: v[:1] for k, v in people.items()}, ["EFF"], reduce=())["EFF"]
        assert_allclose(got[:, [patient]], wanted, **ONE_ANSWER)
    assert (got[:, 0] == run(program, people, ["EFF"], executor=executor)["EFF"][:, 0]).all()


def test_a_stop_changes_nothing_but_where_places_lie() -> None:
    people = population(50)
    stopped = run(whole_program(), people, ["EFF"])["EFF"]
    through = run(whole_program(()), people, ["EFF"])
    # At the stop at 60 h a panel is cut in two: places lie elsewhere.
    assert_allclose(stopped, through["EFF"], **OTHER_PLACES)


def test_what_happens_at_a_stop_comes_after_it() -> None:
    program = compile_program(TANK, [Event(2, 8, "iv")], at_h=[1.0, 2.0, 3.0], stops_h=[2.0])
    legs = Legs(program, {"ke": 0.0}, ["tank"])
    assert not legs.doses
    assert legs.go_on()["tank"].tolist() == [[0.0]]
    assert [dose.amount for dose in legs.doses] == [8.0]
    assert legs.go_on([[0.5]])["tank"].tolist() == [[4.0], [4.0]]
    assert not legs.doses
    with pytest.raises(InputRefused, match="run that stops is at its end"):
        legs.go_on()


def test_a_leg_that_is_refused_can_be_followed_with_other_shares(executor: Executor) -> None:
    """Of many, for one of the last of whom it comes to no number."""
    tank = Graph(
        {"tank": "mg"}, {"ke": "1/h", "full": "mg"}, [Flow("tank", None, "ke")], {"iv": "tank"},
        {"inverse": "full/(tank - full)"},
    )  # fmt: skip
    events = [Event(0, 8, "iv"), Event(2, 8, "iv")]
    program = compile_program(tank, events, at_h=[0.5, 3.0], stops_h=[1.0])
    n = 1_100
    legs = Legs(program, {"ke": np.zeros(n), "full": 16.0}, ["tank", "inverse"], executor=executor)
    legs.go_on()
    shares = np.full((1, n), 0.5)
    shares[0, -1] = 1.0
    with pytest.raises(InputRefused, match="output inverse is not finite"):
        legs.go_on(shares)
    assert (legs.go_on([[0.5]])["tank"] == 12.0).all()


def test_what_cannot_be_decided_is_refused() -> None:
    program = compile_program(ORAL, [Event(0, 5, "oral"), Event(2, 5, "oral")], per_h=1, until_h=4,
                              stops_h=[1.0])  # fmt: skip
    legs = Legs(program, ORAL_TYPICAL, ["CP"])
    with pytest.raises(InputRefused, match="table of shares is of shape"):
        legs.go_on([[1, 1]])
    with pytest.raises(OutOfRange, match="share of a dose is 2"):
        legs.go_on([[2]])
    with pytest.raises(OutOfRange, match="share of a dose is nan"):
        legs.go_on([[np.nan]])
    with pytest.raises(InputRefused, match="executor of a run that stops is 'jax'"):
        Legs(program, ORAL_TYPICAL, ["CP"], executor="jax")
    with pytest.raises(OutOfRange, match="stop is 4"):
        compile_program(ORAL, [], until_h=4, stops_h=[4.0])
    crossed = compile_program(ORAL, [], until_h=4, windows=[Window("w", 0, 3)], stops_h=[2.0])
    with pytest.raises(InputRefused, match="window w is across a stop"):
        Legs(crossed, ORAL_TYPICAL, ["CP"])
    lagged = compile_program(SITE, [Event(0, 5, "oral")], per_h=1, until_h=4, stops_h=[2.0])
    people: dict[str, Any] = {
        "ka": 1.0,
        "ke": 0.2,
        "k0": 0.4,
        "F": 1.0,
        "lag": [0.1, 0.2],
        "half": 4.0,
        "k": 0.1,
    }
    with pytest.raises(InputRefused, match="whose lags or durations differ"):
        Legs(lagged, people, ["effect"])
