"""What holds for every linear model: nothing is made or lost, and causes add."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from baclofen.engine import Drive, Event, Flow, Reduction, Window, compile_program, run
from baclofen.engine.draws import Numbers
from baclofen.value import replace
from tests.tolerances import ROUNDING
from tests.unit.engine.models import UNTIL_H, Case, cases, events, tables

LONG_H = UNTIL_H + 6.0


def amounts(case: Case, given: Sequence[Event], per_h: int = 2) -> Numbers:
    """Amount in each compartment at whole hours, shape (m, hours)."""
    program = compile_program(case.graph, given, until_h=LONG_H, per_h=per_h)
    names = list(case.graph.compartments)
    course = run(program, case.parameters, names)
    # Observations among the events are read before the grid.
    grid = len(program.readings_h)
    hours = np.searchsorted(course.times_h[-grid:], np.arange(LONG_H))
    return np.array([course[name][-grid:][hours, 0] for name in names])


def reductions(case: Case) -> dict[str, Reduction]:
    """The whole run of each compartment, reduced."""
    window = Window("all", 0, LONG_H)
    program = compile_program(case.graph, case.events, until_h=LONG_H, windows=[window])
    course = run(program, case.parameters, list(case.graph.compartments))
    return dict(course.windows["all"])


def given_in(case: Case) -> float:
    """All that the doses bring in."""
    return sum(
        e.amount * case.parameters[f"F{case.graph.index(case.graph.inputs[e.input].into)}"]
        for e in case.events
    )


@given(case=cases())
@settings(deadline=None, max_examples=40)
def test_what_went_in_or_was_driven_in_is_there_or_has_left(case: Case) -> None:
    held = amounts_at_end(case)
    reduced = reductions(case)
    moved = {
        flow: case.parameters[flow.rate] * reduced[flow.source].area.item()
        for flow in case.graph.flows
    }
    left = sum(a for flow, a in moved.items() if isinstance(flow, Flow) and flow.target is None)
    driven = sum(a for flow, a in moved.items() if isinstance(flow, Drive))
    assert_allclose(held + left, given_in(case) + driven, **ROUNDING)


def amounts_at_end(case: Case) -> float:
    program = compile_program(case.graph, case.events, until_h=LONG_H, at_h=[LONG_H])
    return run(program, case.parameters, ["all"])["all"].item()


@given(data=st.data(), case=cases(empties=True), steady=st.booleans())
@settings(deadline=None, max_examples=60)
def test_no_amount_is_ever_negative(data: st.DataObject, case: Case, steady: bool) -> None:
    assert amounts(case, data.draw(tables(case, steady=steady))).min() >= 0


@given(case=cases(), data=st.data())
@settings(deadline=None, max_examples=40)
def test_two_regimens_together_are_their_sum(case: Case, data: st.DataObject) -> None:
    more = data.draw(events(case.graph))
    apart = amounts(case, case.events) + amounts(case, more)
    assert_allclose(amounts(case, [*case.events, *more]), apart, **ROUNDING)


@given(data=st.data(), case=cases(empties=True), factor=st.just(0.0) | st.floats(1e-6, 10.0))
@settings(deadline=None, max_examples=60)
def test_a_dose_times_a_factor_gives_the_curve_times_the_factor(
    data: st.DataObject, case: Case, factor: float
) -> None:
    """Also at steady state, and where a rate is given that grows as the amount does."""
    table = data.draw(tables(case, steady=True))
    table = tuple(
        replace(e, modelled="") if e.modelled == "rate" and e.amount else e for e in table
    )
    table = tuple(e for e in table if not e.is_constant)
    scaled = tuple(
        replace(e, amount=factor * e.amount, rate_per_h=factor * e.rate_per_h) for e in table
    )
    assert_allclose(amounts(case, scaled), factor * amounts(case, table), **ROUNDING)


@given(data=st.data(), case=cases(empties=True), shift_h=st.integers(1, 5))
@settings(deadline=None, max_examples=60)
def test_a_regimen_given_later_gives_the_curve_later(
    data: st.DataObject, case: Case, shift_h: int
) -> None:
    table = data.draw(tables(case, steady=True))
    later = tuple(replace(e, time_h=e.time_h + shift_h) for e in table)
    shifted = amounts(case, later)
    assert_allclose(shifted[:, shift_h:], amounts(case, table)[:, :-shift_h], **ROUNDING)
    assert not shifted[:, :shift_h].any()


@given(data=st.data(), case=cases(empties=True), per_h=st.sampled_from([1, 3, 10]))
@settings(deadline=None, max_examples=60)
def test_more_readings_do_not_change_the_amounts(
    data: st.DataObject, case: Case, per_h: int
) -> None:
    table = data.draw(tables(case, steady=True))
    assert_allclose(amounts(case, table, per_h), amounts(case, table), **ROUNDING)


@given(data=st.data(), case=cases(), at_h=st.lists(st.floats(0.0, LONG_H), max_size=4))
@settings(deadline=None, max_examples=40)
def test_records_that_say_nothing_change_nothing(
    data: st.DataObject, case: Case, at_h: list[float]
) -> None:
    table = data.draw(tables(case))
    silent = chain(*((Event(t, evid=0), Event(t, evid=2)) for t in at_h))
    together = sorted([*table, *silent], key=lambda event: event.time_h)
    together = [replace(event, values={}) for event in together]
    plain = [replace(event, values={}) for event in table]
    assert_allclose(amounts(case, together), amounts(case, plain), **ROUNDING)


@given(case=cases(), data=st.data())
@settings(deadline=None, max_examples=40)
def test_windows_share_what_is_in_them(case: Case, data: st.DataObject) -> None:
    cut = data.draw(st.floats(0.01, LONG_H - 0.01))
    windows = [Window("a", 0, cut), Window("b", cut, LONG_H), Window("both", 0, LONG_H)]
    program = compile_program(case.graph, case.events, until_h=LONG_H, windows=windows)
    found = run(program, case.parameters, ["all"]).windows
    a, b, both = (found[name]["all"] for name in ("a", "b", "both"))
    assert_allclose(a.area + b.area, both.area, **ROUNDING)
    assert_allclose(np.maximum(a.peak, b.peak), both.peak, **ROUNDING)
    assert_allclose(np.minimum(a.trough, b.trough), both.trough, **ROUNDING)


@given(case=cases())
@settings(deadline=None, max_examples=40)
def test_trough_mean_and_peak_come_in_that_order(case: Case) -> None:
    for reduced in reductions(case).values():
        slack = 1 + ROUNDING["rtol"]
        assert reduced.trough.item() <= reduced.mean.item() * slack + ROUNDING["atol"]
        assert reduced.mean.item() <= reduced.peak.item() * slack + ROUNDING["atol"]
        assert 0 <= reduced.peak_at_h.item() <= LONG_H
