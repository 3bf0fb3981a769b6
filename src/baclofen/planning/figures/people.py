"""Pregnancy, nursing, a first seizure, a recent injury: figures that single rules carry."""

from __future__ import annotations

from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.units import mg


def people_figures(sheet: Sheet) -> Figures:
    """What the rules on special people say in numbers, where they hold."""
    fit = sheet.fit
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
        values = sheet.values("LAC-LEVEL")
        why = ("LAC-LEVEL",)
        yield Figure("infant_mg_per_kg_day", values["infant_mg_per_kg_per_day"], "mg/kg/day", why)
        milk = (mg(values["milk_trough_mg_per_L"]), mg(values["milk_peak_mg_per_L"]))
        yield Figure("milk_mcg_per_L", tuple(m.in_mcg for m in milk), "mcg/L", why)
    if sheet.holds("LAC-IT"):
        milk_it = sheet.values("LAC-IT")["milk_mcg_per_L"]
        yield Figure("milk_mcg_per_L", milk_it, "mcg/L", ("LAC-IT",))
    if sheet.holds("SZ-HANSEL"):
        rate = sheet.values("SZ-HANSEL")["new_rate"]
        yield Figure("new_seizure_rate_series", rate, "fraction", ("SZ-HANSEL",))
    if sheet.holds("IND-IT-US-TBI"):
        days = sheet.values("IND-IT-US-TBI")["min_days_since_injury"]
        yield Figure("min_days", days, "days", ("IND-IT-US-TBI",))
