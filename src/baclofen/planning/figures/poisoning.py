"""Too much: the published threshold, how long to watch, how much spinal fluid others drew."""

from __future__ import annotations

from baclofen.planning.figures.figure import Figure, Figures, Sheet


def poisoning_figures(sheet: Sheet) -> Figures:
    """Numbers for those who treat. None of them is a dose."""
    taken = sheet.fit.request.swallowed
    if taken is not None:
        threshold = sheet.values("OD-200")["from_mg"]
        yield Figure("threshold_mg", threshold, "mg", ("OD-200",))
        yield Figure("above", taken.amount.in_mg >= threshold, "", ("OD-200",))
    if sheet.holds("OD-OBSERVE"):
        hours = sheet.values("OD-OBSERVE")["observe_h"]
        yield Figure("observe_h", hours, "h", ("OD-OBSERVE",))
    if sheet.holds("OD-IT"):
        yield Figure("csf_mL", sheet.values("OD-IT")["fluid_mL"], "mL", ("OD-IT",))
