"""Pump or needle to lumbar CSF, up to the head, and back to plasma; and plasma to CSF.

What comes from plasma is kept apart from what is given into CSF: the cord takes the first
from its own blood, and would otherwise get it twice. A tap reads both.

Facts: `it.*`.
"""

from __future__ import annotations

from baclofen.engine import Drive, Flow, Input
from baclofen.model.link import Link, Output

LINK = Link(
    "it",
    parameters={
        "CL_CSF": "L/h", "V_L": "L", "share_rostral": "1", "outflow_cisternal": "1", "V_C": "L",
        "K_CSF": "1", "tip_factor": "1",
    },
    compartments={
        "lumbar": "mcg", "cisternal": "mcg", "lumbar_blood": "mcg", "cisternal_blood": "mcg",
    },
    flows=(
        Flow("lumbar", "cisternal", "CL_CSF*share_rostral/V_L"),
        Flow("lumbar", "central", "CL_CSF*(1 - share_rostral)/V_L"),
        Flow("cisternal", "central", "CL_C/V_C"),
        # Plasma does not miss what these take: a two-thousandth of its clearance.
        Drive("central", "lumbar_blood", "K_CSF*CL_CSF/V1"),
        Flow("lumbar_blood", None, "CL_CSF/V_L"),
        Drive("central", "cisternal_blood", "K_CSF*CL_C/V1"),
        Flow("cisternal_blood", None, "CL_C/V_C"),
    ),
    inputs={"intrathecal": Input("lumbar")},
    signals={
        "CL_C": "CL_CSF*outflow_cisternal",
        "C_lumbar": "(lumbar + lumbar_blood)/V_L",
        "C_cisternal": "(cisternal + cisternal_blood)/V_C",
        "C_catheter": "tip_factor*lumbar/V_L",
    },
    outputs=(
        Output(
            "csf_lumbar_ng_mL", "C_lumbar", "ng/mL", "measured in people",
            "baclofen in lumbar CSF", rests_on=("it.CL_CSF", "it.V_L", "it.K_CSF"), worse=1,
        ),
        Output(
            "csf_cisternal_ng_mL", "C_cisternal", "ng/mL", "measured in people",
            "baclofen in cisternal CSF", rests_on=("it.share_rostral",), worse=1,
        ),
        Output(
            "csf_catheter_ng_mL", "C_catheter", "ng/mL", "measured in people",
            "baclofen in CSF drawn through the catheter of a running pump",
            rests_on=("it.tip_factor",),
        ),
    ),
)  # fmt: skip
