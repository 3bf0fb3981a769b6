"""How a medicine entry stands on the day of judgement: taken now, past, or only planned."""

from __future__ import annotations

from datetime import date
from math import ceil
from typing import Literal

from baclofen.cleaned import plain
from baclofen.exchange.fhir.dates import Day, days_after
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.lengths import bounds_days, supply_days
from baclofen.exchange.fhir.sig import read_counted, read_sig
from baclofen.exchange.fhir.sig_asides import days_handed, days_of_course
from baclofen.exchange.fhir.steps import last_day
from baclofen.exchange.fhir.timing import repeat_of, times_a_day, words_beside
from baclofen.knowledge import Knowledge
from baclofen.units import months_before
from baclofen.value import Value, replace

#: What was handed over without saying how long it lasts counts as taken for so long.
SUPPLY_MONTHS = 3
#: What the record says where somebody ordered that it is not given.
BANNED = "not to be given"
#: The same where a statement says that none is taken.
NOT_TAKEN = "not taken"
#: The same of a dose that was not given.
NOT_GIVEN = "not given"

Name = Literal["current", "past", "planned", "refused", "void"]


class Standing(Value):
    """`status` is the record's own word. `ended` is the day it ended, when that is known;
    `is_used_up` says that this is the end of its supply or the last dose given: no stop was told.

    `doubt` says why a current entry may not be taken; `is_active` that the record says so.
    `told` is the day on which the record last said how it stands. `ran_out` is the day on which
    the days or the supply of what is marked as active ended; `until` is the one on which they will.
    `carried` is the day up to which what is over goes on, as its renewal begins on the next one.
    """

    name: Name
    status: str
    since: date | None = None
    ended: date | None = None
    doubt: str = ""
    told: date | None = None
    ran_out: date | None = None
    until: date | None = None
    is_used_up: bool = False
    carried: date | None = None

    @property
    def is_current(self) -> bool:
        return self.name == "current"

    @property
    def is_void(self) -> bool:
        return self.name == "void"

    @property
    def is_active(self) -> bool:
        return self.is_current and not self.doubt


def read_standing(kind: str, resource: Element, known: Knowledge, *, today: date) -> Standing:
    """The standing of a medicine entry. An unknown or missing status counts as current."""
    status = resource.text("status")
    if status == "entered-in-error":
        return Standing("void", status)
    match kind:
        case "MedicationRequest":
            return _request(resource, status, known, today)
        case "MedicationStatement":
            return _statement(resource, status, known, today)
        case "MedicationDispense":
            return _dispense(resource, status, today)
        case _:
            return _administration(resource, status, known, today)


def _request(resource: Element, status: str, known: Knowledge, today: date) -> Standing:
    since = _first(resource.day("authoredOn"))
    if resource.flag("doNotPerform"):
        return Standing("refused", BANNED, since)
    intent = resource.text("intent")
    # A plan that was reported is what someone already takes, by US Core's own rule.
    reported = resource.flag("reportedBoolean") or resource.has("reportedReference")
    if status == "draft" or intent in ("proposal", "option") or (intent == "plan" and not reported):
        return Standing("planned", status if status == "draft" else intent, since)
    changed = resource.day("statusChanged")
    if status in (over := ("completed", "stopped", "cancelled")):
        supply = resource.child("dispenseRequest")
        valid = _end(supply.child("validityPeriod")) if supply else None
        told_ends = [changed, _bounds_end(resource, since)]
        standing = _by_end(status, since, [*told_ends, valid], over, today)
        is_used_up = status == "completed" and standing.ended is not None and not any(told_ends)
        standing = replace(standing, is_used_up=is_used_up)
        # What was reported as over was over on the day of the report.
        said = resource.day("authoredOn") if reported else None
        return _over_by(standing, said, known, today)
    ends = [_bounds_end(resource, since), _end(resource.child("effectiveDosePeriod"))]
    told = max((day.last for day in (resource.day("authoredOn"), changed) if day), default=None)
    standing = replace(_by_end(status, since, ends, over, today), told=told)
    supplied = None if any(ends) or standing.doubt else _supply_end(resource, since)
    grace = known.number("patient.supply_grace")
    if supplied is None:
        return standing
    if days_after(supplied, grace) >= today:
        return replace(standing, until=supplied)
    doubt = f"marked as active, but its supply ended on {supplied}"
    return replace(standing, doubt=doubt, ran_out=supplied)


def _statement(resource: Element, status: str, known: Knowledge, today: date) -> Standing:
    period = resource.child("effectivePeriod")
    started = resource.day("effectiveDateTime") or (period.day("start") if period else None)
    since = _first(started or resource.day("dateAsserted"))
    if status == "intended":
        return Standing("planned", status, since)
    asserted = resource.day("dateAsserted")
    told = asserted.last if asserted else since
    if status == "not-taken":
        return Standing("refused", NOT_TAKEN, since, told=told)
    standing = _by_end(status, since, [_end(period), _bounds_end(resource, since)],
                       ("completed", "stopped"), today)  # fmt: skip
    return _over_by(replace(standing, told=told), asserted, known, today)


def _over_by(standing: Standing, said: Day | None, known: Knowledge, today: date) -> Standing:
    """What is over without a day, as ended on the last day on which that may have been said: who
    says that it is over cannot tell of a stop of later. Where that day is so near that a stop of it
    counts as of now, when it ended stays open."""
    if standing.name != "past" or standing.ended is not None or said is None:
        return standing
    least = days_after(today, -known.number("patient.recent_baclofen"))
    return replace(standing, ended=said.last) if said.last < least else standing


def _dispense(resource: Element, status: str, today: date) -> Standing:
    since = _first(resource.day("whenHandedOver", "whenPrepared"))
    if status in ("cancelled", "declined"):
        return Standing("refused", "not handed over", since)
    if status not in ("completed", "stopped"):
        return Standing("current", status, since, doubt=_unclear(status))
    lasts = supply_days(resource.child("daysSupply"))
    if status == "completed" and since is not None:
        # Handed over is not used up: the supply says until when it is taken.
        if lasts is not None:
            end = days_after(since, lasts)
            if end >= today:
                doubt = f"handed over to last until {end}"
                return Standing("current", status, since, doubt=doubt, until=end)
            return Standing("past", status, since, end, is_used_up=True)
        if since >= months_before(today, SUPPLY_MONTHS):
            doubt = f"handed over on {since}, for how long is not recorded"
            return Standing("current", status, since, doubt=doubt)
    return Standing("past", status, since)


def _administration(resource: Element, status: str, known: Knowledge, today: date) -> Standing:
    period = resource.child("effectivePeriod")
    began = resource.day("effectiveDateTime") or (period.day("start", "end") if period else None)
    ended = _end(period) or began
    since = _first(began)
    if status == "not-done":
        return Standing("refused", NOT_GIVEN, since)
    if status in ("in-progress", "on-hold"):
        return Standing("current", status, since, doubt=f"a course {status}")
    if ended is None:
        return Standing("current", status, doubt="given, on a day not recorded")
    if ended.last >= days_after(today, -known.number("patient.recent_baclofen")):
        return Standing("current", status, since, doubt=f"given on {min(ended.last, today)}")
    return Standing("past", status, since, ended.last, is_used_up=True)


def _by_end(
    status: str, since: date | None, ends: list[Day | None], over: tuple[str, ...], today: date
) -> Standing:
    """Past by its status, unless its end is dated after the day of judgement; else current."""
    days = [day for day in ends if day]
    last = max((day.last for day in days), default=None)
    if status in over:
        if last is not None and last > today and status == "completed":
            return Standing("current", status, since, doubt=f"completed, but its end is {last}")
        return Standing("past", status, since, last if last and last <= today else None)
    doubt = _unclear(status)
    if doubt or last is None or last >= today:
        return Standing("current", status, since, doubt=doubt, until=None if doubt else last)
    doubt = f"marked as active, but its end was {last}"
    return Standing("current", status, since, doubt=doubt, ran_out=last)


def _unclear(status: str) -> str:
    if status == "active":
        return ""
    if not status:
        return "whether it is taken is not recorded"
    return "it is on hold" if status == "on-hold" else f"its status is {plain(status, 30)}"


def _bounds_end(resource: Element, since: date | None) -> Day | None:
    """The last end that the dosages themselves name; None where one of them names none.

    A length of time counts from the day on which the order was written, and those of steps one
    after the other.
    """
    if since and (ended := last_day(resource.children("dosageInstruction"), since)):
        return Day(ended, ended)
    ends: list[Day | None] = []
    for name in ("dosageInstruction", "dosage"):
        if not resource.has(name):
            continue
        for dosage in resource.children(name):
            repeat = repeat_of(dosage)
            end = _end(repeat.child("boundsPeriod")) if repeat else None
            days = (bounds_days(repeat) or _counted_days(dosage, repeat)) if repeat else None
            # What the words bound is as much over as what is coded.
            days = days_of_course(words_beside(dosage)) if days is None else days
            if end is None and since and days is not None:
                last = days_after(since, days)
                end = Day(last, last)
            ends.append(end)
    named = [end for end in ends if end is not None]
    return max(named, key=lambda day: day.last) if named and len(named) == len(ends) else None


def _counted_days(dosage: Element, repeat: Element) -> int | None:
    """For how many days a number of doses lasts: as often as is coded or said, else one a day."""
    count = repeat.number("count")
    if count is None or count <= 0:
        return None
    text = words_beside(dosage)
    sig = read_sig(text) or read_counted(text, 1)
    often = times_a_day(dosage.child("timing"))[0] or (sig.times if sig else 1)
    return ceil(count / often)


def _supply_end(resource: Element, since: date | None) -> date | None:
    """The day by which what was ordered is used up, and no more of it can be had."""
    supply = resource.child("dispenseRequest")
    ends = []
    if supply and (valid := _end(supply.child("validityPeriod"))) is not None:
        ends.append(valid.last)
    lasts = supply_days(supply.child("expectedSupplyDuration")) if supply else None
    if lasts is None:
        told = [days_handed(words_beside(d)) for d in resource.children("dosageInstruction")]
        lasts = max((days for days in told if days is not None), default=None)
    if since is not None and lasts is not None:
        times = 1 + ((supply.number("numberOfRepeatsAllowed") if supply else None) or 0)
        ends.append(days_after(since, lasts * times))
    return max(ends, default=None)


def _end(period: Element | None) -> Day | None:
    return period.day("end") if period else None


def _first(day: Day | None) -> date | None:
    return day.first if day else None
