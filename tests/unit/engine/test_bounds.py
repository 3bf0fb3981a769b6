"""What a formula can be at all, and that nothing beyond it is reported."""

from __future__ import annotations

import numpy as np
import pytest

from baclofen.engine import Event, Flow, Graph, Window, compile_program, run
from baclofen.engine.bounds import bounds
from baclofen.engine.expression import evaluate, parse


@pytest.mark.parametrize(
    ("formula", "low", "high"),
    [
        ("C", 0, np.inf),
        ("x", -np.inf, np.inf),
        ("-C", -np.inf, 0),
        ("1 - hill(C, 2, 3)", 0, 1),
        ("3*min(max(x, 0), 2) - 4", -4, 2),
        ("-2*max(x, 1)", -np.inf, -2),
        ("1/(1 + exp(x))", 0, 1),
        ("1/x", -np.inf, np.inf),
        ("C/(2 + C)", 0, np.inf),
        ("max(x, 0)**0.5", 0, np.inf),
        ("sqrt(x)*0", 0, 0),
        ("log(C)", -np.inf, np.inf),
    ],
)
def test_a_formula_is_never_outside_its_bounds(formula: str, low: float, high: float) -> None:
    node = parse(formula)
    found = bounds(node, ["C"], np, {})
    assert (float(found[0]), float(found[1])) == (low, high)
    for x in (0.1, 1.0, 7.0):
        value = evaluate(node, {"C": np.float64(x), "x": np.float64(x)}, np, {})
        assert low <= value <= high


@pytest.mark.parametrize("executor", ["numpy", "jax", "ode"])
def test_what_a_corner_forbids_is_not_reported(executor: str) -> None:
    graph = Graph(
        {"tank": "mg"}, {"ke": "1/h", "low": "mg", "top": "mg"}, [Flow("tank", None, "ke")],
        {"iv": "tank"}, {"over": "max(tank - low, 0)", "under": "min(tank, top)"},
    )  # fmt: skip
    program = compile_program(graph, [Event(0, 9, "iv")], windows=[Window("day", 0, 24)], places=6)
    numbers = {"ke": 0.5, "low": [1.0, 3.0], "top": [5.0, 6.0]}
    if executor == "jax":
        pytest.importorskip("jax")
    found = run(program, numbers, ["over", "under"], executor=executor).windows["day"]  # type: ignore[arg-type]
    assert (found["over"].trough == 0).all()
    assert (found["under"].peak == numbers["top"]).all()


def test_a_sum_of_amounts_is_never_below_nothing() -> None:
    """A steep fall to nothing: a polynomial through fine points would undershoot."""
    graph = Graph(
        {"gut": "mg", "central": "mg"}, {"ka": "1/h", "ke": "1/h", "V": "L"},
        [Flow("gut", "central", "ka"), Flow("central", None, "ke")], {"oral": "gut"},
        {"CP": "central/V"},
    )  # fmt: skip
    program = compile_program(graph, [Event(0, 20, "oral")], windows=[Window("all", 0, 48)])
    people = {
        "ka": np.geomspace(0.3, 60, 40),
        "ke": np.geomspace(2, 0.1, 40),
        "V": np.full(40, 30.0),
    }
    course = run(program, people, ["CP"])
    assert course.windows["all"]["CP"].trough.min() >= 0
