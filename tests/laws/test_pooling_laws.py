"""Laws of meta-analysis: what holds for any studies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from baclofen.synthesis import (
    METHODS,
    Contrasts,
    Effects,
    Random,
    cumulate,
    egger,
    fit_multivariate,
    from_counts,
    leave_one_out,
    mantel_haenszel,
    peto,
    pool,
    pool_network,
    regress,
    spread_between,
)
from baclofen.synthesis import given as effects_given
from baclofen.synthesis.between import log_likelihood
from tests.tolerances import EXACT, SAME_OPTIMUM, SAME_POOL, monte_carlo

EFFECTS = st.lists(
    st.tuples(st.floats(-3, 3, allow_subnormal=False), st.floats(0.05, 2)), min_size=3, max_size=12
).map(lambda rows: effects_given([y for y, _ in rows], se=[s for _, s in rows]))
RANDOM = st.sampled_from([m for m in METHODS if m != "FE"])
ANY = st.sampled_from(METHODS)
TEST = st.sampled_from(["z", "adhoc"])
TABLES = st.lists(
    st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.integers(1, 40)),
    min_size=2, max_size=8,
)  # fmt: skip


def told(effects: Effects, method: Any, test: Any = "z") -> list[float]:
    p = pool(effects, method, test)
    h = p.heterogeneity
    return [p.estimate, p.se, p.ci.low, p.ci.high, p.p, h.tau2, h.Q, h.I2]


@settings(deadline=None)
@given(EFFECTS, ANY, TEST, st.randoms(use_true_random=False))
def test_the_order_of_studies_never_matters(e: Effects, method: Any, test: Any, r: Any) -> None:
    places = list(range(e.k))
    r.shuffle(places)
    assert_allclose(told(e.take(places), method, test), told(e, method, test), **SAME_OPTIMUM)


@settings(deadline=None)
@given(EFFECTS, ANY, TEST, st.floats(0.01, 100))
def test_another_unit_scales_the_result(e: Effects, method: Any, test: Any, unit: float) -> None:
    scaled = pool(effects_given(e.yi * unit, se=e.se * unit), method, test)
    was = pool(e, method, test)
    assert_allclose(scaled.estimate / unit, was.estimate, **SAME_OPTIMUM)
    assert_allclose(scaled.se / unit, was.se, **SAME_OPTIMUM)
    assert_allclose(scaled.tau2 / unit**2, was.tau2, **SAME_OPTIMUM)
    assert_allclose(scaled.heterogeneity.I2, was.heterogeneity.I2, **SAME_OPTIMUM)


@settings(deadline=None)
@given(EFFECTS, ANY, TEST)
def test_another_sign_flips_the_result(e: Effects, method: Any, test: Any) -> None:
    flipped = pool(effects_given(-e.yi, vi=e.vi), method, test)
    was = pool(e, method, test)
    assert_allclose(flipped.estimate, -was.estimate, **SAME_OPTIMUM)
    assert_allclose([flipped.ci.low, flipped.ci.high], [-was.ci.high, -was.ci.low], **SAME_OPTIMUM)
    assert_allclose(flipped.tau2, was.tau2, **SAME_OPTIMUM)


@settings(deadline=None)
@given(EFFECTS, st.floats(-5, 5), ANY)
def test_a_shift_of_all_shifts_the_estimate_alone(e: Effects, by: float, method: Any) -> None:
    moved, was = pool(effects_given(e.yi + by, vi=e.vi), method), pool(e, method)
    assert_allclose(moved.estimate - by, was.estimate, **SAME_OPTIMUM)
    assert_allclose(moved.se, was.se, **SAME_OPTIMUM)


@settings(deadline=None)
@given(EFFECTS, st.data())
def test_a_study_more_narrows_a_fixed_effect(e: Effects, data: st.DataObject) -> None:
    again = data.draw(st.integers(0, e.k - 1))
    more = e.take([*range(e.k), again])
    assert pool(more, "FE").se < pool(e, "FE").se


@settings(deadline=None)
@given(EFFECTS, RANDOM)
def test_without_spread_random_is_fixed_and_else_it_is_wider(e: Effects, method: Any) -> None:
    fixed, mixed = pool(e, "FE"), pool(e, method)
    if mixed.tau2 == 0:
        assert_allclose([mixed.estimate, mixed.se], [fixed.estimate, fixed.se], **EXACT)
    else:
        assert mixed.se >= fixed.se
    assert mixed.prediction is not None
    assert mixed.prediction.low <= mixed.ci.low
    assert mixed.prediction.high >= mixed.ci.high
    assert e.yi.min() - 1e-9 <= mixed.estimate <= e.yi.max() + 1e-9


@settings(deadline=None)
@given(EFFECTS, ANY, TEST)
def test_leave_one_out_is_pooling_the_rest(e: Effects, method: Any, test: Any) -> None:
    left = leave_one_out(e, method, test)
    for i in range(e.k):
        rest = pool(e.take([j for j in range(e.k) if j != i]), method, test)
        mine = [left.estimate[i], left.se[i], left.low[i], left.p[i], left.tau2[i], left.I2[i]]
        h = rest.heterogeneity
        theirs = [rest.estimate, rest.se, rest.ci.low, rest.p, h.tau2, h.I2]
        assert_allclose(mine, theirs, **SAME_OPTIMUM)


@settings(deadline=None)
@given(EFFECTS, ANY, TEST)
def test_cumulating_ends_with_all(e: Effects, method: Any, test: Any) -> None:
    steps, whole = cumulate(e, method, test), pool(e, method, test)
    last = [steps.estimate[-1], steps.se[-1], steps.tau2[-1], steps.Q[-1], steps.p[-1]]
    h = whole.heterogeneity
    assert_allclose(last, [whole.estimate, whole.se, h.tau2, h.Q, whole.p], **SAME_OPTIMUM)
    assert_allclose([steps.estimate[0], steps.se[0]], [e.yi[0], e.se[0]], **EXACT)


@settings(deadline=None)
@given(EFFECTS)
def test_paule_and_mandel_meet_their_equation(e: Effects) -> None:
    tau2 = pool(e, "PM").tau2
    w = 1 / (e.vi + tau2)
    Q = float(np.sum(w * (e.yi - np.sum(w * e.yi) / w.sum()) ** 2))
    assert (e.k - 1) * (1 + 1e-9) >= Q
    if tau2 > 0:
        assert_allclose(Q, e.k - 1, **SAME_POOL)


@settings(deadline=None)
@given(EFFECTS, st.booleans(), st.floats(0, 30))
def test_no_other_tau2_is_likelier(e: Effects, restricted: bool, other: float) -> None:
    s = e.studies
    tau2 = np.array([pool(e, "REML" if restricted else "ML").tau2])
    here, there = (
        float(log_likelihood(s, t, restricted=restricted)[0]) for t in (tau2, np.array([other]))
    )
    assert here >= there - 1e-9


@settings(deadline=None)
@given(EFFECTS)
def test_intervals_of_tau2_hold_their_estimates(e: Effects) -> None:
    paule, ci = spread_between(e, tau2=pool(e, "PM").tau2).tau2
    # The middle of the chi squared is near its mean: PM is inside its own profile.
    assert ci.low <= paule <= ci.high or ci.high == 0
    for way in ("REML profile", "ML profile"):
        value, ci = spread_between(e, way).tau2
        assert ci.low <= value <= ci.high


@settings(deadline=None, max_examples=30)
@given(EFFECTS)
def test_a_regression_on_nothing_is_pooling(e: Effects) -> None:
    for method in METHODS:
        one, other = regress(e, np.ones(e.k), ["mean"], method), pool(e, method)
        assert_allclose(one.estimates[0], other.estimate, **SAME_OPTIMUM)
        assert_allclose(one.heterogeneity.tau2, other.tau2, **SAME_OPTIMUM)


@settings(deadline=None, max_examples=30)
@given(EFFECTS, st.floats(-3, 3), st.floats(0.5, 3))
def test_a_moderator_in_another_unit_tests_the_same(e: Effects, by: float, unit: float) -> None:
    x = np.linspace(-1, 1, e.k) ** 3 + np.linspace(0, 1, e.k)
    one = regress(e, np.column_stack([np.ones(e.k), x]), ["a", "x"])
    two = regress(e, np.column_stack([np.ones(e.k), unit * x + 100 * by]), ["a", "x"])
    assert_allclose(two.QM, one.QM, **SAME_OPTIMUM)
    assert_allclose(two.estimates[1] * unit, one.estimates[1], **SAME_OPTIMUM)


@settings(deadline=None)
@given(EFFECTS)
def test_egger_does_not_mind_a_shift(e: Effects) -> None:
    assume(np.ptp(e.se) > 1e-3)
    one, two = (egger(effects_given(e.yi + by, vi=e.vi), "mixed", method="FE") for by in (0, 4))
    assert_allclose(two.slope, one.slope, **SAME_OPTIMUM)
    assert_allclose(two.limit - 4, one.limit, **SAME_OPTIMUM)


@settings(deadline=None)
@given(TABLES)
def test_swapped_arms_flip_tables(rows: list[tuple[int, ...]]) -> None:
    a, b, c, d = (np.array(column) for column in zip(*rows, strict=True))
    one = {"ai": a, "n1i": a + b, "ci": c, "n2i": c + d}
    other = {"ai": c, "n1i": c + d, "ci": a, "n2i": a + b}
    for measure in ("OR", "RR", "RD"):
        here, there = (mantel_haenszel(measure, **x) for x in (one, other))
        assert_allclose(here.estimate, -there.estimate, **SAME_POOL)
        assert_allclose([here.se, here.Q], [there.se, there.Q], **SAME_POOL)
    assert_allclose(peto(**one).estimate, -peto(**other).estimate, **SAME_POOL)
    # Events and their absence change places.
    without = {"ai": b, "n1i": a + b, "ci": d, "n2i": c + d}
    odds, of_none = (from_counts("OR", **x, add=0) for x in (one, without))
    assert_allclose(odds.yi, -of_none.yi, **SAME_POOL)


@settings(deadline=None, max_examples=20)
@given(EFFECTS)
def test_a_network_of_two_and_a_joint_model_are_pooling(e: Effects) -> None:
    names = tuple(str(i) for i in range(e.k))
    contrasts = Contrasts(names, ("drug",) * e.k, ("placebo",) * e.k, e.yi, e.vi)
    found, plain = pool_network(contrasts, "placebo"), pool(e)
    assert_allclose(found.tau2, plain.tau2, **SAME_OPTIMUM)
    assert_allclose(found.estimate[0], plain.estimate, **SAME_OPTIMUM)
    assert_allclose(found.se[0], plain.se, **SAME_OPTIMUM)
    joint = fit_multivariate(e.yi, e.vi, np.ones((e.k, 1)), ["mean"], [Random(names)])
    s = e.studies
    at = [float(log_likelihood(s, np.array([t]), restricted=True)[0])
          for t in (float(joint.variances()[0]), plain.tau2)]  # fmt: skip
    assert at[0] >= at[1] - 1e-6


@pytest.mark.parametrize("test", ["knha", "adhoc"])
def test_intervals_cover_as_often_as_they_say(test: Any) -> None:
    rng = np.random.default_rng(20261122)
    runs, k, truth, tau = 800, 8, 0.4, 0.3
    held = tau_held = 0
    for _ in range(runs):
        se = rng.uniform(0.1, 0.5, k)
        e = effects_given(rng.normal(truth, np.sqrt(tau**2 + se**2)), se=se)
        held += pool(e, "PM", test).ci.holds(truth)
        tau_held += spread_between(e, tau2=0.0).tau2[1].holds(tau**2)
    allowed = monte_carlo(float(np.sqrt(0.95 * 0.05)), runs)["atol"]
    assert abs(tau_held / runs - 0.95) <= allowed
    assert held / runs >= 0.95 - allowed - 0.01
    if test == "knha":
        assert abs(held / runs - 0.95) <= allowed + 0.01
