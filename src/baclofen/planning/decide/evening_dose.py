"""The same day's dose with less of it by day, for legs too weak to walk."""

from __future__ import annotations

from baclofen.assessment import Assessment, oral_dose
from baclofen.errors import InputRefused, NotPlanned
from baclofen.knowledge import Knowledge, Note
from baclofen.patient import BaclofenUse
from baclofen.planning.reckon.evening import has_weak_legs
from baclofen.planning.reckon.titrate import maker_of


def evening_dose(fit: Assessment, known: Knowledge, running: list[BaclofenUse]) -> list[Note]:
    """With legs too weak to walk: the same day's dose with less of it by day."""
    daily = oral_dose(running)
    if not has_weak_legs(fit, known) or daily is None or daily.in_mg <= 0:
        return []
    untold = [known.note("running.weak_legs", doses=None)]
    try:
        maker = maker_of(fit, known)
        if daily.in_mg < maker.unit_mg:  # too little to share out
            return untold
        step = maker.step(daily.in_mg, day=1, days=1, start=fit.request.today, why=())
    except (NotPlanned, InputRefused):
        return untold
    doses = known.note(
        "running.evening_doses", doses=tuple(i.dose for i in step.step.intakes),
        hours=tuple(i.hour for i in step.step.intakes),
    )  # fmt: skip
    return [known.note("running.weak_legs", doses=doses)] if step.daily == daily else untold
