"""Gut to plasma: two transits, first-order absorption, two compartments.

Renal clearance follows this body's creatinine clearance; the rest follows weight.

Facts: `oral.*`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Flow, Graph
from baclofen.knowledge import Knowledge
from baclofen.model.belief import Belief, Draws, Parameter

GRAPH = Graph(
    compartments=("transit1", "transit2", "gut", "central", "peripheral"),
    flows=(
        Flow("transit1", "transit2", "ktr"),
        Flow("transit2", "gut", "ktr"),
        Flow("gut", "central", "ka"),
        Flow("central", None, "k10"),
        Flow("central", "peripheral", "k12"),
        Flow("peripheral", "central", "k21"),
    ),
    inputs={"oral": "transit1"},
)


@dataclass(frozen=True)
class Covariates:
    """What of the patient the model uses: kidney clearance in mL/min, weight in kg."""

    crcl: float
    weight_kg: float


def prior(known: Knowledge) -> Belief:
    """What is thought of anyone's parameters before a level is measured.

    The typical values are those of a 70 kg adult; `rates` scales them to a body.
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


def disposition(draws: Draws, body: Covariates, known: Knowledge) -> dict[str, NDArray[np.float64]]:
    """`CL`, `Vc`, `Vp`, `Q` of this body: L/h and L, one value a draw.

    CL = (slope * CrCl + CLnr * (weight/70)^0.75) * CL_factor; volumes scale with weight.

    Facts: `oral.CLr_slope`, `oral.CLnr`, `oral.exponent_clearance`.
    """
    size = body.weight_kg / known.number("oral.weight_reference")
    slow = size ** known.number("oral.exponent_clearance")
    volume = draws["V_factor"] * size
    return {
        "CL": (draws["CLr_slope"] * body.crcl + draws["CLnr"] * slow) * draws["CL_factor"],
        "Vc": draws["Vc"] * volume,
        "Vp": draws["Vp"] * volume,
        "Q": draws["Q"] * slow,
    }


def rates(draws: Draws, body: Covariates, known: Knowledge) -> Mapping[str, NDArray[np.float64]]:
    """The rate constants of the graph, 1/h, one value a draw."""
    d = disposition(draws, body, known)
    return {
        # Two transits of equal rate have the mean transit time 2/ktr.
        "ktr": 2 / draws["MTT"],
        "ka": draws["ka"],
        "k10": d["CL"] / d["Vc"],
        "k12": d["Q"] / d["Vc"],
        "k21": d["Q"] / d["Vp"],
    }
