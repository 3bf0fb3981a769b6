"""Calcium at the terminal, and the transmitter it lets go: glutamate and substance P.

Calcium current falls by at most `i_sat`, in everyone; release follows a power of what is
left of it.

Facts: `release.*`.
"""

from __future__ import annotations

from baclofen.model.link import Link, Output


def calcium(A: str, tau: str) -> str:
    """Calcium current left, 0 to 1: `A` at saturation is tau/(1 + tau)."""
    return f"(1 - i_sat*(1 + {tau}*tau_all)/({tau}*tau_all)*{A})"


LINK = Link(
    "release",
    parameters={"i_sat": "1", "m_glu": "1", "m_sp": "1"},
    signals={
        "glutamate": f"{calcium('A_C', 'tau_C')}**m_glu",
        "substance_P": f"{calcium('A_C', 'tau_C')}**m_sp",
        "release_Ia": f"{calcium('A_Ia', 'tau_Ia')}**m_glu",
    },
    outputs=(
        Output(
            "glutamate_release", "glutamate", "1", "model-derived",
            "glutamate released by C fibres in the cord, of the drug-free amount",
            rests_on=("receptor.tau_C", "release.m_glu"),
        ),
        Output(
            "substance_P_release", "substance_P", "1", "model-derived",
            "substance P released in the cord, of the drug-free amount",
            rests_on=("receptor.tau_C", "release.m_sp"),
        ),
    ),
)  # fmt: skip
