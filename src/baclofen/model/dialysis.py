"""What dialysis takes from plasma while it runs. Sessions are events that switch it on.

Facts: `dialysis.*`.
"""

from __future__ import annotations

from baclofen.engine import Flow
from baclofen.model.link import Link
from baclofen.regimen import SWITCH

LINK = Link(
    "dialysis",
    parameters={"CL_HD": "L/h", "CL_CVVH": "L/h", "CL_CAPD": "L/h"},
    covariates=dict.fromkeys(SWITCH.values(), "1"),
    flows=(
        Flow("central", None, "CL_HD*on_HD/V1"),
        Flow("central", None, "CL_CVVH*on_CVVH/V1"),
        Flow("central", None, "CL_CAPD*on_CAPD/V1"),
    ),
)
