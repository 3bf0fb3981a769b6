"""The most probable parameters: at a minimum, with its curvature, and with what data say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize  # type: ignore[import-untyped]

from baclofen.engine import Event, Mode, Residual, compile_program, find_mode, run
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from tests.tolerances import CURVATURE, DIFFERENCES, MAP_OBJECTIVE
from tests.unit.engine.models import ORAL, ORAL_TYPICAL, TANK

PROGRAM = compile_program(ORAL, [Event(0, 20, "oral", ii_h=6, addl=4)], at_h=[25, 26, 28, 30])
OMEGA = {"ka": 0.5, "ke": 0.3, "k21": 0.2}
RESIDUAL = Residual(proportional=0.1, additive=0.01)


@pytest.fixture
def rng() -> np.random.Generator:
    """The same people in every run."""
    return np.random.default_rng(20261122)


def seen(rng: np.random.Generator, people: int) -> np.ndarray:
    """Readings of so many people, each with parameters and errors of their own."""
    own: dict[str, Any] = dict(ORAL_TYPICAL)
    for name, sd in OMEGA.items():
        own[name] = ORAL_TYPICAL[name] * np.exp(sd * rng.standard_normal(people))
    f = run(PROGRAM, own, ["CP"])["CP"]
    return np.asarray(f * (1 + 0.1 * rng.standard_normal(f.shape)))


def objective(eta: np.ndarray, y: np.ndarray) -> float:
    """One person's objective, as written in the module's first lines."""
    own = dict(ORAL_TYPICAL)
    for value, name in zip(eta, OMEGA, strict=True):
        own[name] = ORAL_TYPICAL[name] * np.exp(value)
    f = run(PROGRAM, own, ["CP"])["CP"][:, 0]
    v = (0.1 * f) ** 2 + 0.01**2
    prior = (eta / np.array(list(OMEGA.values()))) ** 2
    return float((np.log(v) + (y - f) ** 2 / v).sum() + prior.sum())


def fit(y: np.ndarray) -> Mode:
    return find_mode(PROGRAM, ORAL_TYPICAL, OMEGA, y, output="CP", residual=RESIDUAL)


def test_no_other_optimiser_finds_a_lower_objective(rng: np.random.Generator) -> None:
    y = seen(rng, 6)
    mode = fit(y)
    assert mode.converged.all()
    for i in range(6):
        assert_allclose(objective(mode.eta[i], y[:, i]), mode.objective[i], **DIFFERENCES)
        other = minimize(objective, np.zeros(3), args=(y[:, i],), method="BFGS")
        assert mode.objective[i] <= other.fun + MAP_OBJECTIVE["atol"]


def test_everyone_is_fitted_as_if_alone(rng: np.random.Generator) -> None:
    y = seen(rng, 4)
    together = fit(y)
    for i in range(4):
        alone = fit(y[:, [i]])
        assert_allclose(alone.eta[0], together.eta[i], **DIFFERENCES)


def test_curvature_is_the_objectives_own(rng: np.random.Generator) -> None:
    y = seen(rng, 1)
    mode, step = fit(y), 1e-3
    for i, a in enumerate(step * np.eye(3)):
        for j, b in enumerate(step * np.eye(3)):
            corners = [
                sign * objective(mode.eta[0] + s * a + t * b, y[:, 0])
                for s, t, sign in ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1))
            ]
            by_corners = sum(corners) / (4 * step**2)
            assert_allclose(mode.hessian[0, i, j], by_corners, **CURVATURE)


def test_without_data_the_prior_remains_and_nothing_is_informed() -> None:
    mode = fit(np.full((4, 1), np.nan))
    assert_allclose(mode.eta, np.zeros((1, 3)), **DIFFERENCES)
    assert_allclose(mode.sd, mode.prior_sd[None], **DIFFERENCES)
    assert mode.hardly_informed == [("ka", "ke", "k21")]


def test_what_the_data_did_not_inform_is_named(rng: np.random.Generator) -> None:
    silent = fit(seen(rng, 20)).hardly_informed
    assert all("ke" not in names for names in silent)
    assert sum("k21" in names for names in silent) >= 15


def test_a_missing_reading_is_no_reading(rng: np.random.Generator) -> None:
    y = seen(rng, 1)
    fewer = compile_program(ORAL, PROGRAM.events, at_h=[25, 26, 28])
    without = find_mode(fewer, ORAL_TYPICAL, OMEGA, y[:3], output="CP", residual=RESIDUAL)
    y[3] = np.nan
    assert_allclose(fit(y).eta, without.eta, **DIFFERENCES)


def test_people_may_differ_in_their_typical_values(rng: np.random.Generator) -> None:
    y = seen(rng, 2)
    own = {**ORAL_TYPICAL, "V": [40.0, 60.0]}
    both = find_mode(PROGRAM, own, OMEGA, y, output="CP", residual=RESIDUAL)
    for i, V in enumerate((40.0, 60.0)):
        one = {**ORAL_TYPICAL, "V": V}
        alone = find_mode(PROGRAM, one, OMEGA, y[:, [i]], output="CP", residual=RESIDUAL)
        assert_allclose(alone.eta[0], both.eta[i], **DIFFERENCES)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"omega": {}}, InputRefused, "set of etas is empty"),
        ({"omega": {"kel": 0.3}}, UnknownName, "eta is 'kel'"),
        ({"omega": {"ke": 0.0}}, OutOfRange, "omega of ke is 0; it must be above 0"),
        ({"omega": {"ke": 1e-200}}, OutOfRange, "omega of ke is 1e-200; it must be above 0"),
        ({"omega": {"ke": 1e200}}, OutOfRange, r"omega of ke is 1e\+200; .* at most 10"),
        ({"observed": [[1.0], [-1e308]]}, OutOfRange, r"observation is -1e\+308"),
        ({"observed": [[1.0]]}, InputRefused, "table of observations is of shape 1 by 1"),
        ({"observed": [[1.0], [np.inf]]}, OutOfRange, "observation is inf"),
        ({"typical": {"ke": [0.1, 0.2]}}, InputRefused, "typical ke is of 2 people"),
    ],
)
def test_what_cannot_be_fitted_is_refused(
    change: dict[str, Any], error: type[InputRefused], message: str
) -> None:
    program = compile_program(TANK, [Event(0, 8, "iv")], at_h=[1.0, 2.0])
    given = {"typical": {"ke": 0.4}, "omega": {"ke": 0.3}, "observed": [[5.0], [3.0]], **change}
    with pytest.raises(error, match=message):
        find_mode(program, **given, output="tank", residual=RESIDUAL)


def test_a_residual_without_size_is_refused() -> None:
    with pytest.raises(OutOfRange, match="residual SD is 0; it must be above 0"):
        Residual()
    with pytest.raises(OutOfRange, match="proportional residual SD is -1"):
        Residual(proportional=-1)


@pytest.mark.parametrize("size", [1e308, 1e-308, float("nan"), float("inf")])
def test_a_residual_whose_square_is_no_number_is_refused(size: float) -> None:
    with pytest.raises(OutOfRange, match="it must be 0, or from 1e-100 to 1e"):
        Residual(additive=size)
