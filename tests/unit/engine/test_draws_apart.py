"""Draws whose times differ: each runs as if it were alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from baclofen.engine import Event, Flow, Graph, Input, Turnover, Window, compile_program, run
from baclofen.value import replace
from tests.size import examples
from tests.tolerances import CLOSED_FORM, EXACT, TOP, TURNOVER
from tests.unit.engine.models import PUMP, PUMP_TYPICAL, Case, cases, tables

WINDOW = Window("most", 1.25, 9.0)
#: So late that every dose of every draw has come.
END_H = 20.0


def alone(draws: dict[str, Any], i: int) -> dict[str, Any]:
    """The parameters of one draw."""
    return {name: np.atleast_1d(v)[i if np.size(v) > 1 else 0] for name, v in draws.items()}


@given(
    data=st.data(), case=cases(empties=True), nocb=st.booleans(), steady=st.booleans(),
    first=st.booleans(),
)  # fmt: skip
@settings(deadline=None, max_examples=examples(80))
def test_each_draw_is_its_run_alone_on_any_graph_and_table(
    data: st.DataObject, case: Case, nocb: bool, steady: bool, first: bool
) -> None:
    events = data.draw(tables(case, steady=steady))
    if steady:
        events = tuple(replace(event, values={}) for event in events)
    lags = st.lists(st.sampled_from([0.25, 0.5, 1.5, 2.0]), min_size=3, max_size=3)
    draws: dict[str, Any] = dict(case.parameters)
    for i in range(len(case.graph.compartments)):
        draws[f"lag{i}"] = data.draw(lags)
        draws[f"F{i}"], draws[f"D{i}"], draws[f"R{i}"] = [0.5, 1, 2], [0.5, 4, 3], [2, 0.25, 1]
    # A lag that a record gives is that of all draws.
    events = tuple(replace(e, values={k: v or 0.75 for k, v in e.values.items()}) for e in events)
    program = compile_program(
        case.graph, events, until_h=END_H, per_h=2, nocb=nocb, additional_first=first,
        windows=[WINDOW],
    )  # fmt: skip
    together = run(program, draws, ["all"], reduce=["area"])
    for i in range(3):
        own = run(program, alone(draws, i), ["all"], reduce=["area"])
        assert_allclose(together["all"][:, i], own["all"][:, 0], **CLOSED_FORM)
        area = own.windows["most"]["all"].area[0]
        assert_allclose(together.windows["most"]["all"].area[i], area, **CLOSED_FORM)


BODY = Graph(
    {"gut": "mg", "central": "mg"},
    {
        "ka": "1/h", "ke": "1/h", "F": "1", "lag": "h", "D": "h", "R": "mg/h", "k": "1/h",
        "C50": "mg",
    },
    [Flow("gut", "central", "ka"), Flow("central", None, "ke")],
    {"oral": Input("gut", F="F", lag="lag", duration="D", rate="R"), "iv": "central"},
    {"occ": "central/(C50 + central)"},
    [Turnover("pool", gain="k", loss="k*(1 + occ)", initial="1")],
)  # fmt: skip
TYPICAL: dict[str, Any] = {
    "ka": 1.5, "ke": 0.3, "F": 1.0, "lag": 0.5, "D": 2.0, "R": 2.0, "k": 0.2, "C50": 2.0,
}  # fmt: skip


@pytest.mark.parametrize(
    "draws",
    [
        {"lag": [0.1, 0.5, 1.7]}, {"D": [0.3, 1.0, 7.0]}, {"R": [0.4, 2.0, 9.0]},
        {"F": [0.2, 0.5, 1.0]}, {"lag": [0.1, 0.5, 1.7], "D": [7.0, 1.0, 0.3], "ka": [0.7, 1, 2]},
        {"lag": [0.1, 0.5, 1.7], "F": [0.2, 0.5, 1.0], "k": [0.1, 0.2, 0.3]},
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("covariates", [False, True])
def test_curves_windows_and_turnovers_are_those_of_each_draw_alone(
    draws: dict[str, Any], covariates: bool
) -> None:
    events = [
        Event(0, 4, "oral", ii_h=3, addl=2), Event(1, 3, "oral", rate_per_h=1.5),
        Event(2, 3, "oral", modelled="duration"), Event(4, evid=0),
        Event(5, 3, "oral", modelled="rate", ii_h=2, addl=1), Event(9, 1, "iv"), Event(9, evid=0),
    ]  # fmt: skip
    if covariates:
        events += [
            Event(3, evid=2, values={"ke": 0.3}), Event(6, evid=2, values={"ke": 0.6}),
            Event(8, evid=2, values={"ke": 0.2}),
        ]  # fmt: skip
    names = ["gut", "central", "occ", "pool"]
    program = compile_program(BODY, events, until_h=END_H, per_h=3, windows=[WINDOW])
    parameters = {**TYPICAL, **draws}
    together = run(program, parameters, names)
    for i in range(3):
        own = run(program, alone(parameters, i), names)
        for name in names:
            tolerance = TURNOVER if name == "pool" else CLOSED_FORM
            assert_allclose(together[name][:, i], own[name][:, 0], **tolerance)
            mine, its = together.windows["most"][name], own.windows["most"][name]
            assert_allclose(mine.peak[i], its.peak[0], **TOP)
            assert_allclose(mine.area[i], its.area[0], **TURNOVER)


@pytest.mark.parametrize(
    "given", [{}, {"duration_h": 2.0}, {"duration_h": 9.0}, {"modelled": "duration"}], ids=str
)
@pytest.mark.parametrize("draws", [{"lag": [0.5, 6.0, 7.5]}, {"D": [2.0, 6.0, 9.0]}], ids=str)
def test_steady_states_are_those_of_each_draw_alone(
    given: dict[str, Any], draws: dict[str, Any]
) -> None:
    events = [Event(1, 4, "oral", ii_h=6, ss=1, addl=1, **given), Event(2, evid=0)]
    names = ["gut", "central", "pool"]
    program = compile_program(BODY, events, until_h=END_H, per_h=1)
    parameters = {**TYPICAL, **draws}
    together = run(program, parameters, names)
    for i in range(3):
        own = run(program, alone(parameters, i), names)
        for name in names:
            tolerance = TURNOVER if name == "pool" else CLOSED_FORM
            assert_allclose(together[name][:, i], own[name][:, 0], **tolerance)


def test_a_steady_state_may_come_at_its_own_place_in_each_draw() -> None:
    """What runs at the record differs: nothing in one draw, one infusion or two in others."""
    events = [Event(0, 4, "pump", ii_h=6, ss=1, modelled="duration")]
    program = compile_program(PUMP, events, at_h=[0, 3])
    D = np.array([1.0, 8.0, 14.0])
    got = run(program, {**PUMP_TYPICAL, "ke": 0.3, "D": D}, ["tank"])["tank"]
    # By superposition: each infusion that has ended decays, each that runs fills.
    wanted = np.zeros((2, 3))
    for place, t in enumerate((0.0, 3.0)):
        for k in range(400):
            begun = t + 6.0 * k
            ran = np.minimum(begun, D)
            wanted[place] += 4 / D / 0.3 * -np.expm1(-0.3 * ran) * np.exp(-0.3 * (begun - ran))
    assert_allclose(got, wanted, **CLOSED_FORM)


def test_a_draw_whose_times_are_its_own_is_read_at_the_times_of_all() -> None:
    events = [Event(0, 8, "pump"), Event(2, evid=0), Event(3, evid=0)]
    program = compile_program(PUMP, events, until_h=4, per_h=1)
    got = run(program, {**PUMP_TYPICAL, "lag": [0.5, 2.0, 3.5]}, ["tank"])
    assert_allclose(got.times_h, [2, 3, 0, 1, 2, 3, 4], **EXACT)
    wanted = [[8, 8, 0], [8, 8, 0], [0, 0, 0], [8, 0, 0], [8, 8, 0], [8, 8, 0], [8, 8, 8]]
    assert_allclose(got["tank"], wanted, **CLOSED_FORM)


def test_an_infusion_of_given_rate_ends_when_what_enters_is_in() -> None:
    program = compile_program(PUMP, [Event(0, 8, "pump", rate_per_h=2)], until_h=5, per_h=1)
    got = run(program, {**PUMP_TYPICAL, "F": [0.25, 0.5, 1.0]}, ["tank"])["tank"]
    wanted = np.minimum(2.0 * np.arange(6)[:, None], [2.0, 4.0, 8.0])
    assert_allclose(got, wanted, **CLOSED_FORM)
