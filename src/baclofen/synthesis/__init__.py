"""Meta-analysis of any treatment: effect sizes, and what several studies give together.

It knows no drug: numbers and names go in.

>>> from baclofen.synthesis import given, pool
>>> pooled = pool(given([0.1, 0.5, 0.9], se=[0.1, 0.1, 0.2]), "REML", "knha")
>>> str(pooled.ci)
'-0.5 to 1.45'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily

if TYPE_CHECKING:
    from baclofen.synthesis.arms import from_counts, from_means, from_rates
    from baclofen.synthesis.asymmetry import (
        Begg,
        Egger,
        Filled,
        begg,
        egger,
        fail_safe_n,
        trim_and_fill,
    )
    from baclofen.synthesis.between import METHODS, Method
    from baclofen.synthesis.effect import Effects, from_interval, given
    from baclofen.synthesis.limits import Spread, spread_between
    from baclofen.synthesis.multivariate import Multivariate, Random, fit_multivariate
    from baclofen.synthesis.network import (
        Contrasts,
        Network,
        contrasts_of_arms,
        contrasts_of_counts,
        contrasts_of_means,
        pool_network,
    )
    from baclofen.synthesis.paired import from_paired_counts, from_paired_means
    from baclofen.synthesis.pooling import Heterogeneity, Interval, Pooled, Test, pool
    from baclofen.synthesis.printed import places_of, written
    from baclofen.synthesis.quantiles import chi2_above, normal_quantile, normal_two_sided
    from baclofen.synthesis.rare import Rare, pool_counts, pool_proportions, pool_rates
    from baclofen.synthesis.regression import Coefficient, Regression, regress
    from baclofen.synthesis.single import (
        from_correlations,
        from_one_mean,
        from_one_rate,
        from_proportions,
        to_natural,
    )
    from baclofen.synthesis.tables import Tables, mantel_haenszel, mantel_haenszel_rates, peto
    from baclofen.synthesis.without import (
        Influence,
        Repeated,
        Shrunken,
        cumulate,
        influence,
        leave_one_out,
        shrink,
    )

__all__ = [
    "METHODS",
    "Begg",
    "Coefficient",
    "Contrasts",
    "Effects",
    "Egger",
    "Filled",
    "Heterogeneity",
    "Influence",
    "Interval",
    "Method",
    "Multivariate",
    "Network",
    "Pooled",
    "Random",
    "Rare",
    "Regression",
    "Repeated",
    "Shrunken",
    "Spread",
    "Tables",
    "Test",
    "begg",
    "chi2_above",
    "contrasts_of_arms",
    "contrasts_of_counts",
    "contrasts_of_means",
    "cumulate",
    "egger",
    "fail_safe_n",
    "fit_multivariate",
    "from_correlations",
    "from_counts",
    "from_interval",
    "from_means",
    "from_one_mean",
    "from_one_rate",
    "from_paired_counts",
    "from_paired_means",
    "from_proportions",
    "from_rates",
    "given",
    "influence",
    "leave_one_out",
    "mantel_haenszel",
    "mantel_haenszel_rates",
    "normal_quantile",
    "normal_two_sided",
    "peto",
    "places_of",
    "pool",
    "pool_counts",
    "pool_network",
    "pool_proportions",
    "pool_rates",
    "regress",
    "shrink",
    "spread_between",
    "to_natural",
    "trim_and_fill",
    "written",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "arms": ("from_counts", "from_means", "from_rates"),
            "asymmetry": (
                "Begg",
                "Egger",
                "Filled",
                "begg",
                "egger",
                "fail_safe_n",
                "trim_and_fill",
            ),
            "between": ("METHODS", "Method"),
            "effect": ("Effects", "from_interval", "given"),
            "limits": ("Spread", "spread_between"),
            "multivariate": ("Multivariate", "Random", "fit_multivariate"),
            "network": (
                "Contrasts",
                "Network",
                "contrasts_of_arms",
                "contrasts_of_counts",
                "contrasts_of_means",
                "pool_network",
            ),
            "paired": ("from_paired_counts", "from_paired_means"),
            "pooling": ("Heterogeneity", "Interval", "Pooled", "Test", "pool"),
            "printed": ("places_of", "written"),
            "quantiles": ("chi2_above", "normal_quantile", "normal_two_sided"),
            "rare": ("Rare", "pool_counts", "pool_proportions", "pool_rates"),
            "regression": ("Coefficient", "Regression", "regress"),
            "single": (
                "from_correlations",
                "from_one_mean",
                "from_one_rate",
                "from_proportions",
                "to_natural",
            ),
            "tables": ("Tables", "mantel_haenszel", "mantel_haenszel_rates", "peto"),
            "without": (
                "Influence",
                "Repeated",
                "Shrunken",
                "cumulate",
                "influence",
                "leave_one_out",
                "shrink",
            ),
        },
    )
