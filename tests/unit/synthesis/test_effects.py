"""Effect sizes by formulas worked out elsewhere, and the refusals on the way to them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import brentq  # type: ignore[import-untyped]

from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.synthesis import (
    Effects,
    from_correlations,
    from_counts,
    from_interval,
    from_means,
    from_one_mean,
    from_one_rate,
    from_paired_counts,
    from_paired_means,
    from_proportions,
    from_rates,
    given,
    to_natural,
)
from tests.tolerances import EXACT, ROUNDING, SOLVED_TWICE, printed

# Two-by-two tables with zeros and the answers of metafor 3.8-1 for them: estimate, variance.
TABLES: dict[str, Any] = {
    "ai": [0, 5, 0, 10, 3], "n1i": [10, 20, 8, 10, 30],
    "ci": [3, 5, 0, 4, 30], "n2i": [12, 20, 9, 10, 30],
}  # fmt: skip
MEANS: dict[str, Any] = {
    "m1i": [3, 5], "sd1i": [1, 2], "n1i": [10, 30], "m2i": [4, 3], "sd2i": [1.5, 2.5],
    "n2i": [12, 25],
}  # fmt: skip
BEFORE_AFTER: dict[str, Any] = {
    "m2i": [3, 5], "sd2i": [1, 2], "ni": [10, 30], "m1i": [4, 3], "sd1i": [1.5, 2.5],
    "ri": [0.3, 0.6],
}  # fmt: skip
PAIRS: dict[str, Any] = {"ai": [5, 5, 1], "bi": [4, 6, 3], "ci": [2, 0, 3], "di": [7, 3, 3]}
RATES: dict[str, Any] = {
    "x1i": [0, 5, 0, 10], "t1i": [10.5, 20, 8, 10], "x2i": [3, 5, 0, 4], "t2i": [12, 20, 9, 10],
}  # fmt: skip
SHARES: dict[str, Any] = {"xi": [0, 5, 8, 1], "ni": [10, 20, 8, 30]}
OVER_TIME: dict[str, Any] = {"xi": [0, 5, 8, 1], "ti": [10, 20.5, 8, 30]}

PEER: list[tuple[Callable[..., Effects], str, dict[str, Any], list[float], list[float]]] = [
    (from_counts, "RR", TABLES | {"double_zero": "keep"},
     [-1.778856064392, 0, 0.105360515658, 0.847297860387, -2.164963715118],
     [2.117882117882, 0.3, 3.788888888889, 0.135642135642, 0.253985041928]),
    (from_counts, "OR", TABLES | {"double_zero": "keep"},
     [-2.04599360761, 0, 0.11122563511, 3.41224721785, -6.17229690035],
     [2.486215538847, 0.533333333333, 4.222910216718, 2.471306471306, 2.354864807324]),
    (from_counts, "RD", TABLES,
     [-0.22377622377622, 0, 0.00555555555556, 0.54545454545455, -0.87096774193548],
     [0.0190786767147, 0.01875, 0.0105799039781, 0.0259203606311, 0.0037427410963]),
    (from_counts, "AS", TABLES,
     [-0.523598775598, 0, 0, 0.886077123793, -1.249045772398],
     [0.0458333333333, 0.025, 0.0590277777778, 0.05, 0.0166666666667]),
    (from_counts, "PETO", TABLES | {"double_zero": "keep"},
     [-1.544055944056, 0, 0.105555555556, 2.4, -3.460084033613],
     [1.158041958042, 0.52, 4.011111111111, 0.8, 0.256302521008]),
    (from_means, "MD", MEANS, [-1, 2], [0.2875, 0.383333333333]),
    (from_means, "MD", MEANS | {"vtype": "HO"}, [-1, 2], [0.309375, 0.368050314465]),
    (from_means, "SMD", MEANS, [-0.740505247334, 0.880041238525],
     [0.1957957883636, 0.0803739931652]),
    (from_means, "SMD", MEANS | {"vtype": "LS2"}, [-0.740505247334, 0.880041238525],
     [0.1821076241291, 0.0783018791238]),
    (from_means, "SMD", MEANS | {"vtype": "UB"}, [-0.740505247334, 0.880041238525],
     [0.1983480213296, 0.0808886216057]),
    (from_means, "SMD", MEANS | {"vtype": "AV"}, [-0.740505247334, 0.880041238525],
     [0.1872858859878, 0.0749143543951]),
    (from_means, "SMDH", MEANS, [-0.754611376698, 0.870881313943],
     [0.1939978853135, 0.0831740310615]),
    (from_means, "SMD1", MEANS, [-0.619973206651, 0.774692186758],
     [0.1993486157069, 0.0853362930178]),
    (from_means, "ROM", MEANS, [-0.287682072452, 0.510825623766],
     [0.0228298611111, 0.0331111111111]),
    (from_means, "ROM", MEANS | {"vtype": "AV"}, [-0.287682072452, 0.510825623766],
     [0.0537605375646, 0.0236498728458]),
    (from_means, "ROM", MEANS | {"vtype": "HO"}, [-0.287682072452, 0.510825623766],
     [0.0275390625, 0.0289979035639]),
    (from_rates, "IRR", RATES | {"double_zero": "keep"},
     [-1.812378756431, 0, 0.117783035656, 0.916290731874],
     [2.28571428571, 0.4, 4, 0.35]),
    (from_rates, "IRD", RATES, [-0.24404761904762, 0, 0.00694444444444, 0.6],
     [0.0288407029478, 0.025, 0.0139853395062, 0.14]),
    (from_rates, "IRSD", RATES, [-0.5, 0, 0, 0.367544467966],
     [0.0446428571429, 0.025, 0.0590277777778, 0.05]),
    (from_proportions, "PR", SHARES,
     [0.0454545454545, 0.25, 0.9444444444444, 0.0333333333333],
     [0.00394440270473, 0.009375, 0.00582990397805, 0.00107407407407]),
    (from_proportions, "PLN", SHARES,
     [-3.0910424533583, -1.3862943611199, -0.0571584138399, -3.4011973816622],
     [1.90909090909091, 0.15, 0.00653594771242, 0.96666666666667]),
    (from_proportions, "PLO", SHARES,
     [-3.04452243772, -1.09861228867, 2.83321334406, -3.36729582999],
     [2.095238095238, 0.266666666667, 2.117647058824, 1.034482758621]),
    (from_proportions, "PAS", SHARES, [0, 0.523598775598, 1.570796326795, 0.183604010279],
     [0.025, 0.0125, 0.03125, 0.00833333333333]),
    (from_proportions, "PFT", SHARES,
     [0.153138684585, 0.536841160096, 1.400877872068, 0.218699565806],
     [0.02380952380952, 0.01219512195122, 0.02941176470588, 0.00819672131148]),
    (from_one_rate, "IR", OVER_TIME, [0.05, 0.2439024390244, 1, 0.0333333333333],
     [0.005, 0.01189767995241, 0.125, 0.00111111111111]),
    (from_one_rate, "IRLN", OVER_TIME, [-2.99573227355, -1.41098697371, 0, -3.40119738166],
     [2, 0.2, 0.125, 1]),
    (from_one_rate, "IRS", OVER_TIME, [0, 0.493864798325, 1, 0.182574185835],
     [0.025, 0.01219512195122, 0.03125, 0.00833333333333]),
    (from_one_rate, "IRFT", OVER_TIME,
     [0.158113883008, 0.517433289563, 1.030330085890, 0.220386537791],
     [0.025, 0.01219512195122, 0.03125, 0.00833333333333]),
    (from_one_mean, "MN", {"mi": [3, 5], "sdi": [1, 2], "ni": [10, 30]}, [3, 5],
     [0.1, 0.133333333333]),
    (from_one_mean, "MNLN", {"mi": [3, 5], "sdi": [1, 2], "ni": [10, 30]},
     [1.09861228867, 1.60943791243], [0.01111111111111, 0.00533333333333]),
    (from_correlations, "COR", {"ri": [0.3, -0.6], "ni": [10, 30]}, [0.3, -0.6],
     [0.0920111111111, 0.0141241379310]),
    (from_correlations, "ZCOR", {"ri": [0.3, -0.6], "ni": [10, 30]},
     [0.309519604203, -0.693147180560], [0.142857142857, 0.037037037037]),
    (from_paired_means, "MC", BEFORE_AFTER, [1, -2], [0.235, 0.141666666667]),
    (from_paired_means, "SMCC", BEFORE_AFTER, [0.596146247175, -0.944797512386],
     [0.1177695174010, 0.0482107056568]),
    (from_paired_means, "SMCR", BEFORE_AFTER, [0.913874891793, -0.973874984597],
     [0.1817583658924, 0.0424738747604]),
    (from_paired_means, "SMCRH", BEFORE_AFTER, [0.913874891793, -0.973874984597],
     [0.2568217134829, 0.0502576415816]),
    (from_paired_means, "ROMC", BEFORE_AFTER, [0.287682072452, -0.510825623766],
     [0.0176736111111, 0.0151481481481]),
    (from_paired_counts, "MPRR", PAIRS, [0.251314428281, 0.693147180560, 0],
     [0.0952380952381, 0.0972222222222, 0.375]),
    (from_paired_counts, "MPOR", PAIRS, [0.451985123743, 1.609437912434, 0],
     [0.300144300144, 0.422222222222, 1.041666666667]),
    (from_paired_counts, "MPRD", PAIRS, [0.111111111111, 0.375, 0],
     [0.0178326474623, 0.0185546875, 0.06]),
    (from_paired_counts, "MPORC", PAIRS, [0.69314718056, 2.56494935746, 0],
     [0.75, 2.153846153846, 0.666666666667]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "measure", "columns", "yi", "vi"), PEER,
    ids=[f"{p[1]}-{p[2].get('vtype', 'usual')}" for p in PEER],
)  # fmt: skip
def test_an_effect_is_what_metafor_gives(
    make: Callable[..., Effects],
    measure: str,
    columns: dict[str, Any],
    yi: list[float],
    vi: list[float],
) -> None:
    found = make(measure, **columns)
    assert_allclose(found.yi, yi, **printed(11))
    assert_allclose(found.vi, vi, **printed(11))
    assert found.measure == measure


def test_a_half_goes_only_into_studies_with_a_zero_and_is_said() -> None:
    found = from_counts("OR", **TABLES, labels=list("abcde"))
    assert found.labels == ("a", "b", "d", "e")
    assert found.notes == (
        "Left out, as both arms had no event or only events: c.",
        "0.5 added to each cell, for a zero: a, d, e.",
    )
    assert found.yi[1] == 0
    assert from_counts("RD", **TABLES).k == 5


def test_a_zero_without_a_half_is_refused_where_the_formula_breaks() -> None:
    with pytest.raises(InputRefused, match="RR of study 1 is not defined"):
        from_counts("RR", ai=0, n1i=10, ci=3, n2i=10, add=0)
    with pytest.raises(InputRefused, match="add is -1; what is added to cells must be 0 or more"):
        from_counts("RR", ai=0, n1i=10, ci=3, n2i=10, add=-1)


def test_only_studies_without_events_inform_no_ratio() -> None:
    with pytest.raises(InputRefused, match=r"at least one must inform RR\. Use RD"):
        from_counts("RR", ai=[0, 0], n1i=[9, 8], ci=[0, 0], n2i=[9, 8])
    with pytest.raises(InputRefused, match="at least one must inform IRR"):
        from_rates("IRR", x1i=0, t1i=9, x2i=0, t2i=9)
    with pytest.raises(InputRefused, match="without a discordant pair"):
        from_paired_counts("MPORC", ai=3, bi=0, ci=0, di=3)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: from_counts("RR", ai=11, n1i=10, ci=3, n2i=10),
         r"ai of study 1 is 11; it must be at most n1i"),
        (lambda: from_counts("RR", ai=1, n1i=0, ci=3, n2i=10),
         r"n1i of study 1 is 0; .* 1 or more"),
        (lambda: from_counts("RR", ai=-1, n1i=9, ci=3, n2i=10),
         r"ai of study 1 is -1; .* 0 or more"),
        (lambda: from_counts("RR", ai=[1, 2.5], n1i=[9, 9], ci=[3, 3], n2i=[9, 9]),
         r"ai of study 2 is 2.5; it must be a whole number"),
        (lambda: from_means("MD", **MEANS | {"sd1i": [1, -2]}),
         r"sd1i of study 2 is -2; .* above 0"),
        (lambda: from_means("SMD", **MEANS | {"sd2i": [0, 1]}),
         r"sd2i of study 1 is 0; .* above 0"),
        (lambda: from_means("MD", **MEANS | {"n1i": [1, 30]}),
         r"n1i of study 1 is 1; .* 2 or more"),
        (lambda: from_means("MD", **MEANS | {"m1i": [1, math.nan]}), "m1i of study 2 is nan"),
        (lambda: from_means("MD", **MEANS | {"m1i": [1, None]}), "m1i of study 2 is nan"),
        (lambda: from_means("MD", **MEANS | {"m1i": [1, math.inf]}), "m1i of study 2 is inf"),
        (lambda: from_means("MD", **MEANS | {"m1i": ["1", "two"]}),
         "m1i is not a column of numbers"),
        (lambda: from_means("MD", **MEANS | {"m1i": [[1, 2]]}), r"m1i is of shape \(1, 2\)"),
        (lambda: from_means("MD", **MEANS | {"m2i": [1, 2, 3]}),
         "m2i is of 3 values; it must hold 2"),
        (lambda: from_means("ROM", **MEANS | {"m1i": [-1, 2]}),
         r"m1i of study 1 is -1; .* above 0"),
        (lambda: from_means("MD", **MEANS, labels=["one"]),
         "labels is of 1 studies; there must be 2"),
        (lambda: from_paired_means("MC", **BEFORE_AFTER | {"ri": 1.0}), "below 1"),
        (lambda: from_rates("IRR", **RATES | {"t1i": [0, 1, 1, 1]}), r"t1i of study 1 is 0"),
        (lambda: from_proportions("PR", xi=3, ni=2), "xi of study 1 is 3; it must be at most ni"),
        (lambda: from_correlations("ZCOR", ri=1, ni=10), "above -1 and below 1"),
        (lambda: from_correlations("ZCOR", ri=0.5, ni=3),
         "ni of study 1 is 3; it must be 4 or more"),
        (lambda: given([]  , se=[]), "yi is empty; it must hold at least one study"),
        (lambda: given([1, 2]), "variance is missing; exactly one of vi"),
        (lambda: given([1, 2], vi=[1, 1], se=[1, 1]), "variance is given twice"),
        (lambda: given([1, 2], se=[1, 0]), r"se of study 2 is 0; .* above 0"),
        (lambda: given([1, 2], vi=[1, -1]), r"vi of study 2 is -1; .* above 0"),
        (lambda: given([1, 1e200], vi=[1, 1]), "its square overflows"),
        (lambda: from_interval(1.0, 2.0, 3.0), "the estimate must lie between its limits"),
        (lambda: from_interval(1.0, 0.5, 3.0, level=1.0), "level is 1"),
        (lambda: from_interval(1.0, 0.0, 3.0, is_ratio=True), r"low of study 1 is 0; .* above 0"),
    ],
)  # fmt: skip
def test_bad_data_is_refused_with_its_place(make: Callable[[], object], says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        make()


def test_a_correlation_is_never_assumed() -> None:
    columns = {k: v for k, v in BEFORE_AFTER.items() if k != "ri"}
    with pytest.raises(TypeError, match="ri"):
        from_paired_means("MC", **columns)
    one = from_paired_means("MC", **columns, ri=0.5)
    assert_allclose(one.vi, from_paired_means("MC", **columns, ri=[0.5, 0.5]).vi, **EXACT)


@pytest.mark.parametrize("make", [from_counts, from_means, from_proportions, from_paired_counts])
def test_an_unknown_measure_lists_the_known(make: Callable[..., Effects]) -> None:
    columns = {from_counts: TABLES, from_means: MEANS, from_proportions: SHARES}.get(make, PAIRS)
    with pytest.raises(UnknownName, match="measure is 'XX'; it must be one of"):
        make("XX", **columns)
    with pytest.raises(UnknownName, match="vtype of MD"):
        from_means("MD", **MEANS, vtype="UB")


def test_reported_intervals_give_their_errors() -> None:
    found = from_interval([1.18, 1.45], [0.90, 1.02], [1.54, 2.08], is_ratio=True, measure="OR")
    assert_allclose(found.se, np.sqrt([0.01877688548507, 0.03304403890579]), **printed(11))
    assert found.is_ratio
    assert found.notes == ()
    crooked = from_interval([1.0], [0.9], [3.0], labels=["Crooked 1999"])
    assert crooked.notes == ("The limits are not symmetric about the estimate: Crooked 1999.",)


@pytest.mark.parametrize("measure", ["PR", "PLN", "PLO", "PAS", "PFT"])
def test_shares_go_back_to_where_they_came_from(measure: Any) -> None:
    share = from_proportions(measure, xi=[30, 50, 20], ni=[100, 100, 100])
    back = to_natural(measure, share.yi, ni=share.ni)
    assert_allclose(back, [0.3, 0.5, 0.2], **EXACT)


def forward(share: float, n: float) -> float:
    """The double arcsine of a share of n people."""
    x = share * n
    return (math.asin(math.sqrt(x / (n + 1))) + math.asin(math.sqrt((x + 1) / (n + 1)))) / 2


def test_freeman_tukey_of_studies_goes_back_with_their_own_people() -> None:
    x, n = np.array([0, 3, 40, 900]), np.array([7, 12, 80, 1000])
    found = from_proportions("PFT", xi=x, ni=n)
    reach = 1.96 * found.se
    ends = np.array([found.yi, found.yi - reach, found.yi + reach])
    share, low, high = to_natural("PFT", ends, ni=n, own=True)
    assert_allclose(share, x / n, **ROUNDING)
    assert np.all((low <= share) & (share <= high))
    # A limit is the share whose own transform it is, as a search finds it.
    for i, people in enumerate(n.tolist()):
        for end, got in ((ends[1, i], low[i]), (ends[2, i], high[i])):
            if forward(0.0, people) < end < forward(1.0, people):
                wanted = brentq(lambda p, n=people, end=end: forward(p, n) - end, 0, 1, xtol=1e-14)
                assert_allclose(got, wanted, **SOLVED_TWICE)
    with pytest.raises(InputRefused, match="values is of shape"):
        to_natural("PFT", [0.5], ni=n, own=True)


@pytest.mark.parametrize("measure", ["SMCC", "SMCR", "SMCRH"])
def test_two_people_have_no_standardised_change(measure: Any) -> None:
    given: dict[str, Any] = {"m1i": 4, "sd1i": 2, "m2i": 5, "sd2i": 2, "ri": 0.5}
    with pytest.raises(OutOfRange, match="ni of study 1 is 2; it must be 3 or more"):
        from_paired_means(measure, ni=2, **given)
    assert from_paired_means(measure, ni=3, **given).yi[0] != 0


def test_the_second_arm_of_smd1_has_three_people() -> None:
    given: dict[str, Any] = {"m1i": 4, "sd1i": 2, "n1i": 9, "m2i": 5, "sd2i": 2}
    with pytest.raises(OutOfRange, match="n2i of study 1 is 2; it must be 3 or more"):
        from_means("SMD1", n2i=2, **given)
    assert from_means("SMD1", n2i=3, **given).yi[0] < 0


def test_freeman_tukey_goes_back_within_0_and_1_and_needs_people() -> None:
    assert_allclose(to_natural("PFT", [0.0, 1.6], ni=[10, 20]), [0, 1], **EXACT)
    with pytest.raises(InputRefused, match="ni is missing"):
        to_natural("PFT", [0.5])
    assert_allclose(to_natural("ZCOR", [0.0, math.atanh(0.5)]), [0, 0.5], **EXACT)
    assert_allclose(to_natural("IRS", [-0.1, 2.0]), [0, 4], **EXACT)
    assert_allclose(to_natural("MD", [-3.0]), [-3.0], **EXACT)


def test_effects_are_frozen_and_taken_apart() -> None:
    found = given([1, 2, 3], se=[1, 2, 3], labels=["a", "b", "c"], ni=[10, 20, 30])
    with pytest.raises(ValueError, match="read-only"):
        found.yi[0] = 5
    some = found.take([2, 0])
    assert (some.labels, some.yi.tolist()) == (("c", "a"), [3, 1])
    assert some.ni is not None
    assert some.ni.tolist() == [30, 10]
    assert found.take(np.array([True, False, True])).labels == ("a", "c")
    with pytest.raises(InputRefused, match="effects is empty"):
        found.take([])
