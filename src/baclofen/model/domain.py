"""Where a body leaves the people the model was built on: said with every forecast.

Facts: `oral.domain.*`, `child.domain.*`, `overdose.domain.*`.
"""

from __future__ import annotations

import math

from baclofen.knowledge import Knowledge, Note
from baclofen.model.body import Body


def notes_on(body: Body, syndrome: str | None, known: Knowledge) -> tuple[Note, ...]:
    """What must be said of this body before any dose."""
    notes = []
    if body.is_child(known):
        notes.append(known.note("domain.child", age=math.floor(body.age_y)))
    if body.age_y > known.number("oral.domain.age_to"):
        notes.append(known.note("domain.old", age=body.age_y))
    if not body.is_child(known) and body.weight_kg > known.number("oral.domain.weight_to"):
        # At most: as if volumes did not grow at all beyond those of the reference weight.
        fold = body.weight_kg / known.number("oral.weight_reference")
        notes.append(known.note("domain.heavy", weight=body.weight_kg, fold=fold))
    if body.crcl < known.number("oral.domain.crcl_from"):
        notes.append(known.note("domain.weak_kidneys"))
    if syndrome == "cerebral_spasticity":
        notes.append(known.note("domain.cerebral"))
    return tuple(notes)
