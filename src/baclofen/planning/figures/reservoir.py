"""A pump's reservoir: flow, alarm, refill, another strength, a bridge, what was left over."""

from __future__ import annotations

from datetime import timedelta

from baclofen.assessment import read_refill
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.regimen import Device, Filling, PumpOrder, bridge, left_over
from baclofen.units import Dose


def reservoir_figures(sheet: Sheet) -> Figures:
    """Mass balance of what the order tells; of a device only what P-SPEC has, or what was
    confirmed for it."""
    order = sheet.fit.request.order
    if not isinstance(order, PumpOrder):
        return
    filling = order.filling
    per_day = order.asked or order.before
    if per_day is not None and per_day.in_mcg > 0:
        yield Figure("mcg_per_h", per_day.in_mcg / 24, "mcg/h", ("P-FORMULAS",))
        yield from _flow(sheet, filling, per_day)
        yield from _refill(sheet, filling, per_day, order.device)
        yield from _bridge(filling, order.before or per_day)
    yield from _dates(sheet, filling)
    if filling.expected_mL is not None and filling.withdrawn_mL is not None:
        found = left_over(expected_mL=filling.expected_mL, withdrawn_mL=filling.withdrawn_mL)
        limit = sheet.values("P-DISCREP")["above_mL"]
        yield Figure("difference_mL", found.difference_mL, "mL", ("P-DISCREP",))
        yield Figure("evaluate", abs(found.difference_mL) > limit, "", ("P-DISCREP",))
        yield Figure("direction", found.direction, "", ("P-DISCREP",))


def _strength(filling: Filling) -> float | None:
    return filling.new_mcg_per_mL or filling.mcg_per_mL


def _flow(sheet: Sheet, filling: Filling, per_day: Dose) -> Figures:
    strength = _strength(filling)
    if strength is None:
        return
    flow = per_day.in_mcg / strength
    yield Figure("flow_mL_day", flow, "mL/day", ("P-FORMULAS",))
    least, _ = sheet.values("P-SPEC")["flow_mL_per_day"]
    yield Figure("min_flow_mL_day", least, "mL/day", ("P-SPEC",))
    if flow < least:
        for other in sheet.values("P-CONC")["pump_mcg_per_mL"]:
            if other < strength and per_day.in_mcg / other >= least:
                name = f"conc_{other:g}_flow_mL_day"
                yield Figure(name, per_day.in_mcg / other, "mL/day", ("P-SPEC", "P-CONC"))


def _refill(sheet: Sheet, filling: Filling, per_day: Dose, device: Device) -> Figures:
    visit = read_refill(filling, per_day, sheet.known, device)
    if filling.left_mL is not None and (strength := _strength(filling)) is not None:
        above = filling.left_mL - (filling.alarm_mL or 0.0)
        days = max(0.0, above) * strength / per_day.in_mcg
        yield Figure("days_left", days, "days", ("P-FORMULAS",))
    if visit is None or filling.fill_mL is None or filling.alarm_mL is None:
        return
    why = ("P-INTERVAL-PROJECT", "P-SPEC")
    policy = sheet.values("P-INTERVAL-PROJECT")
    yield Figure("days_to_alarm", visit.to_alarm, "days", ("P-FORMULAS",))
    yield Figure("cap_days", policy["cap_days"], "days", ("P-STABILITY",))
    yield Figure("refill_by_day_project", visit.visit, "days", why)
    yield Figure("earliest_empty_days", visit.earliest_empty, "days", why)
    if visit.may_be_empty_before:
        sooner = max(0.0, visit.earliest_empty - policy["empty_lead_days"])
        yield Figure("offered_refill_days", float(int(sooner)), "days", why)
    if visit.visit < policy["short_days"]:
        yield from _stronger(sheet, filling, per_day, device)


def _stronger(sheet: Sheet, filling: Filling, per_day: Dose, device: Device) -> Figures:
    """The weakest strength for pumps that makes the interval long enough."""
    policy = sheet.values("P-INTERVAL-PROJECT")
    for strength in sorted(sheet.values("P-CONC")["pump_mcg_per_mL"]):
        if strength <= (_strength(filling) or 0.0):
            continue
        other = Filling(fill_mL=filling.fill_mL, alarm_mL=filling.alarm_mL, mcg_per_mL=strength)
        visit = read_refill(other, per_day, sheet.known, device)
        if visit is not None and visit.visit >= policy["short_days"]:
            offer = {
                "conc_mcg_mL": strength,
                "flow_mL_day": per_day.in_mcg / strength,
                "days_to_alarm": visit.to_alarm,
            }
            why = ("P-INTERVAL-PROJECT", "P-BRIDGE-NEED", "P-CONC")
            yield Figure("alternative", offer, "", why)
            return


def _bridge(filling: Filling, running: Dose) -> Figures:
    old, new = filling.mcg_per_mL, filling.new_mcg_per_mL
    if not filling.changes_concentration or old is None or new is None:
        return
    yield Figure("factor_without_bridge", old / new, "", ("P-BRIDGE-NEED",))
    if filling.tubing_mL is None or filling.catheter_mL is None:
        return
    made = bridge(
        tubing_mL=filling.tubing_mL, catheter_mL=filling.catheter_mL, old_concentration=old,
        new_concentration=new, old_per_day=running,
    )  # fmt: skip
    why = ("P-BRIDGE-CALC",)
    yield Figure("V_mL", made.volume_mL, "mL", why)
    yield Figure("amount_old_mcg", made.old.in_mcg, "mcg", why)
    yield Figure("duration_h", made.hours, "h", why)
    yield Figure("display_mcg", made.shown.in_mcg, "mcg", why)


def _dates(sheet: Sheet, filling: Filling) -> Figures:
    if filling.alarm_on is None:
        return
    _, days = sheet.values("P-REFILL-BEFORE")["days_before_alarm"]
    by = filling.alarm_on - timedelta(days=days)
    yield Figure("book_by", by.isoformat(), "", ("P-REFILL-BEFORE",))
    left = (filling.alarm_on - sheet.fit.request.today).days
    yield Figure("days_to_alarm_date", left, "days", ("P-REFILL-BEFORE",))
    if filling.refill_on is not None:
        late = max(0, (filling.refill_on - filling.alarm_on).days)
        yield Figure("days_late", late, "days", ("P-REFILL-BEFORE",))
