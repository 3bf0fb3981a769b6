"""Pregnancy, nursing, a first seizure, a recent injury: figures that single rules carry."""

from __future__ import annotations

from baclofen.knowledge.numbers import FirstSeizures, MilkLevel, MilkLevelByPump, SinceInjury
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.units import mg


def people_figures(sheet: Sheet) -> Figures:
    """What the rules on special people say in numbers, where they hold."""
    fit, known = sheet.fit, sheet.known
    if (left := fit.person.weeks_to_term) is not None:
        yield Figure("weeks_to_term", left, "weeks", ("PRG-US-NEONATAL", "T-PREG"))
    named = tuple(f.rule.id for f in fit.findings if f.rule.topic == "indication")
    if fit.syndrome is not None or named:
        licensed = any(
            f.rule.topic == "indication" and f.rule.only_in and f.rule.severity == "info"
            for f in fit.findings
        )
        status = "licensed" if licensed else "off-label"
        yield Figure("label_status", status, "", named)
    if sheet.holds("LAC-LEVEL"):
        level, why = known.of(MilkLevel), (MilkLevel.entry,)
        yield Figure("infant_mg_per_kg_day", level.infant_mg_per_kg_per_day, "mg/kg/day", why)
        milk = (mg(level.milk_trough_mg_per_L), mg(level.milk_peak_mg_per_L))
        yield Figure("milk_mcg_per_L", tuple(m.in_mcg for m in milk), "mcg/L", why)
    if sheet.holds("LAC-IT"):
        milk_it = known.of(MilkLevelByPump).milk_mcg_per_L
        yield Figure("milk_mcg_per_L", milk_it, "mcg/L", (MilkLevelByPump.entry,))
    if sheet.holds("SZ-HANSEL"):
        rate = known.of(FirstSeizures).new_rate
        yield Figure("new_seizure_rate_series", rate, "fraction", (FirstSeizures.entry,))
    if sheet.holds("IND-IT-US-TBI"):
        days = known.of(SinceInjury).min_days_since_injury
        yield Figure("min_days", days, "days", (SinceInjury.entry,))
