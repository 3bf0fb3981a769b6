"""Whether a start is recommended, and what is expected of it at best."""

from __future__ import annotations

from baclofen.knowledge import Verdict
from baclofen.planning.figures.figure import Figure, Figures, Sheet


def worth_figures(sheet: Sheet) -> Figures:
    """Nothing where no start by mouth is in question."""
    found = sheet.worked.recommendation
    if found is None:
        return
    # What the pain is worth a start for is none where the patient speaks against it.
    fits = sheet.fit.verdict <= Verdict.CAUTION
    is_recommended = fits and not found.asks and found.against is None
    yield Figure("start_recommended", is_recommended, "", found.why)
    if found.expected is None:
        return
    for measure, fall in found.expected.falls:
        unit = "1" if measure == "paroxysms" else "points"
        yield Figure(f"expected_fall_of_{measure}", fall, unit, found.expected.why)
    if found.expected.net is not None:
        yield Figure("expected_net_gain", found.expected.net, "1", found.expected.why)
