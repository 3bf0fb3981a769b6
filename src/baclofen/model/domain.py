"""Where a body leaves the people the model was built on: said with every forecast.

Facts: `oral.domain.*`, `child.domain.*`, `overdose.domain.*`.
"""

from __future__ import annotations

from baclofen.knowledge import Knowledge, Note
from baclofen.model.body import Body


def notes_on(body: Body, syndrome: str | None, known: Knowledge) -> tuple[Note, ...]:
    """What must be said of this body before any dose."""
    notes = []
    if body.is_child(known):
        notes.append(
            Note(
                f"This patient is {body.age_y:.0f}: levels rest on 49 children with cerebral "
                "palsy; the CSF and all effects rest on adults. Read the forecast with that doubt.",
                ("oral.domain.age_from", "child.theta"),
            )
        )
    oldest = known.number("oral.domain.age_to")
    if body.age_y > oldest:
        notes.append(
            Note(
                f"This patient is {body.age_y:.0f}: the people measured were mostly younger than "
                f"{oldest:g}. Kidney clearance is followed; a more sensitive brain is not.",
                ("oral.domain.age_to",),
            )
        )
    lowest = known.number("oral.domain.crcl_from")
    if body.crcl < lowest:
        notes.append(
            Note(
                f"Kidney clearance is below {lowest:g} mL/min: no data by person lie behind the "
                "forecast there.",
                ("oral.domain.crcl_from",),
            )
        )
    if syndrome == "cerebral_spasticity":
        notes.append(
            Note(
                "The share of pain that follows tone was seen in cord disease only.",
                ("syndrome.cerebral_spasticity.s",),
            )
        )
    return tuple(notes)
