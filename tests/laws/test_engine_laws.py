"""What holds for every linear model: nothing is made or lost, and causes add."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from baclofen.engine import Event, Graph, Reduction, Window, compile_program, run
from baclofen.engine.draws import Numbers
from tests.tolerances import ROUNDING
from tests.unit.engine.models import UNTIL_H, Case, cases, events

LONG_H = UNTIL_H + 6.0


def amounts(case: Case, given: tuple[Event, ...], nodes_per_h: int = 2) -> Numbers:
    """Amount in each compartment at whole hours, shape (m, hours)."""
    program = compile_program(case.graph, given, LONG_H, nodes_per_h)
    courses = [run(program, case.rates, keep=name) for name in case.graph.compartments]
    hours = np.searchsorted(courses[0].times_h, np.arange(LONG_H) - 1e-6)
    return np.array([course.amount[hours, 0] for course in courses])


def reductions(case: Case) -> dict[str, Reduction]:
    """The whole run of each compartment, reduced."""
    program = compile_program(case.graph, case.events, UNTIL_H, 2)
    window = Window("all", 0, UNTIL_H)
    return {
        name: run(program, case.rates, keep=name, windows=[window]).windows["all"]
        for name in case.graph.compartments
    }


def given_in(graph: Graph, given: tuple[Event, ...]) -> float:
    """All that these events bring in."""
    return sum(event.amount for event in given if event.input in graph.inputs)


@given(case=cases())
@settings(deadline=None, max_examples=40)
def test_what_went_in_is_there_or_has_left(case: Case) -> None:
    program = compile_program(case.graph, case.events, UNTIL_H, 2)
    held = sum(
        run(program, case.rates, keep=name).amount[-1].item() for name in case.graph.compartments
    )
    reduced = reductions(case)
    left = sum(
        case.rates[flow.rate] * reduced[flow.source].area.item()
        for flow in case.graph.flows
        if flow.target is None
    )
    assert_allclose(held + left, given_in(case.graph, case.events), **ROUNDING)


@given(case=cases())
@settings(deadline=None, max_examples=40)
def test_no_amount_is_ever_negative(case: Case) -> None:
    assert amounts(case, case.events).min() >= 0


@given(case=cases(), data=st.data())
@settings(deadline=None, max_examples=40)
def test_two_regimens_together_are_their_sum(case: Case, data: st.DataObject) -> None:
    more = data.draw(events(case.graph))
    apart = amounts(case, case.events) + amounts(case, more)
    assert_allclose(amounts(case, case.events + more), apart, **ROUNDING)


@given(case=cases(), factor=st.floats(0.0, 10.0))
@settings(deadline=None, max_examples=40)
def test_a_dose_times_a_factor_gives_the_curve_times_the_factor(case: Case, factor: float) -> None:
    scaled = tuple(Event(e.time_h, factor * e.amount, e.input, e.duration_h) for e in case.events)
    wanted = factor * amounts(case, case.events)
    assert_allclose(amounts(case, scaled), wanted, **ROUNDING)


@given(case=cases(), shift_h=st.integers(1, 5))
@settings(deadline=None, max_examples=40)
def test_a_regimen_given_later_gives_the_curve_later(case: Case, shift_h: int) -> None:
    later = tuple(Event(e.time_h + shift_h, e.amount, e.input, e.duration_h) for e in case.events)
    shifted = amounts(case, later)
    assert_allclose(shifted[:, shift_h:], amounts(case, case.events)[:, :-shift_h], **ROUNDING)
    assert not shifted[:, :shift_h].any()


@given(case=cases(), nodes_per_h=st.sampled_from([1, 3, 10]))
@settings(deadline=None, max_examples=40)
def test_more_nodes_do_not_change_the_amounts(case: Case, nodes_per_h: int) -> None:
    wanted = amounts(case, case.events)
    assert_allclose(amounts(case, case.events, nodes_per_h), wanted, **ROUNDING)


@given(case=cases())
@settings(deadline=None, max_examples=40)
def test_trough_mean_and_peak_come_in_that_order(case: Case) -> None:
    for reduced in reductions(case).values():
        slack = 1 + ROUNDING["rtol"]
        assert reduced.trough.item() <= reduced.mean.item() * slack + ROUNDING["atol"]
        assert reduced.mean.item() <= reduced.peak.item() * slack + ROUNDING["atol"]
        assert 0 <= reduced.peak_at_h.item() <= UNTIL_H
