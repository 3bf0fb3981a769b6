"""Kidneys: the values as converted and estimated, the band, and what it does to a dose."""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.assessment import Estimate, crcl_band
from baclofen.planning.advice import kidney_weeks
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.planning.kidney_share import cut_for_kidneys
from baclofen.planning.titrate import ceiling_for


def kidney_figures(sheet: Sheet) -> Figures:
    """Creatinine in mg/dL, eGFR, CrCl, the band, and the share of the dose asked for."""
    fit = sheet.fit
    for value in fit.person.values:
        if value.kind == "creatinine":
            yield Figure("creatinine_mg_dl", value.value, "mg/dL", ("M-UNITS",))
            break
    if (egfr := _least(fit.kidney.estimates, "ckd_epi")) is not None:
        yield Figure("egfr_ckdepi2021", egfr.value, egfr.unit, egfr.why)
    if (crcl := _least(fit.kidney.estimates, "actual_weight")) is not None:
        yield Figure("crcl_cg", crcl.value, crcl.unit, crcl.why)
    if fit.kidney.crcl is not None:
        band = crcl_band(fit.kidney.crcl, sheet.known)
        yield Figure("vlavonou_band", band, "", ("REN-VLAVONOU", "kidney.crcl_bands"))
    asked = fit.request.day_by_mouth
    if asked is not None and fit.kidney.fraction is not None:
        ceiling, _ = ceiling_for(fit, sheet.known)
        if (cut := cut_for_kidneys(asked, ceiling, fit)) is not None:
            yield Figure(
                "adjusted_mg_per_day", cut.in_mg, "mg/day",
                (*fit.kidney.fraction_why, "kidney.crcl_fractions", "kidney.egfr_mid_fraction"),
            )  # fmt: skip
    yield from _by_rule(sheet)


def _least(made: Iterable[Estimate], method: str) -> Estimate | None:
    return min((e for e in made if e.method == method), key=lambda e: e.value, default=None)


def _by_rule(sheet: Sheet) -> Figures:
    if sheet.holds("REN-UK-DIALYSIS"):
        low = sheet.values("REN-UK-DIALYSIS")["mg_per_day"]
        yield Figure("label_low_dose_mg_per_day", low, "mg/day", ("REN-UK-DIALYSIS",))
    if sheet.holds("REN-ELHUSSEINI"):
        days = sheet.values("REN-ELHUSSEINI")["onset_days"]
        yield Figure("onset_days", days, "days", ("REN-ELHUSSEINI", "REN-AKI"))
    if sheet.holds("REN-MUANDA"):
        values = sheet.values("REN-MUANDA")
        cut = values["dose_cut_mg_per_day"]
        yield Figure("dose_cut_mg_per_day", cut, "mg/day", ("REN-MUANDA",))
        for name in ("rd_egfr_45_59", "rd_egfr_30_44", "rd_egfr_below_30"):
            yield Figure(f"muanda_{name}", values[name], "fraction", ("REN-MUANDA",))
    if sheet.holds("CI-SEVERE-RENAL-SEED"):
        label = sheet.at_home("CI-AT-RENAL") and sheet.holds("CI-AT-RENAL")
        why = ("CI-SEVERE-RENAL-SEED", "CI-AT-RENAL")
        yield Figure("label_is_contraindication", label, "", why)
    if sheet.holds("INT-RENAL-NSAID", "INT-RENAL-OTHER", "REN-AKI-UNSTABLE"):
        first, last = kidney_weeks(sheet.known)
        yield Figure("egfr_recheck_days", (first.days, last.days), "days", ("M-EGFR",))
