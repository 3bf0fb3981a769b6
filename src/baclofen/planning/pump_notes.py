"""What a reader of a pump's plan must know beside the table: cautions, refill, volumes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from baclofen.assessment import (
    Assessment,
    DeviceFigure,
    PumpSetting,
    drawn,
    held,
    is_among,
    read_response,
    unit_of,
)
from baclofen.knowledge import Knowledge, Note
from baclofen.planning.advice import day_in_words, override_note
from baclofen.planning.change import ChangeLimits
from baclofen.planning.slip import Slip
from baclofen.planning.supply import alarm_day
from baclofen.regimen import Clocked, Flex, PumpOrder

#: What a device's figures are called in a sentence.
DEVICE_WORDS = {
    "accuracy": "error of the flow", "unusable_mL": "volume that cannot be used",
    "least_mL_per_day": "lowest flow", "most_mL_per_day": "highest flow",
    "least_step_mL_per_day": "lowest rate of a step", "tubing_mL": "volume of the tubing",
    "catheter_mL_per_cm": "volume of a cm of catheter",
}  # fmt: skip


def figure_in_words(figure: DeviceFigure) -> str:
    """A device's figure as it is read in a manual.

    >>> figure_in_words(DeviceFigure("accuracy", 0.145, "memory", "device.synchromed2.accuracy"))
    'error of the flow 14.5 %'
    """
    words = DEVICE_WORDS[figure.name]
    if figure.name == "accuracy":
        return f"{words} {100 * figure.value:.4g} %"
    return f"{words} {figure.value:g} {unit_of(figure.name)}"


def cautions(
    fit: Assessment, order: PumpOrder, found: tuple[Slip, ...], limits: ChangeLimits | None,
    doubtful: tuple[DeviceFigure, ...], known: Knowledge,
) -> tuple[Note, ...]:  # fmt: skip
    """What keeps the verdict at caution, whatever else is well."""
    return (
        *_to_confirm(order, doubtful),
        *(Note(f"Ask: {s.says}", s.why) for s in found if s.by_concentration),
        *_assumed(order, limits),
        *_short_gap(order, known),
        *_tested(order, known),
        *_by_clock(order, known),
        *_steep(order, limits),
        *_studied(fit, order, known),
        *override_note(fit, known),
    )


def _to_confirm(order: PumpOrder, doubtful: tuple[DeviceFigure, ...]) -> Iterator[Note]:
    if not doubtful:
        return
    named = "; ".join(figure_in_words(f) for f in doubtful)
    ids = ("P-CONFIRM", *(f.id for f in doubtful))
    unnamed = "" if order.device.name else " The pump is not named: these are a SynchroMed II's."
    yield Note(
        f"Confirm from the device's manual, before relying on flow or dates: {named}.{unnamed} "
        "Type them in with the order, or store them with `baclofen device confirm`.",
        ids,
    )


def _assumed(order: PumpOrder, limits: ChangeLimits | None) -> Iterator[Note]:
    if limits is not None and limits.assumed:
        yield Note(limits.assumed, limits.why)


def _studied(fit: Assessment, order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    """A pump that is named, in someone younger than those it was studied in."""
    rule = known.rules["P-PROMETRA-LIMITS"]
    values: Any = rule.values
    age = fit.person.age_y
    if is_among(order.device, values["devices"]) and (age is None or age < values["from_y"]):
        whose = "the age is not told" if age is None else f"this patient is {age:g}"
        yield Note(
            f"This pump was not studied below {values['from_y']} years, and {whose}.", (rule.id,)
        )


def _short_gap(order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    hours = order.interruption_hours
    values: Any = known.rules["P-INTERRUPTED"].values
    if hours and hours <= values["over_h"]:
        yield Note(
            f"The pump gave nothing for {hours:g} hours: look for withdrawal, find the cause, and "
            "watch the return to the dose.",
            ("P-INTERRUPTED", "P-ALARMS", "WD-ONSET"),
        )


def _tested(order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    if order.stage != "start" or order.screening is None:
        return
    response = read_response(order.screening, known)
    yield from response.notes
    if response.rests_on_scores:
        yield Note(
            "That the test worked rests on scores and a cut from memory: the clinician confirms it "
            "(responded).",
            ("ITS-RESPONSE", "ITS-RESPONSE-NUM"),
        )
    if order.screening.badly_tolerated:
        yield Note(
            "The test bolus was badly tolerated: the first dose is the bolus, not twice it.",
            ("ITM-START",),
        )


def _by_clock(order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    most: Any = known.rules["ITS-PROJECT"].values
    if isinstance(order.mode, Clocked) and order.mode.dose.in_mcg > most["most_mcg"]:
        yield Note(
            f"A bolus of {order.mode.dose} is above any test bolus ({most['most_mcg']:g} mcg).",
            ("ITS-PROJECT", "ITM-MODES"),
        )


def _steep(order: PumpOrder, limits: ChangeLimits | None) -> Iterator[Note]:
    """A stretch of the day that runs above what one raise of the steady rate may reach."""
    now, mode = order.before, order.mode
    if limits is None or now is None or not isinstance(mode, Flex):
        return
    high = limits.raised(now)[1]
    if mode.highest > high:
        yield Note(
            f"The highest step runs at {mode.highest.in_mcg:,.4g} mcg/day, above the {high} that a "
            "raise of a steady rate may reach: the limits are kept by the day's sum only.",
            ("P-FLEX13", *limits.why),
        )


def supply_notes(
    order: PumpOrder, old: PumpSetting | None, new: PumpSetting | None, fit: Assessment,
    known: Knowledge,
) -> tuple[Note, ...]:  # fmt: skip
    """How the days were counted, the earliest empty day, late refills, volumes that differ."""
    shown = new or old
    return (
        *_counted(order, shown, fit, known),
        *_earlier(shown),
        *_dates(order, fit, known),
        *_volumes(order, known),
    )


def _counted(
    order: PumpOrder, shown: PumpSetting | None, fit: Assessment, known: Knowledge
) -> Iterator[Note]:
    if shown is None:
        return
    filling, today = order.filling, fit.request.today
    lacking = [
        name
        for name, value in (
            ("fill_mL", filling.fill_mL), ("alarm_mL", filling.alarm_mL),
            ("concentration", filling.mcg_per_mL or filling.new_mcg_per_mL),
        )
        if value is None
    ]  # fmt: skip
    if lacking:
        yield Note(
            f"No refill date: not told are {', '.join(lacking)}.",
            ("P-FORMULAS", "P-INTERVAL-PROJECT"),
        )
        return
    if shown.earliest_empty_days is None:
        yield Note(
            "No refill date: of this pump neither the error of the flow nor the unusable volume is "
            "known here. Take them from its manual (accuracy, unusable_mL).",
            ("P-SPEC", "P-INTERVAL-PROJECT"),
        )
        return
    found = held(order, today, known)
    if found is None:
        return
    if not found.is_fresh:
        how = "as told" if filling.left_mL is not None else "if the running dose ran ever since"
        yield Note(
            f"{found.nominal_mL:.3g} mL are left on {day_in_words(today)} ({how}); at worst "
            f"{found.worst_mL:.3g} mL. Days count from then.",
            ("P-FORMULAS",),
        )
        if found.age_days is None:
            yield Note(
                "No refill date: the day of the filling (filled_on) is not told, and the drug "
                "keeps for a limited time only.",
                ("P-STABILITY",),
            )
    elif found.since is None:
        yield Note(
            "Days count from the filling: its date (filled_on) is not told.", ("P-FORMULAS",)
        )
    elif filling.filled_on is None:
        yield Note(
            f"Counted as filled on the day of judgement, {day_in_words(found.since)}.",
            ("P-FORMULAS",),
        )


def _earlier(shown: PumpSetting | None) -> Iterator[Note]:
    if shown is None or not shown.may_be_empty_before:
        return
    empty, offered = shown.on(shown.earliest_empty_days), shown.on(shown.offered)
    nominal = shown.on(shown.nominal)
    if empty and offered and nominal:
        words = (
            f"The pump may be empty on {day_in_words(empty)}, before the nominal refill on "
            f"{day_in_words(nominal)}: book {day_in_words(offered)} instead."
        )
    else:
        words = (
            f"The pump may be empty on day {shown.earliest_empty_days or 0:.0f}, before the "
            f"nominal refill on day {shown.nominal}: book day {shown.offered} instead."
        )
    yield Note(words, ("P-INTERVAL-PROJECT", "P-FORMULAS"))


def _dates(order: PumpOrder, fit: Assessment, known: Knowledge) -> Iterator[Note]:
    found = alarm_day(order.filling, fit.request.today, known)
    if found is None:
        return
    due, visit = day_in_words(found.alarm), order.filling.refill_on
    if found.left_days < 0:
        yield Note(
            f"The alarm was due on {due}, {-found.left_days} days ago: refill today and look for "
            "withdrawal.",
            ("P-REFILL-BEFORE", "WD-IT-COURSE"),
        )
    elif visit is not None and found.is_booked_late:
        where = f"{found.late_days} days after it" if found.late_days else "too close to it"
        yield Note(
            f"The alarm is due on {due}; the visit on {day_in_words(visit)} is {where}: book it by "
            f"{day_in_words(found.book_by)}.",
            ("P-REFILL-BEFORE",),
        )


def _volumes(order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    found, filling = drawn(order.filling, known), order.filling
    if found is None:
        return
    drew = filling.withdrawn_mL
    there = f"Left {filling.left_mL:g} mL" if drew is None else f"Drawn {drew:g} mL"
    said = "no difference" if found.direction == "none" else f"likely {found.direction}"
    then = "look into pump and catheter before a raise" if found.is_large else "follow it"
    yield Note(
        f"{there}, expected {filling.expected_mL:g}: "
        f"{found.difference_mL:+.3g} mL, {said}; {then}.",
        ("P-DISCREP",),
    )
