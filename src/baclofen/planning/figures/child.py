"""By mouth, for children by weight: what the label that governs comes to."""

from __future__ import annotations

from baclofen.planning.child import (
    child_dosing,
    child_maximum,
    child_rule,
    is_as_adult,
    suits_tablets,
)
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.regimen import OralOrder


def child_figures(sheet: Sheet) -> Figures:
    """Start, maintenance and maximum for this weight, before they meet a syringe."""
    fit, known = sheet.fit, sheet.known
    weight, age = fit.person.weight_kg, fit.person.age_y
    if weight is not None:
        yield Figure("weight_kg", weight, "kg", ())
    if not fit.person.is_minor or age is None or fit.request.route not in (None, "oral"):
        return
    order = fit.request.order
    per_kg = order.mg_per_kg_day(weight) if isinstance(order, OralOrder) else None
    if per_kg is not None:
        yield Figure("mg_per_kg_day", per_kg, "mg/kg/day", ())
    rule = child_rule(fit, known)
    if rule is None or is_as_adult(fit, known):
        return
    start = sheet.values(rule)["start_mg_per_kg_day"]
    yield Figure("start_mg_per_kg_day", start, "mg/kg/day", (rule,))
    most = child_maximum(age, known)
    yield Figure("max_mg_per_day", most, "mg/day", ("DO-PED-MAX", "DO-PED-CAP"))
    if weight is not None:
        form = "tablet" if suits_tablets(weight, known) else "liquid"
        yield Figure("form", form, "", ("AGE-UK-33KG",))
    made = child_dosing(fit, known)
    if made is None or not sheet.may_dose:
        return
    yield Figure("uncapped_mg_per_day", made.uncapped, "mg/day", made.why[:1])
    yield Figure("start_mg_per_day", made.start, "mg/day", made.why)
    yield Figure("per_dose_mg", made.per_dose, "mg", made.why)
    yield Figure("maint_mg_per_day", (made.target, made.ceiling), "mg/day", made.why[1:])
