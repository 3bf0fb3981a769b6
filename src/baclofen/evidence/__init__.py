"""What trials found, pooled: effect sizes and the meta-analysis of them."""

from baclofen.evidence.arms import from_counts, from_means, from_rates
from baclofen.evidence.asymmetry import (
    Begg,
    Egger,
    Filled,
    begg,
    egger,
    fail_safe_n,
    trim_and_fill,
)
from baclofen.evidence.between import METHODS, Method
from baclofen.evidence.effect import Effects, from_interval, given
from baclofen.evidence.limits import Spread, spread_between
from baclofen.evidence.multivariate import Multivariate, Random, fit_multivariate
from baclofen.evidence.network import (
    Contrasts,
    Network,
    contrasts_of_arms,
    contrasts_of_counts,
    contrasts_of_means,
    pool_network,
)
from baclofen.evidence.paired import from_paired_counts, from_paired_means
from baclofen.evidence.pool import Heterogeneity, Interval, Pooled, Test, pool
from baclofen.evidence.quantiles import normal_quantile
from baclofen.evidence.rare import Rare, pool_counts, pool_proportions, pool_rates
from baclofen.evidence.regression import Coefficient, Regression, regress
from baclofen.evidence.single import (
    from_correlations,
    from_one_mean,
    from_one_rate,
    from_proportions,
    to_natural,
)
from baclofen.evidence.tables import Tables, mantel_haenszel, peto
from baclofen.evidence.without import (
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
    "normal_quantile",
    "peto",
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
]
