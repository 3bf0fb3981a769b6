"""Where doses cross readings, and modes in the places between, held against a dense grid."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.engine import Event, Flow, Graph, Input, Mode, Residual, compile_program, find_mode
from baclofen.engine.crossings import crossings
from tests.tolerances import MAP_OBJECTIVE, SOLVED_TWICE

ORAL = Graph(
    {"gut": "mg", "central": "mg"},
    {"ka": "1/h", "CL": "L/h", "V": "L", "LAG": "h"},
    [Flow("gut", "central", "ka"), Flow("central", None, "CL/V")],
    {"oral": Input("gut", lag="LAG")},
    {"CP": "central/V"},
)
CL, V, DOSE, OMEGA_CL = 10.0, 50.0, 100.0, 0.3
Case = tuple[list[float], list[float], float, float, Residual]


def level(CL: np.ndarray, lag: np.ndarray, at_h: np.ndarray) -> np.ndarray:
    """Bateman's function after a lag, with an absorption rate of 1/h."""
    ke, t = CL / V, np.maximum(at_h - lag, 0.0)
    return np.asarray(DOSE / (V * (1 - ke)) * (np.exp(-ke * t) - np.exp(-t)))


def objective(eta: np.ndarray, case: Case) -> np.ndarray:
    """In closed form, for etas (..., 2) of CL and LAG."""
    at_h, y, lag, omega, residual = case
    f = level(CL * np.exp(eta[..., :1]), lag * np.exp(eta[..., 1:]), np.array(at_h))
    v = (residual.proportional * f) ** 2 + residual.additive**2
    prior = (eta / np.array([OMEGA_CL, omega])) ** 2
    return np.asarray((np.log(v) + (np.array(y) - f) ** 2 / v).sum(axis=-1) + prior.sum(axis=-1))


def lowest_on_a_grid(case: Case) -> float:
    """As far out as a search goes: 10 SDs of each eta."""
    sides = np.linspace(-10, 10, 201) * OMEGA_CL, np.linspace(-10, 10, 1_501) * case[3]
    grid = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1)
    return float(objective(grid, case).min())


def mode(case: Case) -> Mode:
    at_h, y, lag, omega, residual = case
    program = compile_program(ORAL, [Event(0, DOSE, "oral")], at_h=at_h)
    return find_mode(
        program, {"ka": 1.0, "CL": CL, "V": V, "LAG": lag}, {"CL": OMEGA_CL, "LAG": omega},
        np.array(y)[:, None], output="CP", residual=residual,
    )  # fmt: skip


def drawn(seed: int) -> Case:
    """Readings that fit, or that nothing fits, of a lag among them or far from them."""
    rng = np.random.default_rng(seed)
    at_h = np.sort(rng.uniform(0.1, 12, rng.integers(1, 9))).round(2)
    lag, omega = float(np.exp(rng.uniform(-1.5, 2.3))), float(rng.choice([0.1, 0.3, 0.6]))
    a, b = float(rng.choice([0.01, 0.02, 0.05, 0.2])), float(rng.choice([0, 0, 0.1, 0.3]))
    y = rng.uniform(0, 1.2, at_h.size)
    if rng.random() < 0.5:
        own = np.exp(OMEGA_CL * rng.standard_normal(1)), np.exp(2 * omega * rng.standard_normal(1))
        f = level(CL * own[0], lag * own[1], at_h)
        y = np.abs(f + np.hypot(b * f, a) * rng.standard_normal(at_h.size))
    return at_h.tolist(), y.round(3).tolist(), lag, omega, Residual(b, a)


FAR: list[Case] = [
    ([0.5, 0.6, 0.7, 4, 8], [0.5, 0.6, 0.7, 0.9, 0.4], 1.0, 0.1, Residual(additive=0.02)),
    ([0.25], [0.2], 1.0, 0.3, Residual(additive=0.01)),
    ([1, 9, 10], [0.5, 0.3, 0.2], 9.5, 0.3, Residual(additive=0.01)),
    ([2, 4, 8], [0, 0, 0.9], 0.25, 0.3, Residual(additive=0.02)),
    # Two modes between the same readings.
    (
        [2.15, 2.65, 6.25, 6.44, 10.62],
        [1.15, 0.44, 1.04, 0.65, 0.54],
        0.31,
        0.1,
        Residual(additive=0.02),
    ),
]


@pytest.mark.parametrize("case", [*FAR, *map(drawn, range(12))])
def test_no_place_of_the_lag_is_lower(case: Case) -> None:
    found = mode(case)
    assert_allclose(found.objective[0], objective(found.eta[0], case), **SOLVED_TWICE)
    assert found.objective[0] <= lowest_on_a_grid(case) + MAP_OBJECTIVE["atol"]


def test_what_lies_at_the_edge_of_the_search_is_not_called_settled() -> None:
    found = mode(FAR[0])
    assert abs(found.eta[0, 1]) == pytest.approx(10 * 0.1)
    assert not found.converged[0]
    assert mode(FAR[1]).converged[0]


def test_together_everyone_comes_where_they_come_alone() -> None:
    at_h, typical = [0.5, 1.0, 3.0, 6.0], {"ka": 1.0, "CL": CL, "V": V}
    y = np.array([[0.5, 0.7, 0.9, 0.5], [0.0, 0.0, 0.8, 0.7], [0.0, 0.3, 1.1, 0.7]]).T
    program = compile_program(ORAL, [Event(0, DOSE, "oral")], at_h=at_h)
    lags, omega = np.array([1.0, 0.4, 0.7]), {"CL": OMEGA_CL, "LAG": 0.3}

    def fit(who: list[int]) -> Mode:
        return find_mode(
            program, {**typical, "LAG": lags[who]}, omega, y[:, who],
            output="CP", residual=Residual(additive=0.02),
        )  # fmt: skip

    alone = [fit([i]).eta[0] for i in range(3)]
    assert_allclose(fit([0, 1, 2]).eta, alone, **SOLVED_TWICE)


def met(events: list[Event], at_h: list[float], lag: str = "LAG") -> list[float]:
    """The lags at which doses meet readings, between 0.1 and 10 times an hour."""
    named = {**ORAL.parameters, "T": "h"}
    graph = Graph(ORAL.compartments, named, ORAL.flows, {"oral": Input("gut", lag=lag)}, {})
    along = np.linspace(np.log(0.1), np.log(10), 4_001)
    parameters = {name: np.ones(1) for name in named} | {"LAG": np.exp(along)}
    found = crossings(compile_program(graph, events, at_h=at_h), parameters, along)
    return [round(float(x), 3) for x in np.exp(found)]


def test_each_dose_that_can_wait_so_long_meets_each_reading() -> None:
    assert met([Event(0, 1, "oral")], [0.05, 0.5, 2.0, 24.0]) == [0.5, 2.0]
    assert met([Event(1, 1, "oral"), Event(3, 1, "oral")], [0.5, 4.0]) == [1.0, 3.0]
    assert met([Event(0, 1, "oral", ii_h=4, addl=1)], [6.0, 13.0]) == [2.0, 6.0, 9.0]
    # At steady state doses from before the record wait too.
    assert met([Event(0, 1, "oral", ii_h=4, ss=1)], [1.0]) == [1.0, 5.0, 9.0]


def test_a_lag_that_the_eta_does_not_move_meets_nothing() -> None:
    assert met([Event(0, 1, "oral")], [0.5, 2.0], lag="T") == []
    assert met([], [0.5]) == []


def test_a_lag_may_fall_along_its_eta_or_be_of_several_parameters() -> None:
    assert met([Event(0, 1, "oral")], [0.5], lag="T*T/LAG") == [2.0]
    assert met([Event(0, 1, "oral")], [3.0], lag="LAG + T") == [2.0]
    # Down and up again: met twice.
    assert met([Event(0, 1, "oral")], [2.5], lag="LAG + T*T/LAG") == [0.5, 2.0]


def test_very_many_doses_that_wait_are_looked_through_in_part() -> None:
    found = met([Event(0, 1, "oral", ii_h=0.001, addl=50_000)], [20.0, 20.0005])
    assert 0 < len(found) <= 1_000
