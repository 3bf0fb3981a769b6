"""The NumPy executor against closed forms, against DOP853, and at its edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import ArrayLike

from baclofen.engine import Event, Reduction, Window, compile_program, run
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from tests.tolerances import (
    CLOSED_FORM,
    EXACT,
    FOURTH_ORDER_FACTOR,
    ORACLE,
    PEAK_AT_4_NODES_PER_H,
    PEAK_TIME_AT_4_NODES_PER_H,
)
from tests.unit.engine.models import BATEMAN, ORAL, ORAL_RATES, TANK, UNTIL_H, Case, cases, solve


def test_a_bolus_decays_as_one_exponential() -> None:
    ke = np.array([0.05, 0.5, 5.0])
    course = run(compile_program(TANK, [Event(0, 8, "iv")], 24, 4), {"ke": ke}, keep="tank")
    assert_allclose(course.amount, 8 * np.exp(-ke * course.times_h[:, None]), **CLOSED_FORM)


def test_an_infusion_fills_and_then_decays() -> None:
    ke, rate, end = 0.3, 2.0, 5.0
    program = compile_program(TANK, [Event(0, rate * end, "iv", end)], 24, 4)
    course = run(program, {"ke": ke}, keep="tank")
    t = course.times_h
    filled = rate / ke * -np.expm1(-ke * np.minimum(t, end))
    wanted = filled * np.exp(-ke * np.maximum(t - end, 0))
    assert_allclose(course.amount[:, 0], wanted, **CLOSED_FORM)


def test_absorption_follows_bateman() -> None:
    ka, ke = np.array([0.4, 1.0, 1.5]), 0.2
    program = compile_program(BATEMAN, [Event(0, 10, "oral")], 24, 4)
    course = run(program, {"ka": ka, "ke": ke}, keep="central")
    t = course.times_h[:, None]
    wanted = 10 * ka / (ka - ke) * (np.exp(-ke * t) - np.exp(-ka * t))
    assert_allclose(course.amount, wanted, **CLOSED_FORM)


def test_absorption_as_fast_as_elimination_follows_the_limit_of_bateman() -> None:
    program = compile_program(BATEMAN, [Event(0, 10, "oral")], 24, 4)
    course = run(program, {"ka": 0.5, "ke": 0.5}, keep="central")
    t = course.times_h
    assert_allclose(course.amount[:, 0], 10 * 0.5 * t * np.exp(-0.5 * t), **CLOSED_FORM)


@given(case=cases())
@settings(deadline=None, max_examples=60)
def test_agrees_with_dop853_on_any_graph(case: Case) -> None:
    program = compile_program(case.graph, case.events, UNTIL_H, 2)
    window = Window("most", 0.75, UNTIL_H)
    m = len(case.graph.compartments)
    for place, keep in enumerate(case.graph.compartments):
        course = run(program, case.rates, keep=keep, windows=[window])
        wanted = solve(case, course.times_h.tolist())
        assert_allclose(course.amount[:, 0], wanted[place], **ORACLE)
        start = np.flatnonzero(course.times_h == window.start_h).item()
        area = wanted[m + place, -1] - wanted[m + place, start]
        assert_allclose(course.windows["most"].area.item(), area, **ORACLE)


def test_the_node_of_a_dose_is_read_after_the_dose() -> None:
    program = compile_program(TANK, [Event(0, 8, "iv"), Event(1, 3, "iv")], 2, 1)
    course = run(program, {"ke": np.log(2)}, keep="tank")
    assert_allclose(course.amount[:, 0], [8.0, 4.0 + 3.0, 3.5], **EXACT)


def day(start_h: float, end_h: float) -> Reduction:
    """A window of a tank that holds 8 at 0 h, halves each hour, and gets 3 more at 1 h."""
    program = compile_program(TANK, [Event(0, 8, "iv"), Event(1, 3, "iv")], 2, 1)
    windows = [Window("it", start_h, end_h)]
    return run(program, {"ke": np.log(2)}, keep="tank", windows=windows).windows["it"]


def test_the_trough_is_seen_just_before_a_dose() -> None:
    assert_allclose(day(0, 1.5).trough, [4.0], **EXACT)


def test_a_dose_at_the_start_of_a_window_belongs_to_it() -> None:
    assert_allclose([day(1, 2).peak, day(1, 2).trough], [[7.0], [3.5]], **EXACT)


def test_a_dose_at_the_end_of_a_window_does_not_belong_to_it() -> None:
    before = day(0.5, 1)
    assert_allclose([before.peak, before.trough], [[8 / np.sqrt(2)], [4.0]], **EXACT)
    assert_allclose([before.peak_at_h], [[0.5]], **EXACT)


def test_window_edges_become_nodes() -> None:
    course = run(
        compile_program(TANK, [Event(0, 8, "iv")], 2, 1),
        {"ke": 1.0},
        keep="tank",
        windows=[Window("off the grid", 0.3, 1.7)],
    )
    assert_allclose(course.times_h, [0, 0.3, 1, 1.7, 2], **EXACT)


def test_windows_may_overlap_and_share_their_area() -> None:
    program = compile_program(ORAL, [Event(h, 5, "oral") for h in range(0, 48, 6)], 48, 4)
    windows = [Window("a", 0, 30.1), Window("b", 30.1, 48), Window("both", 0, 48)]
    found = run(program, ORAL_RATES, keep="central", windows=windows).windows
    assert_allclose(found["a"].area + found["b"].area, found["both"].area, **EXACT)
    assert_allclose(found["both"].mean, found["both"].area / 48, **EXACT)
    assert_allclose(np.maximum(found["a"].peak, found["b"].peak), found["both"].peak, **EXACT)


def test_the_whole_area_is_dose_times_F_over_clearance() -> None:
    F, CL, V = np.array([0.3, 0.7, 1.0]), np.array([5.0, 10.0, 20.0]), 50.0
    program = compile_program(ORAL, [Event(0, 10, "oral"), Event(9, 20, "oral", 3)], 1000, 4)
    course = run(
        program,
        {**ORAL_RATES, "ke": CL / V},
        bioavailability={"oral": F},
        keep="central",
        windows=[Window("all", 0, 1000)],
    )
    assert_allclose(course.windows["all"].area / V, 30 * F / CL, **CLOSED_FORM)


BATEMAN_KE = np.linspace(0.1, 0.4, 200)
BATEMAN_PEAK_AT_H = np.log(1.5 / BATEMAN_KE) / (1.5 - BATEMAN_KE)
BATEMAN_PEAK = np.exp(-BATEMAN_KE * BATEMAN_PEAK_AT_H)


def bateman_peaks(nodes_per_h: int) -> Reduction:
    """Peaks of ka 1.5/h and each ke, at every place between nodes, after a dose of 1."""
    program = compile_program(BATEMAN, [Event(0, 1, "oral")], 24, nodes_per_h)
    windows = [Window("all", 0, 24)]
    rates: dict[str, ArrayLike] = {"ka": 1.5, "ke": BATEMAN_KE}
    return run(program, rates, keep="central", windows=windows).windows["all"]


def test_the_peak_is_found_between_nodes() -> None:
    found = bateman_peaks(4)
    assert_allclose(found.peak, BATEMAN_PEAK, **PEAK_AT_4_NODES_PER_H)
    assert_allclose(found.peak_at_h, BATEMAN_PEAK_AT_H, **PEAK_TIME_AT_4_NODES_PER_H)


@pytest.mark.parametrize("nodes_per_h", [2, 4, 8])
def test_the_peak_converges_with_the_fourth_power_of_the_step(nodes_per_h: int) -> None:
    coarse = np.abs(bateman_peaks(nodes_per_h).peak - BATEMAN_PEAK).max()
    fine = np.abs(bateman_peaks(2 * nodes_per_h).peak - BATEMAN_PEAK).max()
    assert coarse > FOURTH_ORDER_FACTOR * fine


def test_no_events_leave_everything_at_zero() -> None:
    program = compile_program(ORAL, [], 24, 4)
    course = run(program, ORAL_RATES, keep="central", windows=[Window("all", 0, 24)])
    all_day = course.windows["all"]
    assert not course.amount.any()
    assert not any([all_day.peak, all_day.trough, all_day.area, all_day.mean])


def test_doses_of_zero_are_no_doses() -> None:
    program = compile_program(ORAL, [Event(0, 0, "oral"), Event(6, 0, "oral", 2)], 24, 4)
    assert not run(program, ORAL_RATES, keep="central").amount.any()


def test_what_does_not_absorb_does_not_arrive() -> None:
    program = compile_program(ORAL, [Event(0, 5, "oral"), Event(6, 5, "oral", 2)], 24, 4)
    course = run(program, ORAL_RATES, bioavailability={"oral": 0}, keep="central")
    assert not course.amount.any()


def test_each_draw_runs_as_if_alone() -> None:
    program = compile_program(ORAL, [Event(0, 5, "oral"), Event(6.1, 5, "oral", 2)], 24, 4)
    ka, F = np.array([0.5, 1.0, 4.0]), np.array([0.5, 0.7, 0.9])
    windows = [Window("all", 0, 24)]
    rates: dict[str, ArrayLike] = {**ORAL_RATES, "ka": ka}
    together = run(program, rates, bioavailability={"oral": F}, keep="central", windows=windows)
    for i in range(3):
        alone = run(
            program,
            {**ORAL_RATES, "ka": ka[i]},
            bioavailability={"oral": F[i]},
            keep="central",
            windows=windows,
        )
        assert_allclose(together.amount[:, i], alone.amount[:, 0], **CLOSED_FORM)
        assert_allclose(
            together.windows["all"].peak[i], alone.windows["all"].peak[0], **CLOSED_FORM
        )


def test_draws_may_differ_in_bioavailability_alone() -> None:
    program = compile_program(TANK, [Event(0, 8, "iv")], 2, 1)
    course = run(program, {"ke": np.log(2)}, bioavailability={"iv": [1.0, 0.5]}, keep="tank")
    assert_allclose(course.amount, [[8, 4], [4, 2], [2, 1]], **EXACT)


def test_an_infusion_scales_in_rate_and_not_in_duration() -> None:
    program = compile_program(TANK, [Event(0, 8, "iv", 2)], 4, 1)
    course = run(program, {"ke": 0.0}, bioavailability={"iv": 0.5}, keep="tank")
    assert_allclose(course.amount[:, 0], [0, 2, 4, 4, 4], **EXACT)


def test_two_infusions_at_once_add_and_end_apart() -> None:
    program = compile_program(TANK, [Event(0, 0.3, "iv", 3), Event(1, 0.2, "iv", 1)], 4, 1)
    course = run(program, {"ke": 0.0}, keep="tank")
    assert_allclose(course.amount[:, 0], [0, 0.1, 0.4, 0.5, 0.5], **EXACT)


def test_no_windows_give_no_reductions() -> None:
    course = run(compile_program(TANK, [], 2, 1), {"ke": 1.0}, keep="tank")
    assert_array_equal([len(course.windows), course.amount.shape[0]], [0, 3])


def test_an_unknown_compartment_to_keep_is_refused() -> None:
    with pytest.raises(UnknownName, match=r"compartment is 'tanks'; .* Did you mean tank\?"):
        run(compile_program(TANK, [], 2, 1), {"ke": 1.0}, keep="tanks")


def test_bioavailability_of_an_unknown_input_is_refused() -> None:
    with pytest.raises(UnknownName, match="bioavailability is 'oral'; it must be one of iv"):
        run(compile_program(TANK, [], 2, 1), {"ke": 1.0}, bioavailability={"oral": 1}, keep="tank")


def test_a_negative_bioavailability_is_refused() -> None:
    with pytest.raises(OutOfRange, match="bioavailability 'iv' is -1; it must be 0 or more"):
        run(compile_program(TANK, [], 2, 1), {"ke": 1.0}, bioavailability={"iv": -1}, keep="tank")


def test_rates_and_bioavailability_of_different_length_are_refused() -> None:
    program = compile_program(TANK, [], 2, 1)
    with pytest.raises(InputRefused, match="number of draws is 3 for iv but 2 for the rates"):
        run(program, {"ke": [1, 2]}, bioavailability={"iv": [1, 1, 1]}, keep="tank")


def test_two_windows_of_one_name_are_refused() -> None:
    windows = [Window("day", 0, 1), Window("day", 1, 2)]
    with pytest.raises(InputRefused, match="name of a window is 'day' twice; each must have its"):
        run(compile_program(TANK, [], 2, 1), {"ke": 1.0}, keep="tank", windows=windows)
