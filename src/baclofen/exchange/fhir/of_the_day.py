"""Orders for different times of the day, as one in the morning and one at night: one regimen.

Two orders that both count are a double until somebody says otherwise. Where each has its own times,
and all those of one lie before all those of the next, they are the parts of one day's dose, as a
dose that differs by the time of day is often written. Times are told by codes; by words where they
name as many parts of the day as it is taken times. Orders whose times interleave are two schedules
of the same thing; evening and bedtime are one time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

from baclofen.assessment import first_seen
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.medicines import Order, dosages_of
from baclofen.exchange.fhir.sig import read_counted, read_sig
from baclofen.exchange.fhir.timing import repeat_of, times_a_day, words_beside
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse, DoseBefore
from baclofen.units import sum_of
from baclofen.value import Value

_HOURS_A_DAY, _MINUTES = 24.0, 60.0


class Hours(Value):
    """The first and the last time of the day at which something is taken: hours of the clock, or
    parts of the day."""

    by: Literal["clock", "part"]
    first: float
    last: float


def hours_of(order: Order, known: Knowledge) -> Hours | None:
    """When in the day an order is taken; None where a dosage of it does not tell that."""
    parts_of, found = known.codes.day_codes, list[tuple[Literal["clock", "part"], float]]()
    for dosage in dosages_of(order.kind, order.resource):
        repeat = repeat_of(dosage)
        whens, clocks = (repeat.texts("when"), repeat.texts("timeOfDay")) if repeat else ((), ())
        if (whens and clocks) or any(when not in parts_of for when in whens):
            return None
        parts = {parts_of[when] for when in whens} if whens or clocks else _in_words(dosage, known)
        if not (parts or clocks):
            return None
        found += [("part", float(known.codes.day_parts.index(part))) for part in parts]
        hours = [_hour(clock) for clock in clocks]
        found += [("clock", hour) for hour in hours if hour is not None]
        if None in hours:
            return None
    kinds = {kind for kind, _ in found}
    if len(kinds) != 1:
        return None
    at = [hour for _, hour in found]
    return Hours(kinds.pop(), min(at), max(at))


def _in_words(dosage: Element, known: Knowledge) -> frozenset[str]:
    """The parts of the day that the words of a dosage name; none where they are not as many as the
    times a day at which it is taken: "three times a day, first in the morning" names one of them.
    """
    text = words_beside(dosage)
    sig = read_sig(text) or read_counted(text, 1.0)
    coded, _ = times_a_day(dosage.child("timing"))
    times = coded if coded is not None else sig.times if sig else None
    found = frozenset(known.codes.day_words.found_in(text))
    return found if len(found) == times else frozenset()


def _hour(clock: str) -> float | None:
    """The hour of a time as "08:30:00"; None for what is none."""
    hour, _, rest = clock.partition(":")
    minute = rest.partition(":")[0]
    if not (hour.isdecimal() and minute.isdecimal()):
        return None
    return int(hour) + int(minute) / _MINUTES


def are_one_regimen(hours: Sequence[Hours | None], known: Knowledge) -> bool:
    """Whether several orders are for times of the day that follow each other, with enough time in
    between, by night too."""
    told = [one for one in hours if one is not None]
    if len(told) < len(hours) or len(told) < 2 or len({one.by for one in told}) != 1:
        return False
    told.sort(key=lambda one: (one.first, one.last))
    if told[0].by == "part":
        return all(one.last < other.first for one, other in pairwise(told))
    least = known.number("records.doses_apart")
    gaps = [other.first - one.last for one, other in pairwise(told)]
    gaps.append(told[0].first + _HOURS_A_DAY - told[-1].last)
    return min(gaps) >= least


def parts_stopped_on_no_day(
    running: Sequence[Order], ours: Iterable[Order], known: Knowledge
) -> list[Order]:
    """The orders for times of the day of their own, beside those that run, that somebody stopped on
    a day that is not told: of yesterday, it is a cut of the day's sum. One that was written before
    all that run is of an earlier regimen."""
    hours = [hours_of(order, known) for order in running]
    began = [order.standing.since for order in running if order.standing.since is not None]
    if not began:
        return []
    return [
        o for o in ours
        if o.kind == "MedicationRequest" and o.standing.status == "stopped"
        and o.standing.name == "past" and o.standing.ended is None
        and o.standing.since is not None and o.standing.since >= min(began)
        and are_one_regimen([*hours, hours_of(o, known)], known)
    ]  # fmt: skip


def as_regimen(
    uses: Sequence[BaclofenUse], hours: Sequence[Hours | None], before: tuple[DoseBefore, ...],
    known: Knowledge,
) -> tuple[BaclofenUse, ...]:  # fmt: skip
    """Uses by mouth that surely run, for different times of the day, as one use of their sum; any
    other as they are. The `hours` are those of each use, `before` is what ran before the newest of
    them."""
    live = [at for at, use in enumerate(uses) if use.status != "stopped"]
    parts = [uses[at] for at in live]
    total = sum_of(use.daily for use in parts)
    is_sure = all(
        use.status == "active" and not use.doubt and use.route != "intrathecal" for use in parts
    )
    if not is_sure or total is None or total.unit != "mg":
        return tuple(uses)
    if not are_one_regimen([hours[at] for at in live], known):
        return tuple(uses)
    ends = {use.until for use in parts}
    one = BaclofenUse(
        "oral" if {use.route for use in parts} == {"oral"} else "unknown", "active",
        " + ".join(use.as_written for use in parts), total, ordered_on=first_seen(parts),
        until=min((end for end in ends if end is not None), default=None), orders=len(parts),
        before=before,
    )  # fmt: skip
    return (one, *(use for at, use in enumerate(uses) if at not in live))
