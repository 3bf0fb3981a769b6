"""Pooling where data are few, the same, or wrong: a named fallback or a refusal, never a NaN."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.errors import InputRefused, UnknownName
from baclofen.evidence import (
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
from baclofen.evidence.between import log_likelihood
from tests.tolerances import EXACT, printed

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
