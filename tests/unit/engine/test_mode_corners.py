"""Modes where a slope leads nowhere, where readings are below a limit, and of several outputs.

What is found is held against a closed form and other optimisers from many starts.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.stats import norm  # type: ignore[import-untyped]

from baclofen.engine import Event, Flow, Graph, Input, Residual, compile_program, find_mode
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from tests.tolerances import DIFFERENCES, MAP_OBJECTIVE, SOLVED_TWICE

LAGGED = Graph(
    {"gut": "mg", "central": "mg", "effect": "mg"},
    {"ka": "1/h", "ke": "1/h", "V": "L", "tlag": "h"},
    [Flow("gut", "central", "ka"), Flow("central", "effect", "ke"), Flow("effect", None, "ke")],
    {"oral": Input("gut", lag="tlag")},
    {"CP": "central/V", "CE": "effect/V"},
)
TYPICAL = {"ka": 1.5, "ke": 0.2, "V": 10.0, "tlag": 1.0}
OMEGA = {"ke": 0.3, "V": 0.25, "tlag": 0.4}
AT_H = np.array([0.5, 1.5, 3.0, 6.0, 12.0])
PROGRAM = compile_program(LAGGED, [Event(0, 100, "oral")], at_h=AT_H)


def level(ke: float, V: float, tlag: float, at_h: np.ndarray = AT_H) -> np.ndarray:
    """Bateman's function after a lag."""
    ka, t = TYPICAL["ka"], np.maximum(at_h - tlag, 0.0)
    return np.asarray(100 * ka / (V * (ka - ke)) * (np.exp(-ke * t) - np.exp(-ka * t)))


def own(eta: np.ndarray) -> tuple[float, float, float]:
    ke, V, tlag = (TYPICAL[n] * math.exp(e) for n, e in zip(OMEGA, eta, strict=True))
    return ke, V, tlag


def prior(eta: np.ndarray) -> float:
    return float(((eta / np.array(list(OMEGA.values()))) ** 2).sum())


def lowest(objective: Callable[[np.ndarray], float]) -> float:
    """The lowest of many searches, none of which uses a slope."""
    heights = (
        minimize(
            objective, [a, b, c], method="Nelder-Mead",
            options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000},
        ).fun
        for a in (-0.4, 0.4) for b in (-0.3, 0.3) for c in (-1.4, -0.7, 0.0, 0.5)
    )  # fmt: skip
    return float(min(heights))


def test_a_reading_before_the_lag_is_reached() -> None:
    y = level(0.2, 10.0, 0.3)
    residual = Residual(proportional=0.1, additive=0.05)

    def objective(eta: np.ndarray) -> float:
        f = level(*own(eta))
        v = (0.1 * f) ** 2 + 0.05**2
        return float((np.log(v) + (y - f) ** 2 / v).sum()) + prior(eta)

    # At the typical lag nothing is there yet at half an hour, and no slope says where it would be.
    assert level(*own(np.zeros(3)))[0] == 0
    found = find_mode(PROGRAM, TYPICAL, OMEGA, y[:, None], output="CP", residual=residual)
    assert found.converged.all()
    assert_allclose(found.objective[0], objective(found.eta[0]), **SOLVED_TWICE)
    assert found.objective[0] <= lowest(objective) + MAP_OBJECTIVE["atol"]
    assert found.objective[0] < objective(np.zeros(3)) - 1000


def test_a_prediction_of_0_has_no_error_in_proportion() -> None:
    y = np.array([0.4, 3.0, 7.0, 4.0, 1.5])[:, None]
    far = {**TYPICAL, "tlag": 200.0}
    with pytest.raises(InputRefused) as refused:
        find_mode(PROGRAM, far, OMEGA, y, output="CP", residual=Residual(proportional=0.1))
    text = str(refused.value)
    assert "reading of CP at 0.5 h of person 1 is 0.4 where 0 is predicted" in text
    assert "additive part" in text
    # Where a shorter lag makes it possible, it is found from there.
    found = find_mode(PROGRAM, TYPICAL, OMEGA, y, output="CP", residual=Residual(proportional=0.1))
    assert np.isfinite(found.objective).all()
    assert own(found.eta[0])[2] < 0.5


def test_what_is_below_a_limit_counts_by_its_chance() -> None:
    late = np.array([2.0, 6.0, 24.0, 30.0])
    program = compile_program(LAGGED, [Event(0, 100, "oral")], at_h=late)
    y, limit = np.array([6.5, 3.0, np.nan, np.nan]), np.array([np.nan, np.nan, 0.3, 0.3])
    residual = Residual(proportional=0.15, additive=0.02)

    def objective(eta: np.ndarray) -> float:
        f = level(*own(eta), late)
        sd = np.sqrt((0.15 * f) ** 2 + 0.02**2)
        seen = 2 * np.log(sd[:2]) + ((y[:2] - f[:2]) / sd[:2]) ** 2
        return float(seen.sum() - 2 * norm.logcdf((0.3 - f[2:]) / sd[2:]).sum()) + prior(eta)

    found = find_mode(
        program, TYPICAL, OMEGA, y[:, None], output="CP", residual=residual, below=limit[:, None]
    )
    assert found.converged.all()
    assert_allclose(found.objective[0], objective(found.eta[0]), **SOLVED_TWICE)
    assert found.objective[0] <= lowest(objective) + MAP_OBJECTIVE["atol"]
    without = find_mode(program, TYPICAL, OMEGA, y[:, None], output="CP", residual=residual)
    # Levels that fell below the limit say that it goes faster.
    assert found.eta[0, 0] > without.eta[0, 0]


def test_far_below_a_limit_nothing_is_lost() -> None:
    y = np.array([[np.nan], [3.0], [7.0], [4.0], [1.5]])
    limit = np.array([[1e3], [np.nan], [np.nan], [np.nan], [np.nan]])
    residual = Residual(proportional=0.1)
    both = [
        find_mode(PROGRAM, TYPICAL, OMEGA, y, output="CP", residual=residual, below=below)
        for below in (None, limit)
    ]
    # Before the lag there is nothing, which is below any limit for certain.
    assert_allclose(both[0].eta, both[1].eta, **DIFFERENCES)


def test_several_outputs_are_fitted_together() -> None:
    rng = np.random.default_rng(20261122)
    y = {"CP": level(0.25, 9.0, 0.8) * (1 + 0.1 * rng.standard_normal(5))}
    residuals = {"CP": Residual(proportional=0.1, additive=0.05), "CE": Residual(additive=0.3)}
    y["CE"] = np.array([np.nan, 0.4, 1.6, 3.0, np.nan])

    def effect(ke: float, V: float, tlag: float) -> np.ndarray:
        ka, t = TYPICAL["ka"], np.maximum(AT_H - tlag, 0.0)
        # Of two equal rates in a row after another one.
        d = ka - ke
        rise = t * np.exp(-ke * t) / d - (np.exp(-ke * t) - np.exp(-ka * t)) / d**2
        return np.asarray(100 * ka * ke / V * rise)

    def objective(eta: np.ndarray) -> float:
        f = level(*own(eta))
        v = (0.1 * f) ** 2 + 0.05**2
        seen = (np.log(v) + (y["CP"] - f) ** 2 / v).sum()
        other = 2 * math.log(0.3) + ((y["CE"] - effect(*own(eta))) / 0.3) ** 2
        return float(seen + np.nansum(other)) + prior(eta)

    tables = {name: values[:, None] for name, values in y.items()}
    found = find_mode(PROGRAM, TYPICAL, OMEGA, tables, residual=residuals)
    assert found.converged.all()
    assert_allclose(found.objective[0], objective(found.eta[0]), **SOLVED_TWICE)
    assert found.objective[0] <= lowest(objective) + MAP_OBJECTIVE["atol"]


Y = np.array([[1.0], [2.0], [2.0], [1.0], [0.5]])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"output": None}, InputRefused, "output is missing"),
        ({"observed": {"CP": Y}}, InputRefused, "output is given twice"),
        ({"observed": {}, "output": None}, InputRefused, "table of observations is empty"),
        ({"residual": {"CE": Residual(additive=1)}}, UnknownName, "observed output is 'CE'"),
        ({"below": {"CE": Y}}, UnknownName, "observed output is 'CE'"),
        ({"below": Y}, InputRefused, "reading of CP is given, and below a limit too"),
        ({"below": Y[:2]}, InputRefused, "table of limits is of shape 2 by 1"),
        ({"below": np.full((5, 2), np.nan)}, InputRefused, "table of limits is of shape"),
        ({"below": np.inf * Y}, OutOfRange, "limit is inf"),
        ({"observed": {"CP": Y, "CE": np.hstack([Y, Y])}, "output": None}, InputRefused,
         "tables of observations is of"),
        ({"observed": {"CP": Y, "CE": Y}, "output": None,
          "residual": {"CP": Residual(additive=1)}}, InputRefused, "missing CE"),
    ],
)  # fmt: skip
def test_readings_that_do_not_fit_are_refused(
    change: dict[str, Any], error: type[InputRefused], message: str
) -> None:
    given = {"observed": Y, "output": "CP", "residual": Residual(additive=0.1), **change}
    with pytest.raises(error, match=message):
        find_mode(PROGRAM, TYPICAL, OMEGA, **given)


def test_a_valley_in_another_eta_is_found_where_doses_cross_readings() -> None:
    """Steps of an SD would pass over it: V is six litres in it, and 172 in the other."""
    graph = Graph(
        {"gut": "mg", "central": "mg"},
        {"ka": "1/h", "CL": "L/h", "V": "L", "tl2": "h", "tlag": "h"},
        [Flow("gut", "central", "ka"), Flow("central", None, "CL/V")],
        {"oral": Input("gut", lag="tlag"), "iv": Input("central", lag="tl2")},
        {"CP": "central/V"},
    )
    typical = {"ka": 1.805, "CL": 6.278, "V": 25.1, "tlag": 0.5, "tl2": 0.5}
    doses = [Event(0.0, 17.772, "iv"), Event(3.0, 43.603, "oral")]
    program = compile_program(graph, doses, at_h=[0.21, 7.15, 7.45])
    found = find_mode(
        program, typical, {"tl2": 1.0, "V": 1.0}, [[np.nan], [0.30206], [0.30706]], output="CP",
        below=[[0.1], [np.nan], [np.nan]], residual=Residual(0.2, 0.001),
    )  # fmt: skip
    assert found.converged.all()
    assert found.eta[0, 1] < -1
    assert found.objective[0] < -7.8
