"""Gut to plasma in an adult: two transits, first-order absorption, two compartments.

Renal clearance follows this body's creatinine clearance; the rest follows weight. Amounts
are mcg, so that mcg/L is ng/mL.

Facts: `oral.*`.
"""

from __future__ import annotations

from baclofen.engine import Flow, Input
from baclofen.model.link import Link, Output

PLASMA = (
    Output(
        "plasma_ng_mL", "CP", "ng/mL", "measured in people", "baclofen in plasma", worse=1
    ),
    Output(
        "urine_unchanged_mg", "urine", "mg", "measured in people", "unchanged baclofen in urine"
    ),
)  # fmt: skip

#: Transits before the gut: tablets and granules take their time, a solution hardly any.
TRANSITS = Link(
    "oral",
    parameters={"MTT": "h", "MTT_solution": "h", "ka": "1/h", "F": "1"},
    compartments={
        "transit1": "mcg", "transit2": "mcg", "solution1": "mcg", "solution2": "mcg", "gut": "mcg",
    },
    flows=(
        # Two transits of equal rate have the mean transit time 2/rate.
        Flow("transit1", "transit2", "2/MTT"),
        Flow("transit2", "gut", "2/MTT"),
        Flow("solution1", "solution2", "2/MTT_solution"),
        Flow("solution2", "gut", "2/MTT_solution"),
    ),
    inputs={
        "tablet": Input("transit1", F="F"),
        # No level after granules was found: they are taken as tablets.
        "granules": Input("transit1", F="F"),
        "solution": Input("solution1", F="F"),
    },
)  # fmt: skip

#: The body, once `CL_renal`, `CL_other`, `V1`, `V2` and `Q12` are known.
_TWO_COMPARTMENTS = (
    Flow("gut", "central", "ka"),
    Flow("central", "urine", "CL_renal/V1"),
    Flow("central", None, "CL_other/V1"),
    Flow("central", "peripheral", "Q12/V1"),
    Flow("peripheral", "central", "Q12/V2"),
)
_COMPARTMENTS = {"central": "mcg", "peripheral": "mcg", "urine": "mcg"}
_INTO_VEIN = {"intravenous": Input("central")}

#: Share of creatinine clearance that renal clearance is, when secretion is blocked in part.
RENAL = "CLr_slope*CRCL*(fu + (1 - fu)*secretion)"

ADULT = Link(
    "oral",
    parameters={
        "CLr_slope": "L*min/h/mL", "CLnr": "L/h", "fu": "1", "Vc": "L", "Vp": "L", "Q": "L/h",
        "CL_factor": "1", "V_factor": "1", "weight_reference": "kg", "exponent_clearance": "1",
    },
    covariates={"CRCL": "mL/min", "WT": "kg", "secretion": "1"},
    compartments=_COMPARTMENTS,
    flows=_TWO_COMPARTMENTS,
    inputs=_INTO_VEIN,
    signals={
        "size": "WT/weight_reference",
        "slow": "size**exponent_clearance",
        "CL_renal": f"{RENAL}*CL_factor",
        "CL_other": "CLnr*slow*CL_factor",
        "V1": "Vc*V_factor*size",
        "V2": "Vp*V_factor*size",
        "Q12": "Q*slow",
        "CP": "central/V1",
    },
    outputs=PLASMA,
)  # fmt: skip

CHILD = Link(
    "child",
    parameters={
        "CLr_slope": "L*min/h/mL", "CLnr": "L/h", "fu": "1",
        "weight_reference": "kg", "exponent_clearance": "1",
        "CL_factor": "1", "V_factor": "1", "theta": "1",
        "VSS_F": "L/kg", "VSS_F_adult": "L/kg", "share_central": "1",
        "Q_F": "L/h/kg", "Q_F_adult": "L/h/kg",
    },
    elsewhere={
        name: f"oral.{name}"
        for name in ("CLr_slope", "CLnr", "fu", "weight_reference", "exponent_clearance")
    },
    # `childhood` is 1 up to 12 years and falls to 0 at 18.
    covariates={"CRCL": "mL/min", "WT": "kg", "secretion": "1", "childhood": "1"},
    compartments=_COMPARTMENTS,
    flows=_TWO_COMPARTMENTS,
    inputs=_INTO_VEIN,
    signals={
        "slow": "(WT/weight_reference)**exponent_clearance",
        "grown": "(1 + (theta - 1)*childhood)*CL_factor",
        "CL_renal": f"{RENAL}*grown",
        "CL_other": "CLnr*slow*grown",
        "VSS": "F*WT*V_factor*(VSS_F*childhood + VSS_F_adult*(1 - childhood))",
        "V1": "share_central*VSS",
        "V2": "VSS - V1",
        "Q12": "F*WT*(Q_F*childhood + Q_F_adult*(1 - childhood))",
        "CP": "central/V1",
    },
    outputs=PLASMA,
)  # fmt: skip
