"""The ODE executor: the oracle of the exact one, and the way for what is not linear."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp  # type: ignore[import-untyped]

from baclofen.engine import Event, Flow, Graph, Turnover, Window, compile_program, run
from baclofen.engine.doses import Cancel
from baclofen.errors import InputRefused
from bench.w1 import GRAPH, fixed_sets
from tests.size import examples
from tests.tolerances import (
    ORACLE_BETWEEN_STEPS,
    REDUCED_TWICE,
    ROUNDING,
    SATURATED,
    SETTLED,
    SOLVED_TWICE,
)
from tests.unit.engine.models import BATEMAN, UNTIL_H, Case, cases, tables

SATURABLE = Graph(
    {"gut": "mg", "central": "mg", "gone": "mg"},
    {"ka": "1/h", "VM": "mg/h", "KM": "mg"},
    [Flow("gut", "central", "ka"), Flow("central", "gone", "VM/(KM + central)")],
    {"oral": "gut", "iv": "central"},
    {"all": "gut + central + gone"},
)
SATURABLE_TYPICAL: dict[str, Any] = {"ka": 1.2, "VM": 1.5, "KM": 2.0}


def both_ways(case: Case, *, steady: bool, **settings: Any) -> None:
    """Asserts that the executors agree at every reading."""
    program = compile_program(case.graph, case.events, until_h=UNTIL_H, per_h=1, **settings)
    names = ["all", *case.graph.compartments]
    exact = run(program, case.parameters, names)
    solved = run(program, case.parameters, names, executor="ode")
    for name in names:
        tolerance = SETTLED if steady else ORACLE_BETWEEN_STEPS
        assert_allclose(exact[name], solved[name], **tolerance)


@given(data=st.data(), case=cases(), nocb=st.booleans(), first=st.booleans())
@settings(deadline=None, max_examples=examples(60))
def test_both_executors_agree_on_any_graph_and_table(
    data: st.DataObject, case: Case, nocb: bool, first: bool
) -> None:
    case = dataclasses.replace(case, events=data.draw(tables(case)))
    both_ways(case, steady=False, nocb=nocb, additional_first=first)


@given(
    data=st.data(), case=cases(empties=True), nocb=st.booleans(),
    cancel=st.sampled_from(["reset", "reset and ss", "never"]),
)  # fmt: skip
@settings(deadline=None, max_examples=examples(60))
def test_both_executors_agree_on_tables_with_steady_states(
    data: st.DataObject, case: Case, nocb: bool, cancel: Cancel
) -> None:
    case = dataclasses.replace(case, events=data.draw(tables(case, steady=True)))
    both_ways(case, steady=True, nocb=nocb, cancel=cancel)


def test_a_saturable_elimination_goes_to_the_ode_by_itself() -> None:
    program = compile_program(SATURABLE, [Event(0, 5, "oral")], until_h=24, per_h=1)
    assert not program.is_exact
    got = run(program, SATURABLE_TYPICAL, ["central"])
    named = run(program, SATURABLE_TYPICAL, ["central"], executor="ode")
    assert (got["central"] == named["central"]).all()
    assert got.executor == named.executor == "ode"


@pytest.mark.parametrize("executor", ["numpy", "jax"])
def test_an_exact_executor_is_refused_for_what_is_not_linear(executor: Any) -> None:
    program = compile_program(SATURABLE, [Event(0, 5, "oral")], until_h=24, per_h=1)
    with pytest.raises(InputRefused, match=f"executor is '{executor}' for a graph that is not lin"):
        run(program, SATURABLE_TYPICAL, ["central"], executor=executor)


def test_saturable_elimination_loses_nothing_on_the_way() -> None:
    events = [
        Event(0, 5, "oral"), Event(2, 6, "iv", 3), Event(4, 4, "iv", rate_per_h=1.5),
        Event(9, 2, "iv", ii_h=1, addl=3),
    ]  # fmt: skip
    program = compile_program(SATURABLE, events, until_h=24, per_h=2)
    course = run(program, SATURABLE_TYPICAL, ["all", "central"])
    t = course.times_h
    given_by = 5 + 6 * np.clip((t - 2) / 3, 0, 1) + 1.5 * np.clip(t - 4, 0, 4 / 1.5)
    given_by += 2 * sum((t >= 9 + k).astype(float) for k in range(4))
    assert_allclose(course["all"][:, 0], given_by, **ROUNDING)
    assert course["central"].min() >= 0


def test_saturable_elimination_is_what_another_solver_makes_of_it() -> None:
    VM, KM = np.array([0.5, 3.0]), 2.0
    program = compile_program(
        SATURABLE, [Event(0, 8, "oral"), Event(3, 4, "iv", 2)], until_h=12, per_h=1
    )
    course = run(program, {"ka": 1.2, "VM": VM, "KM": KM}, ["central"])
    for draw, vm in enumerate(VM):
        state = np.array([8.0, 0.0])
        for start, end, inflow in ((0, 3, 0.0), (3, 5, 2.0), (5, 12, 0.0)):
            times = np.arange(start, end + 1.0)

            def rise(_: float, y: Any, vm: float = vm, inflow: float = inflow) -> list[float]:
                return [-1.2 * y[0], 1.2 * y[0] - vm * y[1] / (KM + y[1]) + inflow]

            solved = solve_ivp(rise, (start, end), state, "Radau", times, rtol=1e-10, atol=1e-12)
            state = solved.y[:, -1]
            got = course["central"][start : end + 1, draw]
            assert_allclose(got, solved.y[1], **SOLVED_TWICE)


def test_far_below_saturation_elimination_is_linear() -> None:
    events = [Event(0, 2, "oral", ii_h=6, addl=3)]
    program = compile_program(SATURABLE, events, until_h=24, per_h=1)
    got = run(program, {"ka": 1.2, "VM": 0.75e6, "KM": 1e6}, ["central"])["central"]
    program = compile_program(BATEMAN, events, until_h=24, per_h=1)
    wanted = run(program, {"ka": 1.2, "ke": 0.75}, ["central"])["central"]
    assert_allclose(got, wanted, **SATURATED)


def test_far_above_saturation_elimination_is_a_steady_loss() -> None:
    program = compile_program(SATURABLE, [Event(0, 1e6, "iv")], until_h=24, per_h=1)
    course = run(program, SATURABLE_TYPICAL, ["gone"])
    assert_allclose(course["gone"][:, 0], 1.5 * course.times_h, **SATURATED)


def test_the_steady_state_of_saturable_elimination_is_that_of_many_doses() -> None:
    events = [Event(0, 4.0, "oral", 2.0, ii_h=6, addl=80)]
    steady = [Event(480, 4.0, "oral", 2.0, ii_h=6, ss=1)]
    graph = Graph(
        {"gut": "mg", "central": "mg"}, {"ka": "1/h", "VM": "mg/h", "KM": "mg"},
        [Flow("gut", "central", "ka"), Flow("central", None, "VM/(KM + central)")],
        {"oral": "gut"},
    )  # fmt: skip
    at_h = [480.0, 481.5, 485.0]
    a, b = (
        run(compile_program(graph, e, at_h=at_h), SATURABLE_TYPICAL, ["gut", "central"])
        for e in (events, steady)
    )
    for name in ("gut", "central"):
        assert_allclose(b[name], a[name], **SETTLED)


def test_a_rate_that_a_turnover_decides_is_followed() -> None:
    """An enzyme that the drug induces clears it faster and faster."""
    graph = Graph(
        {"central": "mg"}, {"ke": "1/h", "k": "1/h", "C50": "mg"},
        [Flow("central", None, "ke*enzyme")], {"iv": "central"},
        turnovers=[Turnover("enzyme", gain="k*(1 + central/C50)", loss="k", initial="1")],
    )  # fmt: skip
    program = compile_program(graph, [Event(0, 4, "iv", ii_h=3, addl=2)], until_h=9, per_h=1)
    course = run(program, {"ke": 0.3, "k": 0.2, "C50": 2.0}, ["central", "enzyme"])
    state, wanted = np.array([0.0, 1.0]), []
    for start in (0, 3, 6):
        state = np.array([state[0] + 4.0, state[1]])

        def rise(_: float, y: Any) -> list[float]:
            return [-0.3 * y[1] * y[0], 0.2 * (1 + y[0] / 2.0) - 0.2 * y[1]]

        span = (start, start + 3)
        times = np.arange(start, start + 4.0)
        solved = solve_ivp(rise, span, state, "LSODA", times, rtol=1e-11, atol=1e-13)
        wanted += solved.y.T.tolist()[:3]
        state = solved.y[:, -1]
    assert_allclose(course["central"][:9, 0], np.array(wanted)[:, 0], **SOLVED_TWICE)
    assert_allclose(course["enzyme"][:9, 0], np.array(wanted)[:, 1], **SOLVED_TWICE)
    assert course["enzyme"].max() > 1.5


def test_a_rate_that_becomes_infinite_is_refused() -> None:
    graph = Graph(
        {"central": "mg"}, {"k": "1/h", "A": "mg"}, [Flow("central", None, "-k*central/A")],
        {"iv": "central"},
    )  # fmt: skip
    program = compile_program(graph, [Event(0, 4, "iv")], until_h=9, per_h=1)
    with pytest.raises(InputRefused, match="system of equations is not solvable here"):
        run(program, {"k": 1.0, "A": 1.0}, ["central"])


def test_the_benchmark_and_its_windows_are_the_same_both_ways() -> None:
    windows = [Window("first", 0, 6), Window("most", 7.3, 26)]
    program = compile_program(
        GRAPH, [Event(0, 10, "oral", ii_h=6, addl=3)], until_h=30, per_h=1, windows=windows,
        places=32, longest_h=3,
    )  # fmt: skip
    three = {name: value[:3] for name, value in fixed_sets().items()}
    names, above = ["CPL", "OCC", "EFF"], {"EFF": 0.1}
    exact = run(program, three, names, above=above)
    solved = run(program, three, names, above=above, executor="ode")
    for name in names:
        assert_allclose(exact[name], solved[name], **ORACLE_BETWEEN_STEPS)
        for window in ("first", "most"):
            a, b = exact.windows[window][name], solved.windows[window][name]
            for field in ("peak", "trough", "area", "above_h"):
                assert_allclose(getattr(a, field), getattr(b, field), **REDUCED_TWICE)
