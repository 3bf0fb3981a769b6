"""Where a body leaves the people the model was built on: said with every forecast.

Facts: `oral.domain.*`, `child.domain.*`, `overdose.domain.*`.
"""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.knowledge import Knowledge, Note
from baclofen.model.body import Body
from baclofen.model.side_effects import OVERDOSE
from baclofen.regimen import FORMS, Dosing


def notes_on(body: Body, syndrome: str | None, known: Knowledge) -> tuple[Note, ...]:
    """What must be said of this body before any dose."""
    notes = []
    if body.is_child(known):
        notes.append(known.note("domain.child", age=body.age_y))
    if body.age_y > known.number("oral.domain.age_to"):
        notes.append(known.note("domain.old", age=body.age_y))
    if body.crcl < known.number("oral.domain.crcl_from"):
        notes.append(known.note("domain.weak_kidneys"))
    if syndrome == "cerebral_spasticity":
        notes.append(known.note("domain.cerebral"))
    return tuple(notes)


def refused(outputs: Iterable[str], body: Body, dosing: Dosing, known: Knowledge) -> Note | None:
    """Why one of these outputs says nothing of this body on this dosing; None where all may.

    Coma and ventilation were seen after one dose by mouth in people with sound kidneys. Anywhere
    else the curve reassures wrongly: a man with failing kidneys was comatose at a level at which it
    says two in a thousand.
    """
    if not any(name.removeprefix("prob_") in OVERDOSE for name in outputs):
        return None
    once = len(dosing.given) == 1 and dosing.given[0].way in FORMS
    if not once or dosing.infused or dosing.sessions:
        return known.note("refused.overdose_not_once")
    if body.crcl < known.number("overdose.domain.crcl_from"):
        return known.note("refused.overdose_kidneys", crcl=body.crcl)
    return None
