"""Slow loss of efficacy: of the cord over months, of the arousal sites over days.

Facts: `tolerance.*`.
"""

from __future__ import annotations

from baclofen.engine import Turnover
from baclofen.model.link import Link, Output

LINK = Link(
    "tolerance",
    parameters={
        "T_max": "1", "rho50": "1", "t_T": "h", "T_b_max": "1", "rho_b50": "1", "t_Tb": "h",
    },
    turnovers=(
        Turnover("T_s", gain="T_max*rho_cord/(rho_cord + rho50)/t_T", loss="1/t_T"),
        Turnover("T_b", gain="T_b_max*rho_brain/(rho_brain + rho_b50)/t_Tb", loss="1/t_Tb"),
    ),
    outputs=(
        Output(
            "tolerance_cord", "T_s", "1", "model-derived",
            "share of the cord's efficacy lost to tolerance",
            rests_on=("tolerance.T_max", "tolerance.t_T"), worse=1,
        ),
        Output(
            "tolerance_brain", "T_b", "1", "model-derived",
            "share of the arousal sites' efficacy lost to tolerance",
            rests_on=("tolerance.T_b_max", "tolerance.t_Tb"),
        ),
    ),
)  # fmt: skip
