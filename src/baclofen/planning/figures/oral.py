"""By mouth: the steps of a start, the label's limits, what is asked against them, what is next."""

from __future__ import annotations

from baclofen.assessment import oral_dose
from baclofen.errors import NotPlanned
from baclofen.knowledge.numbers import HospitalMost, WeakLegs
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.planning.reckon.backstep import dose_before, is_asked
from baclofen.planning.reckon.child import is_as_adult
from baclofen.planning.reckon.evening import has_weak_legs
from baclofen.planning.reckon.reevaluation import decision_of
from baclofen.planning.reckon.titrate import Ladder, ceiling_for, label_ladder, maker_of
from baclofen.regimen import OralOrder


def oral_figures(sheet: Sheet) -> Figures:
    """The label's limits for adults (and from 12 years under the US label); steps for anyone."""
    fit = sheet.fit
    order = fit.request.order if isinstance(fit.request.order, OralOrder) else None
    if fit.request.route not in (None, "oral"):
        return
    if is_as_adult(fit, sheet.known):
        yield from _label(sheet, label_ladder(sheet.known, fit.request.jurisdiction), order)
    yield from _steps(sheet)
    yield from _running(sheet)
    if order is not None:
        yield from _day_parts(sheet, order)


def _label(sheet: Sheet, label: Ladder, order: OralOrder | None) -> Figures:
    """What the label says of anyone, and what is asked for against it."""
    fit = sheet.fit
    if fit.kind == "start":
        yield Figure("label_start_mg_per_day", label.start, "mg/day", label.why[:1])
    asked = fit.request.day_by_mouth
    if asked is not None:
        yield Figure("requested_mg_per_day", asked.in_mg, "mg/day", ())
    if asked is not None or fit.uses:
        yield Figure("label_max_mg_per_day", label.ceiling, "mg/day", label.why)
        if (hospital := _hospital(sheet)) is not None:
            yield hospital
    if asked is not None and (excess := label.excess(asked)) is not None:
        yield Figure("excess_mg", excess, "mg/day", label.why)


def _hospital(sheet: Sheet) -> Figure | None:
    for label in sheet.known.every(HospitalMost):
        most = sheet.known.here(label.hospital_mg_per_day, sheet.fit.request.jurisdiction)
        if most is not None:
            return Figure("hospital_max_mg_per_day", most, "mg/day", (label.id,))
    return None


def _steps(sheet: Sheet) -> Figures:
    """The start as it is planned: its steps, and the most that is allowed this patient."""
    way = sheet.up
    if way is None:
        return
    steps, why = way.course.steps, way.basis
    if is_as_adult(sheet.fit, sheet.known):
        yield Figure("start_mg_per_day", steps[0].daily.in_mg, "mg/day", why)
    yield Figure("mg_per_day_by_step", tuple(s.daily.in_mg for s in steps), "mg/day", why)
    days = tuple((s.step.first_day, s.step.last_day) for s in steps)
    yield Figure("day_ranges", days, "days", why)
    yield Figure("cumulative_mg", way.course.given_mg, "mg", why)
    yield Figure("ceiling_mg_per_day", way.ceiling.in_mg, "mg/day", why)


def _running(sheet: Sheet) -> Figures:
    fit = sheet.fit
    decision = decision_of(fit, sheet.known)
    if decision is not None:
        weeks = decision.weeks
        threshold = weeks[0] if len(weeks) == 1 else weeks
        yield Figure("weeks_threshold", threshold, "weeks", ("DO-REEVAL",))
        yield Figure("decision_due", decision.is_due, "", ("DO-REEVAL",))
    if sheet.may_dose:
        yield from _back(sheet)
    if oral_dose(fit.uses) is None or not sheet.may_dose:
        return
    ceiling, ids = ceiling_for(fit, sheet.known)
    yield Figure("ceiling_mg_per_day", ceiling.in_mg, "mg/day", ids)
    if fit.kind in ("continue", "change") and fit.request.swallowed is None:
        up = sheet.raising.step if sheet.raising else None
        why = sheet.raising.note.why if sheet.raising else ids
        yield Figure("further_increase_allowed", up is not None, "", why)
        if up is not None:
            yield Figure("next_mg_per_day", up.daily.in_mg, "mg/day", up.why)


def _back(sheet: Sheet) -> Figures:
    """The dose to go back to, where the plan goes back to it."""
    fit = sheet.fit
    if (before := dose_before(fit)) is not None:
        yield Figure("return_to_mg_per_day", before.in_mg, "mg/day", ("DO-BACKSTEP",))
    if is_asked(fit) and (course := sheet.worked.down.course) is not None:
        again = course.steps[0].daily
        yield Figure("return_to_mg_per_day", again.in_mg, "mg/day", ("T-BACKSTEP",))


def _day_parts(sheet: Sheet, order: OralOrder) -> Figures:
    """The same day's dose, with one unit more at night (or by day): the sum stays."""
    if len(order.parts) < 2 or not sheet.may_dose:
        return
    try:
        maker = maker_of(sheet.fit, sheet.known)
    except NotPlanned:
        return
    shift = maker.shifted(order.parts)
    if shift.doses == order.parts:
        return
    parts = [d.in_mg for d in shift.doses]
    two = ("morning_mg", "evening_mg")
    names = two if len(parts) == 2 else ("morning_mg", "noon_mg", "evening_mg")
    why = (WeakLegs.entry if has_weak_legs(sheet.fit, sheet.known) else "DO-NIGHT", maker.market_id)
    yield Figure("next_schedule", dict(zip(names, parts, strict=False)), "mg", why)
    yield Figure("dose_change", shift.change_mg, "mg/day", why)
