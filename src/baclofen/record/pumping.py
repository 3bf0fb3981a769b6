"""A pump's state by the events: what runs, what is in it, what alarmed, what was interrupted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse
from baclofen.record.events import Event, Record
from baclofen.record.happened import Alarmed, DoseSet, Interrogated, Refilled, Stopped
from baclofen.record.scales import PUMP_ENDS
from baclofen.record.strength import apart, other_strength
from baclofen.record.telling import Saying
from baclofen.regimen import Filling, PumpOrder
from baclofen.value import Value, replace


class Pump(Value):
    """A pump on a day, None where it was ended, and where what it reads is not what it was set to
    or filled with."""

    order: PumpOrder | None
    differs: tuple[str, ...] = ()


def pump_by_events(
    record: Record, told: PumpOrder | None, day: date, known: Knowledge, *,
    told_by: Event | None,
) -> Pump | None:  # fmt: skip
    """The pump on this day: as it was told, and what happened since. None where there is none.

    One that reads otherwise than it was set is in doubt, as one with a fault is: nothing is built
    on its rate until somebody has looked.
    """
    state = told
    ended = False
    differs: tuple[str, ...] = ()
    set_on: date | None = None
    for event in _of_pump(record, day):
        if told_by is not None and not record.is_after(event, told_by):
            continue
        if _ends(event):
            state, differs, ended = None, (), True
            continue
        if ended and not isinstance(event.what, DoseSet | Interrogated | Refilled):
            continue
        ended = False
        before = state or PumpOrder()
        if isinstance(event.what, Interrogated):
            differs = tuple(_differing(before, event.what, event.day))
        elif isinstance(event.what, DoseSet | Refilled):
            differs = ()
        state = _then(before, event, day, known, again=set_on == event.day)
        set_on = event.day if isinstance(event.what, DoseSet) else set_on
    if state is not None:
        since = (
            event for event in record.standing
            if event.day <= day and (told_by is None or record.is_after(event, told_by))
        )  # fmt: skip
        other = other_strength(since, told.filling.mcg_per_mL if told else None, day, known)
        if other is not None and not apart(other, state.filling.mcg_per_mL or other):
            # Read as the old one, it is another doubt: the pump reads otherwise than it was filled.
            other = None
        state = replace(state, filling=replace(state.filling, before_mcg_per_mL=other))
    if state is None:
        return Pump(None) if ended else None
    return Pump(replace(state, fault=True) if differs else state, differs)


def _differing(pump: PumpOrder, read: Interrogated, on: date) -> Iterator[str]:
    """What the programmer reads otherwise than it was told before."""
    filled = pump.filling.mcg_per_mL
    if read.now and pump.now and apart(read.now.in_mcg, pump.now.in_mcg):
        yield f"The pump read {read.now} a day on {on}; {pump.now} were set."
    if read.mcg_per_mL and filled and apart(read.mcg_per_mL, filled):
        yield (f"The pump read {read.mcg_per_mL:g} mcg/mL on {on}; it was filled with {filled:g}.")


def by_pump(
    record: Record, pump: PumpOrder | None, sayings: Mapping[int, Saying], day: date
) -> tuple[BaclofenUse, ...]:
    """The baclofen that a pump gives, or gave until it was ended, for those who ask what is taken.

    What was set or read off the pump stands beside a list or a record without it; a record that
    shows another rate since is doubt.
    """
    use: BaclofenUse | None = None
    shown: tuple[BaclofenUse, ...] = ()
    ever: tuple[BaclofenUse, ...] = ()
    for event in record.standing:
        if event.day > day:
            continue
        if (saying := sayings.get(event.number)) is not None:
            shown = tuple(one for one in saying.uses if one.route == "intrathecal")
            ever = shown or ever
            use = _beside(use, shown, saying, event, pump)
        elif _is_of_pump(event):
            use = _use_after(event, use)
    if use is not None and use.status == "stopped":
        return (use,)
    if use is None or pump is None or pump.now is None:
        # A list that says nothing of a pump does not take it out.
        return shown or (ever if pump is not None else ())
    return (replace(use, as_written=f"pump, {pump.now}/day", daily=pump.now),)


def _use_after(event: Event, before: BaclofenUse | None) -> BaclofenUse | None:
    """The use of a pump after something that happened to it."""
    if _ends(event):
        words = f"pump, {getattr(event.what, 'why', '')} on {event.day}"
        return BaclofenUse("intrathecal", "stopped", words, stopped_on=event.day)
    if before is None or isinstance(event.what, DoseSet | Interrogated):
        return BaclofenUse("intrathecal", "active", "pump", dose_since=event.day)
    return before


def _beside(
    use: BaclofenUse | None, shown: tuple[BaclofenUse, ...], saying: Saying, event: Event,
    pump: PumpOrder | None,
) -> BaclofenUse | None:  # fmt: skip
    """What was set here, beside what a later piece shows of a pump."""
    if use is None or not shown:
        return use
    if saying.source != "record":
        return None
    if use.status == "stopped" or (pump is not None and shown[0].daily == pump.now):
        return use
    words = f"An electronic record of {event.day} shows {shown[0].as_written}"
    return replace(use, status="unknown", doubt=f"{words}; read the rate off the pump")


def _ends(event: Event) -> bool:
    """Whether a pump was taken out, or is given up for good."""
    return isinstance(event.what, Stopped) and event.what.why in PUMP_ENDS


def _of_pump(record: Record, day: date) -> Iterator[Event]:
    return (event for event in record.standing if event.day <= day and _is_of_pump(event))


def _is_of_pump(event: Event) -> bool:
    kinds = (DoseSet, Stopped, Interrogated, Refilled, Alarmed)
    what = event.what
    return isinstance(what, kinds) and getattr(what, "route", "intrathecal") == "intrathecal"


def _then(pump: PumpOrder, event: Event, day: date, known: Knowledge, *, again: bool) -> PumpOrder:
    what = event.what
    hours = 24.0 * (day - event.day).days
    if isinstance(what, DoseSet):
        changed = {"now": what.per_day, "hours_since_change": hours}
        # What was set twice on a day is what was set last: the first did not run for long.
        changed |= {} if again else _rate_before(pump)
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
    """The new filling; the volumes of catheter and tubing stay, what stood in them does not."""
    return replace(
        before, fill_mL=what.fill_mL, mcg_per_mL=what.mcg_per_mL, new_mcg_per_mL=None,
        withdrawn_mL=what.withdrawn_mL, expected_mL=what.expected_mL, left_mL=None,
        tubing_holds=None, catheter_holds=None,
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
