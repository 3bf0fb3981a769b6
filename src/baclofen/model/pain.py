"""Excitability of pain neurons to the pain score (NRS), by syndrome; paroxysms by a gate.

Only a share `s` of a pain follows excitability; the rest does not hear baclofen. That
share is an assumption in every syndrome. A placebo response is added in trials only: it
is switched by the covariate `in_trial`.

Facts: `syndrome.*`, `pain.*`, `placebo.*`.
"""

from __future__ import annotations

from baclofen.engine import Turnover
from baclofen.model.link import Link, Output
from baclofen.model.spasticity import gate


def tonic_pain(syndrome: str) -> Link:
    """The NRS of a syndrome with lasting pain."""
    own = f"syndrome.{syndrome}"
    rests = (f"{own}.s", f"{own}.B", "cord.kappa")
    return Link(
        own,
        parameters={"B": "1", "s": "1", "P": "1", "t_PL": "h", "nrs_top": "1"},
        elsewhere={"t_PL": "placebo.t_PL", "nrs_top": "pain.nrs_top"},
        covariates={"in_trial": "1"},
        turnovers=(Turnover("PL", gain="P*in_trial/t_PL", loss="1/t_PL"),),
        signals={
            "relief": "s*(1 - X_p)",
            "nrs_now": "max(min(B*(1 - relief) - PL, nrs_top), 0)",
            "nrs_change": "nrs_now - B",
        },
        outputs=(
            Output("nrs_0_10", "nrs_now", "1", "calibrated", "pain score (NRS), 0 to 10",
                   rests_on=rests, worse=1),
            Output("nrs_change", "nrs_change", "1", "calibrated",
                   "change of the pain score (NRS) from before treatment, points",
                   rests_on=rests, worse=1),
        ),
    )  # fmt: skip


PAROXYSMS = Link(
    "pain",
    parameters={"theta_tn": "1"},
    signals={"paroxysm": gate("X_p", "theta_tn")},
    outputs=(
        Output(
            "paroxysm_ratio", "paroxysm", "1", "calibrated",
            "paroxysms of trigeminal neuralgia, of the untreated frequency",
            rests_on=("pain.theta_tn",), worse=1,
        ),
    ),
)  # fmt: skip
