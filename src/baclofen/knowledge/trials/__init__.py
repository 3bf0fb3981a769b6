"""What trials reported: studies, arms, contrasts and scales, as frozen values.

None of it is needed to plan: it is read when first asked for.
"""

from baclofen.knowledge.trials.claims import Basis, Claim, load_claims
from baclofen.knowledge.trials.load import load_trials, with_studies
from baclofen.knowledge.trials.recompute import wilson
from baclofen.knowledge.trials.values import (
    Comparison,
    Family,
    Figures,
    Reported,
    Scale,
    Study,
    Trials,
)

__all__ = [
    "Basis",
    "Claim",
    "Comparison",
    "Family",
    "Figures",
    "Reported",
    "Scale",
    "Study",
    "Trials",
    "load_claims",
    "load_trials",
    "wilson",
    "with_studies",
]
