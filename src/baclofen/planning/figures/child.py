"""By mouth, for children by weight: never above the adult start, and no tablet too coarse."""

from __future__ import annotations

from typing import Any

from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.regimen import OralOrder


def child_figures(sheet: Sheet) -> Figures:
    """Start, maintenance and maximum of the label that governs, for this weight."""
    fit = sheet.fit
    weight, age = fit.person.weight_kg, fit.person.age_y
    if weight is not None:
        yield Figure("weight_kg", weight, "kg", ())
    if not fit.person.is_minor or age is None or fit.request.route not in (None, "oral"):
        return
    order = fit.request.order
    daily = order.per_day if isinstance(order, OralOrder) else None
    if daily is not None and weight is not None:
        yield Figure("mg_per_kg_day", daily.in_mg / weight, "mg/kg/day", ())
    rule = next((id for id in ("DO-PED-START", "DO-PED-FR") if sheet.holds(id)), None)
    if rule is None:
        return
    values: Any = sheet.values(rule)
    yield Figure("start_mg_per_kg_day", values["start_mg_per_kg_day"], "mg/kg/day", (rule,))
    most = _maximum(sheet, age)
    yield Figure("max_mg_per_day", most, "mg/day", ("DO-PED-MAX", "DO-PED-CAP"))
    if weight is None:
        return
    cap = sheet.values("DO-PED-CAP")["start_max_mg_per_day"]
    uncapped = values["start_mg_per_kg_day"] * weight
    # Weak kidneys cut the start of a child as they do an adult's; unknown is judged elsewhere.
    start = min(uncapped, cap) * (1.0 if fit.kidney.fraction is None else fit.kidney.fraction)
    times = values.get("preferred_times_per_day", 3 if rule == "DO-PED-FR" else 4)
    why = (rule, "DO-PED-CAP")
    yield Figure("uncapped_mg_per_day", uncapped, "mg/day", (rule,))
    yield Figure("start_mg_per_day", start, "mg/day", why)
    yield Figure("per_dose_mg", start / times, "mg", why)
    maintenance = "DO-PED-MAINT" if rule == "DO-PED-START" else rule
    low, high = sheet.values(maintenance)["maint_mg_per_kg_day"]
    yield Figure(
        "maint_mg_per_day", (min(low * weight, most), min(high * weight, most)), "mg/day",
        (maintenance, "DO-PED-CAP"),
    )  # fmt: skip
    tablets_from = sheet.values("AGE-UK-33KG")["tablets_from_kg"]
    yield Figure("form", "liquid" if weight < tablets_from else "tablet", "", ("AGE-UK-33KG",))


def _maximum(sheet: Sheet, age: float) -> float:
    """The child's maximum; the year that the label leaves open takes the lower one."""
    values = sheet.values("DO-PED-MAX")
    young = age < values["open_year_ends_y"]
    return float(values["below_9_y_mg_per_day"] if young else values["from_9_y_mg_per_day"])
