"""Kidneys: the values as converted and estimated, the band, and what it does to a dose."""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.assessment import Estimate, crcl_band
from baclofen.knowledge.numbers import (
    DialysisDose,
    KidneyContraindication,
    KidneyPoisonings,
    KidneyRisk,
)
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.planning.reckon.kidney_share import cut_for_kidneys
from baclofen.planning.reckon.titrate import ceiling_for
from baclofen.planning.say.advice import kidney_weeks


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
    known = sheet.known
    if sheet.holds("REN-UK-DIALYSIS"):
        low = known.of(DialysisDose).mg_per_day
        yield Figure("label_low_dose_mg_per_day", low, "mg/day", (DialysisDose.entry,))
    if sheet.holds("REN-ELHUSSEINI"):
        days = known.of(KidneyPoisonings).onset_days
        yield Figure("onset_days", days, "days", (KidneyPoisonings.entry, "REN-AKI"))
    if sheet.holds("REN-MUANDA"):
        risk, why = known.of(KidneyRisk), (KidneyRisk.entry,)
        yield Figure("dose_cut_mg_per_day", risk.dose_cut_mg_per_day, "mg/day", why)
        yield Figure("muanda_rd_egfr_45_59", risk.rd_egfr_45_59, "fraction", why)
        yield Figure("muanda_rd_egfr_30_44", risk.rd_egfr_30_44, "fraction", why)
        yield Figure("muanda_rd_egfr_below_30", risk.rd_egfr_below_30, "fraction", why)
    if sheet.holds("CI-SEVERE-RENAL-SEED"):
        label = known.local(KidneyContraindication, sheet.fit.request.jurisdiction)
        forbids = label is not None and sheet.holds(label.id)
        labels = (each.id for each in known.every(KidneyContraindication))
        yield Figure("label_is_contraindication", forbids, "", ("CI-SEVERE-RENAL-SEED", *labels))
    if sheet.holds("INT-RENAL-NSAID", "INT-RENAL-OTHER", "REN-AKI-UNSTABLE"):
        first, last = kidney_weeks(sheet.known)
        yield Figure("egfr_recheck_days", (first.days, last.days), "days", ("M-EGFR",))
