"""Gut to plasma: two transits, first-order absorption, two compartments.

Renal clearance follows this body's creatinine clearance; the rest follows weight.

Facts: `oral.*`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Flow, Graph, Input
from baclofen.knowledge import Knowledge
from baclofen.model.belief import Belief, Draws, Parameter

GRAPH = Graph(
    compartments={
        "transit1": "mg", "transit2": "mg", "gut": "mg", "central": "mg", "peripheral": "mg",
    },
    parameters={
        "MTT": "h", "ka": "1/h", "F": "1", "CL": "L/h", "Vc": "L", "Q": "L/h", "Vp": "L",
    },
    flows=[
        # Two transits of equal rate have the mean transit time 2/rate.
        Flow("transit1", "transit2", "2/MTT"),
        Flow("transit2", "gut", "2/MTT"),
        Flow("gut", "central", "ka"),
        Flow("central", None, "CL/Vc"),
        Flow("central", "peripheral", "Q/Vc"),
        Flow("peripheral", "central", "Q/Vp"),
    ],
    inputs={"oral": Input("transit1", F="F")},
    signals={"CP": "central/Vc"},
)  # fmt: skip


@dataclass(frozen=True)
class Covariates:
    """What of the patient the model uses: kidney clearance in mL/min, weight in kg."""

    crcl: float
    weight_kg: float


def prior(known: Knowledge) -> Belief:
    """What is thought of anyone's parameters before a level is measured.

    The typical values are those of a 70 kg adult; `scale_to_body` makes them a body's.
    """

    def parameter(name: str, *, omega: str = "", rse: str = "", scale: str = "log") -> Parameter:
        ids = tuple(filter(None, (f"oral.{name}", omega, rse)))
        return Parameter(
            name,
            known.number(f"oral.{name}"),
            ids,
            omega=known.number(omega) if omega else 0.0,
            rse=known.number(rse) if rse else 0.0,
            scale="logit" if scale == "logit" else "log",
        )

    return Belief(
        (
            parameter("CLr_slope", rse="oral.rse.CLr_slope"),
            parameter("CLnr", rse="oral.rse.CLnr"),
            # One factor each for how this person's clearance and volume differ.
            Parameter(
                "CL_factor", 1.0, ("oral.omega.CL",), omega=known.number("oral.omega.CL")
            ),
            Parameter(
                "V_factor", 1.0, ("oral.omega.V", "oral.rse.V"),
                omega=known.number("oral.omega.V"), rse=known.number("oral.rse.V"),
            ),
            parameter("Vc"),
            parameter("Vp"),
            parameter("Q"),
            parameter("F", rse="oral.rse.F", scale="logit"),
            parameter("ka", omega="oral.omega.ka", rse="oral.rse.ka"),
            parameter("MTT", omega="oral.omega.MTT"),
        )
    )  # fmt: skip


def scale_to_body(
    draws: Draws, body: Covariates, known: Knowledge
) -> dict[str, NDArray[np.float64]]:
    """The parameters of the graph for this body: h, 1/h, L/h and L, one value a draw.

    CL = (slope * CrCl + CLnr * (weight/70)^0.75) * CL_factor; volumes scale with weight.

    Facts: `oral.CLr_slope`, `oral.CLnr`, `oral.exponent_clearance`.
    """
    size = body.weight_kg / known.number("oral.weight_reference")
    slow = size ** known.number("oral.exponent_clearance")
    volume = draws["V_factor"] * size
    return {
        "MTT": draws["MTT"],
        "ka": draws["ka"],
        "F": draws["F"],
        "CL": (draws["CLr_slope"] * body.crcl + draws["CLnr"] * slow) * draws["CL_factor"],
        "Vc": draws["Vc"] * volume,
        "Q": draws["Q"] * slow,
        "Vp": draws["Vp"] * volume,
    }
