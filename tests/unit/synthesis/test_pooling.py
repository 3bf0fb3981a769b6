"""Pooling where data are few, the same, or wrong: a named fallback or a refusal, never a NaN."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize  # type: ignore[import-untyped]

from baclofen.errors import InputRefused, UnknownName
from baclofen.synthesis import (
    METHODS,
    Contrasts,
    Random,
    begg,
    contrasts_of_arms,
    contrasts_of_counts,
    contrasts_of_means,
    cumulate,
    egger,
    fail_safe_n,
    fit_multivariate,
    from_counts,
    from_means,
    given,
    influence,
    leave_one_out,
    mantel_haenszel,
    mantel_haenszel_rates,
    peto,
    pool,
    pool_counts,
    pool_network,
    pool_proportions,
    pool_rates,
    regress,
    shrink,
    spread_between,
    trim_and_fill,
)
from baclofen.synthesis.between import log_likelihood
from tests.tolerances import (
    EXACT,
    PEER_POOL_JOINT,
    SAME_POOL,
    SOLVED_TWICE,
    monte_carlo,
    printed,
)

SIX = given([0.1, 0.4, -0.2, 0.9, 0.3, 0.5], se=[0.1, 0.2, 0.3, 0.25, 0.15, 0.2])
TESTS: tuple[Any, ...] = ("z", "knha", "adhoc")


def numbers_of(value: Any) -> list[float]:
    """All numbers of a result, however deep."""
    if is_dataclass(value) and not isinstance(value, type):
        return [n for f in fields(value) for n in numbers_of(getattr(value, f.name))]
    if isinstance(value, (tuple, list)):
        return [n for part in value for n in numbers_of(part)]
    if isinstance(value, np.ndarray):
        return [float(v) for v in value.ravel()]
    return [float(value)] if isinstance(value, (int, float)) else []


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("method", METHODS)
def test_one_study_is_itself_and_says_so(method: Any, test: Any) -> None:
    alone = pool(given([0.5], se=[0.2]), method, test)
    assert (alone.method, alone.test, alone.df) == ("FE", "z", None)
    assert_allclose([alone.estimate, alone.se], [0.5, 0.2], **EXACT)
    assert (alone.tau2, alone.heterogeneity.df, alone.prediction) == (0.0, 0, None)
    if (method, test) != ("FE", "z"):
        assert alone.notes == (
            f"One study: its own effect and interval stand for {method} with {test}.",
        )
    assert all(math.isfinite(v) for v in numbers_of(alone))


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("method", METHODS)
def test_identical_studies_have_no_variance_between(method: Any, test: Any) -> None:
    same = pool(given([0.5] * 4, se=[0.2] * 4), method, test)
    assert same.tau2 == 0
    assert same.heterogeneity.I2 == 0
    assert_allclose([same.estimate, same.se], [0.5, 0.1], **EXACT)
    assert all(math.isfinite(v) for v in numbers_of(same))
    if test == "knha":
        assert same.test == "z"
        assert "All effects are the same" in same.notes[0]


def test_knapp_hartung_may_narrow_and_adhoc_never() -> None:
    close = given([0.50, 0.51, 0.49], se=[0.2, 0.2, 0.2])
    z, knha, adhoc = (pool(close, "REML", test) for test in TESTS)
    assert knha.se < z.se
    assert adhoc.se == z.se
    assert adhoc.df == 2


def test_of_two_tops_the_higher_is_taken() -> None:
    twice = given(
        [0, 0, 0, 0, 1.375, 1.3046875, 1.56640625, 2.5, 2.9453125, -1.0625, -2.0625, -2.984375],
        se=[1, 1, 0.865, 0.865, 0.0508, 0.328, 0.203, 1.67, 0.758, 1.67, 1.75, 2.0],
    )
    places = np.linspace(0, 3, 3001)
    for left_out in range(12):
        rest = twice.take([i for i in range(12) if i != left_out])
        heights = [float(log_likelihood(rest.studies, np.array([t]), restricted=True)[0])
                   for t in places]  # fmt: skip
        found = np.array([pool(rest, "REML").tau2])
        assert log_likelihood(rest.studies, found, restricted=True)[0] >= max(heights) - 1e-9


def test_two_studies_have_no_prediction_with_t_on_none() -> None:
    two = pool(given([0.1, 0.5], se=[0.1, 0.1]))
    assert two.prediction is not None
    assert two.prediction_hts is None
    assert two.notes == ("Two studies: a prediction interval with t on k - 2 needs three.",)
    assert pool(SIX, "FE").prediction is None


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (egger, "Egger's test is asked of 2 studies; it needs at least 3"),
        (begg, "Begg's test is asked of 2"),
        (trim_and_fill, "trim and fill is asked of 2"),
        (influence, "influence is asked of 2"),
        (lambda e: leave_one_out(e.take([0])), "leave-one-out is asked of 1"),
        (lambda e: spread_between(e.take([0])), "Q-profile interval of tau2 is asked of 1"),
        (lambda e: regress(e, np.ones((2, 2)), ["a", "b"]), "some following from others"),
        (lambda e: regress(e, [[1, 2], [1, 3]], ["a", "b"]), "2 for 2 coefficients"),
    ],
)
def test_too_few_studies_are_told(ask: Callable[[Any], object], says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        ask(given([0.1, 0.5], se=[0.1, 0.2]))


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (egger, "standard errors is all the same"),
        (begg, "variances is all the same"),
        (trim_and_fill, "side is not given; it cannot be told"),
    ],
)
def test_equal_errors_have_no_asymmetry(ask: Callable[[Any], object], says: str) -> None:
    same = given([0.1, 0.5, 0.9], se=[0.2] * 3)
    with pytest.raises(InputRefused, match=says):
        ask(same)
    assert trim_and_fill(same, side="left").k0 >= 0


@pytest.mark.parametrize("model", ["classical", "mixed"])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_eggers_statistic_has_the_sign_of_its_slope(model: Any, sign: float) -> None:
    effects = given([sign * y for y in (0.1, 0.3, 0.4, 0.9)], se=[0.1, 0.2, 0.3, 0.4])
    found = egger(effects, model)
    assert sign * found.slope > 0
    assert sign * found.statistic > 0


def test_effects_on_a_line_have_no_classical_test() -> None:
    line = given([1.0, 2.0, 3.0], se=[0.1, 0.2, 0.3])
    with pytest.raises(InputRefused, match="exactly on a line"):
        egger(line)
    assert_allclose(egger(line, "mixed").slope, 10, **printed(6))


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: pool(SIX, "DLX"), "method is 'DLX'; it must be one of"),  # type: ignore[arg-type]
        (lambda: pool(SIX, "DL", "t"), "test is 't'"),  # type: ignore[arg-type]
        (lambda: pool(SIX, level=95), "level is 95; it must be between 0 and 1"),
        (lambda: spread_between(SIX, "Wald"), "way is 'Wald'"),  # type: ignore[arg-type]
        (lambda: egger(SIX, "radial"), "model is 'radial'"),  # type: ignore[arg-type]
        (lambda: trim_and_fill(SIX, "FE", "Q0"), "estimator is 'Q0'"),  # type: ignore[arg-type]
        (lambda: trim_and_fill(SIX, "FE", side="up"), "side is 'up'"),  # type: ignore[arg-type]
        (lambda: regress(SIX, np.ones((5, 1)), ["a"]), r"moderators is of shape \(5, 1\)"),
        (lambda: regress(SIX, [1, 2, np.nan, 4, 5, 6], ["x"]), "moderator of study 3 is missing"),
        (lambda: regress(SIX, np.column_stack([np.ones(6), np.ones(6)]), ["a", "b"]),
         "some following from others"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_told(ask: Callable[[], object], says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        ask()


def test_effects_closer_than_chance_have_a_tau2_of_only_0() -> None:
    found = spread_between(given([0.1, 0.1001, 0.0999, 0.1], se=[0.5, 0.4, 0.6, 0.5]))
    assert found.tau2[1].high == 0
    assert "closer than chance" in found.notes[0]


def test_the_regression_predicts() -> None:
    doses = np.column_stack([np.ones(6), [1, 2, 3, 4, 5, 6]])
    found = regress(SIX, doses, ["one", "dose"], "DL", "knha")
    at_four, ci = found.at([1, 4])
    assert_allclose(at_four, found.estimates[0] + 4 * found.estimates[1], **EXACT)
    assert ci.holds(at_four)
    with pytest.raises(InputRefused, match=r"x is of shape \(1,\); it must hold 2 values"):
        found.at([4])
    # Without an intercept all coefficients are tested, and no share is explained.
    bare = regress(SIX, [1, 2, 3, 4, 5, 6], ["dose"])
    assert bare.R2 is None
    assert bare.QM_df == (1, None)
    assert_allclose(bare.QM, bare.coefficients[0].statistic ** 2, **EXACT)


def test_a_perfect_regression_is_judged_by_z() -> None:
    line = given([1.0, 2.0, 3.0, 4.0], se=[0.5] * 4)
    found = regress(line, [1, 2, 3, 4], ["x"], "FE", "adhoc")
    assert found.df == 3
    assert all(math.isfinite(v) for v in numbers_of(found))


def test_small_diagnostics_have_no_nans() -> None:
    for effects in (
        SIX,
        given([0.5] * 4, se=[0.2] * 4),
        given([0.1, 0.5, 0.2], se=[0.1, 0.2, 0.3]),
    ):
        for found in (
            leave_one_out(effects),
            cumulate(effects, "REML", "knha"),
            cumulate(effects, "FE", "adhoc"),
            influence(effects),
            shrink(effects),
        ):
            assert all(math.isfinite(v) for v in numbers_of(found))  # fmt: skip


def test_an_outlier_is_influential() -> None:
    found = influence(given([0.1, 0.3, 0.0, 0.2, 0.15, 3.0], se=[0.2] * 6))
    assert found.is_influential.tolist() == [False] * 5 + [True]
    assert found.rstudent.argmax() == found.cook_d.argmax() == 5
    assert found.tau2[5] == 0


def test_fail_safe_numbers() -> None:
    assert fail_safe_n(given([0.01, -0.01], se=[0.1, 0.1])) == 0
    assert fail_safe_n(given([0.5, 0.6, 0.7], se=[0.1, 0.1, 0.1])) == 117


def test_begg_counts_orders_and_approximates_with_ties() -> None:
    exact = begg(SIX)
    assert not exact.is_exact
    untied = begg(given([0.1, 0.4, -0.2, 0.9], se=[0.1, 0.2, 0.3, 0.25]))
    assert untied.is_exact
    assert 0 < untied.p <= 1


def test_trim_and_fill_adds_images() -> None:
    lopsided = given([0.1, 0.15, 0.2, 0.5, 0.7, 0.9, 1.2], se=[0.05, 0.08, 0.1, 0.2, 0.3, 0.4, 0.5])
    found = trim_and_fill(lopsided, "FE")
    assert (found.side, found.k0 > 0) == ("left", True)
    assert found.filled is not None
    assert found.pooled.k == 7 + found.k0
    assert found.pooled.estimate < pool(lopsided, "FE").estimate
    other = trim_and_fill(given(-lopsided.yi, vi=lopsided.vi), "FE")
    assert (other.side, other.k0) == ("right", found.k0)
    assert_allclose(other.pooled.estimate, -found.pooled.estimate, **EXACT)


RARE: dict[str, Any] = {"ai": [0, 1, 0, 3], "n1i": [20, 40, 30, 60], "ci": [2, 3, 0, 5],
                        "n2i": [20, 40, 30, 50]}  # fmt: skip


def test_tables_take_zeros_as_they_are() -> None:
    for measure in ("RR", "OR", "RD"):
        found = mantel_haenszel(measure, **RARE)
        assert found.k == 4
        assert found.df == 2
        assert all(math.isfinite(v) for v in numbers_of(found))
    p = peto(**RARE)
    assert (p.k, p.notes) == (3, ("Left out, as both arms had no event or only events: 3.",))
    with pytest.raises(InputRefused, match="pooled OR is not defined"):
        mantel_haenszel("OR", ai=[0, 0], n1i=[9, 9], ci=[1, 2], n2i=[9, 9])
    with pytest.raises(UnknownName):
        mantel_haenszel("HR", **RARE)  # type: ignore[arg-type]
    with pytest.raises(InputRefused, match="ai of study 1 is 30"):
        peto(**{**RARE, "ai": [30, 1, 0, 3]})


def test_rare_events_are_modelled_as_counts() -> None:
    for model in ("UM.FS", "CM.AL"):
        found = pool_counts(model, **RARE)
        assert found.k == 3
        assert found.notes == ("Left out, as both arms had no event or only events: 3.",)
        assert found.ci.holds(found.estimate)
        assert all(math.isfinite(v) for v in numbers_of(found))
    with pytest.raises(InputRefused, match="events is all on one side"):
        pool_counts(ai=[0, 0], n1i=[9, 9], ci=[1, 2], n2i=[9, 9])
    with pytest.raises(InputRefused, match=r"studies is 1 with events; there must be at least 2"):
        pool_counts(ai=[0, 1], n1i=[9, 9], ci=[0, 2], n2i=[9, 9])
    with pytest.raises(UnknownName, match=r"model is 'UM.RS'"):
        pool_counts("UM.RS", **RARE)  # type: ignore[arg-type]


def integrated(x: Any, m: Any, offset: Any, effect: float, tau: float) -> float:
    """The conditional log-likelihood by Simpson's rule, far and finely."""
    from scipy.integrate import simpson  # type: ignore[import-untyped]

    t = np.linspace(-12, 12, 20_001) * tau
    total = 0.0
    for events, all_events, own in zip(x, m, offset, strict=True):
        logit = own + effect + t
        log_f = events * logit - all_events * np.logaddexp(0, logit) - (t / tau) ** 2 / 2
        area = simpson(np.exp(log_f - log_f.max()), x=t / tau)
        total += log_f.max() + math.log(area / math.sqrt(2 * math.pi))
    return total


# Sparse and far apart: by seven Gauss-Hermite places the error was 0.002 in the first, and not a
# number in the second.
APART: tuple[dict[str, Any], ...] = (
    {"ai": [0, 0, 9], "n1i": [58, 24, 27], "ci": [12, 1, 1], "n2i": [43, 63, 25]},
    {"ai": [0, 0, 0, 9], "n1i": [46, 58, 54, 41], "ci": [3, 4, 5, 3], "n2i": [93, 94, 35, 47]},
)


@pytest.mark.parametrize("tables", [RARE, *APART])
def test_the_likelihood_of_counts_is_integrated(tables: dict[str, Any]) -> None:
    a, n1, c, n2 = (np.array(tables[n], dtype=float) for n in ("ai", "n1i", "ci", "n2i"))
    speaks = a + c > 0
    args = a[speaks], (a + c)[speaks], np.log(n1 / n2)[speaks]
    found = pool_counts("CM.AL", **tables)
    tau = math.sqrt(found.tau2)
    assert_allclose(
        found.log_likelihood, integrated(*args, found.estimate, max(tau, 1e-4)), **SOLVED_TWICE
    )
    best = minimize(
        lambda z: -integrated(*args, float(z[0]), abs(float(z[1])) + 1e-4), [0.3, 1.0],
        method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-10},
    )  # fmt: skip
    assert_allclose(found.log_likelihood, -best.fun, **SOLVED_TWICE)
    assert_allclose(found.estimate, best.x[0], **PEER_POOL_JOINT)
    # No split of events between two arms says more than one by tossing a coin.
    assert found.se >= 2 / math.sqrt(args[1].sum())
    if tables is not RARE:
        h = 1e-3
        f = np.array([
            [integrated(*args, found.estimate + i * h, tau + j * h) for j in (-1, 0, 1)]
            for i in (-1, 0, 1)
        ])  # fmt: skip
        bb, tt = (f[2, 1] - 2 * f[1, 1] + f[0, 1]), (f[1, 2] - 2 * f[1, 1] + f[1, 0])
        bt = (f[2, 2] - f[2, 0] - f[0, 2] + f[0, 0]) / 4
        assert_allclose(found.se, h * math.sqrt(-tt / (bb * tt - bt**2)), **PEER_POOL_JOINT)
        assert found.se > 1


def test_of_sparse_sets_each_has_a_sound_error_or_is_refused() -> None:
    rng = np.random.default_rng(20261122)
    told = 0
    for _ in range(60):
        k = int(rng.integers(2, 8))
        n1, n2 = rng.integers(10, 100, k), rng.integers(10, 100, k)
        a, c = rng.binomial(n1, 0.03), rng.binomial(n2, 0.06)
        for model in ("CM.AL", "UM.FS"):
            try:
                found = pool_counts(model, ai=a, n1i=n1, ci=c, n2i=n2)
            except InputRefused:
                continue
            told += 1
            assert all(math.isfinite(v) for v in numbers_of(found))
            assert found.se >= 2 / math.sqrt((a + c).sum() if model == "CM.AL" else n1.sum())
    assert told > 80


def test_studies_each_on_one_side_have_no_finite_answer() -> None:
    for model in ("CM.AL", "UM.FS"):
        with pytest.raises(InputRefused, match="tau without end"):
            pool_counts(model, ai=[9, 0, 9, 0], n1i=[9, 9, 9, 9], ci=[0, 9, 0, 9], n2i=[9, 9, 9, 9])


def test_rates_by_mantel_and_haenszel_are_those_of_many_people() -> None:
    rates: dict[str, Any] = {"x1i": [2, 0, 5], "t1i": [100, 80, 200], "x2i": [4, 2, 9],
                             "t2i": [100, 80, 150]}  # fmt: skip
    found = mantel_haenszel_rates(**rates)
    # Events are few among people without end: a ratio of rates is then one of risks.
    many = {n: 1e8 * np.array(rates[n]) for n in ("t1i", "t2i")}
    counts: dict[str, Any] = {
        "ai": rates["x1i"], "n1i": many["t1i"], "ci": rates["x2i"], "n2i": many["t2i"]
    }  # fmt: skip
    risks, odds = mantel_haenszel("RR", **counts), mantel_haenszel("OR", **counts)
    assert_allclose([found.estimate, found.se], [risks.estimate, risks.se], **SOLVED_TWICE)
    assert found.cmh is not None
    assert odds.cmh is not None
    assert_allclose(found.cmh, odds.cmh, **SOLVED_TWICE)
    with pytest.raises(InputRefused, match="pooled IRR is not defined"):
        mantel_haenszel_rates(**{**rates, "x1i": [0, 0, 0]})
    with pytest.raises(UnknownName):
        mantel_haenszel_rates("IRSD", **rates)  # type: ignore[arg-type]


def test_differences_of_rates_vary_as_their_error_says() -> None:
    rng = np.random.default_rng(20261122)
    t1, t2 = np.array([100.0, 80, 200]), np.array([50.0, 90, 150])
    lambda1, lambda2 = np.array([0.3, 0.5, 0.2]) * t1, np.array([0.4, 0.6, 0.3]) * t2
    runs = [
        mantel_haenszel_rates(
            "IRD", x1i=rng.poisson(lambda1), t1i=t1, x2i=rng.poisson(lambda2), t2i=t2
        )
        for _ in range(2000)
    ]
    estimates, errors = [r.estimate for r in runs], [r.se for r in runs]
    assert_allclose(np.mean(estimates), -0.1, **monte_carlo(float(np.std(estimates)), 2000))
    spread = float(np.std(estimates)) / math.sqrt(2)
    assert_allclose(np.mean(errors), np.std(estimates), **monte_carlo(spread, 2000))


@pytest.mark.parametrize("test", ["z", "knha", "adhoc"])
def test_influence_is_what_pooling_again_says(test: Any) -> None:
    effects = given([0.1, 0.5, 0.3, 1.9, -0.2], se=[0.1, 0.2, 0.15, 0.3, 0.2])
    found = influence(effects, "REML", test)
    whole, without = pool(effects, "REML", test), leave_one_out(effects, "REML", test)
    moved = whole.estimate - without.estimate
    assert_allclose(found.cook_d, (moved / whole.se) ** 2, **SAME_POOL)
    assert_allclose(found.cov_r, (without.se / whole.se) ** 2, **SAME_POOL)
    spread = np.sqrt(effects.vi + without.tau2 + without.se**2)
    assert_allclose(found.rstudent, (effects.yi - without.estimate) / spread, **SAME_POOL)


def test_rates_and_shares_as_counts() -> None:
    rates = pool_rates(x1i=[2, 0, 5, 0], t1i=[10, 8, 20, 4], x2i=[4, 2, 9, 0], t2i=[10, 8, 20, 5])
    assert rates.k == 3
    assert rates.estimate < 0
    shares = pool_proportions(xi=[0, 2, 5], ni=[10, 10, 10])
    # With equal people and no spread the pooled share is that of all.
    assert shares.tau2 >= 0
    assert -2.5 < shares.estimate < -0.5
    with pytest.raises(InputRefused, match="all on one side"):
        pool_proportions(xi=[0, 0], ni=[10, 10])


def test_a_network_without_a_path_is_refused() -> None:
    with pytest.raises(InputRefused, match="without a path from placebo to a, b"):
        pool_network(
            Contrasts(("1", "2"), ("c", "a"), ("placebo", "b"), np.array([1.0, 2.0]),
                      np.array([1.0, 1.0])), "placebo",
        )  # fmt: skip


def test_contrasts_of_several_arms_need_their_covariance() -> None:
    three: dict[str, Any] = {
        "study": ("a", "a", "b"), "t1": ("X", "Y", "X"), "t2": ("P", "P", "P"),
        "yi": np.array([1.0, 2.0, 1.5]),
    }  # fmt: skip
    with pytest.raises(InputRefused, match="without the covariance of contrasts 1 and 2"):
        Contrasts(**three, V=np.array([2.0, 3.0, 1.0]))
    with pytest.raises(InputRefused, match="share the arm P"):
        Contrasts(**three, V=np.diag([2.0, 3.0, 1.0]))
    V = np.array([[2.0, 1.0, 0], [1.0, 3.0, 0], [0, 0, 1.0]])
    assert pool_network(Contrasts(**three, V=V), "P").treatments == ("X", "Y")


def test_networks_of_arms() -> None:
    study, arm = ["1", "1", "2", "2", "2"], ["a", "p", "a", "b", "p"]
    found = contrasts_of_means(
        study, arm, mi=[1, 2, 1.5, 1, 3], sdi=[1] * 5, ni=[10, 20, 10, 10, 10]
    )
    assert (found.study, found.t1, found.t2) == (("1", "2", "2"), ("a", "a", "b"), ("p", "p", "p"))
    assert_allclose(found.V, [[0.15, 0, 0], [0, 0.2, 0.1], [0, 0.1, 0.2]], **EXACT)
    by_other = contrasts_of_means(
        study, arm, mi=[1, 2, 1.5, 1, 3], sdi=[1] * 5, ni=[10, 20, 10, 10, 10], baseline=["a"]
    )
    one, two = (pool_network(c, "p", "FE") for c in (found, by_other))
    assert_allclose(one.estimate, two.estimate, **EXACT)
    assert_allclose(one.vcov, two.vcov, **EXACT)
    estimate, se, ci, _ = one.compare("a", "b")
    assert_allclose(estimate, one.estimate[0] - one.estimate[1], **EXACT)
    assert ci.holds(estimate)
    assert se > 0
    scores = one.p_scores(lower_is_better=True)
    assert_allclose(sum(scores.values()), 1.5, **EXACT)
    assert scores["p"] == min(scores.values())
    with pytest.raises(UnknownName, match="treatment is 'q'"):
        one.compare("a", "q")
    with pytest.raises(InputRefused, match="a twice"):
        one.compare("a", "a")


def test_a_network_without_freedom_is_fixed_and_says_so() -> None:
    two = contrasts_of_arms(["1", "1"], ["a", "p"], [1, 2], [0.1, 0.1])
    found = pool_network(two, "p")
    assert (found.method, found.df, found.Q_p) == ("FE", 0, 1.0)
    assert found.notes == ("No degree of freedom is left for tau2: fixed effect.",)


def test_networks_of_counts_take_halves_by_study() -> None:
    study, arm = ["1"] * 3 + ["2"] * 2 + ["3"] * 2, ["a", "b", "p", "a", "p", "b", "p"]
    counts: dict[str, Any] = {"xi": [0, 3, 4, 2, 5, 0, 0], "ni": [10, 10, 10, 20, 20, 9, 9]}
    found = contrasts_of_counts("OR", study, arm, **counts)
    assert found.study == ("1", "1", "2")
    assert found.notes == (
        "0.5 added to each cell, for a zero: 1.", "Left out, as no arm tells: 3.",
    )  # fmt: skip
    assert len(contrasts_of_counts("OR", study, arm, **counts, double_zero="keep").study) == 4
    with pytest.raises(InputRefused, match="study 1 is of arms a, a"):
        contrasts_of_counts("OR", ["1", "1"], ["a", "a"], xi=[1, 2], ni=[9, 9])
    with pytest.raises(InputRefused, match="of a with itself"):
        Contrasts(("1",), ("a",), ("a",), np.array([1.0]), np.array([1.0]))


def test_covariances_must_be_such() -> None:
    one = np.ones((2, 1))
    for V, says in (
        ([[1, 2], [0, 1]], "V is not symmetric"),
        ([[1, 1], [1, 1]], "V is not positive definite"),
        ([[1, 0]], r"V is of shape \(1, 2\)"),
    ):
        with pytest.raises(InputRefused, match=says):
            fit_multivariate([1, 2], V, one, ["mean"])
    with pytest.raises(InputRefused, match="2 columns for 2 effects"):
        fit_multivariate([1, 2], [1, 1], np.eye(2), ["a", "b"])
    with pytest.raises(UnknownName, match="structure is 'TOEP'"):
        fit_multivariate(
            [1, 2, 3],
            [1, 1, 1],
            np.ones((3, 1)),
            ["mean"],
            [Random([1, 1, 2], ["a", "b", "a"], "TOEP")],  # type: ignore[arg-type]
        )
    with pytest.raises(InputRefused, match="inner is not times"):
        fit_multivariate([1, 2, 3], [1, 1, 1], np.ones((3, 1)), ["mean"],
                         [Random([1, 1, 2], ["a", "b", "a"], "CAR")])  # fmt: skip


def test_more_structures_fit_no_worse() -> None:
    rng = np.random.default_rng(20261122)
    trial = np.repeat(np.arange(8), 3)
    time = np.tile([1, 2, 4], 8)
    y = rng.normal(size=24) + np.repeat(rng.normal(size=8), 3)
    heights = {}
    for structure in ("ID", "DIAG", "CS", "HCS", "UN", "AR", "HAR", "CAR"):
        found = fit_multivariate(
            y, np.full(24, 0.3), np.ones((24, 1)), ["mean"],
            [Random(list(trial), list(time), structure)],
        )  # fmt: skip
        heights[structure] = found.log_likelihood + 1e-6
        assert found.G[0].shape == (3, 3)
        assert np.linalg.eigvalsh(found.G[0]).min() > -1e-9
    assert heights["ID"] <= heights["CS"] <= heights["HCS"] <= heights["UN"]
    assert heights["DIAG"] <= heights["HCS"]
    assert heights["AR"] <= heights["HAR"] <= heights["UN"]


def test_trials_of_baclofen_by_hand() -> None:
    fromm = pool(from_counts("RR", ai=7, n1i=10, ci=0, n2i=10))
    assert_allclose(np.exp([fromm.estimate, fromm.ci.low, fromm.ci.high]), [15.00, 0.97, 231.84],
                    **printed(2))  # fmt: skip
    week_1 = pool(from_means("MD", m1i=52.8, sd1i=19.4, n1i=20, m2i=64.2, sd2i=21.1, n2i=20))
    assert_allclose([week_1.estimate, week_1.ci.low, week_1.ci.high], [-11.4, -24.0, 1.2],
                    **printed(1))  # fmt: skip
