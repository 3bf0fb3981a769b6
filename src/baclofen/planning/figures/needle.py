"""Screening boluses: which comes next, how much it is in mL, and how long to wait."""

from __future__ import annotations

from baclofen.knowledge.numbers import BolusLimits
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.planning.pump.first_rate import start_rule


def needle_figures(sheet: Sheet) -> Figures:
    """The next bolus, its volume at the test strength, the gap and the watch after it."""
    trial = sheet.worked.trial
    if trial is None:
        return
    after = trial.next if sheet.may_dose else None
    if after is not None and not trial.given:
        yield Figure("first_dose_mcg", after.dose.in_mcg, "mcg", after.why[:1])
        yield Figure("volume_mL_at_50", after.volume_mL, "mL", after.why)
    elif after is not None:
        yield Figure("next_dose_mcg", after.dose.in_mcg, "mcg", after.why[:1])
    measured = trial.asked or after
    if measured is not None:
        yield Figure("volume_mL", measured.volume_mL, "mL", ("P-CONC",))
    yield Figure("observe_h", trial.watch_h, "h", (trial.rule, "ITS-MONITOR"))
    if trial.given:
        why = (trial.rule, BolusLimits.entry)
        yield Figure("earliest_hours_after_first", trial.gap_h, "h", why)
        if trial.wait_h is not None:
            yield Figure("wait_hours", trial.wait_h, "h", why)
    if trial.start is not None and sheet.may_dose:
        rule = start_rule(sheet.fit, sheet.known).id
        yield Figure("initial_mcg_per_day", trial.start.in_mcg, "mcg/day", (rule,))
