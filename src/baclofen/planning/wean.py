"""The way off baclofen by mouth once a pump works: one medicine at a time, baclofen first."""

from __future__ import annotations

from typing import Any

from baclofen.assessment import Assessment, oral_dose
from baclofen.knowledge import Knowledge
from baclofen.planning.pump_plan import Wean
from baclofen.regimen import PumpOrder
from baclofen.units import mg

#: Classes of medicines that are taken against spasticity, as the codes name them.
_AGAINST_SPASTICITY = frozenset({"muscle_relaxant", "benzodiazepine"})


def wean_of(fit: Assessment, order: PumpOrder, known: Knowledge) -> Wean | None:
    """The first step and the order of the rest; None where nothing is taken by mouth, or it was
    not asked for (weans_oral)."""
    oral = oral_dose(fit.uses)
    if oral is None or oral.in_mg == 0 or not order.weans_oral:
        return None
    values: Any = known.rules["ITM-ORAL-WEAN"].values
    least, most = (share / 100 for share in values["step_percent"])
    others = tuple(
        m.entry.name
        for m in fit.medicines
        if _AGAINST_SPASTICITY & m.taken_for.classes and "target" not in m.taken_for.classes
    )
    return Wean(
        oral,
        (mg(oral.in_mg * least), mg(oral.in_mg * most)),
        (mg(oral.in_mg * (1 - most)), mg(oral.in_mg * (1 - least))),
        str(values["first"]),
        others,
        ("ITM-ORAL-WEAN",),
    )
