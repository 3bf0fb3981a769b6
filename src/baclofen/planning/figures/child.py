"""By mouth, for children by weight: what the label that governs comes to."""

from __future__ import annotations

from baclofen.knowledge.numbers import ChildCap
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.planning.reckon.child import (
    child_dosing,
    child_maximum,
    child_rule,
    form_of,
    is_as_adult,
)
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
    label = child_rule(fit, known)
    if label is None or is_as_adult(fit, known):
        return
    yield Figure("start_mg_per_kg_day", label.start_mg_per_kg_day, "mg/kg/day", (label.id,))
    most, rule = child_maximum(age, known, fit.request.jurisdiction)
    yield Figure("max_mg_per_day", most, "mg/day", (rule, ChildCap.entry))
    if weight is not None and (form := form_of(weight, known, fit.request.jurisdiction)):
        yield Figure("form", form[0], "", form[1:])
    made = child_dosing(fit, known)
    if made is None or not sheet.may_dose:
        return
    yield Figure("uncapped_mg_per_day", made.uncapped, "mg/day", made.why[:1])
    yield Figure("start_mg_per_day", made.start, "mg/day", made.why)
    yield Figure("per_dose_mg", made.per_dose, "mg", made.why)
    yield Figure("maint_mg_per_day", (made.target, made.ceiling), "mg/day", made.why[1:])
