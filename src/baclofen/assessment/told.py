"""What was told, as it was told: where it contradicts itself, and what nobody could read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from baclofen.assessment.request import Request
from baclofen.assessment.seen import MedicineSeen
from baclofen.assessment.taken import (
    by_mouth_now,
    oral_sum_mg,
    running,
    stop_is_doubted,
    supplied_again,
    supply_end,
    used_up,
)
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import (
    LiquidProduct,
    OldDose,
    SedativeKinds,
    SmallSupply,
    UnreadSign,
    UnreadSwallowing,
    UnreadWatched,
)
from baclofen.patient import BaclofenUse, Entry, Patient
from baclofen.regimen import OralOrder, Origin, PumpOrder, ScreeningOrder
from baclofen.units import Dose, mg


def origin_of(
    order: ScreeningOrder | PumpOrder, syndrome: str | None, known: Knowledge
) -> Origin | None:
    """Where the spasticity comes from: as ordered, else by the indication; None: not known.

    Where the two differ it is cerebral: its limits are the lower ones.
    """
    if _origins_differ(order, syndrome, known):
        return "cerebral"
    return order.origin or known.origin(syndrome)


def _origins_differ(
    order: ScreeningOrder | PumpOrder, syndrome: str | None, known: Knowledge
) -> bool:
    by_name = known.origin(syndrome)
    return None not in (order.origin, by_name) and order.origin != by_name


def told(
    person: Patient, request: Request, uses: tuple[BaclofenUse, ...], syndrome: str | None,
    known: Knowledge,
) -> dict[str, Any]:  # fmt: skip
    """What was told, as it was told: rules on contradictions look at it, and no other does."""
    order = request.order
    runs = isinstance(order, PumpOrder) and order.stage != "start" and not order.weans_oral
    active = bool(running(uses))
    ends = any(u.status == "stopped" and u.hours_since_last is not None for u in uses)
    day = isinstance(order, OralOrder) and bool(order.parts)
    return {
        "dialysis_told": person.dialysis,
        "pregnant_told": person.pregnant,
        "pregnancy_told": pregnancy_told(person),
        "none_told": person.none_told,
        "baclofen_shown": active or runs or day,
        "runs_and_ended": active and ends,
        "stop_doubted": stop_is_doubted(uses),
        "baclofen_unclear": any(use.status == "unknown" for use in uses),
        "days_of_supply": None
        if (end := supply_end(uses, request.today)) is None
        else (end - request.today).days,
        "days_without_supply": None
        if (last := used_up(uses)) is None
        else (request.today - last).days,
        "days_without_before": _days_without(person, uses, request.today, known),
        "dose_untold": any(use.daily is None for use in by_mouth_now(uses)),
        "doses_differ": _doses_differ(request, uses),
        "origins_differ": isinstance(order, ScreeningOrder | PumpOrder)
        and _origins_differ(order, syndrome, known),
        "strengths_differ": isinstance(order, OralOrder) and _strengths_differ(order, known),
        "refills_differ": isinstance(order, PumpOrder) and _refills_differ(order, request.today),
        "dates_differ": any(
            use.since is not None
            and use.hours_since_last is not None
            and use.since > request.today - timedelta(hours=use.hours_since_last)
            for use in uses
        ),
        "said_both": bool(person.denied)
        or any(told & denied for told, denied in both_ways(person))
        or (person.dialysis is True and "dialysis" in person.no_conditions)
        or (person.pregnant is True and "pregnancy" in person.no_conditions),
        "no_allergy_told": "baclofen" in person.no_allergies,
    }


def _days_without(
    person: Patient, uses: tuple[BaclofenUse, ...], today: date, known: Knowledge
) -> int | None:
    """The days without a supply that came before the one of these days, of a dose above a start;
    None where none did.

    Facts: `plan.supply_again`, `STOP-OLD-DOSE`, `plan.child_step`, `plan.child_step_below`.
    """
    found, daily_mg = supplied_again(uses), oral_sum_mg(uses)
    if found is None or not _is_above_start(person, daily_mg, known):
        return None
    ended, again = found
    is_lately = (today - again).days < known.number("plan.supply_again")
    return (again - ended).days if is_lately else None


def _is_above_start(person: Patient, daily_mg: float | None, known: Knowledge) -> bool:
    """Whether a day's dose by mouth is more than anybody may begin with; one not told may be."""
    if daily_mg is None or daily_mg > known.of(OldDose).start_max_mg_per_day:
        return True
    kg, age = person.weight_kg, person.age_y
    is_young = age is not None and age < known.number("plan.child_step_below")
    return is_young and kg is not None and daily_mg / kg > known.number("plan.child_step")


def both_ways(person: Patient) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """What is told to be there, each beside what is told not to be."""
    return (
        (person.conditions, person.no_conditions), (person.allergies, person.no_allergies),
        (person.signs, person.no_signs),
    )  # fmt: skip


#: A concentration is that of a product within what is read off a label or a syringe.
_SAME_STRENGTH = 0.05


def _strengths_differ(order: OralOrder, known: Knowledge) -> bool:
    """Whether the concentration is another than that of the liquid that is named."""
    told = order.mg_per_mL
    if told is None:
        return False
    sold = (one.mg_per_mL for one in known.every(LiquidProduct) if one.product == order.product)
    return any(not math.isclose(own, told, rel_tol=_SAME_STRENGTH) for own in sold)


#: A refill is told by its day or its hours: they are one within so many days.
_SAME_REFILL = 2.0


def _refills_differ(order: PumpOrder, today: date) -> bool:
    """Whether the last refill is told by a day and by hours that are not the same."""
    filled, hours = order.filling.filled_on, order.hours_since_refill
    if filled is None or hours is None:
        return False
    return abs((today - filled).days - hours / 24) > _SAME_REFILL


#: Two doses told for one thing are the same within the rounding of print.
_SAME_DOSE = 0.01


def _doses_differ(request: Request, uses: tuple[BaclofenUse, ...]) -> bool:
    """Whether the order and what is told to run give two doses for the same baclofen."""
    order = request.order
    told: Dose | None = None
    if isinstance(order, PumpOrder) and order.stage != "start":
        told = order.before
    elif isinstance(order, OralOrder) and order.parts:
        told = mg(sum(part.in_mg for part in order.parts))
    daily = [use.daily for use in running(uses) if use.daily is not None]
    alike = [dose for dose in daily if told is not None and dose.unit == told.unit]
    if told is None or len(alike) != 1:
        return False
    apart = abs(alike[0].in_mcg - told.in_mcg)
    return apart > _SAME_DOSE * max(alike[0].in_mcg, told.in_mcg)


def pregnancy_told(person: Patient) -> bool:
    return (
        person.pregnant is True
        or "pregnancy" in person.conditions
        or person.gestation_weeks is not None
    )


def flag_of(told: bool | None, condition: str, person: Patient) -> bool | None:
    """A flag that a diagnosis on record tells as well."""
    if told is not None:
        return told
    if condition in person.conditions:
        return True
    return False if condition in person.no_conditions else None


#: Entries that say what someone has; of plans, procedures and the like a look is asked for.
_OF_THE_PERSON = ("condition", "sign", "allergy", "device")


#: What words sound like that leave little of the kidneys.
_FAILING = frozenset({"aki", "dialysis"})


def may_be_failing(person: Patient) -> bool:
    """Whether an entry that nobody could read, and nobody has settled, sounds like kidneys that
    fail now."""
    if person.unread_are == "checked":
        return False
    told = (entry for entry in person.unread if entry.kind in _OF_THE_PERSON)
    return any(not _FAILING.isdisjoint(entry.alarms) for entry in told)


#: What an order not to give baclofen sounds like: the rule on it.
_FORBIDS, _STOPPED = "ORDER-FORBIDS", "USE-STOP-TOLD"
#: What was read in such an entry is known; something else is asked of it.
_READ = ({_FORBIDS}, {_STOPPED})
#: What a pump or a catheter that may give nothing sounds like.
_OF_A_PUMP = "pump_complication"


def sounding_now(
    person: Patient, request: Request, uses: Iterable[BaclofenUse], known: Knowledge
) -> tuple[tuple[Entry, frozenset[str]], ...]:
    """Entries that nobody could read and nobody has settled, each with what it sounds like that is
    looked at now; with a pump, and after a stop, that is more."""
    if person.unread_are == "checked":
        return ()
    numbers = known.of(UnreadSign)
    now = numbers.heard | numbers.poisoned
    if isinstance(request.order, PumpOrder) or any(
        use.route == "intrathecal" or use.status == "stopped" for use in uses
    ):
        now |= numbers.after_a_stop
    told = {f"signs.{sign}" for sign in person.signs}
    heard = (
        (entry, now.intersection(entry.alarms) - told)
        for entry in person.unread
        if entry.kind in ("condition", "sign")
    )
    return tuple((entry, sounds) for entry, sounds in heard if sounds)


def may_be_poisoned(sounding: Iterable[tuple[Entry, frozenset[str]]], known: Knowledge) -> bool:
    """Whether what sounds like something of now may be too much that was swallowed."""
    poisoned = known.of(UnreadSign).poisoned
    return any(poisoned & sounds for _, sounds in sounding)


def unread(
    person: Patient, request: Request, uses: Iterable[BaclofenUse],
    medicines: Iterable[MedicineSeen], known: Knowledge,
) -> dict[str, bool]:  # fmt: skip
    """What nobody could read, and nobody has settled: medicines, other entries, alarming words."""
    if person.unread_are == "checked":
        return dict.fromkeys(_UNREAD, False)
    # What sounds like an illness that is told anyway stops nothing that is not stopped already.
    heard = (
        {alarm for entry in person.unread if entry.kind in _OF_THE_PERSON for alarm in entry.alarms}
        - person.conditions
        - {f"signs.{sign}" for sign in person.signs}
    )
    sedating = frozenset[str]().union(*known.of(SedativeKinds).classes)
    lost = [m.entry.name for m in medicines if not m.is_recognised]
    sounding = sounding_now(person, request, uses, known)
    supplies = {kind.id for kind in known.every(SmallSupply) if kind.heard & heard}
    return {
        "unread_medicines": bool(lost),
        "unread_may_sedate": any(
            not known.codes.medicines.is_supplement(name, sedating=sedating) for name in lost
        ),
        "unread_others": any(
            entry.kind != "medicine" and {*entry.alarms} not in _READ for entry in person.unread
        ),
        "unread_forbids": _FORBIDS in heard,
        "unread_stop": _STOPPED in heard,
        "unread_alarming": bool(known.stops & heard),
        "unread_alarming_needle": bool(known.stops_needle & heard),
        "unread_watched": bool(known.of(UnreadWatched).heard & heard),
        "unread_sign": bool(sounding),
        "unread_poisoning": may_be_poisoned(sounding, known),
        "unread_grave": any(known.of(UnreadSign).grave & sounds for _, sounds in sounding),
        # Whoever says whether anything may be swallowed has answered it.
        "unread_swallowing": person.nil_by_mouth is None
        and bool(known.of(UnreadSwallowing).heard & heard),
        "unread_pump": any(_OF_A_PUMP in entry.alarms for entry, _ in sounding),
        "unread_supply": "SUPPLY-SMALL" in supplies,
        "unread_misuse": "SUPPLY-MISUSE" in supplies,
    }


_UNREAD = (
    "unread_medicines", "unread_may_sedate", "unread_others", "unread_alarming",
    "unread_alarming_needle", "unread_watched", "unread_sign", "unread_poisoning",
    "unread_grave", "unread_pump",
    "unread_supply", "unread_misuse", "unread_forbids", "unread_stop", "unread_swallowing",
)  # fmt: skip


def hides_baclofen(
    person: Patient,
    uses: tuple[BaclofenUse, ...],
    medicines: Iterable[MedicineSeen],
    known: Knowledge,
) -> bool:
    """Whether no baclofen is known of, but a medicine that nobody could read may be it. Who says
    that none is taken settles it, unless the name is spelt nearly like baclofen's."""
    if uses or person.unread_are is not None:
        return False
    hiding = [m.entry.name for m in medicines if m.may_be_baclofen]
    if not person.none_told:
        return bool(hiding)
    ours = known.codes.baclofen.name
    return any(ours in known.codes.medicines.nearest(name) for name in hiding)
