"""What trials found, pooled: effect sizes and the meta-analysis of them."""

from baclofen.evidence.arms import from_counts, from_means, from_rates
from baclofen.evidence.between import METHODS, Method
from baclofen.evidence.effect import Effects, from_interval, given
from baclofen.evidence.paired import from_paired_counts, from_paired_means
from baclofen.evidence.pool import Heterogeneity, Interval, Pooled, Test, pool
from baclofen.evidence.single import (
    from_correlations,
    from_one_mean,
    from_one_rate,
    from_proportions,
    to_natural,
)

__all__ = [
    "METHODS",
    "Effects",
    "Heterogeneity",
    "Interval",
    "Method",
    "Pooled",
    "Test",
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
    "pool",
    "to_natural",
]
