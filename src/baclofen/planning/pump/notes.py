"""What a reader of a pump's plan must know beside the table: cautions, refill, volumes."""

from __future__ import annotations

from collections.abc import Iterator

from baclofen.assessment import (
    Assessment,
    DeviceFigure,
    PumpSetting,
    drawn,
    held,
    is_among,
    is_drawn,
    is_known,
    read_response,
    unit_of,
)
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import BolusLimits, RecalledPump, StudiedPump
from baclofen.planning.pump.change import ChangeLimits, raise_within_trials
from baclofen.planning.pump.slip import Slip
from baclofen.planning.pump.supply import AlarmDay, visit_by_alarm
from baclofen.planning.say.advice import override_note
from baclofen.regimen import Clocked, Flex, PumpOrder


def figure_of(figure: DeviceFigure, known: Knowledge) -> Note:
    """A device's figure as it is read in a manual.

    >>> from baclofen.knowledge import load_knowledge
    >>> known = load_knowledge()
    >>> figure = DeviceFigure("accuracy", 0.145, "memory", "device.synchromed2.accuracy")
    >>> known.say(figure_of(figure, known))
    'error of the flow 14.5 %'
    """
    unit = unit_of(figure.name)
    if not unit:
        return known.note("device.share", name=figure.name, percent=100 * figure.value)
    return known.note("device.figure", name=figure.name, value=figure.value, unit=unit)


def cautions(
    fit: Assessment, order: PumpOrder, found: tuple[Slip, ...], limits: ChangeLimits | None,
    doubtful: tuple[DeviceFigure, ...], known: Knowledge,
) -> tuple[Note, ...]:  # fmt: skip
    """What keeps the verdict at caution, whatever else is well."""
    return (
        *_to_confirm(order, doubtful, known),
        *(known.note("slip.ask", *s.note.why, slip=s.note) for s in found if s.by_concentration),
        *_assumed(limits),
        *_tested(order, known),
        *_by_clock(order, known),
        *_steep(order, limits, known),
        *_at_the_most(order, limits, known),
        *_studied(fit, order, known),
        *_of_this_pump(order, known),
        *override_note(fit, known),
    )


def _at_the_most(
    order: PumpOrder, limits: ChangeLimits | None, known: Knowledge
) -> tuple[Note, ...]:
    """That no raise is left of what runs within what pumps gave in trials."""
    now = order.before
    if limits is None or now is None or order.asked is not None:
        return ()
    if raise_within_trials(now, limits, known) is not None:
        return ()
    return (known.note("pump.no_raise_left"),)


def _to_confirm(
    order: PumpOrder, doubtful: tuple[DeviceFigure, ...], known: Knowledge
) -> Iterator[Note]:
    if doubtful:
        yield known.note(
            "device.confirm", *(f.id for f in doubtful),
            figures=tuple(figure_of(f, known) for f in doubtful),
            unnamed=None if order.device.name else known.note("device.unnamed"),
        )  # fmt: skip


def _assumed(limits: ChangeLimits | None) -> Iterator[Note]:
    if limits is not None and limits.assumed is not None:
        yield limits.assumed


def _studied(fit: Assessment, order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    """A pump that is named, in someone younger than those it was studied in."""
    age = fit.person.age_y
    for pump in known.every(StudiedPump):
        if is_among(order.device, pump.devices) and (age is None or age < pump.from_y):
            untold = age is None
            whose = known.note("device.age_untold") if untold else known.note("device.age", age=age)
            yield known.note("device.unstudied", pump.id, from_y=pump.from_y, whose=whose)


def _of_this_pump(order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    """A pump that is named and known to nobody here, or one that was recalled."""
    device = order.device
    if not is_known(device, known):
        yield known.note("device.unknown", name=device.name)
    for pump in known.every(RecalledPump):
        if is_among(device, pump.devices):
            yield known.note("device.recalled", pump.id)


def _tested(order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    if order.stage != "start" or order.screening is None:
        return
    response = read_response(order.screening, known)
    yield from response.notes
    if response.rests_on_scores:
        yield known.note("pump.by_scores")
    if order.screening.badly_tolerated:
        yield known.note("pump.badly_borne")


def _by_clock(order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    most = known.of(BolusLimits).most_mcg
    if isinstance(order.mode, Clocked) and order.mode.dose.in_mcg > most:
        yield known.note("pump.large_bolus", bolus=order.mode.dose)


def _steep(order: PumpOrder, limits: ChangeLimits | None, known: Knowledge) -> Iterator[Note]:
    """A stretch of the day that runs above what one raise of the steady rate may reach."""
    now, mode = order.before, order.mode
    if limits is None or now is None or not isinstance(mode, Flex):
        return
    high = limits.raised(now)[1]
    if mode.highest > high:
        yield known.note("pump.steep", *limits.why, step=mode.highest, high=high)


def supply_notes(
    order: PumpOrder, old: PumpSetting | None, new: PumpSetting | None, fit: Assessment,
    known: Knowledge,
) -> tuple[Note, ...]:  # fmt: skip
    """How the days were counted, the earliest empty day, late refills, volumes that differ."""
    shown = new or old
    return (
        *_counted(order, shown, fit, known),
        *_earlier(shown, known),
        *_dates(order, fit, known),
        *_volumes(order, fit, known),
    )


def _counted(
    order: PumpOrder, shown: PumpSetting | None, fit: Assessment, known: Knowledge
) -> Iterator[Note]:
    if shown is None:
        return
    filling, today = order.filling, fit.request.today
    lacking = tuple(
        name
        for name, value in (
            ("fill_mL", filling.fill_mL), ("alarm_mL", filling.alarm_mL),
            ("concentration", filling.mcg_per_mL or filling.new_mcg_per_mL),
        )
        if value is None
    )  # fmt: skip
    if is_drawn(order, today):
        yield known.note("refill.drawn_out", day=filling.filled_on)
        return
    if lacking:
        yield known.note("refill.lacking", names=lacking)
        return
    if shown.earliest_empty_days is None:
        yield known.note("refill.no_figures")
        return
    found = held(order, today, known)
    if found is None:
        return
    if not found.is_fresh:
        told = filling.left_mL is not None
        yield known.note(
            "refill.left", nominal=found.nominal_mL, worst=found.worst_mL, today=today,
            how=known.note("refill.as_told") if told else known.note("refill.if_it_ran"),
        )  # fmt: skip
        if found.age_days is None:
            yield known.note("refill.filled_untold")
    elif found.since is None:
        yield known.note("refill.from_filling")
    elif filling.filled_on is None:
        yield known.note("refill.from_today", day=found.since)


def _earlier(shown: PumpSetting | None, known: Knowledge) -> Iterator[Note]:
    if shown is None or not shown.may_be_empty_before:
        return
    empty, offered = shown.on(shown.earliest_empty_days), shown.on(shown.offered)
    nominal = shown.on(shown.nominal)
    if empty and offered and nominal:
        yield known.note("refill.empty_before", empty=empty, nominal=nominal, offered=offered)
    else:
        yield known.note(
            "refill.empty_before_day", empty=shown.earliest_empty_days or 0.0,
            nominal=shown.nominal, offered=shown.offered,
        )  # fmt: skip


def _dates(order: PumpOrder, fit: Assessment, known: Knowledge) -> Iterator[Note]:
    found = visit_by_alarm(order, fit.request.today, known)
    if found is None:
        return
    visit = order.filling.refill_on
    if found.left_days < 0:
        yield known.note("refill.alarm_was_due", due=found.alarm, days=-found.left_days)
    elif visit is not None and found.is_booked_late and _is_now(found, fit):
        yield known.note("refill.not_waited_for", due=found.alarm, visit=visit)
    elif visit is not None and found.is_booked_late:
        late = found.late_days
        after = known.note("refill.days_after", days=late) if late else None
        yield known.note(
            "refill.booked_late", due=found.alarm, visit=visit, by=found.book_by,
            where=after or known.note("refill.too_close"),
        )  # fmt: skip


def _is_now(found: AlarmDay, fit: Assessment) -> bool:
    """Whether no day for the visit is left: the alarm sounds, or the last of them has passed."""
    return fit.fired("P-ALARM-PASSED") or found.book_by <= fit.request.today


def _volumes(order: PumpOrder, fit: Assessment, known: Knowledge) -> Iterator[Note]:
    found, filling = drawn(order, fit.request.today, known), order.filling
    if found is None:
        return
    was = "refill.left_there" if filling.withdrawn_mL is None else "refill.drawn_there"
    there = known.note(was, volume=found.there_mL)
    if not found.is_large:
        yield known.note("refill.as_expected", there=there, expected=found.expected_mL)
        return
    yield known.note(
        "refill.volumes", there=there, expected=found.expected_mL,
        difference=found.difference_mL, direction=found.direction,
    )  # fmt: skip
