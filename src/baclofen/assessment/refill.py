"""How long a filling lasts at one setting: flow, alarm, the earliest empty day, the refill.

Mass balance from what is left on the day of the change. A worst case runs beside it, for a pump
that delivers as much too much as its labelled error allows, from the filling on.
"""

from __future__ import annotations

import math
from datetime import date, timedelta

from baclofen.assessment.device import device_figure, volume_beyond
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import RefillInterval
from baclofen.regimen import Bridge, Device, Filling, PumpOrder, days_until, per_hour
from baclofen.units import Dose
from baclofen.value import Value, replace

#: A day counts in full or not at all; the slack is for quotients that print whole.
_SLACK = 1e-9
#: Stages in which the reservoir is filled on the day itself, unless another day is told.
FILLED_TODAY = ("start", "refill", "replacement")


class PumpSetting(Value):
    """One setting of a pump: dose, concentration, and what the filling does at it.

    Days count from `since` (the day of the change, or of the filling; None: not told). `nominal`
    is the refill by alarm and drug life, `offered` the one to book: earlier where the pump may
    be empty before it. None is not known.
    """

    per_day: Dose
    mcg_per_mL: float | None = None
    since: date | None = None
    days_to_alarm: float | None = None
    earliest_empty_days: float | None = None
    nominal: int | None = None
    offered: int | None = None

    @property
    def per_hour(self) -> Dose:
        return per_hour(self.per_day)

    @property
    def flow_mL_per_day(self) -> float | None:
        return None if self.mcg_per_mL is None else self.per_day.in_mcg / self.mcg_per_mL

    @property
    def may_be_empty_before(self) -> bool:
        """Whether the pump may run dry before the nominal refill."""
        return self.offered is not None and self.offered != self.nominal

    def on(self, days: float | None) -> date | None:
        """The date so many days on; None where either is not known, or past any calendar."""
        if days is None or self.since is None or days > (date.max - self.since).days:
            return None
        return self.since + timedelta(days=math.floor(days + _SLACK))


def hours_since_refill(order: PumpOrder, today: date) -> float | None:
    """Hours since the last refill: as told, else by the day of the filling or of today's visit, the
    most they can be at the end of today less a day. None where neither is told."""
    if order.hours_since_refill is not None:
        return order.hours_since_refill
    day = order.filling.filled_on
    if is_drawn(order, today) or (day is None and order.stage in FILLED_TODAY):
        return 0.0
    return None if day is None else 24.0 * (today - day).days


class Held(Value):
    """What the reservoir holds on the day `since`: nominally, and at worst; mL.

    `age_days` is how old the filling is that day (None: not told). `is_fresh`: nothing has been
    given of it.
    """

    since: date | None
    nominal_mL: float
    worst_mL: float
    age_days: int | None
    is_fresh: bool


def held(order: PumpOrder, today: date, known: Knowledge) -> Held | None:
    """What is left now, or None while it cannot be told, as of a volume that this pump cannot
    hold."""
    filling = order.filling
    if volume_beyond(filling, order.device, known) is not None:
        return None
    full = filling.fill_mL
    if full is None:
        return _left_alone(order, today)
    since = filling.filled_on
    if since is None and order.stage in FILLED_TODAY:
        since = today
    if filling.changes_concentration:
        # A new concentration goes in with a new filling: what is left of the old one is drawn.
        return Held(since or today, full, full, 0, is_fresh=True)
    if since is None and filling.left_mL is not None:
        since = today
    elif since is None or since >= today:
        return Held(since, full, full, 0, is_fresh=True)
    age = None if filling.filled_on is None else (today - filling.filled_on).days
    left = filling.left_mL
    if left is None:
        strength = filling.mcg_per_mL
        if order.before is None or strength is None or age is None:
            return None
        left = full - given_mcg(order.before, order, age) / strength
    error = device_figure(order.device, "accuracy", known)
    worst = full - (full - left) * (1 + error.value) if error else left
    return Held(today, max(0.0, left), max(0.0, worst), age, is_fresh=False)


def given_mcg(now: Dose, order: PumpOrder, days: float) -> float:
    """What a pump gave in the last days, mcg: at the rate that runs since it was changed, and at
    the one before it until then, where both are told; else at the one that runs."""
    if order.now is None or order.hours_since_change is None or not order.history:
        return days * now.in_mcg
    lately = min(order.hours_since_change / 24, days)
    return lately * now.in_mcg + (days - lately) * order.history[-1].in_mcg


def _left_alone(order: PumpOrder, today: date) -> Held | None:
    """What is told to be left, where nobody tells how much was filled in; None where a filling of
    today makes it past."""
    filling = order.filling
    left = filling.left_mL
    if left is None or filling.changes_concentration or order.stage in FILLED_TODAY:
        return None
    age = None if filling.filled_on is None else (today - filling.filled_on).days
    return Held(today, left, left, age, is_fresh=False)


def is_drawn(order: PumpOrder, today: date) -> bool:
    """Whether the filling that is told was drawn at today's refill: nothing of it is left to count
    on, and the new one is not told. (With a new concentration the filling told is the new one.)"""
    filling = order.filling
    is_old = filling.filled_on is not None and filling.filled_on < today
    is_out = filling.withdrawn_mL is not None and order.stage in FILLED_TODAY
    return is_old and is_out and not filling.changes_concentration


def setting(
    order: PumpOrder, per_day: Dose, mcg_per_mL: float | None, today: date, known: Knowledge,
    bridge: Bridge | None = None,
) -> PumpSetting:  # fmt: skip
    """One setting from today on; with a `bridge` first, what it uses up is counted.

    Facts: `P-FORMULAS`, `P-INTERVAL-PROJECT`, `P-STABILITY`, the device's figures.
    """
    found = None if is_drawn(order, today) else held(order, today, known)
    made = _lasting(found, per_day, mcg_per_mL, order.filling, order.device, known, bridge)
    return _by_told_alarm(made, order, today, known)


def told_alarm(order: PumpOrder, today: date, known: Knowledge) -> date | None:
    """The day that is told for the low-reservoir alarm of what is in the pump; None where none is,
    or it is of a filling that today's replaces: also where it leaves no day for the next refill,
    since a filling of today is not due again at once. Facts: `P-INTERVAL-PROJECT`."""
    filling, alarm = order.filling, order.filling.alarm_on
    is_new = filling.changes_concentration or order.stage in FILLED_TODAY
    if alarm is None or not is_new:
        return alarm
    if filling.filled_on == today:
        return alarm if (alarm - today).days > known.of(RefillInterval).lead_days else None
    is_replaced = filling.filled_on is None or filling.changes_concentration
    return None if is_replaced or is_drawn(order, today) else alarm


def _by_told_alarm(
    made: PumpSetting, order: PumpOrder, today: date, known: Knowledge
) -> PumpSetting:
    """The setting, with no refill past the day told for the alarm: the pump may know better what is
    left than the count. A higher rate than the one that runs brings that day nearer."""
    alarm, since, nominal = told_alarm(order, today, known), made.since, made.nominal
    if alarm is None or since is None:
        return made
    before = order.before.in_mcg if order.before is not None else made.per_day.in_mcg
    share = min(1.0, before / made.per_day.in_mcg) if made.per_day.in_mcg else 1.0
    told = (today - since).days + max(0, (alarm - today).days) * share
    if made.days_to_alarm is not None and made.days_to_alarm <= told:
        return made
    by_alarm = replace(made, days_to_alarm=told)
    if nominal is None:
        return by_alarm
    ours, empty = known.of(RefillInterval), made.earliest_empty_days
    nominal = min(nominal, max(0, math.floor(told + _SLACK) - ours.lead_days))
    is_early = empty is not None and empty < nominal
    return replace(by_alarm, nominal=nominal, offered=made.offered if is_early else nominal)


def interval(
    filling: Filling, per_day: Dose, mcg_per_mL: float | None, device: Device, known: Knowledge
) -> PumpSetting:
    """The same from one filling to the next: a full reservoir, counted from its day; nothing is
    counted of a volume that this pump cannot hold."""
    full = filling.fill_mL if volume_beyond(filling, device, known) is None else None
    found = None if full is None else Held(None, full, full, 0, is_fresh=True)
    return _lasting(found, per_day, mcg_per_mL, filling, device, known, None)


def _lasting(
    found: Held | None, per_day: Dose, mcg_per_mL: float | None, filling: Filling, device: Device,
    known: Knowledge, bridge: Bridge | None,
) -> PumpSetting:  # fmt: skip
    """What a setting does with what the reservoir holds."""
    flow = PumpSetting(per_day, mcg_per_mL, found.since if found else None)
    mL_per_day = flow.flow_mL_per_day
    if mL_per_day is None or found is None or per_day.in_mcg == 0:
        return flow
    alarm_mL = filling.alarm_mL
    first = bridge.hours / 24 if bridge else 0.0
    used = bridge.volume_mL if bridge else 0.0
    to_alarm = None
    if alarm_mL is not None:
        left = found.nominal_mL - used
        to_alarm = first + days_until(left, down_to_mL=alarm_mL, flow_mL_per_day=mL_per_day)
    unusable = device_figure(device, "unusable_mL", known)
    error = device_figure(device, "accuracy", known)
    if unusable is None or error is None:
        return PumpSetting(per_day, mcg_per_mL, found.since, to_alarm)
    fast = 1 + error.value
    empty = first + days_until(
        found.worst_mL - used * fast, down_to_mL=unusable.value, flow_mL_per_day=mL_per_day * fast
    )
    if to_alarm is None or found.age_days is None:
        return PumpSetting(per_day, mcg_per_mL, found.since, to_alarm, empty)
    ours = known.of(RefillInterval)
    keeps = ours.cap_days - found.age_days
    nominal = max(0, math.floor(min(to_alarm, keeps) + _SLACK) - ours.lead_days)
    offered = nominal
    if empty < nominal:
        offered = max(0, math.floor(empty - ours.empty_lead_days))
    return PumpSetting(per_day, mcg_per_mL, found.since, to_alarm, empty, nominal, offered)
