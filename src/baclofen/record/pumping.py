"""A pump's state by the events: what runs, what is in it, what alarmed, what was interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse
from baclofen.record.events import Event, Record
from baclofen.record.happened import Alarmed, DoseSet, Interrogated, Refilled, Stopped
from baclofen.regimen import Filling, PumpOrder
from baclofen.value import Value, replace

#: A programmer rounds: what it shows within this share of what was set is the same.
_SAME = 0.01


class Pump(Value):
    """A pump on a day, and where what it reads is not what it was set to or filled with."""

    order: PumpOrder
    differs: tuple[str, ...] = ()


def pump_by_events(
    record: Record, told: PumpOrder | None, day: date, known: Knowledge, *,
    told_on: datetime | None,
) -> Pump | None:  # fmt: skip
    """The pump on this day: as it was told, and what happened since. None where there is none.

    One that reads otherwise than it was set is in doubt, as one with a fault is: nothing is built
    on its rate until somebody has looked.
    """
    state = told
    differs: tuple[str, ...] = ()
    for event in _of_pump(record, day):
        if told_on is not None and event.at < told_on:
            continue
        before = state or PumpOrder()
        if isinstance(event.what, Interrogated):
            differs = tuple(_differing(before, event.what, event.day))
        elif isinstance(event.what, DoseSet | Refilled):
            differs = ()
        state = _then(before, event, day, known)
    if state is None:
        return None
    return Pump(replace(state, fault=True) if differs else state, differs)


def _differing(pump: PumpOrder, read: Interrogated, on: date) -> Iterator[str]:
    """What the programmer reads otherwise than it was told before."""
    filled = pump.filling.mcg_per_mL
    if read.now and pump.now and _apart(read.now.in_mcg, pump.now.in_mcg):
        yield f"The pump read {read.now} a day on {on}; {pump.now} were set."
    if read.mcg_per_mL and filled and _apart(read.mcg_per_mL, filled):
        yield (f"The pump read {read.mcg_per_mL:g} mcg/mL on {on}; it was filled with {filled:g}.")


def _apart(one: float, other: float) -> bool:
    return abs(one - other) > _SAME * max(one, other)


def use_of(pump: PumpOrder, newest: datetime | None) -> BaclofenUse | None:
    """The baclofen that a pump gives, for those who ask what is taken."""
    if pump.now is None:
        return None
    since = newest.date() if newest else None
    return BaclofenUse("intrathecal", "active", f"pump, {pump.now}/day", pump.now, since=since)


def newest_of_pump(record: Record, day: date) -> datetime | None:
    return max((event.at for event in _of_pump(record, day)), default=None)


def _of_pump(record: Record, day: date) -> Iterator[Event]:
    kinds = (DoseSet, Stopped, Interrogated, Refilled, Alarmed)
    for event in record.of(*kinds):
        if event.day <= day and getattr(event.what, "route", "intrathecal") == "intrathecal":
            yield event


def _then(pump: PumpOrder, event: Event, day: date, known: Knowledge) -> PumpOrder:
    what = event.what
    hours = 24.0 * (day - event.day).days
    if isinstance(what, DoseSet):
        changed = {"now": what.per_day, "hours_since_change": hours} | _rate_before(pump)
        return replace(pump, **changed, **_runs_again(pump, hours, known))
    if isinstance(what, Stopped):
        return replace(pump, interruption_stands=True, interruption_hours=hours)
    if isinstance(what, Alarmed):
        return replace(pump, alarm=None if what.over else what.alarm or True)
    if isinstance(what, Refilled):
        return replace(pump, filling=_filled(pump.filling, what, event.day),
                       hours_since_refill=hours)  # fmt: skip
    if isinstance(what, Interrogated):
        return _read_out(pump, what, event.day == day)
    return pump


def _rate_before(pump: PumpOrder) -> dict[str, Any]:
    return {} if pump.now is None else {"history": (*pump.history, pump.now)}


def _runs_again(pump: PumpOrder, hours: float, known: Knowledge) -> dict[str, Any]:
    """A pause that ends with a new rate is over; how long it was counts for a while."""
    if not pump.interruption_stands:
        return {}
    paused = max(0.0, (pump.interruption_hours or 0.0) - hours)
    if hours > 24 * known.number("records.pause"):
        return {"interruption_stands": None, "interruption_hours": None}
    return {"interruption_stands": None, "interruption_hours": paused}


def _filled(before: Filling, what: Refilled, on: date) -> Filling:
    """The new filling; what is told of catheter and tubing stays."""
    return replace(
        before, fill_mL=what.fill_mL, mcg_per_mL=what.mcg_per_mL, new_mcg_per_mL=None,
        withdrawn_mL=what.withdrawn_mL, expected_mL=what.expected_mL, left_mL=None,
        alarm_mL=what.alarm_mL if what.alarm_mL is not None else before.alarm_mL,
        filled_on=on, refill_on=what.refill_on, alarm_on=what.alarm_on,
    )  # fmt: skip


def _read_out(pump: PumpOrder, what: Interrogated, is_today: bool) -> PumpOrder:
    """What the programmer shows holds; the volume it reckons to hold is that of its day."""
    filling = replace(
        pump.filling,
        mcg_per_mL=what.mcg_per_mL or pump.filling.mcg_per_mL,
        alarm_on=what.alarm_on or pump.filling.alarm_on,
        left_mL=what.left_mL if is_today else None,
    )
    return replace(
        pump, now=what.now or pump.now, filling=filling,
        alarm=what.alarm or pump.alarm, fault=pump.fault if what.fault is None else what.fault,
    )  # fmt: skip
