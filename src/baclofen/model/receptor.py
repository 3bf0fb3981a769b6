"""GABA_B receptors: how many are held, and how many of those act, by site.

One affinity everywhere, and an efficacy of each tissue (the operational model). Only the
R-enantiomer counts. Efficacy falls with tolerance: in the cord for everything, at the
arousal sites for sedation and what goes with it, which is transient. Descending control, the
brain's opponent process and overdose are judged without it.

Facts: `receptor.*`.
"""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.model.link import Link, Output


def active(R: str, tau: str) -> str:
    """Share of the largest response at a level of R-baclofen and an efficacy."""
    return f"({tau})*{R}/(K_A + (1 + ({tau}))*{R})"


OCCUPANCY = Link(
    "receptor",
    parameters={"MW": "mcg/umol", "share_R": "1", "K_A": "umol/L"},
    signals={
        "R_cord": "share_R*C_cord/MW",
        "R_strength": "share_R*C_strength/MW",
        "R_brain": "share_R*C_brain/MW",
        "rho_cord": "R_cord/(K_A + R_cord)",
        "rho_brain": "R_brain/(K_A + R_brain)",
    },
    outputs=(
        Output(
            "occupancy_cord", "rho_cord", "1", "model-derived",
            "share of GABA_B receptors of the cord held by baclofen", rests_on=("receptor.K_A",),
        ),
        Output(
            "occupancy_brain", "rho_brain", "1", "model-derived",
            "share of GABA_B receptors of arousal sites held by baclofen",
            rests_on=("receptor.K_A", "site.f_rost"),
        ),
    ),
)  # fmt: skip

_SITES: Mapping[str, tuple[str, str]] = {
    "A_Ia": ("R_cord", "tau_Ia*tau_all*(1 - T_s)"),
    "A_C": ("R_cord", "tau_C*tau_all*(1 - T_s)"),
    "A_post": ("R_cord", "tau_post*tau_all*(1 - T_s)"),
    "A_strength": ("R_strength", "tau_Ia*tau_all*(1 - T_s)"),
    # Tolerance of the arousal sites is seen for sedation only.
    "A_b": ("R_brain", "tau_b*tau_all"),
    "A_sedation": ("R_brain", "tau_b*tau_all*(1 - T_b)"),
}

ACTIVATION = Link(
    "receptor",
    parameters={"tau_Ia": "1", "tau_C": "1", "tau_post": "1", "tau_b": "1", "tau_all": "1"},
    signals={name: active(R, tau) for name, (R, tau) in _SITES.items()},
)
