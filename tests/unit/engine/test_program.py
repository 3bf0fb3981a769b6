"""Programs: what they explain, how values hold along a run, and what they refuse."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from baclofen.engine import Drive, Event, Flow, Graph, Turnover, Window, compile_program, run
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from tests.tolerances import EXACT
from tests.unit.engine.models import BATEMAN, PUMP, PUMP_TYPICAL, TANK

SLOW = Graph(
    {"central": "mg"},
    {"CL": "L/h", "V": "L", "k": "1/h", "C50": "mg/L", "VM": "mg/h"},
    [Flow("central", None, "CL/V")],
    {"iv": "central"},
    {"CP": "central/V", "occ": "hill(CP, C50, 1)"},
    [
        Turnover("effect", gain="k*occ*pool", loss="k"),
        Turnover("pool", gain="k", loss="k*(1 + occ)", initial="1"),
        Turnover("here", gain="k*there", loss="k"),
        Turnover("there", gain="k*here", loss="k", initial="1"),
        Turnover("self", gain="k*self", loss="k*2"),
    ],
)


def test_explain_names_compartments_inputs_events_and_executor() -> None:
    events = [Event(0, 5, "oral", ii_h=6, addl=2), Event(8, 24, "iv", 4), Event(9, evid=0)]
    program = compile_program(BATEMAN, events, until_h=24, per_h=4)
    assert program.explain().splitlines() == [
        "compartments: gut, central (exact, by uniformisation)",
        "inputs: oral into gut, iv into central",
        "events: 3 boluses, 1 infusion, 1 other",
        "readings: 98 from 0 to 24 h",
        "executor: NumPy (float64), C or JAX",
    ]


def test_explain_says_how_each_turnover_is_followed() -> None:
    lines = compile_program(SLOW, [], until_h=24).explain().splitlines()
    assert lines[1:7] == [
        "turnover: pool (its loss varies)",
        "turnover: effect (a filter)",
        "turnover: here, there (a loop, iterated in each step)",
        "turnover: self (a loop, iterated in each step)",
        "places: 16 in each panel of at most 6 h",
        "inputs: iv into central",
    ]


def test_explain_says_what_is_not_linear_and_so_solved_as_an_ode() -> None:
    graph = Graph(
        {"central": "mg"}, {"VM": "mg/h", "KM": "mg"},
        [Flow("central", None, "VM/(KM + central)")], {"iv": "central"},
    )  # fmt: skip
    program = compile_program(graph, [Event(0, 5, "iv")], until_h=24)
    assert not program.is_exact
    lines = program.explain().splitlines()
    assert lines[:2] == [
        "compartments: central (solved as an ODE)",
        "not linear: the rate VM/(KM + central) of central depends on a state",
    ]
    assert lines[-1] == "executor: ODE (SciPy DOP853), because the compartments are not linear"


@pytest.mark.parametrize(
    ("nocb", "held"), [(True, "held back to the record before (NOCB)"), (False, "held on (LOCF)")]
)
def test_explain_counts_covariates_and_windows(nocb: bool, held: str) -> None:
    events = [Event(0, 5, "iv", values={"ke": 1}), Event(3, evid=2, values={"ke": 2})]
    program = compile_program(TANK, events, until_h=24, nocb=nocb, windows=[Window("day", 0, 24)])
    assert f"covariates: 2 sets of values, {held}" in program.explain().splitlines()
    assert "windows: 1 window" in program.explain().splitlines()


def test_explain_of_a_graph_without_inputs_says_so() -> None:
    graph = Graph({"a": "mg"}, {"k": "1/h"}, [Flow("a", None, "k")], {})
    assert "inputs: none" in compile_program(graph, [], until_h=1).explain().splitlines()


def test_turnovers_follow_those_they_depend_on() -> None:
    assert compile_program(SLOW, [], until_h=24).slow_order == (
        ("pool",), ("effect",), ("here", "there"), ("self",),
    )  # fmt: skip


def test_a_program_travels_between_processes_before_and_after_a_run() -> None:
    program = compile_program(PUMP, [Event(0, 5, "pump"), Event(1, evid=0)], until_h=24, per_h=4)
    for _ in range(2):
        sent = pickle.loads(pickle.dumps(program))  # noqa: S301
        assert sent == program
        assert sent.explain() == program.explain()
        draws = {**PUMP_TYPICAL, "F": [0.5, 1.0]}
        assert_array_equal(
            run(sent, draws, ["tank"])["tank"], run(program, draws, ["tank"])["tank"]
        )


def test_observations_are_read_first_and_the_grid_after_them() -> None:
    events = [Event(3, evid=0), Event(0, 5, "iv"), Event(1, evid=0)]
    program = compile_program(TANK, events, until_h=2.5 + 1, per_h=1, at_h=[0.7])
    assert_allclose(program.times_h, [1, 3, 0, 0.7, 1, 2, 3, 3.5], **EXACT)


def test_times_without_a_grid_are_read_in_the_order_in_which_they_were_given() -> None:
    program = compile_program(TANK, [Event(0, 8, "iv")], at_h=[3, 1, 2])
    course = run(program, {"ke": np.log(2)}, ["tank"])
    assert_allclose(course.times_h, [3, 1, 2], **EXACT)
    assert_allclose(course["tank"][:, 0], [1, 4, 2], **EXACT)


def test_a_time_that_the_grid_has_already_is_read_once() -> None:
    program = compile_program(TANK, [], until_h=1, per_h=10, at_h=[0.1 + 0.2, 0.5])
    assert program.times_h.size == 11


@pytest.mark.parametrize("per_h", [1, 3, 7, 60])
def test_a_grid_of_many_days_has_no_reading_twice_though_its_times_are_rounded(per_h: int) -> None:
    program = compile_program(TANK, [], until_h=2000, per_h=per_h)
    assert program.times_h.size == 2000 * per_h + 1


def test_a_run_may_end_off_the_grid() -> None:
    assert_allclose(
        compile_program(TANK, [], until_h=1.3, per_h=2).times_h, [0, 0.5, 1, 1.3], **EXACT
    )


@pytest.mark.parametrize(
    ("events", "at_h", "windows", "until_h"),
    [
        ([Event(7, 5, "iv")], [], [], 7.0),
        ([Event(7, 5, "iv", ii_h=6, addl=9)], [], [], 7.0),
        ([Event(7, 5, "iv")], [9.0, 8.0], [], 9.0),
        ([Event(7, 5, "iv")], [9.0], [Window("w", 0, 11)], 11.0),
    ],
)
def test_a_run_ends_with_the_last_of_what_is_asked(
    events: list[Event], at_h: list[float], windows: list[Window], until_h: float
) -> None:
    assert compile_program(TANK, events, at_h=at_h, windows=windows).until_h == until_h


def test_epochs_are_the_distinct_sets_of_values() -> None:
    events = [
        Event(0, 5, "iv"), Event(1, evid=2, values={"ke": 1}), Event(2, evid=2, values={"ke": 2}),
        Event(3, evid=2), Event(4, evid=2, values={"ke": 1}),
    ]  # fmt: skip
    program = compile_program(TANK, events)
    assert list(program.epochs) == [{"ke": 1}, {"ke": 2}]
    assert list(program.record_epochs) == [0, 0, 1, 1, 0]


def test_a_covariate_has_its_first_value_before_it_and_holds_until_the_next() -> None:
    events = [
        Event(0, evid=2, values={"F": 0.5}), Event(1, evid=2, values={"lag": 1.0}),
        Event(2, evid=2, values={"F": 0.75}),
    ]  # fmt: skip
    assert compile_program(PUMP, events).epochs == (
        {"F": 0.5, "lag": 1.0}, {"F": 0.75, "lag": 1.0},
    )  # fmt: skip


@pytest.mark.parametrize(("nocb", "spent"), [(True, [2, 3, 3.5]), (False, [1, 5, 5.5])])
def test_a_covariate_holds_back_to_the_record_before_or_on_to_the_next(
    nocb: bool, spent: list[float]
) -> None:
    events = [
        Event(0, 8, "iv", values={"ke": 1.0}), Event(1, evid=0, values={"ke": 2.0}),
        Event(3, evid=0, values={"ke": 0.5}), Event(4, evid=0),
    ]  # fmt: skip
    course = run(compile_program(TANK, events, nocb=nocb), {"ke": 9.0}, ["tank"])
    assert_allclose(course["tank"][:, 0], 8 * np.exp(-np.array(spent)), **EXACT)


def test_an_event_into_an_unknown_input_is_refused() -> None:
    with pytest.raises(
        UnknownName, match="input of an event is 'orall'; it must be one of iv, oral"
    ):
        compile_program(BATEMAN, [Event(0, 5, "orall")])


def test_a_covariate_that_is_no_parameter_is_refused() -> None:
    with pytest.raises(UnknownName, match="covariate of an event is 'WT'; it must be one of ka"):
        compile_program(BATEMAN, [Event(0, 5, "oral", values={"WT": 70})])


@pytest.mark.parametrize("until_h", [0.0, -1.0, 1e7, math.inf, math.nan])
def test_a_run_of_absurd_length_is_refused(until_h: float) -> None:
    with pytest.raises(
        OutOfRange, match=r"end of the run is .* h; it must be above 0, at most 175"
    ):
        compile_program(TANK, [], until_h=until_h)


def test_a_run_that_nothing_ends_is_refused() -> None:
    with pytest.raises(OutOfRange, match="end of the run is 0 h; it must be above 0"):
        compile_program(TANK, [])


@pytest.mark.parametrize("per_h", [-1, 0.5])
def test_a_number_of_readings_that_is_no_number_is_refused(per_h: Any) -> None:
    with pytest.raises(
        OutOfRange, match=r"number of readings per hour is .*; it must be 0 or more"
    ):
        compile_program(TANK, [], until_h=24, per_h=per_h)


def test_too_many_readings_are_refused() -> None:
    with pytest.raises(OutOfRange, match=r"number of readings is .*; it must be at most 1,000,000"):
        compile_program(TANK, [], until_h=100_000, per_h=60)


def test_an_event_after_the_end_is_refused() -> None:
    with pytest.raises(
        OutOfRange,
        match=r"time of an event is 25 h; it must be within the run, at most 24 h. Let the run",
    ):
        compile_program(TANK, [Event(25, 5, "iv")], until_h=24)


@pytest.mark.parametrize("at_h", [-1.0, 25.0, math.inf, math.nan])
def test_a_reading_outside_the_run_is_refused(at_h: float) -> None:
    with pytest.raises(OutOfRange, match=r"time of a reading is .* h; it must be from 0 to 24 h"):
        compile_program(TANK, [], until_h=24, at_h=[at_h])


def test_a_window_beyond_the_run_is_refused() -> None:
    with pytest.raises(
        OutOfRange,
        match="end of the window day 2 is 48 h; it must be at most the end of the run, 24",
    ):
        compile_program(TANK, [], until_h=24, windows=[Window("day 2", 24, 48)])


def test_two_windows_of_one_name_are_refused() -> None:
    windows = [Window("day", 0, 1), Window("day", 1, 2)]
    with pytest.raises(InputRefused, match="name of a window is 'day' twice; each must have its"):
        compile_program(TANK, [], until_h=24, windows=windows)


@pytest.mark.parametrize("places", [0, 2, 41])
def test_too_few_or_too_many_places_are_refused(places: int) -> None:
    with pytest.raises(OutOfRange, match=r"number of places per panel is .*; it must be 3 to 40"):
        compile_program(TANK, [], until_h=24, places=places)


@pytest.mark.parametrize("longest_h", [0.0, -1.0, math.nan])
def test_a_panel_without_length_is_refused(longest_h: float) -> None:
    with pytest.raises(OutOfRange, match=r"longest panel is .* h; it must be above 0"):
        compile_program(TANK, [], until_h=24, longest_h=longest_h)


def test_a_drive_does_not_make_a_graph_non_linear() -> None:
    graph = Graph(
        {"a": "mg", "b": "mg"}, {"k": "1/h"}, [Flow("a", None, "k"), Drive("a", "b", "k")], {}
    )
    assert compile_program(graph, [], until_h=1).is_exact


@pytest.mark.parametrize("from_h", [0.0, 0.25, 5.0, 7.3])
def test_what_is_read_from_an_hour_on_is_what_is_read_there_anyhow(from_h: float) -> None:
    events = [Event(0, 8, "iv"), Event(6, 8, "iv")]
    whole, part = (
        run(compile_program(TANK, events, until_h=10, per_h=2, from_h=h), {"ke": 0.3}, ["tank"])
        for h in (0.0, from_h)
    )
    later = whole.times_h >= from_h
    assert part.times_h.tolist() == whole.times_h[later].tolist()
    assert_allclose(part["tank"], whole["tank"][later], rtol=1e-12)
