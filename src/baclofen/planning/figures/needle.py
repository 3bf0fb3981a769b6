"""Screening boluses: which comes next, how much it is in mL, and how long to wait."""

from __future__ import annotations

from typing import Any

from baclofen.assessment import read_response
from baclofen.knowledge import Knowledge
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.regimen import ScreeningOrder

_STEPS = ("ITS-1", "ITS-2", "ITS-3")


def needle_figures(sheet: Sheet) -> Figures:
    """The next bolus, its volume at the test strength, the gap and the watch after it."""
    order = sheet.fit.request.order
    if not isinstance(order, ScreeningOrder):
        return
    rules = [sheet.values(id) for id in _STEPS]
    test = sheet.values("P-CONC")["test_mcg_per_mL"]
    number = len(order.given)
    small = sheet.holds("ITS-SMALL")
    if number == 0:
        first = sheet.values("ITS-SMALL")["dose_mcg"] if small else rules[0]["dose_mcg"]
        why = ("ITS-SMALL",) if small else ("ITS-1",)
        yield Figure("first_dose_mcg", first, "mcg", why)
        yield Figure("volume_mL_at_50", first / test, "mL", (*why, "P-CONC"))
    nxt = _next(order, rules, sheet.known)
    if nxt is not None and number:
        yield Figure("next_dose_mcg", nxt, "mcg", (_STEPS[min(number, 2)],))
    asked = order.dose.in_mcg if order.dose else nxt
    if asked is not None:
        yield Figure("volume_mL", asked / test, "mL", ("P-CONC",))
    yield Figure("observe_h", rules[min(number, 2)]["observe_h"], "h", ("ITS-1", "ITS-MONITOR"))
    if number:
        gap = rules[1]["gap_h_min"]
        yield Figure("earliest_hours_after_first", gap, "h", ("ITS-2", "ITS-PROJECT"))
        ago = order.given[-1].hours_ago
        if ago is not None:
            yield Figure("wait_hours", max(0.0, gap - ago), "h", ("ITS-2", "ITS-PROJECT"))


def _next(order: ScreeningOrder, rules: list[Any], known: Knowledge) -> float | None:
    """The label's next bolus after those given without effect; None when the last was reached
    or one has worked."""
    if any(read_response(b, known).responded for b in order.given):
        return None
    given = max((b.dose.in_mcg for b in order.given), default=0.0)
    return next((float(r["dose_mcg"]) for r in rules if r["dose_mcg"] > given), None)
