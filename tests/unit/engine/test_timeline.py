"""Order in time: what is read before what, where blocks begin, and what a reset takes away."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from baclofen.engine import Event, Program, Window, compile_program, run
from baclofen.engine.doses import Cancel
from baclofen.engine.draws import Numbers
from baclofen.engine.timeline import Timeline
from tests.size import examples
from tests.tolerances import CLOSED_FORM, EXACT, ROUNDING
from tests.unit.engine.by_hand import follow
from tests.unit.engine.models import (
    PUMP,
    PUMP_TYPICAL,
    TANK,
    UNTIL_H,
    Case,
    cases,
    tables,
)


def obs(time_h: float, **values: float) -> Event:
    return Event(time_h, evid=0, values=values)


def held(events: list[Event], grid_h: list[float] | None = None, **changes: Any) -> list[float]:
    """What a tank that loses nothing holds at the observations, and then at the grid's times."""
    settings_ = {k: changes.pop(k) for k in ("additional_first", "cancel", "nocb") if k in changes}
    program = compile_program(PUMP, events, at_h=grid_h or [], **settings_)
    got: list[float] = run(program, {**PUMP_TYPICAL, **changes}, ["tank"])["tank"][:, 0].tolist()
    return got


def timeline(events: list[Event], until_h: float, **settings: Any) -> Timeline:
    program: Program = compile_program(TANK, events, until_h=until_h, **settings)
    return program.timeline({"ke": np.array([1.0])})


@given(
    data=st.data(), case=cases(), nocb=st.booleans(), first=st.booleans(),
    cancel=st.sampled_from(["reset", "never"]),
)  # fmt: skip
@settings(deadline=None, max_examples=examples(150))
def test_any_table_is_what_it_is_when_followed_by_hand(
    data: st.DataObject, case: Case, nocb: bool, first: bool, cancel: Cancel
) -> None:
    case = dataclasses.replace(case, events=data.draw(tables(case)))
    grid = [0.5 * i for i in range(int(2 * UNTIL_H) + 1)]
    wanted = follow(case, UNTIL_H, grid, nocb=nocb, additional_first=first, cancel=cancel)
    program = compile_program(
        case.graph, case.events, until_h=UNTIL_H, at_h=grid, nocb=nocb, additional_first=first,
        cancel=cancel,
    )  # fmt: skip
    names = list(case.graph.compartments)
    course = run(program, case.parameters, names)
    assert_allclose(np.array([course[n][:, 0] for n in names]).T, wanted, **CLOSED_FORM)


def test_records_of_one_time_are_read_in_their_order() -> None:
    assert held([obs(1), Event(1, 5, "iv"), obs(1), Event(1, 2, "iv"), obs(1)]) == [0, 5, 7]


def test_records_may_come_in_any_order_of_time() -> None:
    assert held([obs(2), Event(1, 5, "iv"), obs(0)]) == [0, 5]


def test_the_grid_is_read_after_everything_else_at_its_time() -> None:
    assert held([obs(1), Event(1, 5, "iv"), Event(2, evid=3)], [0, 1, 2]) == [0, 0, 5, 0]


def test_an_observation_at_the_time_of_dose_and_lag_is_read_after_the_dose() -> None:
    assert held([Event(1, 5, "pump"), obs(1.5), obs(2)], lag=0.5) == [5, 5]
    assert held([Event(0.1, 5, "pump"), obs(0.3), obs(1)], lag=0.2) == [5, 5]


def test_a_lagged_dose_comes_before_any_record_of_its_time() -> None:
    assert held([Event(0, 5, "pump"), obs(1), Event(1, 3, "iv"), obs(1)], lag=1.0) == [5, 8]


@pytest.mark.parametrize(("first", "wanted"), [(True, [5, 10, 15]), (False, [5, 5, 10])])
def test_additional_doses_come_before_the_records_of_their_time_or_after(
    first: bool, wanted: list[float]
) -> None:
    events = [Event(0, 5, "iv", ii_h=2, addl=2), obs(0), obs(2), obs(4)]
    assert held(events, additional_first=first) == wanted
    assert held(events[:1], [0, 2, 4], additional_first=first) == [5, 10, 15]


def test_additional_doses_end_with_the_last_of_them() -> None:
    assert held([Event(1, 5, "iv", ii_h=2, addl=2)], [0, 1, 3, 5, 7, 9]) == [0, 5, 10, 15, 15, 15]


def test_an_infusion_runs_from_its_start_to_its_end_also_between_readings() -> None:
    events = [Event(1, 6, "iv", 1.5)]
    assert_allclose(held(events, [0, 1, 1.75, 2, 2.5, 3]), [0, 0, 3, 4, 6, 6], **ROUNDING)


def test_an_observation_at_the_end_of_an_infusion_reads_it_whole() -> None:
    events = [obs(1), Event(1, 6, "iv", 0.3), obs(1.3), obs(2)]
    assert_allclose(held(events), [0, 6, 6], **EXACT)


def test_infusions_into_one_input_add_and_end_apart() -> None:
    events = [Event(0, 0.3, "iv", 3), Event(1, 0.2, "iv", 1)]
    assert_allclose(held(events, [0, 1, 2, 3, 4]), [0, 0.1, 0.4, 0.5, 0.5], **ROUNDING)


def test_an_infusion_may_outlast_the_run() -> None:
    assert_allclose(held([Event(1, 40, "iv", 20)], [0, 1, 3]), [0, 0, 4], **ROUNDING)


def test_an_infusion_of_given_duration_is_scaled_by_F_in_its_rate() -> None:
    for event in (Event(0, 8, "pump", 2), Event(0, 8, "pump", modelled="duration")):
        assert_allclose(held([event], [0, 1, 2, 3], F=0.5), [0, 2, 4, 4], **ROUNDING)


def test_an_infusion_of_given_rate_is_scaled_by_F_in_its_duration() -> None:
    for event in (Event(0, 8, "pump", rate_per_h=2), Event(0, 8, "pump", modelled="rate")):
        assert_allclose(held([event], [0, 1, 2, 3], F=0.5), [0, 2, 4, 4], **ROUNDING)


def test_what_does_not_enter_does_not_arrive() -> None:
    events = [Event(0, 5, "pump"), Event(1, 5, "pump", 2), Event(2, 5, "pump", rate_per_h=1)]
    assert held(events, [0, 3, 9], F=0.0) == [0, 0, 0]


def test_doses_of_zero_are_no_doses() -> None:
    events = [Event(0, 0, "pump"), Event(1, 0, "pump", 2), Event(2, 0, "pump", ii_h=1, addl=3)]
    assert held(events, [0, 3, 9]) == [0, 0, 0]


def test_a_dose_that_comes_after_the_end_is_not_there() -> None:
    program = compile_program(PUMP, [Event(1, 5, "pump", ii_h=1, addl=9)], until_h=2, per_h=1)
    assert not run(program, {**PUMP_TYPICAL, "lag": 1.5}, ["tank"])["tank"].any()


def test_F_is_that_of_the_record_or_of_the_time_when_a_later_dose_enters() -> None:
    events = [
        Event(0, 8, "pump", ii_h=2, addl=2, values={"F": 1.0}), Event(1, evid=2, values={"F": 0.5}),
        Event(3, evid=2, values={"F": 0.25}),
    ]  # fmt: skip
    assert held(events, [0, 2, 4]) == [8, 8 + 2, 8 + 2 + 2]
    assert held(events, [0, 2, 4], nocb=False) == [8, 8 + 4, 8 + 4 + 2]


def test_a_lag_is_that_of_the_record() -> None:
    events = [
        Event(0, 8, "pump", values={"lag": 1.0}), Event(0.5, 1, "pump", values={"lag": 2.0}),
    ]  # fmt: skip
    assert held(events, [0.75, 1, 2, 2.5]) == [0, 8, 8, 9]


@pytest.mark.parametrize("cancel", ["reset", "reset and ss", "never"])
def test_a_reset_empties_and_stops_what_runs(cancel: Cancel) -> None:
    events = [Event(0, 5, "iv"), Event(0, 9, "iv", 3), obs(1), Event(1, evid=3), obs(1), obs(2)]
    assert_allclose(held(events, cancel=cancel), [8, 0, 0], **ROUNDING)


@pytest.mark.parametrize("cancel", ["reset", "reset and ss", "never"])
def test_reset_and_dose_empties_first(cancel: Cancel) -> None:
    assert held([Event(0, 5, "iv"), Event(1, 3, "iv", evid=4), obs(1)], cancel=cancel) == [3]


@pytest.mark.parametrize(
    ("cancel", "wanted"), [("reset", 0.0), ("reset and ss", 0.0), ("never", 10.0)]
)
def test_a_reset_may_take_away_doses_that_have_not_come_yet(cancel: Cancel, wanted: float) -> None:
    additional = [Event(0, 5, "iv", ii_h=2, addl=2), Event(1, evid=3)]
    assert held(additional, [6], cancel=cancel) == [wanted]
    lagged = [Event(0, 10, "pump"), Event(1, evid=3)]
    assert held(lagged, [6], cancel=cancel, lag=2.0) == [wanted]
    infused = [Event(0, 5, "iv", 1, ii_h=2, addl=2), Event(1.5, evid=3)]
    assert_allclose(held(infused, [6], cancel=cancel), [wanted], **ROUNDING)


def test_a_reset_takes_nothing_from_doses_ordered_after_it() -> None:
    events = [Event(0, evid=3), Event(0, 5, "iv", ii_h=2, addl=1), Event(0, 5, "pump", 3)]
    assert_allclose(held(events, [6], lag=1.0), [15], **ROUNDING)


@pytest.mark.parametrize(
    ("cancel", "pending"), [("reset", True), ("reset and ss", False), ("never", True)]
)
def test_a_steady_state_record_leaves_pending_doses_unless_it_is_told_to(
    cancel: Cancel, pending: bool
) -> None:
    steady = Event(3, 1, "iv", ii_h=1, ss=1)
    alone = held([steady], [4, 6], ke=1.0)
    both = held([Event(0, 5, "iv", ii_h=4, addl=1), steady], [4, 6], ke=1.0, cancel=cancel)
    more = 5 * pending * np.exp([-0.0, -2.0])
    assert_allclose(both, alone + more, **EXACT)


def test_a_steady_state_record_stops_what_runs() -> None:
    steady = Event(1, 1, "iv", ii_h=1, ss=1)
    alone = held([steady], [1, 3], ke=1.0)
    assert_allclose(held([Event(0, 9, "iv", 9), steady], [1, 3], ke=1.0), alone, **EXACT)


def test_times_closer_than_a_moment_are_one_time() -> None:
    events = [Event(0.1 + 0.2, 5, "iv"), obs(0.3), Event(0.9 / 3, 2, "iv"), obs(0.1 * 3)]
    assert held(events) == [5, 7]
    assert timeline([Event(0.1 + 0.2, 5, "iv")], 1, per_h=10).count == 2


def test_a_block_begins_only_where_something_changes() -> None:
    events = [Event(0, 5, "iv"), Event(6, 10, "iv"), Event(6, 2, "iv")]
    found = timeline(events, 24, per_h=4)
    parts = np.unique(found.start_h[found.jump.any(axis=(1, 2))])
    assert_allclose(parts, [0, 6], **EXACT)
    assert found.jump.sum() == 17
    assert sum(len(block.ids) for block in found.read) == 97


def test_blocks_cover_the_run_once() -> None:
    events = [Event(h, 5, "iv") for h in (0.0, 7.1, 12.3, 19.9)]
    found = timeline(events, 48, per_h=4, windows=[Window("w", 3, 30.7)])
    ends = found.start_h + found.length_h
    assert_allclose(ends[:-1], found.start_h[1:], **EXACT)
    assert_allclose([found.start_h[0], ends[-1]], [[0], [48]], **EXACT)


@pytest.mark.parametrize("longest_h", [0.7, 1.0, 6.0, 100.0])
def test_long_blocks_are_split_where_a_window_must_see_inside_them(longest_h: float) -> None:
    window = [Window("day", 0, 24)]
    found = timeline([Event(0, 5, "iv")], 24, windows=window, longest_h=longest_h)
    assert found.length_h.max() <= longest_h
    assert found.count == np.ceil(24 / longest_h)
    assert timeline([Event(0, 5, "iv")], 24, longest_h=longest_h).count == 1


def test_window_edges_begin_blocks() -> None:
    found = timeline([Event(0, 5, "iv")], 4, windows=[Window("off the grid", 0.3, 1.7)])
    assert_allclose(found.start_h[:, 0], [0, 0.3, 1.7], **EXACT)
    (window,) = found.windows
    assert found.within(window)[:, 0].tolist() == [False, True, False]


def test_a_block_without_length_holds_what_is_between_two_records_of_one_time() -> None:
    events = [Event(1, 5, "iv"), obs(1), Event(1, 3, "iv"), obs(1)]
    found = timeline(events, 2, windows=[Window("all", 0, 2)])
    assert 0.0 in found.length_h
    window = run(
        compile_program(TANK, events, until_h=2, windows=[Window("after", 1, 2)]), {"ke": 1.0},
        ["tank"],
    ).windows["after"]["tank"]  # fmt: skip
    assert_allclose([window.peak[0], window.trough[0]], [8, 8 * np.exp(-1)], **EXACT)


def curve(times_h: Numbers) -> Numbers:
    """8 at once, and 3 more at 1 h, halving each hour."""
    return np.array(8 * 2.0**-times_h + 3 * 2.0 ** -(times_h - 1) * (times_h >= 1))


@pytest.mark.parametrize("per_h", [1, 2, 7, 60, 1000])
def test_any_number_of_readings_lie_on_one_curve(per_h: int) -> None:
    program = compile_program(TANK, [Event(0, 8, "iv"), Event(1, 3, "iv")], until_h=3, per_h=per_h)
    course = run(program, {"ke": np.log(2)}, ["tank"])
    assert_allclose(course["tank"][:, 0], curve(course.times_h), **EXACT)
