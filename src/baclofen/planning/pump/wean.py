"""The way off baclofen by mouth once a pump works: one medicine at a time, baclofen first."""

from __future__ import annotations

import math

from baclofen.assessment import Assessment, oral_dose
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import OralWean
from baclofen.planning.pump.plan import Wean
from baclofen.planning.reckon.steps import StepMaker
from baclofen.regimen import PumpOrder
from baclofen.units import mg


def wean_of(fit: Assessment, order: PumpOrder, known: Knowledge) -> Wean | None:
    """The first step and the order of the rest; None where nothing is taken by mouth, or where the
    pump runs and it was not asked for (weans_oral). Facts: `ITM-ORAL-WEAN`."""
    oral = oral_dose(fit.uses)
    if oral is None or oral.in_mg == 0 or not (order.weans_oral or order.stage == "start"):
        return None
    rule, own = known.of(OralWean), known.codes.baclofen.medicine_class
    grain = StepMaker.under(known, fit.request.jurisdiction).market.smallest_mg
    least, most = _cuts(oral.in_mg, grain, *(share / 100 for share in rule.step_percent))
    others = tuple(
        m.entry.name
        for m in fit.medicines
        if rule.classes & m.taken_for.classes and own not in m.taken_for.classes
    )
    return Wean(
        oral,
        (mg(least), mg(most)),
        (mg(oral.in_mg - most), mg(oral.in_mg - least)),
        rule.first,
        others,
        (rule.entry,),
    )


def _cuts(daily_mg: float, grain_mg: float, least: float, most: float) -> tuple[float, float]:
    """The smallest and the largest cut between these shares that tablets can give; the smallest
    that they give where none lies between."""
    low = grain_mg * math.ceil(daily_mg * least / grain_mg - 1e-9)
    high = grain_mg * math.floor(daily_mg * most / grain_mg + 1e-9)
    return (min(low, daily_mg), min(max(low, high), daily_mg))
