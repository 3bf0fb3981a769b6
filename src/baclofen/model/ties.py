"""What the fit of trials ties together: how the errors of typical values vary with each other.

Trials see products and ratios of these parameters, so an error of one is made up for by others: a
forecast that drew each alone would be wider than what is known.

Facts: `ties.cord`.
"""

from __future__ import annotations

from itertools import accumulate

from baclofen.knowledge import Knowledge
from baclofen.model.covariance import Covariance
from baclofen.model.independent import Independent

#: Of the cord's block, in the order of the fact's rows.
CORD = ("ke_it", "K_A", "tau_Ia", "theta_m", "theta_hm", "theta_sp", "blood_to_cord")


def ties(belief: Independent, known: Knowledge) -> Covariance:
    """The covariance of knowledge of the parameters that this belief holds."""
    told = known.numbers("ties.cord")
    starts = [0, *accumulate(range(1, len(CORD)))]
    held = [i for i, name in enumerate(CORD) if name in belief.names]
    sds = {i: belief[CORD[i]].knowledge_sd for i in held}
    rows = tuple(
        tuple(
            sds[i] * sds[j] * (1.0 if i == j else told[starts[i - 1] + j])
            for j in held
            if j <= i
        )
        for i in held
    )  # fmt: skip
    return Covariance(tuple(CORD[i] for i in held), rows, ("ties.cord",) if held else ())
