"""Slopes: JAX's against differences, and both against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.engine import Event, compile_program, jacobian
from baclofen.errors import InputRefused, UnknownName
from bench.w1 import FIXED, GRAPH, TYPICAL, fixed_sets
from tests.tolerances import DIFFERENCES
from tests.unit.engine.models import PUMP, PUMP_TYPICAL, TANK

TANK_PROGRAM = compile_program(TANK, [Event(0, 8, "iv")], at_h=[1.0, 2.5])


@pytest.mark.parametrize("executor", ["numpy", "jax"])
def test_the_slope_of_a_decay_is_known(executor: str) -> None:
    if executor == "jax":
        pytest.importorskip("jax")
    ke, t = np.array([0.1, 0.7]), np.array([[1.0], [2.5]])
    slope = jacobian(TANK_PROGRAM, {"ke": ke}, ["tank"], ["ke"], executor)["tank"]  # type: ignore[arg-type]
    assert slope.shape == (1, 2, 2)
    assert_allclose(slope[0], -8 * t * np.exp(-ke * t), **DIFFERENCES)


def test_jax_and_differences_agree_on_every_parameter_of_the_benchmark() -> None:
    pytest.importorskip("jax")
    program = compile_program(
        GRAPH, [Event(0, 10, "oral", ii_h=6, addl=5)], at_h=[0.7, 5, 13.3, 40]
    )
    five, wrt = fixed_sets(), [*TYPICAL, *FIXED]
    exact = jacobian(program, five, ["CPL", "EFF"], wrt, "jax")
    near = jacobian(program, five, ["CPL", "EFF"], wrt)
    for output in ("CPL", "EFF"):
        for i, name in enumerate(wrt):
            scale = max(float(np.abs(near[output][i]).max()), np.finfo(float).tiny)
            got, wanted = exact[output][i] / scale, near[output][i] / scale
            assert_allclose(got, wanted, **DIFFERENCES, err_msg=f"{output} by {name}")


def test_a_parameter_that_moves_a_dose_has_its_slope_by_differences() -> None:
    program = compile_program(PUMP, [Event(0, 8, "pump")], at_h=[3.0])
    parameters = {**PUMP_TYPICAL, "ke": 0.5, "lag": 1.0}
    slope = jacobian(program, parameters, ["tank"], ["lag"])["tank"]
    assert_allclose(slope, [[[0.5 * 8 * np.exp(-0.5 * 2)]]], **DIFFERENCES)


def test_jax_refuses_a_parameter_that_moves_a_dose() -> None:
    pytest.importorskip("jax")
    program = compile_program(PUMP, [Event(0, 8, "pump")], at_h=[3.0])
    with pytest.raises(InputRefused, match=r"times depend on lag; it must not move a dose\. Use"):
        jacobian(program, PUMP_TYPICAL, ["tank"], ["ke"], "jax")


def test_an_unknown_parameter_or_executor_is_refused() -> None:
    with pytest.raises(UnknownName, match="parameter to differentiate by is 'kel'"):
        jacobian(TANK_PROGRAM, {"ke": 0.5}, ["tank"], ["kel"])
    with pytest.raises(UnknownName, match="executor of derivatives is 'ode'"):
        jacobian(TANK_PROGRAM, {"ke": 0.5}, ["tank"], ["ke"], "ode")  # type: ignore[arg-type]
