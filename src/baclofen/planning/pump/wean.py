"""The way off baclofen by mouth once a pump works: one medicine at a time, baclofen first."""

from __future__ import annotations

from baclofen.assessment import Assessment, oral_dose
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import OralWean
from baclofen.planning.pump.plan import Wean
from baclofen.regimen import PumpOrder
from baclofen.units import mg


def wean_of(fit: Assessment, order: PumpOrder, known: Knowledge) -> Wean | None:
    """The first step and the order of the rest; None where nothing is taken by mouth, or where the
    pump runs and it was not asked for (weans_oral). Facts: `ITM-ORAL-WEAN`."""
    oral = oral_dose(fit.uses)
    if oral is None or oral.in_mg == 0 or not (order.weans_oral or order.stage == "start"):
        return None
    rule, own = known.of(OralWean), known.codes.baclofen.medicine_class
    least, most = (share / 100 for share in rule.step_percent)
    others = tuple(
        m.entry.name
        for m in fit.medicines
        if rule.classes & m.taken_for.classes and own not in m.taken_for.classes
    )
    return Wean(
        oral,
        (mg(oral.in_mg * least), mg(oral.in_mg * most)),
        (mg(oral.in_mg * (1 - most)), mg(oral.in_mg * (1 - least))),
        rule.first,
        others,
        (rule.entry,),
    )
