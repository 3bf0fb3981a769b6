"""Motor excitability to H-reflex, tone and spasms, each with its threshold.

Tone is gone below `theta_m`; above it, it rises with excitability. The H-reflex and spasms have
thresholds of their own: they were seen to part from tone. Scores stay on their scales.

Facts: `spasticity.*`, `syndrome.*`.
"""

from __future__ import annotations

from baclofen.model.link import Link, Output


def gate(X: str, theta: str) -> str:
    """What is left above a threshold: 1 without the drug, 0 at the threshold and below."""
    return f"max(({X} - {theta})/(1 - {theta}), 0)"


def spasticity(syndrome: str) -> Link:
    """Tone, spasms and H-reflex of a syndrome with spasticity."""
    rests = ("spasticity.theta_m", "receptor.K_A", "receptor.tau_Ia")
    return Link(
        "spasticity",
        parameters={
            "theta_m": "1", "theta_hm": "1", "theta_sp": "1", "ashworth": "1", "spasms": "1",
            "ashworth_top": "1", "mas_top": "1", "spasms_top": "1",
        },
        elsewhere={"ashworth": f"syndrome.{syndrome}.ashworth"},
        signals={
            "tone": gate("X_m", "theta_m"),
            "reflex": gate("X_m", "theta_hm"),
            "spasm": gate("X_m", "theta_sp"),
            "ashworth_now": "min(1 + (ashworth - 1)*tone, ashworth_top)",
            "mas_now": "min((ashworth - 1)*tone, mas_top)",
            "spasms_now": "min(spasms*spasm, spasms_top)",
        },
        outputs=(
            Output("hm_ratio", "reflex", "1", "calibrated",
                   "H-reflex (H/M), of the untreated one",
                   rests_on=("spasticity.theta_hm", *rests[1:])),
            Output("tone_ratio", "tone", "1", "calibrated",
                   "tone, of the untreated one", rests_on=rests, worse=1),
            Output("ashworth_1_5", "ashworth_now", "1", "calibrated",
                   "Ashworth score, 1 to 5", rests_on=rests, worse=1),
            Output("mas_0_4", "mas_now", "1", "calibrated",
                   "mean around which Modified Ashworth grades fall, 0 to 4; the scale is ordinal",
                   rests_on=(*rests, "spasticity.mas_points"), worse=1),
            Output("spasm_ratio", "spasm", "1", "calibrated",
                   "spasm frequency, of the untreated one",
                   rests_on=("spasticity.theta_sp",), worse=1),
            Output("spasms_0_4", "spasms_now", "1", "calibrated",
                   "Penn spasm score, 0 to 4", rests_on=("spasticity.theta_sp",), worse=1),
        ),
    )  # fmt: skip
