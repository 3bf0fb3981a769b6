"""What cannot be computed well is followed more closely, or refused; no NaN comes out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.engine import Event, Flow, Graph, Program, Turnover, compile_program, run
from baclofen.errors import InputRefused, OutOfRange
from tests.tolerances import FILTER


def model(turnover: Turnover, **signals: str) -> Program:
    """A tank that empties at `ke`, with one turnover and some signals, read for a day."""
    graph = Graph(
        {"tank": "mg"}, {"ke": "1/h", "k": "1/h", "u": "mg"}, [Flow("tank", None, "ke")],
        {"iv": "tank"}, signals, [turnover],
    )  # fmt: skip
    return compile_program(graph, [Event(0, 5, "iv")], until_h=24, per_h=2)


FILL = Turnover("fill", gain="k", loss="k")


@pytest.mark.parametrize("k", [0.01, 0.4, 0.6, 3.0, 50.0, 500.0])
@pytest.mark.parametrize("executor", ["numpy", "jax"])
def test_a_filter_is_right_however_fast(k: float, executor: Any) -> None:
    if executor == "jax":
        pytest.importorskip("jax")
        k = min(k, 3.0)  # What is faster takes the same way, and long to compile.
    program = model(FILL)
    course = run(program, {"ke": 0.1, "k": k, "u": 1.0}, ["fill"], executor=executor)
    assert_allclose(course["fill"][:, 0], -np.expm1(-k * course.times_h), **FILTER)


def test_a_filter_too_fast_for_a_long_run_is_refused() -> None:
    with pytest.raises(
        OutOfRange, match=r"loss of a turnover is 1e\+08 per h; .* make it a signal"
    ):
        run(model(FILL), {"ke": 0.1, "k": 1e8, "u": 1.0}, ["fill"])


def test_a_turnover_that_runs_away_is_refused_and_not_nan() -> None:
    program = model(Turnover("pool", gain="k*pool*pool", loss="0*k", initial="1"))
    with pytest.raises(InputRefused, match="turnover pool is followed too coarsely"):
        run(program, {"ke": 0.1, "k": 1.0, "u": 1.0}, ["pool"])


def test_a_loss_that_varies_and_is_too_fast_for_the_panels_is_refused() -> None:
    program = model(Turnover("pool", gain="k", loss="k*(1 + tank/u)", initial="1"))
    parameters = {"ke": 0.1, "k": 1.0, "u": 0.1}
    with pytest.raises(InputRefused, match=r"pool is followed too coarsely.* shorter longest_h"):
        run(program, parameters, ["pool"])
    closer = compile_program(program.graph, program.events, until_h=24, per_h=2, longest_h=1 / 32)
    assert run(closer, parameters, ["pool"]).errors["pool"] < FILTER["atol"]


@pytest.mark.parametrize("signal", ["exp(tank*tank/u/u*1000)", "tank/(u - u)", "log(0*tank/u)"])
def test_an_output_that_is_no_number_is_refused(signal: str) -> None:
    program = model(FILL, odd=signal)
    with pytest.raises(InputRefused, match="output odd is not finite: it overflows, or divides"):
        run(program, {"ke": 0.1, "k": 0.1, "u": 1.0}, ["odd"])


@pytest.mark.parametrize("value", ["a", 1j, [[1.0]], [], None, np.nan, np.inf])
def test_a_parameter_that_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(InputRefused, match="parameter 'k' is"):
        run(model(FILL), {"ke": 0.1, "k": value, "u": 1.0}, ["fill"])


def test_numbers_too_large_to_be_written_are_refused() -> None:
    graph = Graph(
        {"tank": "mg"}, {"k": "1/h"}, [Flow("tank", None, "9**9**9**9*k")], {"iv": "tank"}
    )
    with pytest.raises(InputRefused, match=r"formula is .* its numbers must give a number"):
        run(compile_program(graph, [Event(0, 5, "iv")], at_h=[1]), {"k": 1.0}, ["tank"])


@pytest.mark.parametrize("field", ["time_h", "amount", "duration_h"])
def test_an_event_of_text_is_refused(field: str) -> None:
    given: dict[str, Any] = {"time_h": 0.0, "amount": 5.0, "input": "iv", field: "5"}
    with pytest.raises(InputRefused, match="number of an event is '5'; it must be a number"):
        Event(**given)
