"""What follows from a filling: the visit by the alarm, what is left, another vial."""

from __future__ import annotations

from datetime import date, timedelta

from baclofen.assessment import PumpSetting, alarm_day, device_figure, interval
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import BeforeAlarm, PumpStrengths, RefillInterval
from baclofen.regimen import PumpOrder, days_until
from baclofen.units import Dose
from baclofen.value import Value


class AlarmDay(Value):
    """The day the low-reservoir alarm is due, and the visit before it.

    `left_days` is how far off the alarm is (below 0: it was due), `late_days` how long after it
    the visit lies that is booked (None: none is), `is_booked_late` whether that visit comes
    after `book_by`.
    """

    alarm: date
    book_by: date
    left_days: int
    late_days: int | None
    is_booked_late: bool


def visit_by_alarm(order: PumpOrder, today: date, known: Knowledge) -> AlarmDay | None:
    """What the alarm's day asks for; None where it is not known. Facts: `P-REFILL-BEFORE`."""
    alarm, visit = alarm_day(order, today, known), order.filling.refill_on
    if alarm is None:
        return None
    by = alarm - timedelta(days=known.of(BeforeAlarm).days_before_alarm[1])
    late = None if visit is None else max(0, (visit - alarm).days)
    return AlarmDay(alarm, by, (alarm - today).days, late, visit is not None and visit > by)


def days_left(order: PumpOrder, per_day: Dose) -> float | None:
    """Days from today to the alarm at this dose, for what is told to be left; None where it is
    not. Without an alarm volume, to a reservoir that is empty by the count.

    What is left is of the concentration in the pump: where that changes it is drawn, and nothing
    is counted.
    """
    filling = order.filling
    if filling.left_mL is None or filling.changes_concentration:
        return None
    flow = PumpSetting(per_day, filling.strength).flow_mL_per_day
    if not flow:
        return None
    return days_until(filling.left_mL, down_to_mL=filling.alarm_mL or 0.0, flow_mL_per_day=flow)


def faster_vials(order: PumpOrder, shown: PumpSetting, known: Knowledge) -> tuple[PumpSetting, ...]:
    """Weaker vials for pumps that bring a flow below the pump's least up to it; else none."""
    least = device_figure(order.device, "least_mL_per_day", known)
    flow, strength = shown.flow_mL_per_day, shown.mcg_per_mL
    if least is None or flow is None or strength is None or flow >= least.value:
        return ()
    weaker = (
        PumpSetting(shown.per_day, other)
        for other in known.of(PumpStrengths).pump_mcg_per_mL
        if other < strength
    )  # fmt: skip
    return tuple(s for s in weaker if (s.flow_mL_per_day or 0.0) >= least.value)


def longer_vial(order: PumpOrder, shown: PumpSetting, known: Knowledge) -> PumpSetting | None:
    """The weakest stronger vial that makes a short interval long enough; None where the interval
    is not short, is not known, or no vial does. Facts: `P-INTERVAL-PROJECT`, `P-CONC`."""
    short_days = known.of(RefillInterval).short_days

    def lasting(mcg_per_mL: float | None) -> PumpSetting:
        return interval(order.filling, shown.per_day, mcg_per_mL, order.device, known)

    now = lasting(shown.mcg_per_mL).nominal
    if now is None or now >= short_days:
        return None
    vials = sorted(known.of(PumpStrengths).pump_mcg_per_mL)
    stronger = (lasting(v) for v in vials if v > (shown.mcg_per_mL or 0.0))
    return next((s for s in stronger if (s.nominal or 0) >= short_days), None)
