"""A pump's reservoir: flow, alarm, refill, another strength, a bridge, what was left over."""

from __future__ import annotations

from baclofen.assessment import DeviceFigure, PumpSetting, device_figure, drawn
from baclofen.knowledge.numbers import RefillInterval
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.planning.pump.reckoning import PumpReckoning
from baclofen.planning.pump.supply import days_left, faster_vials, longer_vial, visit_by_alarm
from baclofen.regimen import PumpOrder


def reservoir_figures(sheet: Sheet) -> Figures:
    """Of the setting asked for, else of the one that runs; of a device only its own figures, or
    what was confirmed for it."""
    order = sheet.fit.request.order
    if not isinstance(order, PumpOrder) or (made := sheet.worked.pump) is None:
        return
    # A first dose that was reckoned is one to give; what was told is only counted.
    may_show = order.asked is not None or sheet.may_dose
    shown = (made.setting if may_show else None) or made.running
    if shown is not None and shown.per_day.in_mcg > 0:
        yield Figure("mcg_per_h", shown.per_hour.in_mcg, "mcg/h", ("P-FORMULAS",))
        yield from _flow(sheet, order, shown)
        yield from _refill(sheet, order, shown)
    yield from _bridge(order, made)
    yield from _dates(sheet, order)
    if (found := drawn(order, sheet.fit.request.today, sheet.known)) is not None:
        yield Figure("difference_mL", found.difference_mL, "mL", ("P-DISCREP",))
        yield Figure("evaluate", found.is_large, "", ("P-DISCREP",))
        yield Figure("direction", found.direction, "", ("P-DISCREP",))


def _flow(sheet: Sheet, order: PumpOrder, shown: PumpSetting) -> Figures:
    if shown.flow_mL_per_day is None:
        return
    yield Figure("flow_mL_day", shown.flow_mL_per_day, "mL/day", ("P-FORMULAS",))
    least = device_figure(order.device, "least_mL_per_day", sheet.known)
    if least is not None:
        why = _from(least)
        yield Figure("min_flow_mL_day", least.value, "mL/day", why)
        for other in faster_vials(order, shown, sheet.known):
            name, flow = f"conc_{other.mcg_per_mL:g}_flow_mL_day", other.flow_mL_per_day or 0.0
            yield Figure(name, flow, "mL/day", (*why, "P-CONC"))


def _from(least: DeviceFigure) -> tuple[str, ...]:
    return ("P-FLOW-CONFIRMED",) if least.is_confirmed else ("P-SPEC", least.id)


def _refill(sheet: Sheet, order: PumpOrder, shown: PumpSetting) -> Figures:
    if (left := days_left(order, shown.per_day)) is not None:
        yield Figure("days_left", left, "days", ("P-FORMULAS",))
    if shown.nominal is None or shown.days_to_alarm is None:
        return
    why = ("P-INTERVAL-PROJECT", "P-SPEC")
    cap = sheet.known.of(RefillInterval).cap_days
    yield Figure("days_to_alarm", shown.days_to_alarm, "days", ("P-FORMULAS",))
    yield Figure("cap_days", cap, "days", ("P-STABILITY",))
    yield Figure("refill_by_day_project", shown.nominal, "days", why)
    if shown.earliest_empty_days is not None:
        yield Figure("earliest_empty_days", shown.earliest_empty_days, "days", why)
    if shown.may_be_empty_before and shown.offered is not None:
        yield Figure("offered_refill_days", shown.offered, "days", why)
    other = longer_vial(order, shown, sheet.known)
    if other is not None and other.mcg_per_mL is not None:
        vial = {
            "conc_mcg_mL": other.mcg_per_mL,
            "flow_mL_day": other.flow_mL_per_day,
            "days_to_alarm": other.days_to_alarm,
        }
        yield Figure("alternative", vial, "", ("P-INTERVAL-PROJECT", "P-BRIDGE-NEED", "P-CONC"))


def _bridge(order: PumpOrder, made: PumpReckoning) -> Figures:
    factor, bridge = order.filling.unbridged_factor, made.bridge
    if factor is not None:
        yield Figure("factor_without_bridge", factor, "", ("P-BRIDGE-NEED",))
    if bridge is not None:
        why = ("P-BRIDGE-CALC",)
        yield Figure("V_mL", bridge.volume_mL, "mL", why)
        yield Figure("amount_old_mcg", bridge.old.in_mcg, "mcg", why)
        yield Figure("duration_h", bridge.hours, "h", why)
        yield Figure("display_mcg", bridge.shown.in_mcg, "mcg", why)


def _dates(sheet: Sheet, order: PumpOrder) -> Figures:
    found = visit_by_alarm(order, sheet.fit.request.today, sheet.known)
    if found is None:
        return
    why = ("P-REFILL-BEFORE",)
    yield Figure("book_by", found.book_by.isoformat(), "", why)
    yield Figure("days_to_alarm_date", found.left_days, "days", why)
    if found.late_days is not None:
        yield Figure("days_late", found.late_days, "days", why)
