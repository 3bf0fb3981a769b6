"""Adult models as published: one compartment, first-order absorption, no covariate.

They printed no kidney values that were read, so CL/F is taken as that of a creatinine
clearance of 105 mL/min, and the renal share of the composite model is carried over. A
published model that ignored failing kidneys would mislead exactly where it harms.

Facts: `published.*`.
"""

from __future__ import annotations

from baclofen.engine import Flow, Input
from baclofen.model.link import Link
from baclofen.model.oral_pk import PLASMA

#: The models as published, by their study: `[words.study]` says whom each measured.
PUBLISHED = ("simon2018", "marsot2014", "chevillard2018")

#: Absorption as in those models: first order from the gut, whatever the form.
ONE_GUT = Link(
    "oral",
    parameters={"F": "1"},
    compartments={"gut": "mcg"},
    inputs={form: Input("gut", F="F") for form in ("tablet", "granules", "solution")},
)


def published(study: str) -> Link:
    """The body of a published model, from gut to urine."""
    return Link(
        f"published.{study}",
        parameters={
            "CL_F": "L/h", "V_F": "L", "ka": "1/h",
            "CLr_slope": "L*min/h/mL", "CLnr": "L/h", "fu": "1", "crcl_of_study": "mL/min",
        },
        elsewhere={
            **{name: f"oral.{name}" for name in ("CLr_slope", "CLnr", "fu")},
            "crcl_of_study": "published.crcl_of_study",
        },
        covariates={"CRCL": "mL/min", "WT": "kg", "secretion": "1"},
        compartments={"central": "mcg", "urine": "mcg"},
        flows=(
            Flow("gut", "central", "ka"),
            Flow("central", "urine", "CL_renal/V1"),
            Flow("central", None, "CL_other/V1"),
        ),
        inputs={"intravenous": Input("central")},
        signals={
            "CL_each": "CL_F*F/(CLr_slope*crcl_of_study + CLnr)",
            "CL_renal": "CL_each*CLr_slope*CRCL*(fu + (1 - fu)*secretion)",
            "CL_other": "CL_each*CLnr",
            "V1": "V_F*F",
            "CP": "central/V1",
        },
        outputs=PLASMA,
    )  # fmt: skip
