"""What the fit of trials ties together: how the errors of typical values vary with each other.

Trials see products and ratios of these parameters, so an error of one is made up for by others: a
forecast that drew each alone would be wider than what is known.

Facts: `ties.fit`.
"""

from __future__ import annotations

from itertools import accumulate

from baclofen.knowledge import Knowledge
from baclofen.model.covariance import Covariance
from baclofen.model.independent import Independent

#: In the order of the fact's rows: kinetics by mouth, cord, brain. A parameter is moved by those
#: before it alone, so that levels are of the same people whatever else is asked for; a new one
#: belongs at the end.
TIED = (
    "F", "CLr_slope", "CLnr", "V_factor",
    "ke_it", "K_A", "tau_Ia", "theta_m", "theta_hm", "theta_sp", "blood_to_cord",
    "drowsiness_intercept", "drowsiness_slope", "tau_b", "T_b_max",
)  # fmt: skip


def ties(belief: Independent, known: Knowledge) -> Covariance:
    """The covariance of knowledge of the parameters that this belief holds."""
    told = known.numbers("ties.fit")
    starts = [0, *accumulate(range(1, len(TIED)))]
    held = [i for i, name in enumerate(TIED) if name in belief.names]
    sds = {i: belief[TIED[i]].knowledge_sd for i in held}
    rows = tuple(
        tuple(
            sds[i] * sds[j] * (1.0 if i == j else told[starts[i - 1] + j])
            for j in held
            if j <= i
        )
        for i in held
    )  # fmt: skip
    return Covariance(tuple(TIED[i] for i in held), rows, ("ties.fit",) if held else ())
