"""Too much: the published threshold, how long to watch, how much spinal fluid others drew."""

from __future__ import annotations

from baclofen.knowledge.numbers import Overdose, OverdoseByPump, OverdoseWatch
from baclofen.planning.figures.figure import Figure, Figures, Sheet


def poisoning_figures(sheet: Sheet) -> Figures:
    """Numbers for those who treat. None of them is a dose."""
    taken = sheet.fit.request.swallowed
    # The threshold is that of adults: below it a child is no safer.
    if taken is not None and not sheet.fit.person.is_minor:
        threshold, why = sheet.known.of(Overdose).from_mg, (Overdose.entry,)
        yield Figure("threshold_mg", threshold, "mg", why)
        yield Figure("above", taken.amount.in_mg >= threshold, "", why)
    if sheet.holds("OD-OBSERVE"):
        hours = sheet.known.of(OverdoseWatch).observe_h
        yield Figure("observe_h", hours, "h", (OverdoseWatch.entry,))
    if sheet.holds("OD-IT"):
        fluid = sheet.known.of(OverdoseByPump).fluid_mL
        yield Figure("csf_mL", fluid, "mL", (OverdoseByPump.entry,))
