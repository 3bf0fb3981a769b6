"""CSF and plasma to where baclofen acts: the cord, and arousal sites of the brain.

The cord gets what is given into CSF through two equal transits, and what is in plasma
through its blood, of which a factor of its own reaches the receptors that matter. What comes by
both routes adds: there is one set of receptors. The arousal sites share the blood and see little of
lumbar CSF; they are not the cisternal CSF.

Facts: `site.*`. Why two transits and not one compartment: decision 0009; why a factor from blood:
decision 0032.
"""

from __future__ import annotations

from baclofen.engine import Drive, Flow
from baclofen.model.link import Link, Output

LINK = Link(
    "site",
    parameters={
        "ke_it": "1/h", "ke_sys": "1/h", "ke_rost": "1/h", "f_rost": "1", "blood_to_cord": "1",
    },
    compartments={"cord1": "mcg/L", "cord2": "mcg/L", "tissue": "mcg/L", "rostral": "mcg/L"},
    flows=(
        Drive("lumbar", "cord1", "ke_it/V_L"),
        Flow("cord1", "cord2", "ke_it"),
        Flow("cord2", None, "ke_it"),
        Drive("central", "tissue", "ke_sys*K_CSF/V1"),
        Flow("tissue", None, "ke_sys"),
        Drive("lumbar", "rostral", "ke_rost*f_rost/V_L"),
        Flow("rostral", None, "ke_rost"),
    ),
    signals={
        "C_cord": "cord2 + blood_to_cord*tissue",
        # Weakness was never measured by level or by dose: what it follows stays as it was assumed.
        "C_strength": "cord2 + tissue",
        "C_brain": "rostral + tissue",
    },
    outputs=(
        Output(
            "cord_ng_mL", "C_cord", "ng/mL", "model-derived", "baclofen at the cord",
            rests_on=("site.ke_it", "site.blood_to_cord", "it.K_CSF"),
        ),
        Output(
            "brain_ng_mL", "C_brain", "ng/mL", "model-derived",
            "baclofen at the brain's arousal sites", rests_on=("site.f_rost", "it.K_CSF"),
        ),
    ),
)  # fmt: skip
