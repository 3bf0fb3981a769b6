"""What trials found, pooled: effect sizes and the meta-analysis of them."""

from baclofen.evidence.answers import known_by
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
from baclofen.evidence.body import Body
from baclofen.evidence.certainty import LEVELS, Certainty, Domain
from baclofen.evidence.effect import Effects, from_interval, given
from baclofen.evidence.joined import NotPooled
from baclofen.evidence.limits import Spread, spread_between
from baclofen.evidence.living import Headline, Summary, changes, spread_of, summary
from baclofen.evidence.mapped import Cell, evidence_map
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
from baclofen.evidence.question import Answer, Question, Size
from baclofen.evidence.rare import Rare, pool_counts, pool_proportions, pool_rates
from baclofen.evidence.regression import Coefficient, Regression, regress
from baclofen.evidence.shown import (
    amount,
    effect_of,
    measured,
    named,
    natural,
    pooled_in_words,
    size_in_words,
    title,
)
from baclofen.evidence.single import (
    from_correlations,
    from_one_mean,
    from_one_rate,
    from_proportions,
    to_natural,
)
from baclofen.evidence.tables import Tables, mantel_haenszel, mantel_haenszel_rates, peto
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
    "LEVELS",
    "METHODS",
    "Answer",
    "Begg",
    "Body",
    "Cell",
    "Certainty",
    "Coefficient",
    "Contrasts",
    "Domain",
    "Effects",
    "Egger",
    "Filled",
    "Headline",
    "Heterogeneity",
    "Influence",
    "Interval",
    "Method",
    "Multivariate",
    "Network",
    "NotPooled",
    "Pooled",
    "Question",
    "Random",
    "Rare",
    "Regression",
    "Repeated",
    "Shrunken",
    "Size",
    "Spread",
    "Summary",
    "Tables",
    "Test",
    "amount",
    "begg",
    "changes",
    "contrasts_of_arms",
    "contrasts_of_counts",
    "contrasts_of_means",
    "cumulate",
    "effect_of",
    "egger",
    "evidence_map",
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
    "known_by",
    "leave_one_out",
    "mantel_haenszel",
    "mantel_haenszel_rates",
    "measured",
    "named",
    "natural",
    "normal_quantile",
    "peto",
    "pool",
    "pool_counts",
    "pool_network",
    "pool_proportions",
    "pool_rates",
    "pooled_in_words",
    "regress",
    "shrink",
    "size_in_words",
    "spread_between",
    "spread_of",
    "summary",
    "title",
    "to_natural",
    "trim_and_fill",
]
