"""Excitability of motor and pain neurons of the cord: 1 without the drug.

What reaches them is less (release), what they answer is less (potassium channels), and for
pain the brain may damp or not: the sign of that gain is not known. Rebound adds to both.

Facts: `cord.*`.
"""

from __future__ import annotations

from baclofen.model.link import Link, Output

LINK = Link(
    "cord",
    parameters={"w_SP": "1", "kappa": "1", "g_m": "1", "g_p": "1"},
    signals={
        "descending": "1 - kappa*A_b",
        "X_m": "release_Ia*(1 - A_post)*(1 + g_m*W_s)",
        "X_p": "((1 - w_SP)*glutamate + w_SP*substance_P)*(1 - A_post)"
        "*descending*(1 + g_p*W_s)",
    },
    outputs=(
        Output(
            "descending_gain", "descending", "1", "model-derived",
            "what descending control leaves of excitation: below 1 it inhibits, above 1 it helps",
            rests_on=("cord.kappa",),
        ),
        Output(
            "excitability_motor", "X_m", "1", "model-derived",
            "excitability of motor neurons, of the drug-free one",
            rests_on=("receptor.K_A", "receptor.tau_post"),
        ),
        Output(
            "excitability_pain", "X_p", "1", "model-derived",
            "excitability of pain neurons, of the drug-free one",
            rests_on=("cord.w_SP", "cord.kappa", "receptor.tau_C"),
        ),
    ),
)  # fmt: skip
