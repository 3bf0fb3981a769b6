"""What an order, a taper or an amount swallowed says to the rules: fields of the case.

An absent field is one the request does not speak of: no rule about it then holds.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from baclofen.assessment.device import (
    flow_is_outside,
    known_devices,
    one_flow_rule,
    volume_beyond,
)
from baclofen.assessment.poured import poured_amiss
from baclofen.assessment.refill import PumpSetting, hours_since_refill, interval
from baclofen.assessment.request import Request
from baclofen.assessment.reservoir import alarm_day, drawn, is_empty, is_too_old, may_be_empty
from baclofen.assessment.response import read_response
from baclofen.assessment.taken import oral_is_added
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import Interruption
from baclofen.patient import BaclofenUse
from baclofen.regimen import (
    Device,
    Filling,
    OralOrder,
    OtherOrder,
    PumpOrder,
    ScreeningOrder,
    bridge_due,
)
from baclofen.units import Dose


def order_fields(
    request: Request, uses: tuple[BaclofenUse, ...], known: Knowledge, *,
    weight_kg: float | None, starts: bool,
) -> dict[str, Any]:  # fmt: skip
    """The fields of the case that the request itself fills. Values of None are not said."""
    order = request.order
    fields: dict[str, Any] = {"requested_daily_dose": 0.0}
    if isinstance(order, OralOrder):
        fields |= _oral(order, request, uses, weight_kg, starts=starts)
    elif isinstance(order, ScreeningOrder):
        fields |= _screening(order, known)
    elif isinstance(order, PumpOrder):
        fields |= _pump(order, request.today, known)
    elif isinstance(order, OtherOrder):
        fields |= {"product": order.product}
    if request.taper is not None:
        fields |= {
            "taper_weeks": request.taper.weeks,
            "symptoms_on_taper": request.taper.returned,
            # Not told here it is as what runs tells it.
            "dose_was_cut": bool(request.taper.previous or request.taper.returned) or None,
        }
    if request.swallowed is not None:
        fields |= {
            "ingested": request.swallowed.amount.in_mg,
            "hours_since_ingestion": request.swallowed.hours_ago,
        }
    return fields


#: The products of which a text on tubes was read: `PR-SUSP-TUBE`, `DO-LYV-ADMIN`.
_READ_FOR_TUBES = ("granules", "suspension_5")


def _oral(
    order: OralOrder, request: Request, uses: tuple[BaclofenUse, ...], weight_kg: float | None,
    *, starts: bool,
) -> dict[str, Any]:  # fmt: skip
    daily = order.per_day
    per_kg = order.mg_per_kg_day(weight_kg)
    # Beside what runs no dose is a first one: what speaks against it is that it is added.
    first = bool(order.starts) and starts and not oral_is_added(request, uses)
    return {
        "product": order.product,
        "setting": order.setting,
        "tube": order.tube,
        "tube_fr": order.tube_fr,
        "tube_unread": order.tube is not None and order.product not in _READ_FOR_TUBES,
        "liquid_contradicts": poured_amiss(order, uses) is not None,
        "liquid_strength_changes": order.changes_strength,
        "times_per_day": order.times_per_day,
        "single_dose": None if (single := order.single) is None else _met(single.in_mg),
        "requested_daily_dose": daily.in_mg if daily else 0.0,
        "daily_dose_per_kg": per_kg,
        "start_daily_dose": daily.in_mg if daily and first else None,
        "start_dose_per_kg": per_kg if first else None,
    }


def _screening(order: ScreeningOrder, known: Knowledge) -> dict[str, Any]:
    last = order.given[-1] if order.given else None
    helped = _responded([read_response(b, known).responded for b in order.given])
    # Once a bolus has worked none follows, unless it is asked for: there is nothing to wait for.
    waits = order.dose is not None or not helped
    return {
        "stage": "screening",
        "origin": order.origin,
        "setting": order.setting,
        "concentration": order.mcg_per_mL,
        "bolus": order.dose.in_mcg if order.dose else None,
        "bolus_number": len(order.given) + 1,
        "bolus_given": max((b.dose.in_mcg for b in order.given), default=None),
        "hours_since_bolus": order.hours_since_last if waits else None,
        "boluses_disordered": order.is_disordered,
        "effect_hours": last.effect_hours if last else None,
        "screening_response": helped,
    }


def _responded(answers: list[bool | None]) -> bool | None:
    """Whether any bolus helped; only when each was judged can none have."""
    if True in answers:
        return True
    return False if answers and None not in answers else None


def _pump(order: PumpOrder, today: date, known: Knowledge) -> dict[str, Any]:
    per_day = order.asked or order.now or (order.history[-1] if order.history else None)
    tried = order.screening
    ratio = _met(order.asked.in_mcg / tried.dose.in_mcg) if order.asked and tried else None
    now, then = order.before, order.a_year_ago
    return {
        "stage": order.stage,
        "origin": order.origin,
        "setting": order.setting,
        "pump_dose": per_day.in_mcg if per_day else None,
        "pump_change": order.change_percent,
        "pump_start_ratio": ratio if order.stage == "start" else None,
        "pump_runs": now is not None and now.in_mcg > 0 and not _stood_still(order, known),
        "bolus_given": tried.dose.in_mcg if tried else None,
        "effect_hours": tried.effect_hours if tried else None,
        "screening_response": read_response(tried, known).responded if tried else None,
        "hours_since_change": order.hours_since_change,
        "hours_since_refill": hours_since_refill(order, today),
        "pump_alarm": None if order.alarm is None else bool(order.alarm),
        "alarm_kind": "untold" if order.alarm is True else order.alarm or None,
        "pump_fault": order.fault,
        "pump_fits": order.fits,
        "pump_read_by_one": order.now is not None and order.read_by_two is False,
        "pump_dose_rise_year": _met(now.in_mcg - then.in_mcg) if now and then else None,
        "interruption_hours": order.interruption_hours,
        "interruption_unknown": order.interruption_unknown,
        "interruption_stands": order.interruption_stands,
        "bridge_due": _is_bridged(order, known) or None,
        "short_gap": bool(order.interruption_hours) and not _stood_still(order, known),
        **_reservoir(order, today, known),
        **_filling(order.filling, per_day, today, known, order.device),
    }


def _met(reckoned: float) -> float:
    """What was reckoned from printed numbers, without the hair by which it misses a limit."""
    return round(reckoned, 9)


def _stood_still(order: PumpOrder, known: Knowledge) -> bool:
    """Whether it gave nothing for so long that its rate is no longer what the body knows."""
    hours, limit = order.interruption_hours, known.of(Interruption).over_h
    return bool(order.interruption_unknown) or (hours is not None and hours > limit)


def _is_bridged(order: PumpOrder, known: Knowledge) -> bool:
    """Whether a bridge is due, on a pump on which one can be set."""
    return bridge_due(order) and one_flow_rule(order.device, known) is None


def _reservoir(order: PumpOrder, today: date, known: Knowledge) -> dict[str, Any]:
    """What is left, since when, and until when it may be."""
    filling, alarm = order.filling, alarm_day(order, today, known)
    visit, found = filling.refill_on, drawn(order, today, known)
    return {
        "pump_empty": is_empty(order, today, known),
        "pump_may_be_empty": may_be_empty(order, today, known),
        "days_to_alarm": (alarm - today).days if alarm else None,
        "refill_after_alarm": (visit - alarm).days if visit and alarm else None,
        "drug_too_old": is_too_old(filling, today, known),
        "volume_difference": found.difference_mL if found else None,
        "gave_amiss": found is not None and found.is_amiss,
        "gave_too_little": found is not None and found.is_far_off and found.difference_mL > 0,
        "gave_too_much": found is not None and found.is_far_off and found.difference_mL < 0,
    }


def _filling(
    filling: Filling, per_day: Dose | None, today: date, known: Knowledge, device: Device
) -> dict[str, Any]:
    strength = filling.strength
    fields: dict[str, Any] = {
        "concentration": strength,
        "concentration_before": filling.before_mcg_per_mL,
        "reservoir_left": filling.left_mL,
        "volume_beyond_pump": volume_beyond(filling, device, known) is not None or None,
        "days_to_refill": (filling.refill_on - today).days if filling.refill_on else None,
    }
    if per_day is None:
        return fields
    if (flow := PumpSetting(per_day, strength).flow_mL_per_day) is not None:
        if device.name in (None, *known_devices(known)):
            fields["pump_flow"] = _met(flow)
        fields["flow_outside_device"] = flow_is_outside(device, flow)
    # Rules speak of the time from one filling to the next, whatever is left today.
    visit = interval(filling, per_day, strength, device, known)
    if visit.nominal is not None:
        fields |= {
            "refill_interval": visit.nominal,
            "alarm_interval": None if visit.days_to_alarm is None else _met(visit.days_to_alarm),
            "empty_before_refill": visit.may_be_empty_before,
        }
    return fields
