"""JAX and NumPy give one answer, on everything that a program may hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from baclofen.engine import (
    Event,
    Flow,
    Graph,
    Program,
    Trajectory,
    compile_program,
    run,
)
from baclofen.errors import InputRefused, UnknownName
from bench.w1 import GRAPH, fixed_sets
from tests.tolerances import ONE_ANSWER, SINGLE_PRECISION, SWEPT, Tolerance
from tests.unit.engine.followed import (
    LAGS,
    a_table_of_every_kind,
    loops_resets_and_steady_states,
    the_benchmark,
)
from tests.unit.engine.models import (
    ORAL,
    ORAL_TYPICAL,
    UNTIL_H,
    Case,
    cases,
    tables,
)

pytest.importorskip("jax")


def both(program: Program, parameters: object, outputs: list[str]) -> tuple[Trajectory, Trajectory]:
    """The same run on NumPy and on JAX."""
    kinds = ("peak", "trough", "area")
    numpy, jax = (
        run(program, parameters, outputs, reduce=kinds, executor=executor)  # type: ignore[arg-type]
        for executor in ("numpy", "jax")
    )
    return numpy, jax


def assert_one_answer(numpy: Trajectory, jax: Trajectory, within: Tolerance = ONE_ANSWER) -> None:
    """Readings, reductions and errors of both agree."""
    for name, values in numpy.values.items():
        assert_allclose(jax[name], values, **within, err_msg=name)
    for window, outputs in numpy.windows.items():
        for name, reduced in outputs.items():
            for field in ("peak", "trough", "area"):
                got, wanted = getattr(jax.windows[window][name], field), getattr(reduced, field)
                assert_allclose(got, wanted, **within, err_msg=f"{window} {name} {field}")
    assert set(jax.errors) == set(numpy.errors)


def test_the_benchmark_is_the_same_on_both() -> None:
    numpy, jax = both(*the_benchmark())
    assert_one_answer(numpy, jax)


def test_a_table_of_every_kind_is_the_same_on_both() -> None:
    numpy, jax = both(*a_table_of_every_kind())
    assert_one_answer(numpy, jax)


@pytest.mark.parametrize("lag", LAGS)
def test_loops_resets_and_steady_states_are_the_same_on_both(lag: object) -> None:
    numpy, jax = both(*loops_resets_and_steady_states(lag))
    # NumPy sweeps a loop day by day, JAX panel by panel.
    assert_one_answer(numpy, jax, SWEPT)


@given(case=cases(empties=True), data=st.data())
@settings(
    deadline=None,
    max_examples=6,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
def test_any_graph_and_any_table_are_the_same_on_both(case: Case, data: st.DataObject) -> None:
    program = compile_program(
        case.graph, data.draw(tables(case, steady=True)), until_h=UNTIL_H, per_h=2,
        nocb=data.draw(st.booleans()),
    )  # fmt: skip
    numpy, jax = both(program, case.parameters, [*case.graph.compartments])
    assert_one_answer(numpy, jax)


def test_single_precision_keeps_six_digits() -> None:
    program = compile_program(GRAPH, [Event(0, 10, "oral", ii_h=6, addl=11)], until_h=96, per_h=1)
    five, outputs = fixed_sets(), ["CPL", "EFF"]
    short = run(program, five, outputs, executor="jax", precision="float32")
    exact = run(program, five, outputs)
    for name in ("CPL", "EFF"):
        assert short[name].dtype == np.float32
        assert_allclose(short[name], exact[name], **SINGLE_PRECISION)


def test_more_draws_than_fit_in_a_cache_come_back_in_order() -> None:
    program = compile_program(ORAL, [Event(0, 5, "oral")], until_h=4, per_h=1)
    draws = {**ORAL_TYPICAL, "F": np.linspace(0.1, 1.0, 300)}
    numpy, jax = both(program, draws, ["CP"])
    assert_allclose(jax["CP"], numpy["CP"], **ONE_ANSWER)
    assert (np.diff(jax["CP"][-1]) > 0).all()


def test_a_graph_that_is_not_linear_is_refused() -> None:
    graph = Graph(
        {"tank": "mg"}, {"VM": "mg/h", "KM": "mg"}, [Flow("tank", None, "VM/(KM + tank)")],
        {"iv": "tank"},
    )  # fmt: skip
    program = compile_program(graph, [Event(0, 5, "iv")], at_h=[1])
    with pytest.raises(InputRefused, match="executor is 'jax' for a graph that is not linear"):
        run(program, {"VM": 1.0, "KM": 1.0}, ["tank"], executor="jax")


def test_another_precision_is_refused_where_there_is_none() -> None:
    program = compile_program(ORAL, [Event(0, 5, "oral")], at_h=[1])
    with pytest.raises(
        InputRefused, match="precision is float32 on numpy; only C and JAX have another"
    ):
        run(program, ORAL_TYPICAL, ["CP"], precision="float32")
    with pytest.raises(UnknownName, match="precision is 'float16'"):
        run(program, ORAL_TYPICAL, ["CP"], executor="jax", precision="float16")  # type: ignore[arg-type]
